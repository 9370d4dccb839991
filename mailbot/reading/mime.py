"""Raw bytes to a Message. Never raises, never hangs; what was wrong with the bytes stands in ``defects``."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from mailbot.domain.message import Attachment, Message

from .automatic import automatic_of, is_complaint, is_list_mail, may_answer
from .bounces import read_bounce
from .charset import decode_text
from .entity import Budget, Entity, parse_entity
from .fields import Fields, addresses, clean, date_of, decode_field, message_ids, parameters, raw_text
from .fields import field as field_of
from .flowed import unflow
from .forwarded import inline_original, new_text_of
from .html import html_text
from .media_type import media_type_of
from .signed import signed_content
from .transfer import looks_quoted_printable, undo_transfer, uuencoded_files

MAX_ORIGINALS_DEPTH = 8
MAX_BODY_CHARACTERS = 300_000
MAX_HTML_CHARACTERS = 1_000_000
MAX_TOTAL_OCTETS = 400_000_000

_REPORT_TYPES = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
     "message/feedback-report", "text/rfc822-headers", "message/global-headers"}
)  # fmt: skip
_MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})
# Alternatives of the body that say the same once more.
_ALSO_TEXT = frozenset({"text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"})


@dataclass(slots=True)
class _Body:
    """One stretch of readable body: plain, HTML, or both saying the same."""

    plain: str | None = None
    html: str | None = None


@dataclass(slots=True)
class _Gathered:
    """What the walk over the tree has found so far, in order."""

    bodies: list[_Body] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    originals: list[Message] = field(default_factory=list)
    reports: list[tuple[str, bytes]] = field(default_factory=list)


def decode(raw: bytes) -> Message:
    """The message in ``raw`` (RFC 5322, MIME), whatever its defects. Pure; never raises on any bytes."""
    return _message(raw, Budget(), 0)


def _message(raw: bytes, budget: Budget, depth: int) -> Message:
    source = _with_line_feeds(raw)
    entity = parse_entity(source, budget)
    walk = _Walker(budget, depth)
    found = _Gathered()
    walk.over(entity, found)
    message = _assembled(raw, entity, found, budget)
    original = inline_original(message) if not message.bounce else None
    if original is not None and depth < MAX_ORIGINALS_DEPTH:
        message = replace(message, originals=(original, *message.originals))
    return message


def _with_line_feeds(raw: bytes) -> bytes:
    """Files saved in UTF-16 or with bare carriage returns, as mail."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    if b"\n" not in raw[:4096] and b"\r" in raw[:4096]:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw


class _Walker:
    """Sorts the leaves of the tree into body, attachments and attached messages."""

    def __init__(self, budget: Budget, depth: int) -> None:
        self.budget = budget
        self.depth = depth

    def over(self, entity: Entity, found: _Gathered, *, in_report: bool = False, in_related: bool = False) -> None:
        """Adds what ``entity`` and everything below it carry. Recursion is bounded by the entity depth."""
        if entity.media_type == "multipart/alternative":
            self.alternatives(entity, found)
        elif entity.children:
            report = in_report or entity.media_type == "multipart/report"
            related = in_related or entity.media_type == "multipart/related"
            for child in entity.children:
                self.over(child, found, in_report=report, in_related=related)
        else:
            self.leaf(entity, found, in_report=in_report, in_related=in_related)

    def alternatives(self, entity: Entity, found: _Gathered) -> None:
        """One body said in several ways: the first plain text that is there, and the last HTML."""
        gathered: list[_Gathered] = []
        for child in entity.children:
            one = _Gathered()
            if child.media_type not in _ALSO_TEXT or len(entity.children) == 1:
                self.over(child, one)
            gathered.append(one)
        plains = [_joined_plain(g.bodies) for g in gathered if g.bodies and not any(b.html for b in g.bodies)]
        htmls = [_joined_html(g.bodies) for g in gathered if any(b.html for b in g.bodies)]
        plain = next((p for p in plains if p.strip()), plains[0] if plains else None)
        html = next((h for h in reversed(htmls) if h.strip()), None)
        if plain is not None or html is not None:
            found.bodies.append(_Body(plain, html))
        seen = {(a.name, a.content) for a in found.attachments}
        for one in gathered:
            found.attachments.extend(a for a in one.attachments if (a.name, a.content) not in seen)
            seen |= {(a.name, a.content) for a in one.attachments}
            found.originals.extend(one.originals)
            found.reports.extend(one.reports)

    def leaf(self, entity: Entity, found: _Gathered, *, in_report: bool, in_related: bool) -> None:
        content, defect = undo_transfer(entity.body, entity.encoding)
        if defect:
            self.budget.note(defect)
        if entity.media_type in _REPORT_TYPES:
            found.reports.append((entity.media_type, content))
            found.attachments.append(self.attachment(entity, content, entity.media_type))
            return
        kind = "message/rfc822" if entity.media_type in _MESSAGE_TYPES else self.kind_of(entity, content)
        if kind == "message/rfc822":
            self.attached_message(entity, content, found, in_report=in_report)
        elif kind == "application/pkcs7-mime" and (inner := signed_content(content)):
            self.budget.note("signature not verified")
            self.inside(inner, found)
        elif self.is_body(entity, kind, found, in_related=in_related):
            self.body(entity, content, kind, found)
        elif kind != "application/x-empty" or entity.name:
            found.attachments.append(self.attachment(entity, content, kind))

    def kind_of(self, entity: Entity, content: bytes) -> str:
        """The media type by content; text declared as a body stays what it was declared, tags or not."""
        kind = media_type_of(content)
        is_text = kind.startswith("text/") or kind in {"message/rfc822", "application/octet-stream"}
        if entity.media_type in {"text/plain", "text/html"} and is_text and kind not in {"text/calendar", "text/vcard"}:
            if kind == "message/rfc822" and (entity.name or entity.disposition == "attachment"):
                return kind
            if kind == "application/octet-stream" and entity.name:
                return kind
            if kind == "text/html" and entity.media_type == "text/plain" and not entity.name:
                return kind if content.lstrip()[:1] == b"<" else "text/plain"
            return entity.media_type
        return kind

    def is_body(self, entity: Entity, kind: str, found: _Gathered, *, in_related: bool) -> bool:
        if kind not in {"text/plain", "text/html", "application/x-empty"} or entity.disposition == "attachment":
            return False
        if not entity.media_type.startswith("text/") and (
            entity.media_type != "application/octet-stream" or entity.name
        ):
            return False
        if kind == "application/x-empty" and entity.name:
            return False
        return not found.bodies or not (entity.name or in_related)

    def body(self, entity: Entity, content: bytes, kind: str, found: _Gathered) -> None:
        if not entity.encoding and looks_quoted_printable(content):
            content = undo_transfer(content, "quoted-printable")[0]
        if kind != "text/html" and len(content) < 20_000_000 and b"\nbegin " in b"\n" + content[:MAX_BODY_CHARACTERS]:
            content = self.without_uuencoded(content, found)
        text, defect = decode_text(content, entity.charset)
        if defect:
            self.budget.note(defect)
        limit = MAX_HTML_CHARACTERS if kind == "text/html" else MAX_BODY_CHARACTERS
        if len(text) > limit:
            self.budget.note("body: too long, kept as attachment")
            found.attachments.append(self.attachment(entity, content, kind))
            text = text[:limit]
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if kind == "text/html":
            found.bodies.append(_Body(html=text))
            return
        if entity.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delete_space=entity.parameters.get("delsp", "").lower() == "yes")
        found.bodies.append(_Body(plain=text))

    def without_uuencoded(self, content: bytes, found: _Gathered) -> bytes:
        kept, position = [], 0
        for name, data, start, end in uuencoded_files(content):
            found.attachments.append(Attachment(name, media_type_of(data), data))
            kept.append(content[position:start])
            position = end
        return b"".join([*kept, content[position:]])

    def attached_message(self, entity: Entity, content: bytes, found: _Gathered, *, in_report: bool) -> None:
        if in_report or self.depth >= MAX_ORIGINALS_DEPTH or self.budget.parts <= 0:
            if not in_report:
                self.budget.note("messages nested too deep")
            found.reports.append(("message/rfc822", content))
            found.attachments.append(self.attachment(entity, content, "message/rfc822"))
            return
        self.budget.parts -= 1
        inner = Budget(self.budget.parts)
        found.originals.append(_message(content, inner, self.depth + 1))
        self.budget.parts = inner.parts

    def inside(self, content: bytes, found: _Gathered) -> None:
        """The entity a signature wraps, as if it stood here."""
        self.depth += 1
        if self.depth <= MAX_ORIGINALS_DEPTH and self.budget.parts > 0:
            self.budget.parts -= 1
            self.over(parse_entity(_with_line_feeds(content), self.budget), found)
        self.depth -= 1

    def attachment(self, entity: Entity, content: bytes, kind: str) -> Attachment:
        is_inline = entity.disposition == "inline" or (not entity.disposition and entity.content_id is not None)
        return Attachment(entity.name or _default_name(kind), kind, content, is_inline, entity.content_id)


_EXTENSIONS = {
    "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/tiff": "tif",
    "application/msword": "doc", "application/rtf": "rtf", "text/plain": "txt", "text/html": "html",
    "text/calendar": "ics", "message/rfc822": "eml", "application/vnd.ms-tnef": "dat", "application/zip": "zip",
    "message/delivery-status": "txt", "text/rfc822-headers": "txt",
}  # fmt: skip


def _default_name(kind: str) -> str:
    return f"unnamed.{_EXTENSIONS.get(kind, 'bin')}"


def _joined_plain(bodies: list[_Body]) -> str:
    return "\n".join((b.plain if b.plain is not None else html_text(b.html or "")).rstrip("\n") for b in bodies)


def _joined_html(bodies: list[_Body]) -> str:
    return "\n".join(b.html if b.html is not None else _as_html(b.plain or "") for b in bodies)


def _as_html(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<div>{'<br>'.join(escaped.splitlines())}</div>"


def _is_stub(plain: str, html_as_text: str) -> bool:
    """A plain alternative that only says "see the HTML", or nothing, beside an HTML body with much more."""
    words, full = len(plain.split()), len(html_as_text.split())
    return words == 0 or (words < 25 and full > 3 * words + 20 and plain.split()[:3] != html_as_text.split()[:3])


def _assembled(raw: bytes, entity: Entity, found: _Gathered, budget: Budget) -> Message:
    fields, charset = entity.fields, _header_charset(entity)
    html = _joined_html(found.bodies) if any(b.html for b in found.bodies) else None
    text = _joined_plain(found.bodies)
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
    message = replace(message, new_text=new_text_of(message))
    return _judged(message, raw, found)


def _judged(message: Message, raw: bytes, found: _Gathered) -> Message:
    """The message with what its headers and reports say about it (RFC 3834, 3464, 5965)."""
    message = replace(
        message,
        bounce=read_bounce(message, found.reports, raw),
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


def _all_addresses(fields: Fields, name: str, charset: str | None) -> tuple:  # type: ignore[type-arg]
    return tuple(a for key, value in fields if key.lower() == name for a in addresses(value, charset))[:500]


def _return_path(fields: Fields) -> str | None:
    """The envelope sender as the receiving server noted it; empty for the null path; None if not noted."""
    value = field_of(fields, "return-path")
    return clean(raw_text(value)).strip("<> ") if value is not None else None


def _loop_mark(fields: Fields) -> str | None:
    value = field_of(fields, "x-mailbot-loop")
    return decode_field(value)[:500] if value is not None else None


def _received_at(fields: Fields):  # type: ignore[no-untyped-def]
    """The topmost Received field that names a moment (RFC 5321 section 4.4), else the Date field."""
    for name, value in fields:
        if name.lower() == "received" and (moment := date_of(value.rpartition(b";")[2])):
            return moment
    return date_of(field_of(fields, "date"))


def _content_id(fields: Fields, found: _Gathered, text: str, html: str | None) -> str:
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


__all__ = ["decode", "parameters"]
