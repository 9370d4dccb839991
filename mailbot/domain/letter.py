"""Letters: what the rules want written (intents), and what was written (letters)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

BY_HAND = "cancelled by "
"""How the ``failure`` of a letter begins that a person cancelled."""

BARE_RECEIPTS = ("acknowledgement_under_review", "question_received")
"""Letters that say no more than that a message has arrived."""

READ_BACKS = (
    "acknowledgement_complete",
    "acknowledgement_incomplete",
    "acknowledgement_change",
    "acknowledgement_late",
)
"""Letters that say what is recorded."""

LetterState = Literal["queued", "sending", "sent", "failed", "doubtful", "cancelled"]


@dataclass(frozen=True, slots=True)
class Thread:
    """The message a letter answers: its Message-ID, its References and its subject (RFC 5322 section 3.6.4)."""

    message_id: str | None
    references: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """A letter that is wanted: pure data, rendered and stored later.

    ``template`` names a folder of ``templates/letters``. ``cause`` says why (``message:<id>``,
    ``milestone:RC1/note_verbale/2020-11-18``, ``digest:2020-11-10``); ``occurrence`` tells repetitions of
    one cause apart. ``facts`` is what the template speaks of; its keys are listed in docs/letters.md.
    ``calendar_parts`` are the parts whose sessions go along as a calendar file.
    """

    template: str
    cause: str
    to: tuple[str, ...]
    language: str
    occurrence: str = ""
    delegation: str | None = None
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    thread: Thread | None = None
    calendar_parts: tuple[str, ...] = ()
    attach_practices: bool = False

    @property
    def key(self) -> str:
        """Unique in the store: the same cause never writes to the same people twice (design: a letter has a key)."""
        people = ",".join(sorted(address.casefold() for address in self.to))
        return "|".join((self.cause, self.template, self.delegation or "", people, self.occurrence))


@dataclass(frozen=True, slots=True)
class LetterAttachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, fully rendered, on its way.

    ``not_before`` holds it back (quiet hours, retry); ``attempts`` counts tries; ``cause_of_failure`` is
    one sentence. ``condition`` names what is rechecked at send time (``remind.condition_of``), empty: nothing.
    ``accepted`` are the recipients the mail server has taken it for, ``refused`` those it has refused for good
    (at once or by a bounce): neither is tried again.
    """

    key: str
    template: str
    language: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str | None
    message_id: str
    created_at: datetime
    not_before: datetime
    state: LetterState = "queued"
    delegation: str | None = None
    reason: str = ""
    cause: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[LetterAttachment, ...] = ()
    attempts: int = 0
    sent_at: datetime | None = None
    failure: str | None = None
    condition: str = ""
    accepted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def short_id(self) -> str:
        """How it is called at the command line and in the log: the part of its Message-ID made of its key."""
        return self.message_id.strip("<>").split(".", 1)[0]

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was cancelled because it no longer fitted, not by a person, before anybody got it."""
        return self.state == "cancelled" and not self.accepted and not (self.failure or "").startswith(BY_HAND)


def message_id_for(key: str, domain: str) -> str:
    """The Message-ID of the letter with that key: derived, so that a repeat can be recognised."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}.mailbot@{domain}>"
