"""A reply of staff to an announcement: a decision, or one answer that says why it is none.

It counts if the receiving server vouches for its sender, the token in it was given to that very person for what is
there now, and it says one word. A stranger's mail is never a reply, whatever token stands in it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from mailbot.circumstances import provenance, received_at
from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.identity import address_key
from mailbot.domain.letter import Intent, Thread
from mailbot.domain.message import Message
from mailbot.domain.provenance import Provenance
from mailbot.domain.record import Disposition, MessageRecord
from mailbot.ledger import REPLY_KIND, close_entry
from mailbot.limits import alerted, limit_reached
from mailbot.ports import Arrival
from mailbot.recording import put_flags_and_letters
from mailbot.review import Item, Ruling, find, rule, undoable_until
from mailbot.review.before import before
from mailbot.review.ruling import standing_decisions
from mailbot.writing import write_letters

from .command import Command, command_of, first_line, written
from .letters import HELD, HELD_MANY, REPLY, announcement_key, reply_letter
from .token import is_token_for, message_of, tokens_in

log = logging.getLogger(__name__)

UNDO_SECONDS = 60
"""As long as on the page, where there is none."""

GOOD_FOR = timedelta(days=14)
"""So long a token decides; afterwards whoever decides looks again."""

_MOST_REFERENCES = 20
_LONGEST_REMARK = 500
_NO_PAPERS = ("image/", "text/calendar", "text/vcard", "text/x-vcard", "application/pkcs7", "application/pgp")


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply as far as it was read: ``address`` is the staff's it says it comes from, ``said`` its first line."""

    message: Message
    address: str
    tokens: tuple[str, ...]
    command: Command | None
    said: str

    @property
    def decision(self) -> str:
        """The id of the decision it makes: derived, so that the same reply never decides twice."""
        return hashlib.sha256(f"decided by mail {self.message.id}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What became of a reply, in a word of the template's; ``facts`` are what its sentence speaks of."""

    result: str
    facts: dict[str, Any] = field(default_factory=dict)


def take_in_reply(desk: Desk, arrival: Arrival, decoded: Message, message: Message) -> Disposition | None:
    """Deals with a reply of staff to an announcement; None for any other message, which goes its usual way.

    ``decoded`` is the message as it came, ``message`` without what it repeats of our letters. Raises OutsideError.
    """
    reply = _reply_in(desk, decoded, message)
    if reply is None:
        return None
    answer = _judged(desk, provenance(desk, arrival.raw, decoded), reply)
    log.info("message %s: a reply, %s", message.id[:12], answer.result)
    intents = tuple(_letters(desk, reply, answer))
    return put_reply_aside(desk, arrival, decoded, answer.result.replace("_", " "), intents)


def _reply_in(desk: Desk, decoded: Message, message: Message) -> _Reply | None:
    """The reply that the message is; None for one a program wrote, one of a stranger, or one that hands something in:
    that must be read like any other mail, or it could be lost."""
    if not desk.config.review.by_mail or not decoded.may_answer or decoded.sender is None:
        return None
    sender = address_key(decoded.sender.address)
    address = next((a for a in desk.config.secretariat.staff if address_key(a) == sender), None)
    tokens = _tokens(desk, decoded) if address else None
    if address is None or tokens is None:
        return None
    command = command_of(message.new_text, decoded.sender)
    if command is None and _brings_something(message):
        return None
    return _Reply(decoded, address, tokens, command, first_line(message.new_text))


def put_reply_aside(
    desk: Desk, arrival: Arrival, message: Message, why: str, intents: tuple[Intent, ...] = ()
) -> Disposition:
    """Notes the message as a reply that has been dealt with, and queues those letters, in one step."""
    now = desk.clock()
    record = MessageRecord(
        id=message.id,
        content_id=message.content_id,
        message_id=message.message_id,
        sender=message.sender.address if message.sender else None,
        subject=message.subject,
        received_at=received_at(desk, message, arrival.arrived_at),
        handled_at=now,
        disposition="answered",
        kind=REPLY_KIND,
        why=why,
    )
    written = write_letters(desk, intents, message.id)
    with desk.store.transaction():
        desk.store.put_message(record)
        put_flags_and_letters(desk, written.flags, written.letters)
        close_entry(desk, arrival.key, message.id, "answered", now)
    return "answered"


def _tokens(desk: Desk, message: Message) -> tuple[str, ...] | None:
    """The tokens it bears: in the subject and by what it answers; else, where a program dropped these, in its text.

    None if nothing shows that it answers an announcement.
    """
    named = dict.fromkeys((*message.references[-_MOST_REFERENCES:], *message.in_reply_to))
    letters = [letter for name in named if (letter := desk.store.letter_by_message_id(name))]
    answered = [token for letter in letters if letter.template == HELD for token in tokens_in(letter.key)]
    # The latest of a thread is what was answered; what came before it in the thread is history.
    found = tuple(dict.fromkeys((*tokens_in(message.subject), *answered[-1:]))) or tokens_in(message.text)
    is_ours = any(letter.template in {HELD, HELD_MANY, REPLY} for letter in letters)
    return found if found or is_ours else None


def _brings_something(message: Message) -> bool:
    return bool(message.originals or len(written(message.new_text)) > _LONGEST_REMARK) or any(
        not a.media_type.startswith(_NO_PAPERS) and not a.is_inline for a in message.attachments
    )


def _judged(desk: Desk, told: Provenance, reply: _Reply) -> _Answer:
    if told.verdict != "pass" or told.oddities:
        # What shows in an unsigned header is the forger's choice: it is not repeated.
        return _Answer("unvouched", {"sentence": told.why if told.verdict != "pass" else told.oddities[0]})
    if len(reply.tokens) != 1:
        return _Answer("several_tokens" if reply.tokens else "no_token")
    item = _item_meant(desk, reply.tokens[0])
    if item is None or item.record is None:
        return _Answer("unknown_token")
    taken = desk.store.decision(reply.decision)
    if taken is not None:
        # It was stopped between the decision and its confirmation.
        return _taken(item.record, taken.action, taken.detail.get("assigned"))
    refusal = _refusal(desk, item, item.record, reply.address, reply.tokens[0])
    return refusal or _ruled(desk, reply, item, item.record)


def _item_meant(desk: Desk, token: str) -> Item | None:
    try:
        return find(desk, message_of(token))
    except Refused:
        return None


def _refusal(desk: Desk, item: Item, record: MessageRecord, address: str, token: str) -> _Answer | None:
    """Why the token is not good, None if it is: never given to this person, outdated, or too old."""
    given = desk.store.letter(announcement_key(record.id, address, token))
    if given is None:
        return _Answer("unknown_token")
    if is_token_for(token, desk.signing_key, record.id, item.seen, address) and record.disposition == "held":
        is_old = desk.clock() - given.created_at > GOOD_FOR
        return _Answer("expired", {"record": record, "at": given.created_at}) if is_old else None
    since = [d for d in standing_decisions(desk, record.id) if d.at >= given.created_at]
    if record.disposition != "held" and since:
        last = since[-1]
        return _Answer("decided", {"record": record, "action": last.action, "by": last.by, "at": last.at})
    revision = desk.store.current_revision(record.delegation) if record.delegation else None
    newer = desk.store.message(revision.message) if revision and revision.message not in {None, record.id} else None
    if newer is not None and newer.handled_at >= given.created_at:
        return _Answer("changed_by_note", {"record": record, "at": newer.received_at})
    return _Answer("changed", {"record": record})


def _ruled(desk: Desk, reply: _Reply, item: Item, record: MessageRecord) -> _Answer:
    web, command = desk.config.web, reply.command
    if command is None:
        return _Answer("not_understood", {"record": record, "said": reply.said})
    if command.delegation and desk.invitees.get(command.delegation) is None:
        sentence = f"{command.delegation} is no code of the invitee list."
        return _Answer("refused", {"record": record, "sentence": sentence})
    ruling = Ruling(
        command.action,
        record.id,
        by=address_key(reply.address),
        seen=item.seen,
        delegation=command.delegation,
        id=reply.decision,
        undo_seconds=web.undo_seconds if web else UNDO_SECONDS,
    )
    try:
        rule(desk, ruling)
    except Refused as refused:
        return _Answer("refused", {"record": record, "sentence": str(refused)})
    return _taken(record, command.action, command.delegation)


def _taken(record: MessageRecord, action: str, assigned: str | None) -> _Answer:
    return _Answer("taken", {"record": record, "action": action, "assigned": assigned or ""})


def _letters(desk: Desk, reply: _Reply, answer: _Answer) -> Iterator[Intent]:
    message, address = reply.message, reply.address
    thread = Thread(message.message_id, message.references or message.in_reply_to, message.subject)
    if answer.result == "taken":
        # A token is good once, so there is no end of these to be feared.
        yield reply_letter(
            desk, f"decided:{reply.decision}", address, "taken", thread, **answer.facts, **_caused(desk, reply.decision)
        )
        return
    if answer.result == "unvouched":
        # Whoever forges mail of staff must not be able to fill their mailbox, nor to choose what stands there.
        today = desk.clock().astimezone(desk.config.meeting.zone).date()
        yield reply_letter(desk, f"unvouched:{today}", address, answer.result, **answer.facts)
        return
    limit = limit_reached(desk, address, is_known=True, is_staff=True)
    if limit is not None:
        yield alerted(desk, limit, address)
        return
    yield reply_letter(desk, f"message:{message.id}", address, answer.result, thread, **answer.facts)


def _caused(desk: Desk, decision: str) -> dict[str, Any]:
    """To whom the letters of a decision go, and until when they wait."""
    taken = desk.store.decision(decision)
    found = before(desk, taken) if taken else None
    new = [desk.store.letter(key) for key, way in (found.letters if found else {}).items() if way is None]
    to = dict.fromkeys(address for letter in new if letter for address in letter.to)
    return {"to": tuple(to), "until": undoable_until(desk, taken) if taken else None}
