"""What has just been decided: told on the next page, with the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailbot.review import undoable, undoable_until

from .site import Visit


@dataclass(frozen=True, slots=True)
class Settled:
    """The last ``decision`` on a message, when its letter leaves (UTC, None for none), and whether it can be undone."""

    id: str
    decision: str
    subject: str
    action: str
    until: datetime | None
    can_undo: bool


def just_decided(visit: Visit, message: str) -> Settled | None:
    """What the address of the page says was decided a moment ago; None if there is no such thing."""
    record = visit.desk.store.message(message)
    if record is None:
        return None
    last = undoable(visit.desk, record)
    if last is None:
        return None
    until, can_undo = undoable_until(visit.desk, last), visit.may("reviewer")
    return Settled(record.id, last.id, record.subject, last.action, until, can_undo)
