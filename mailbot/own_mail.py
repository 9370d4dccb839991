"""Our own mail in the mailbox: letters of ours that come back, whole or inside what somebody writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .config import Config
from .desk import Desk
from .domain.correspondents import is_known
from .domain.identity import address_key
from .domain.letter import Letter
from .domain.message import Message
from .domain.submission import Doubt, Submission
from .reading.html import html_text
from .reading.own_letters import is_long_enough, without_letters, wording_of

# Of the letters a delegation has had, those it may still be answering.
_LATEST_LETTERS = 20
_MIXED = Doubt(
    "low_confidence",
    detail="Our own letter stands in the text, with words of the writer's among it: see which are theirs.",
)


def without_our_letters(desk: Desk, message: Message) -> tuple[Message, tuple[Doubt, ...]]:
    """The message as far as it is its writer's: what repeats a letter of ours is cut, marked as quoted or not.

    Where the two cannot be parted there is a doubt beside it.
    """
    message = replace(message, originals=tuple(_by_others(desk, message.originals)))
    if not is_long_enough(message):
        return message, ()
    letters = _letters_answered(desk, message)
    texts = [letter.text for letter in letters]
    texts += [html_text(letter.html) for letter in letters if letter.html and _has_html(message)]
    parted = without_letters(message, wording_of(texts))
    return parted.message, (_MIXED,) if parted.is_mixed else ()


def with_doubts(submission: Submission, doubts: tuple[Doubt, ...]) -> Submission:
    """The submission with further doubts; no composition, no doubt about it."""
    if submission.kind not in {"submission", "withdrawal"}:
        return submission
    return replace(submission, doubts=(*submission.doubts, *doubts))


def _by_others(desk: Desk, originals: tuple[Message, ...]) -> Iterator[Message]:
    """Forwarded messages, without those we wrote; what these forward stays."""
    for original in originals:
        inner = tuple(_by_others(desk, original.originals))
        if original.sender and is_ours(desk, original.sender.address):
            yield from inner
        else:
            yield replace(original, originals=inner)


def _has_html(message: Message) -> bool:
    return message.html is not None or any(_has_html(original) for original in message.originals)


def _letters_answered(desk: Desk, message: Message) -> list[Letter]:
    """The letters it names as answered, and the latest ones to the delegations it may come from."""
    ids = dict.fromkeys((*message.in_reply_to, *message.references))
    found = {letter.key: letter for i in ids if (letter := desk.store.letter_by_message_id(i))}
    codes = {letter.delegation for letter in found.values() if letter.delegation}
    for each in (message, *message.originals):
        codes |= set(delegations_of(desk, each.sender.address)) if each.sender else set()
    for code in sorted(codes):
        found |= {letter.key: letter for letter in desk.store.latest_letters(code, _LATEST_LETTERS)}
    return list(found.values())


def replies_to_us(desk: Desk, message: Message) -> bool:
    """Whether the message answers a letter of ours: it names it (RFC 5322 section 3.6.4) or bears its subject."""
    ids = (*message.in_reply_to, *message.references[-_LATEST_LETTERS:])
    if any(desk.store.letter_by_message_id(i) is not None for i in dict.fromkeys(ids)):
        return True
    codes = delegations_of(desk, message.sender.address) if message.sender else ()
    letters = (letter for code in codes for letter in desk.store.latest_letters(code, _LATEST_LETTERS))
    return any(letter.subject and message.subject.endswith(letter.subject) for letter in letters)


def is_our_own(desk: Desk, message: Message) -> bool:
    """A letter of ours that came back whole (a redirect, a copy to ourselves): our loop mark, and we sent it."""
    if message.loop_mark != loop_mark(desk.config) or message.bounce is not None:
        return False
    is_from_us = message.sender is not None and is_ours(desk, message.sender.address)
    return is_from_us or bool(message.message_id and desk.store.letter_by_message_id(message.message_id))


def is_ours(desk: Desk, address: str) -> bool:
    """Whether it is the address our letters come from."""
    return address_key(address) == address_key(desk.config.secretariat.address)


def loop_mark(config: Config) -> str:
    """What our letters carry in X-Mailbot-Loop."""
    return f"{config.meeting.id}/{config.secretariat.address}"


def delegations_of(desk: Desk, address: str) -> tuple[str, ...]:
    """Codes of the delegations whose address it is: the invitees', else those that have named somebody with it."""
    listed = tuple(invitee.code for invitee in desk.invitees.all if is_known(address, invitee))
    if listed or not address:
        return listed
    current = (desk.store.current_revision(code) for code in desk.store.delegations())
    return tuple(
        r.delegation for r in current if r and any(address_key(p.email) == address_key(address) for p in r.participants)
    )
