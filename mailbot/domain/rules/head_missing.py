"""``head_missing``: a composition marks no head of delegation."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each part there is anybody in, if nobody at all is marked as head (meeting facts)."""
    if not composition.is_whole or composition.has_head():
        return
    for part, seats in composition.seats():
        if seats:
            where = f" for {part}" if part else ""
            yield Finding("head_missing", part, None, f"Nobody is marked as head of delegation{where}.")
