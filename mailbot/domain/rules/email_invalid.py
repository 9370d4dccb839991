"""``email_invalid``: an address that cannot be one as written."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each address found faulty when it was read (``email_fault``)."""
    for participant in composition.participants:
        if participant.email and participant.email_fault:
            name = participant.full_name
            detail = f"The address {participant.email} of {name} cannot be used: {participant.email_fault}"
            yield Finding("email_invalid", None, name, detail, participant.email)
