"""How many messages this process has handled, and how long each took."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass

BOUNDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0)
"""Upper bounds of the histogram, in seconds."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """Messages by disposition; by upper bound of their duration, not cumulated, None above all; seconds in all."""

    dispositions: dict[str, int]
    durations: dict[float | None, int]
    seconds: float


class Tally:
    """One thread notes, any may ask."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._dispositions: Counter[str] = Counter()
        self._durations: Counter[float | None] = Counter()
        self._seconds = 0.0

    def note(self, disposition: str, seconds: float) -> None:
        """One message handled, in so many seconds."""
        bound = next((bound for bound in BOUNDS if seconds <= bound), None)
        with self._guard:
            self._dispositions[disposition] += 1
            self._durations[bound] += 1
            self._seconds += seconds

    def so_far(self) -> Tallied:
        """Everything since the process began."""
        with self._guard:
            return Tallied(dict(self._dispositions), dict(self._durations), self._seconds)
