"""``low_confidence``: the reading is not sure enough to record without a person looking."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """What the reading doubts."""
    for doubt in case.submission.doubts:
        if doubt.code == "low_confidence":
            yield Finding("low_confidence", doubt.part, doubt.about, doubt.detail or "The reading is not certain.")
