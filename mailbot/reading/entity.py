"""The MIME tree (RFC 2045, 2046): raw bytes to entities, bounded in depth and number, whatever the damage."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote

from .fields import Fields, decode_field, parameters, split_header
from .fields import field as field_of

MAX_DEPTH = 20
MAX_PARTS = 1_000

_BOUNDARY_LINE = re.compile(rb"^--([^\s-][^\r\n]{0,200}?|-{2,60}[^\s-][^\r\n]{0,200}?)[ \t]*\r?$", re.MULTILINE)


# A body that begins with parts, whatever its field says or where that was lost.
_BARE_PARTS = re.compile(
    rb"\s{0,20}(?:this is a (?:multi-?part|mime)[^\r\n]{0,200}\s{1,20})?--[^\s-][^\r\n]{0,200}\r?\n"
    rb"(?:content-[a-z-]{1,30}:)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Budget:
    """How many more entities one message may open, and what was wrong on the way."""

    parts: int = MAX_PARTS
    defects: list[str] = field(default_factory=list)

    def note(self, defect: str) -> None:
        """Adds a defect, once, at most fifty in all."""
        if defect not in self.defects and len(self.defects) < 50:
            self.defects.append(defect)


@dataclass(frozen=True, slots=True)
class Entity:
    """One node: its fields, what they declare, and either children or a body still in transfer encoding."""

    fields: Fields
    media_type: str
    parameters: dict[str, str]
    disposition: str
    name: str
    encoding: str
    body: bytes
    children: tuple[Entity, ...] = ()

    @property
    def charset(self) -> str | None:
        """The declared charset."""
        return self.parameters.get("charset")

    @property
    def content_id(self) -> str | None:
        """The Content-ID without its angle brackets."""
        value = field_of(self.fields, "content-id")
        return decode_field(value).strip("<> ")[:500] or None if value else None


def parse_entity(raw: bytes, budget: Budget) -> Entity:
    """The entity in ``raw``. Past the limits a multipart is left as one leaf, and said so."""
    return _entity(raw, 0, len(raw), budget, 0, "text/plain")


def _entity(raw: bytes, start: int, end: int, budget: Budget, depth: int, default: str) -> Entity:
    """The entity in ``raw[start:end]``: offsets, since copying each level would cost depth times size."""
    fields, start = split_header(raw, start, end)
    declared = field_of(fields, "content-type")
    media_type, params = parameters(declared) if declared else (default, {})
    if not re.fullmatch(r"[\w.+-]{1,80}/[\w.+-]{1,120}", media_type):
        if declared:
            budget.note("content type: not readable")
        media_type = {"text": "text/plain", "html": "text/html"}.get(media_type, default)
    disposition, placed = parameters(field_of(fields, "content-disposition") or b"")
    encoding = decode_field(field_of(fields, "content-transfer-encoding") or b"")
    name = file_name(placed.get("filename") or params.get("name") or placed.get("name") or "")
    children: tuple[Entity, ...] = ()
    if depth == 0 and media_type == "text/plain" and not name and _BARE_PARTS.match(raw, start, end):
        budget.note("content type: not the multipart it is")
        media_type = "multipart/mixed"
    if media_type.startswith("multipart/"):
        children = _children(raw, start, end, media_type, params.get("boundary", ""), budget, depth)
        if not children:
            budget.note("multipart without parts")
            media_type = "text/plain"
    body = b"" if children else raw[start:end]
    return Entity(fields, media_type, params, disposition, name, encoding, body, children)


def _children(
    raw: bytes, start: int, end: int, media_type: str, boundary: str, budget: Budget, depth: int
) -> tuple[Entity, ...]:
    if depth >= MAX_DEPTH:
        budget.note("nested too deep")
        return ()
    default = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    children: list[Entity] = []
    for begin, stop in _spans(raw, start, end, boundary.encode("utf-8", "replace"), budget):
        if budget.parts <= 0:
            budget.note("too many parts")
            break
        budget.parts -= 1
        if raw[begin : min(begin + 200, stop)].strip() or stop - begin > 200:
            children.append(_entity(raw, begin, stop, budget, depth + 1, default))
    return tuple(children)


def _spans(raw: bytes, start: int, end: int, boundary: bytes, budget: Budget) -> list[tuple[int, int]]:
    """Where each part stands; where the declared boundary is not found, the one the body shows is used."""
    marks = _marks(raw, start, end, boundary) if boundary.strip() else []
    if not marks:
        guessed = _guess_boundary(raw[start : min(end, start + 1_000_000)])
        if guessed is None:
            return []
        budget.note("boundary: not the one declared")
        marks = _marks(raw, start, end, guessed)
    spans: list[tuple[int, int]] = []
    for index, (_, begin, is_last) in enumerate(marks):
        # After the closing line there is nothing, unless the same boundary opens parts again (damage).
        if not (is_last and index):
            spans.append((begin, marks[index + 1][0] if index + 1 < len(marks) else end))
    if marks and not marks[-1][2]:
        budget.note("boundary: not closed")
    return spans


def _marks(raw: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int, bool]]:
    """Each boundary line: where the part before it ends, where the next begins, and whether it closes."""
    # It begins with a literal: that keeps the search at the speed of memchr.
    line = re.compile(rb"\n--" + re.escape(boundary.rstrip()) + rb"(--)?[ \t]{0,200}\r?(?=\n|\Z)")
    marks: list[tuple[int, int, bool]] = []
    first = re.compile(line.pattern[2:]).match(raw, start, end)
    found = first or line.search(raw, start, end)
    while found and len(marks) <= MAX_PARTS + 1:
        before = found.start() - (raw[found.start() - 1 : found.start()] == b"\r")
        marks.append((max(before, start), min(found.end() + 1, end), found.group(1) is not None))
        found = line.search(raw, found.end(), end)
    return marks


def _guess_boundary(body: bytes) -> bytes | None:
    """A line that begins with two hyphens and has a Content- field under it."""
    for found in _BOUNDARY_LINE.finditer(body[:1_000_000]):
        following = body[found.end() : found.end() + 300].lstrip(b"\r\n")
        if following[:8].lower() == b"content-":
            return found.group(1).removesuffix(b"--")
    return None


def file_name(name: str) -> str:
    """A file name without folders and surplus blanks, escapes of a link undone; at most 255 characters."""
    if len(re.findall(r"%[89A-F][0-9A-F]", name[:1_000])) > 1:
        with suppress(UnicodeError):
            name = unquote(name[:1_000], errors="strict")
    return re.split(r"[\\/]", name)[-1].strip(" .\"'")[:255]
