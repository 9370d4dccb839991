"""``late``: it arrived after the note-verbale deadline of a part it is for (arrival, not the date on it)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from mailbot.domain.case import Case, Finding

# "23:59" on a clock lasts until 23:59:59.
WHOLE_MINUTE = timedelta(minutes=1)


def check(case: Case) -> Iterator[Finding]:
    """One finding for each part whose deadline had passed; late is recorded all the same."""
    if not case.is_submission or case.received_at is None:
        return
    for part_id in case.submission.parts:
        part = case.meeting.part(part_id)
        due = part.milestone("note_verbale") if part else None
        if due and case.received_at >= due.due_at + WHOLE_MINUTE:
            local = case.received_at.astimezone(case.meeting.zone)
            yield Finding("late", part_id, None, f"It arrived on {local:%d %B %Y at %H:%M}, after the deadline.")
