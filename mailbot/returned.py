"""Letters that came back: the bounce, and the letter it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from .domain.bounce_links import bounce_flags, bounced
from .domain.flag import DEFAULT_SEVERITY, Severity
from .domain.message import Bounce
from .domain.record import FlagRecord, MessageRecord
from .ports import Store


def link_bounce(
    store: Store,
    bounce: Bounce,
    record: MessageRecord,
    now: datetime,
    severities: Mapping[str, Severity] = DEFAULT_SEVERITY,
    answers: Sequence[str] = (),
) -> tuple[FlagRecord, ...]:
    """The flags a bounce raises (its caller records them); the letter it is about is marked here.

    ``record`` is the bounce's own, ``answers`` the Message-IDs it answers. A delay notice raises and marks nothing.
    Anybody can write a bounce: one that names no letter of ours to an address says nothing of that address.
    """
    names = (bounce.original_message_id, *answers)
    found = (store.letter_by_message_id(name) for name in dict.fromkeys(names) if name)
    letter = next((letter for letter in found if letter is not None), None)
    if letter and bounce.permanent:
        store.put_letter(bounced(letter, bounce))
    return bounce_flags(bounce, letter, record.id, now, severities["bounce"])
