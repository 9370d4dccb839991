"""``email_shared``: two different participants have one address."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding
from mailbot.domain.identity import fold


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each address used by several people, whatever the part, naming them."""
    seen: set[str] = set()
    for participant in composition.participants:
        email = participant.email
        if not email or fold(email) in seen:
            continue
        seen.add(fold(email))
        shared = composition.sharing(email)
        if len(shared) > 1:
            names = ", ".join(p.full_name for p in shared)
            yield Finding("email_shared", None, names, f"{names} have the same address {email}.", email)
