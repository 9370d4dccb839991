"""``email_shared``: two different participants have one address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mailbot.domain.case import Composition, Finding
from mailbot.domain.delegation import Participant
from mailbot.domain.identity import fold


def check(composition: Composition) -> Iterator[Finding]:
    """One finding for each address used by several people, naming them."""
    users: dict[str, list[Participant]] = defaultdict(list)
    for participant in composition.participants:
        if participant.email:
            users[fold(participant.email)].append(participant)
    for shared in users.values():
        if len(shared) > 1:
            names, email = ", ".join(p.full_name for p in shared), shared[0].email
            yield Finding("email_shared", None, names, f"{names} have the same address {email}.", email)
