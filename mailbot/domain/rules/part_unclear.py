"""``part_unclear``: the message does not say for which part of the meeting it is."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding if a submission or withdrawal names no part."""
    if case.submission.kind in {"submission", "withdrawal"} and not case.submission.parts:
        yield Finding("part_unclear", detail="The message does not say for which part it is.")
