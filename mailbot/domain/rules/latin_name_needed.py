"""``latin_name_needed``: the official list and the platform need the name in Latin letters."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each participant whose name has no Latin spelling."""
    for participant in composition.participants:
        if not participant.latin:
            name = participant.full_name
            yield Finding("latin_name_needed", None, name, f"{name} is named in no Latin spelling.")
