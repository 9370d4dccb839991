"""Letters that came back: the bounce, the letter it is about, and whose the address is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from .domain.bounce_links import bounce_flags, bounced
from .domain.flag import DEFAULT_SEVERITY, Severity
from .domain.identity import fold
from .domain.meeting import Invitees
from .domain.message import Bounce
from .domain.record import FlagRecord, MessageRecord
from .ports import Store


def link_bounce(
    store: Store,
    invitees: Invitees,
    bounce: Bounce,
    record: MessageRecord,
    now: datetime,
    severities: Mapping[str, Severity] = DEFAULT_SEVERITY,
) -> tuple[FlagRecord, ...]:
    """The flags a bounce raises (its caller records them); the letter it is about is marked here.

    ``record`` is the bounce's own. A delay notice raises and marks nothing. Where no letter of ours is named,
    the delegation is the one the address is recorded or listed for.
    """
    found = bounce.original_message_id
    letter = store.letter_by_message_id(found) if found else None
    if letter and bounce.permanent:
        store.put_letter(bounced(letter, bounce))
    return bounce_flags(bounce, letter, record.id, now, severities["bounce"], lambda a: _whose(store, invitees, a))


def _whose(store: Store, invitees: Invitees, address: str) -> str | None:
    """The delegation that address is recorded for, else the one that lists it."""
    for code in store.delegations():
        revision = store.current_revision(code)
        if revision and any(fold(person.email) == fold(address) for person in revision.participants):
            return code
    return next((invitee.code for invitee in invitees.by_address(address)), None)
