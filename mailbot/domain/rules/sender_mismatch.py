"""``sender_mismatch``: the sender's address is listed for another delegation than the one the note names."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding if note and sender disagree."""
    submission = case.submission
    if submission.kind not in {"submission", "withdrawal"} or case.sender_is_staff:
        return
    if submission.stated and submission.by_address and submission.stated not in submission.by_address:
        listed = ", ".join(submission.by_address)
        detail = f"The note is of {submission.stated}, but the sender's address belongs to {listed}."
        yield Finding("sender_mismatch", None, case.sender, detail)
