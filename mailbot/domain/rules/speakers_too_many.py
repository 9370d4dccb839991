"""``speakers_too_many``: more primary or alternate speakers than the part has connections for."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each part and kind of speaker over its quota, naming the persons."""
    for part in composition.parts:
        if part.speakers is None:
            continue
        for kind, quota in (("primary", part.speakers.primary), ("alternate", part.speakers.alternate)):
            named = [p.full_name for p in composition.of(part) if (q := p.in_part(part.id)) and q.speaker == kind]
            if len(named) > quota:
                names = ", ".join(named)
                yield Finding(
                    "speakers_too_many",
                    part.id,
                    names,
                    f"{len(named)} {kind} speakers for {part.id} ({quota}): {names}.",
                )
