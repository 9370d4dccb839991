"""``same_speaker_twice``: one person is named as primary and as alternate speaker."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """What the reading saw: the record itself holds the person once, as primary."""
    for doubt in case.submission.doubts:
        if doubt.code == "same_speaker_twice":
            detail = doubt.detail or f"{doubt.about} is named as primary and as alternate speaker."
            yield Finding("same_speaker_twice", doubt.part, doubt.about, detail)
