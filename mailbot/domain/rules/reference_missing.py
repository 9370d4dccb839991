"""``reference_missing``: a State's note verbale carries no reference (organisations need none)."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding if a State's composition or change has none; a change may come as a plain reply to a letter."""
    state = case.invitee is None or case.invitee.is_state
    change = case.submission.revision
    names = bool(case.submission.persons) or (change is not None and bool(change.remove))
    due = case.is_full or (case.is_submission and not case.submission.is_reply)
    if due and names and state and not case.submission.reference:
        yield Finding("reference_missing", detail="The note carries no reference.")
