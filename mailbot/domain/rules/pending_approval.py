"""``pending_approval``: an observer under Rule 1.3 takes part only with the Meeting's approval."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding if the invitee's category is ``observer_1_3``."""
    if case.is_submission and case.invitee and case.invitee.category == "observer_1_3":
        yield Finding("pending_approval", None, case.invitee.name, "Its participation needs the Meeting's approval.")
