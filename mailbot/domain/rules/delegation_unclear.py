"""``delegation_unclear``: neither the message nor its sender settles whose delegation it is."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding if a submission or withdrawal has no delegation, or one that is not invited."""
    submission = case.submission
    if submission.kind not in {"submission", "withdrawal"}:
        return
    if submission.delegation is None:
        read = f' It says "{submission.delegation_name}".' if submission.delegation_name else ""
        yield Finding("delegation_unclear", detail=f"It cannot be told which delegation this is.{read}")
    elif case.has_record and case.invitee is None:
        name = submission.delegation_name or submission.delegation
        yield Finding("delegation_unclear", about=name, detail=f"{name} is not in the invitee list.")
