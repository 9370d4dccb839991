"""``reference_missing``: a State's note verbale carries no reference (organisations need none)."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding if a State's whole composition has none; a change may come as a plain reply."""
    state = case.invitee is None or case.invitee.is_state
    if case.is_full and case.submission.persons and state and not case.submission.reference:
        yield Finding("reference_missing", detail="The note carries no reference.")
