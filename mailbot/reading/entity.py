"""The MIME tree (RFC 2045, 2046): raw bytes to entities, bounded in depth and number, whatever the damage."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .fields import Fields, decode_field, parameters, split_header
from .fields import field as field_of

MAX_DEPTH = 20
MAX_PARTS = 1_000

_BOUNDARY_LINE = re.compile(rb"^--([^\s-][^\r\n]{0,200}?|-{2,60}[^\s-][^\r\n]{0,200}?)[ \t]*\r?$", re.MULTILINE)


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


def parse_entity(raw: bytes, budget: Budget, depth: int = 0, default: str = "text/plain") -> Entity:
    """The entity in ``raw``. Past the limits a multipart is left as one leaf, and said so."""
    fields, start = split_header(raw)
    return _entity(fields, raw[start:], budget, depth, default)


def _entity(fields: Fields, body: bytes, budget: Budget, depth: int, default: str) -> Entity:
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
    if media_type.startswith("multipart/"):
        children = _children(body, media_type, params.get("boundary", ""), budget, depth)
        if not children:
            budget.note("multipart without parts")
            media_type = "text/plain"
    return Entity(fields, media_type, params, disposition, name, encoding, body, children)


def _children(body: bytes, media_type: str, boundary: str, budget: Budget, depth: int) -> tuple[Entity, ...]:
    if depth >= MAX_DEPTH:
        budget.note("nested too deep")
        return ()
    pieces = split_parts(body, boundary.encode("utf-8", "replace"), budget)
    default = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    children: list[Entity] = []
    for piece in pieces:
        if budget.parts <= 0:
            budget.note("too many parts")
            break
        budget.parts -= 1
        if piece.strip():
            children.append(
                parse_entity(piece.removeprefix(b"\r\n") if piece[:2] == b"\r\n" else piece, budget, depth + 1, default)
            )
    return tuple(children)


def split_parts(body: bytes, boundary: bytes, budget: Budget) -> list[bytes]:
    """The parts between the boundary lines; where none is found, the boundary the body itself shows is used."""
    marks = _marks(body, boundary) if boundary else []
    if not marks:
        guessed = _guess_boundary(body)
        if guessed is None:
            return []
        budget.note("boundary: not the one declared")
        marks = _marks(body, guessed)
    pieces: list[bytes] = []
    for index, (_, start, is_last) in enumerate(marks):
        if is_last and index:
            # After the closing line there is nothing, unless the same boundary opens parts again (damage).
            continue
        end = marks[index + 1][0] if index + 1 < len(marks) else len(body)
        pieces.append(body[start:end])
    if not marks[-1][2]:
        budget.note("boundary: not closed")
    return pieces


def _marks(body: bytes, boundary: bytes) -> list[tuple[int, int, bool]]:
    """Each boundary line: where the part before it ends, where the next begins, and whether it closes."""
    marks: list[tuple[int, int, bool]] = []
    needle = b"--" + boundary.rstrip()
    position = 0
    while len(marks) <= MAX_PARTS + 1:
        found = body.find(needle, position)
        if found < 0:
            break
        position = found + len(needle)
        if found and body[found - 1 : found] not in {b"\n", b"\r"}:
            continue
        newline = body.find(b"\n", position)
        line_end = newline if newline >= 0 else len(body)
        rest = body[position : min(line_end, position + 400)].strip()
        if rest not in {b"", b"--"}:
            continue
        before = found - 1 if found and body[found - 1 : found] == b"\n" else found
        before -= body[before - 1 : before] == b"\r" if before > 0 else 0
        marks.append((max(before, 0), min(line_end + 1, len(body)), rest == b"--"))
        position = line_end
    return marks


def _guess_boundary(body: bytes) -> bytes | None:
    """A line that begins with two hyphens and has a Content- field under it."""
    for found in _BOUNDARY_LINE.finditer(body[:1_000_000]):
        following = body[found.end() : found.end() + 300].lstrip(b"\r\n")
        if following[:8].lower() == b"content-":
            return found.group(1).removesuffix(b"--")
    return None


def file_name(name: str) -> str:
    """A file name without folders, control characters and surplus blanks; at most 255 characters."""
    return re.split(r"[\\/]", name)[-1].strip(" .\"'")[:255]
