"""Alarms: what is said, and the ways it is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Notice:
    """What an alarm says. ``cause`` is one for all that is about the same thing; ``is_over``: the all clear."""

    cause: str
    title: str
    detail: str
    remedy: str
    at: datetime
    is_over: bool = False


class Alarm(Protocol):
    """A way to whoever runs mailbot that needs neither the mailbox nor the letters' server."""

    @property
    def name(self) -> str:
        """What it is called in the configuration."""
        ...

    def sound(self, notice: Notice) -> None:
        """Hands it over; comes back within a minute or so. Raises Temporary or Permanent with the remedy."""
        ...
