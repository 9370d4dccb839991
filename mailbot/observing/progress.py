"""Whether the main loop gets on: a loop that hangs looks alive from outside."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Progress:
    """When the loop last moved. One thread beats, any may ask. ``monotonic`` gives seconds."""

    def __init__(self, stalled_after_seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limit = stalled_after_seconds
        self._monotonic = monotonic
        self._guard = threading.Lock()
        self._moved = monotonic()
        self._allowed = 0.0

    def beat(self, rests_for_seconds: float = 0.0) -> None:
        """The loop has moved, and may now rest so long."""
        with self._guard:
            self._moved, self._allowed = self._monotonic(), rests_for_seconds

    def still_seconds(self) -> float:
        """For how long the loop has not moved, beyond the rest it may take."""
        with self._guard:
            return max(0.0, self._monotonic() - self._moved - self._allowed)

    @property
    def is_made(self) -> bool:
        """Whether the loop moved lately."""
        return self.still_seconds() < self._limit
