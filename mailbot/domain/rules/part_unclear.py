"""``part_unclear``: the message does not say for which part of the meeting it is, or names two."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding if a submission or withdrawal names no part, and each contradiction between those it names."""
    if case.submission.kind not in {"submission", "withdrawal"}:
        return
    if not case.submission.parts:
        yield Finding("part_unclear", detail="The message does not say for which part it is.")
    for doubt in case.submission.doubts:
        if doubt.code == "part_unclear":
            yield Finding("part_unclear", doubt.part, doubt.about, doubt.detail)
