"""``alternate_missing``: a part that asks for speakers has no alternate speaker."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each part without one."""
    if not composition.is_whole:
        return
    for part in composition.parts:
        if part.speakers is None or not part.speakers.alternate or not composition.of(part):
            continue
        if not any(q.speaker == "alternate" for p in composition.speakers(part) if (q := p.in_part(part.id))):
            yield Finding("alternate_missing", part.id, None, f"No alternate speaker is named for {part.id}.")
