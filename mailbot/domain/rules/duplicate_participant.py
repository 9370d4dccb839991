"""``duplicate_participant``: one person stands in the list twice."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """What the reading merged; the record holds the person once."""
    for doubt in case.submission.doubts:
        if doubt.code == "duplicate_participant":
            detail = doubt.detail or f"{doubt.about} stands in the list twice."
            yield Finding("duplicate_participant", doubt.part, doubt.about, detail)
