"""The mail itself: its text with what was quoted greyed, the messages it forwards after it, its HTML made harmless."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.message import Attachment, Message
from mailbot.reading.body import whole_body
from mailbot.reading.document import Page

from .text import Head, Item

MAIL_DOCUMENTS = frozenset({"body", "subject", "message"})
"""What a source calls the mail text, its subject and its address."""

_MAX_ORIGINALS = 20


def items_of_mail(message: Message) -> tuple[Item, ...]:
    """Who it is from, its subject, its text; then the same of each message it forwards."""
    return tuple(item for one in messages_in(message) for item in _items(one))


def messages_in(message: Message) -> tuple[Message, ...]:
    """The message and those it forwards, outermost first, up to a bound."""
    found = [message]
    for one in found:
        found.extend(one.originals)
        if len(found) > _MAX_ORIGINALS:
            break
    return tuple(found[:_MAX_ORIGINALS])


def files_in(message: Message) -> tuple[Attachment, ...]:
    """The attachments of the message, then of each original, in the order in which they are read."""
    files = list(message.attachments)
    for original in message.originals:
        files.extend(files_in(original))
    return tuple(files)


def _items(message: Message) -> Iterator[Item]:
    if message.sender is not None:
        yield Head(f"From: {message.sender.address}", "from")
    if message.subject:
        yield Head(message.subject, "subject")
    body = whole_body(message)
    yield from (Page(page.name, page.blocks) for page in body.pages)
