"""Raw bytes to a Message. Never raises, never hangs; what was wrong with the bytes stands in ``defects``."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from mailbot.domain.message import Address, Message

from .automatic import automatic_of, is_complaint, is_list_mail, may_answer
from .bounces import read_bounce
from .entity import Budget, Entity, parse_entity
from .fields import Fields, addresses, clean, date_of, decode_field, message_ids, raw_text
from .fields import field as field_of
from .forwarded import Parted, inline_original, new_text_of, parted
from .html import html_text
from .leaves import MAX_ORIGINALS_DEPTH, Gathered, Walker, joined_html, joined_plain, with_line_feeds

_MAX_HEAD = 400_000


def decode(raw: bytes) -> Message:
    """The message in ``raw`` (RFC 5322, MIME), whatever its defects. Pure; never raises on any bytes."""
    return _message(raw, Budget(), 0)


def _message(raw: bytes, budget: Budget, depth: int) -> Message:
    source = with_line_feeds(raw)
    entity = parse_entity(source, budget)
    walk = Walker(budget, depth, _message)
    found = Gathered()
    walk.over(entity, found)
    message, body = _assembled(raw, entity, found, budget)
    original = inline_original(message, body) if not message.bounce else None
    if original is not None and depth < MAX_ORIGINALS_DEPTH:
        message = replace(message, originals=(original, *message.originals))
    return replace(message, head=source[:_MAX_HEAD].partition(b"\n\n")[0]) if depth else message


def _is_stub(plain: str, html_as_text: str) -> bool:
    """A plain alternative that only says "see the HTML", or nothing, beside an HTML body with much more."""
    words, full = len(plain.split()), len(html_as_text.split())
    return words == 0 or (words < 25 and full > 3 * words + 20 and plain.split()[:3] != html_as_text.split()[:3])


def _assembled(raw: bytes, entity: Entity, found: Gathered, budget: Budget) -> tuple[Message, Parted]:
    fields, charset = entity.fields, _header_charset(entity)
    html = joined_html(found.bodies) if any(b.html for b in found.bodies) else None
    text = joined_plain(found.bodies)
    if html is not None and all(b.html for b in found.bodies if b.plain is not None):
        rendered = html_text(html)
        if _is_stub(text, rendered):
            text = rendered
    sender = addresses(field_of(fields, "from"), charset) or addresses(field_of(fields, "sender"), charset)
    subject = decode_field(field_of(fields, "subject") or b"", charset)
    ids = message_ids(field_of(fields, "message-id"))
    message = Message(
        id=hashlib.sha256(raw).hexdigest(),
        content_id=_content_id(fields, found, text, html),
        message_id=ids[0] if ids else None,
        subject=subject,
        sender=sender[0] if sender else None,
        to=_all_addresses(fields, "to", charset),
        cc=_all_addresses(fields, "cc", charset),
        reply_to=addresses(field_of(fields, "reply-to"), charset),
        return_path=_return_path(fields),
        in_reply_to=message_ids(field_of(fields, "in-reply-to")),
        references=message_ids(field_of(fields, "references")),
        sent_at=date_of(field_of(fields, "date")),
        received_at=_received_at(fields),
        headers=tuple((name, decode_field(value, charset)) for name, value in fields),
        text=text.strip("\n"),
        html=html,
        attachments=tuple(found.attachments),
        originals=tuple(found.originals),
        loop_mark=_loop_mark(fields),
        defects=tuple(budget.defects),
    )
    body = parted(message)
    return _judged(replace(message, new_text=new_text_of(body)), raw, found), body


def _judged(message: Message, raw: bytes, found: Gathered) -> Message:
    """The message with what its headers and reports say about it (RFC 3834, 3464, 5965)."""
    message = replace(message, bounce=read_bounce(message, found.reports, raw))
    message = replace(
        message,
        automatic=automatic_of(message),
        is_list_mail=is_list_mail(message),
        is_complaint=is_complaint(message),
    )
    return replace(message, may_answer=may_answer(message))


def _header_charset(entity: Entity) -> str | None:
    """Raw octets in the header are most likely in the charset of the first text."""
    queue, steps = [entity], 0
    while queue and steps < 50:
        node = queue.pop(0)
        steps += 1
        if node.charset:
            return node.charset
        queue.extend(node.children)
    return None


def _all_addresses(fields: Fields, name: str, charset: str | None) -> tuple[Address, ...]:
    return tuple(a for key, value in fields if key.lower() == name for a in addresses(value, charset))[:500]


def _return_path(fields: Fields) -> str | None:
    """The envelope sender as the receiving server noted it; empty for the null path; None if not noted."""
    value = field_of(fields, "return-path")
    return clean(raw_text(value)).strip("<> ") if value is not None else None


def _loop_mark(fields: Fields) -> str | None:
    value = field_of(fields, "x-mailbot-loop")
    return decode_field(value)[:500] if value is not None else None


def _received_at(fields: Fields) -> datetime | None:
    """The topmost Received field that names a moment (RFC 5321 section 4.4), else the Date field."""
    for name, value in fields:
        if name.lower() == "received" and (moment := date_of(value.rpartition(b";")[2])):
            return moment
    return date_of(field_of(fields, "date"))


def _content_id(fields: Fields, found: Gathered, text: str, html: str | None) -> str:
    """A hash of who wrote what when: the same mail over two routes gives the same."""
    digest = hashlib.sha256()
    for name in ("message-id", "from", "subject", "date"):
        value = decode_field(field_of(fields, name) or b"")
        digest.update(f"{name}:{value}\n".encode("utf-8", "replace"))
    for part in (text, html or ""):
        digest.update(
            hashlib.sha256(
                "\n".join(line.rstrip() for line in part.split("\n")).strip().encode("utf-8", "replace")
            ).digest()
        )
    for attachment in found.attachments:
        digest.update(attachment.name.encode("utf-8", "replace") + hashlib.sha256(attachment.content).digest())
    for original in found.originals:
        digest.update(original.content_id.encode())
    return digest.hexdigest()
