"""The leaves of the MIME tree sorted: what is body, what is an attachment, what is a message of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from mailbot.domain.message import Attachment, Message

from .charset import decode_text
from .entity import Budget, Entity, parse_entity
from .flowed import unflow
from .html import html_text
from .media_type import media_type_of
from .signed import signed_content
from .transfer import looks_quoted_printable, undo_transfer, uuencoded_files, yencoded_files

MAX_ORIGINALS_DEPTH = 8
MAX_BODY_CHARACTERS = 300_000
MAX_HTML_CHARACTERS = 1_000_000

_REPORT_TYPES = frozenset(
    {"message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
     "message/feedback-report", "text/rfc822-headers", "message/global-headers"}
)  # fmt: skip
_MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})
# Alternatives of the body that say the same once more.
_ALSO_TEXT = frozenset({"text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html"})


@dataclass(slots=True)
class Body:
    """One stretch of readable body: plain, HTML, or both saying the same."""

    plain: str | None = None
    html: str | None = None


@dataclass(slots=True)
class Gathered:
    """What the walk over the tree has found so far, in order."""

    bodies: list[Body] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    originals: list[Message] = field(default_factory=list)
    reports: list[tuple[str, bytes]] = field(default_factory=list)


def with_line_feeds(raw: bytes) -> bytes:
    """Files saved in UTF-16, with bare carriage returns or with two of them, as mail."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    if b"\r\r\n" in raw[:4096]:
        raw = raw.replace(b"\r\r\n", b"\r\n")
    if b"\n" not in raw[:4096] and b"\r" in raw[:4096]:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw


class Walker:
    """Sorts the leaves of the tree into body, attachments and attached messages."""

    def __init__(self, budget: Budget, depth: int, read: Callable[[bytes, Budget, int], Message]) -> None:
        self.budget = budget
        self.depth = depth
        self.read = read

    def over(self, entity: Entity, found: Gathered, *, in_report: bool = False, in_related: bool = False) -> None:
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

    def alternatives(self, entity: Entity, found: Gathered) -> None:
        """One body said in several ways: the first plain text that is there, and the last HTML."""
        gathered: list[Gathered] = []
        for child in entity.children:
            one = Gathered()
            if child.media_type not in _ALSO_TEXT or len(entity.children) == 1:
                self.over(child, one)
            gathered.append(one)
        plains = [joined_plain(g.bodies) for g in gathered if g.bodies and not any(b.html for b in g.bodies)]
        htmls = [joined_html(g.bodies) for g in gathered if any(b.html for b in g.bodies)]
        plain = next((p for p in plains if p.strip()), plains[0] if plains else None)
        html = next((h for h in reversed(htmls) if h.strip()), None)
        if plain is not None or html is not None:
            found.bodies.append(Body(plain, html))
        seen = {(a.name, a.content) for a in found.attachments}
        for one in gathered:
            found.attachments.extend(a for a in one.attachments if (a.name, a.content) not in seen)
            seen |= {(a.name, a.content) for a in one.attachments}
            found.originals.extend(one.originals)
            found.reports.extend(one.reports)

    def leaf(self, entity: Entity, found: Gathered, *, in_report: bool, in_related: bool) -> None:
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

    def is_body(self, entity: Entity, kind: str, found: Gathered, *, in_related: bool) -> bool:
        if kind not in {"text/plain", "text/html", "application/x-empty"} or entity.disposition == "attachment":
            return False
        if not entity.media_type.startswith("text/") and (
            entity.media_type != "application/octet-stream" or entity.name
        ):
            return False
        if kind == "application/x-empty" and entity.name:
            return False
        return not found.bodies or not (entity.name or in_related)

    def body(self, entity: Entity, content: bytes, kind: str, found: Gathered) -> None:
        if entity.encoding.casefold() in {"", "7bit", "8bit"} and looks_quoted_printable(content):
            content = undo_transfer(content, "quoted-printable")[0]
        if kind != "text/html" and len(content) < 20_000_000 and b"\nbegin " in b"\n" + content[:MAX_BODY_CHARACTERS]:
            content = self.without_files(content, uuencoded_files(content), found)
        if b"\n=ybegin " in b"\n" + content[:MAX_BODY_CHARACTERS]:
            content = self.without_files(content, yencoded_files(content), found)
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
            found.bodies.append(Body(html=text))
            return
        if entity.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delete_space=entity.parameters.get("delsp", "").lower() == "yes")
        found.bodies.append(Body(plain=text))

    def without_files(self, content: bytes, files: list[tuple[str, bytes, int, int]], found: Gathered) -> bytes:
        """The text without the files written into it, which become attachments."""
        kept, position = [], 0
        for name, data, start, end in files:
            found.attachments.append(Attachment(name, media_type_of(data), data))
            kept.append(content[position:start])
            position = end
        return b"".join([*kept, content[position:]])

    def attached_message(self, entity: Entity, content: bytes, found: Gathered, *, in_report: bool) -> None:
        if in_report or self.depth >= MAX_ORIGINALS_DEPTH or self.budget.parts <= 0:
            if not in_report:
                self.budget.note("messages nested too deep")
            found.reports.append(("message/rfc822", content))
            found.attachments.append(self.attachment(entity, content, "message/rfc822"))
            return
        self.budget.parts -= 1
        inner = Budget(self.budget.parts)
        found.originals.append(self.read(content, inner, self.depth + 1))
        self.budget.parts = inner.parts

    def inside(self, content: bytes, found: Gathered) -> None:
        """The entity a signature wraps, as if it stood here."""
        self.depth += 1
        if self.depth <= MAX_ORIGINALS_DEPTH and self.budget.parts > 0:
            self.budget.parts -= 1
            self.over(parse_entity(with_line_feeds(content), self.budget), found)
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


def joined_plain(bodies: list[Body]) -> str:
    return "\n".join((b.plain if b.plain is not None else html_text(b.html or "")).rstrip("\n") for b in bodies)


def joined_html(bodies: list[Body]) -> str:
    return "\n".join(b.html if b.html is not None else _as_html(b.plain or "") for b in bodies)


def _as_html(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<div>{'<br>'.join(escaped.splitlines())}</div>"
