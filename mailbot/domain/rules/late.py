"""``late``: it arrived after the note-verbale deadline of a part it is for (arrival, not the date on it)."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding for each part whose deadline had passed; late is recorded all the same."""
    if not case.is_submission or case.received_at is None:
        return
    for part_id in case.submission.parts:
        part = case.meeting.part(part_id)
        if part and part.is_late(case.received_at):
            local = case.received_at.astimezone(case.meeting.zone)
            yield Finding("late", part_id, None, f"It arrived on {local:%d %B %Y at %H:%M}, after the deadline.")
