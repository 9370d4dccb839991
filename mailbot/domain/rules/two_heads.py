"""``two_heads``: more than one person is marked as head of delegation."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each part with several heads, naming them."""
    for part, seats in composition.seats():
        heads = [person.full_name for person, seat in seats if seat.role == "head"]
        if len(heads) > 1:
            names, where = ", ".join(heads), f" for {part}" if part else ""
            yield Finding("two_heads", part, names, f"{len(heads)} heads of delegation{where}: {names}.")
