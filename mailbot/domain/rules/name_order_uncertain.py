"""``name_order_uncertain``: nothing in the note tells the given from the family name."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each participant whose order could not be told (domain facts, section 3)."""
    for participant in composition.participants:
        if not participant.order_certain:
            name = participant.full_name
            detail = f"It cannot be told which is the family name of {name}; recorded: {participant.family}."
            yield Finding("name_order_uncertain", None, name, detail)
