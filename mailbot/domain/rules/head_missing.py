"""``head_missing``: a composition marks no head of delegation."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each part whose members include no head."""
    if not composition.is_whole:
        return
    for part in composition.parts:
        members = composition.of(part)
        if members and not any(q.role == "head" for p in members if (q := p.in_part(part.id))):
            yield Finding("head_missing", part.id, None, f"Nobody is marked as head of delegation for {part.id}.")
