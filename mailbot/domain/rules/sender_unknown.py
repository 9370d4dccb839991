"""``sender_unknown``: neither the sender's address nor its domain belongs to any delegation in the list."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding if a stranger sends a submission or a withdrawal."""
    if case.submission.kind not in {"submission", "withdrawal"} or case.sender_is_staff:
        return
    if not case.submission.by_address:
        detail = "The sender's address belongs to no delegation in the list."
        yield Finding("sender_unknown", None, case.sender, detail)
