"""What follows from rejecting a message that is in the record."""

from __future__ import annotations

from mailbot.desk import Desk
from mailbot.domain.record import Decision, MessageRecord
from mailbot.reading import mime

from .entering import check_nothing_after
from .taking_back import TakenBack, taken_back


def rejected(desk: Desk, record: MessageRecord, decision: Decision, *, quiet: bool) -> TakenBack | None:
    """What takes it out of the record; None if it is not in it. Raises Refused if a later note rests on it."""
    if record.disposition != "recorded":
        return None
    check_nothing_after(desk, record, record.submission.parts if record.submission else ())
    message = mime.decode(desk.archive.read(record.id))
    return taken_back(desk, record, message, decision, quiet=quiet, tell_all=True)
