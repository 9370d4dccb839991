"""``two_heads``: more than one person is marked as head of delegation."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each part with several heads, naming them."""
    for part in composition.parts:
        heads = [p.full_name for p in composition.of(part) if (q := p.in_part(part.id)) and q.role == "head"]
        if len(heads) > 1:
            names = ", ".join(heads)
            yield Finding("two_heads", part.id, names, f"{len(heads)} heads of delegation for {part.id}: {names}.")
