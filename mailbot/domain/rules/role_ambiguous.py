"""``role_ambiguous``: an "alternate" of whom nothing says what they stand in for."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding for each such person."""
    for doubt in case.submission.doubts:
        if doubt.code == "role_ambiguous":
            yield Finding(
                "role_ambiguous",
                doubt.part,
                doubt.about,
                doubt.detail or f"It cannot be told for whom {doubt.about} stands in.",
            )
