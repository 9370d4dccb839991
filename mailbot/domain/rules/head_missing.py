"""``head_missing``: a composition marks no head of delegation."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each part whose members include no head."""
    if not composition.is_whole:
        return
    for part, seats in composition.seats():
        if seats and not any(seat.role == "head" for _, seat in seats):
            where = f" for {part}" if part else ""
            yield Finding("head_missing", part, None, f"Nobody is marked as head of delegation{where}.")
