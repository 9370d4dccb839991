"""Readings as bytes and back: plain data, checked on arrival, for whoever sent them may have been taken over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import msgspec

from mailbot.domain.message import Attachment
from mailbot.domain.submission import Submission
from mailbot.reading.document import Block, Box, Cell, Document, Ignored, Line, Page, Reading, Table, Unreadable
from mailbot.reading.documents.drawing import Look, Sheet


class Broken(Exception):
    """The bytes are no readings."""


class _Text(msgspec.Struct, tag="line", array_like=True):
    line: Line


class _Grid(msgspec.Struct, tag="table", array_like=True):
    """A table: each cell once, and for each place in the grid the number of the cell that covers it."""

    cells: list[Cell]
    rows: list[list[int]]
    number: int
    box: Box | None
    from_right: bool


class _Page(msgspec.Struct, array_like=True):
    name: str
    blocks: list[_Text | _Grid]
    width: float | None
    height: float | None


class _Document(msgspec.Struct, tag="read", array_like=True):
    name: str
    media_type: str
    pages: list[_Page]
    unread: tuple[str, ...]


class _Unreadable(msgspec.Struct, tag="unreadable", array_like=True):
    reading: Unreadable


class _Ignored(msgspec.Struct, tag="ignored", array_like=True):
    reading: Ignored


Task = Literal["read", "read text", "read behind", "read again", "unpack", "look"]
"""What is to be done with a file: read it; the same, but a scan is answered with a fault; read it when everything else
has been done; read it without recognising pictures; take apart what holds others; see its pages."""


class Request(msgspec.Struct, array_like=True):
    """What is to be done with which file, its bytes apart. ``seconds`` of processor time may be spent on it."""

    name: str
    media_type: str
    is_inline: bool
    content_id: str | None
    path: tuple[str, ...]
    seconds: float
    task: Task = "read"
    look: Look | None = None


class Answer(msgspec.Struct, array_like=True):
    """What became of a request: ``readings`` as bytes, or the ``fault`` that ended it.

    To "look" and "unpack" ``readings`` holds what those give.
    ``fault`` is "time", "memory", "output", "crash" or "recognition" (it needs that), or empty.
    ``spent`` is processor time in seconds.
    """

    readings: bytes
    fault: str
    spent: float


class Readings(msgspec.Struct, array_like=True):
    """``is_cut`` tells that time ran out before all was read."""

    readings: list[_Document | _Unreadable | _Ignored]
    is_cut: bool


def packed(message: Request | Answer) -> bytes:
    """A request or an answer as bytes; lone surrogates, which no text may hold, become question marks."""
    return _encoded(message)


def request_of(content: bytes) -> Request:
    """The request in the bytes, which mailbot itself has written."""
    return msgspec.msgpack.decode(content, type=Request)


def answer_of(content: bytes) -> Answer:
    """The answer in the bytes. Raises Broken."""
    try:
        return msgspec.msgpack.decode(content, type=Answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Broken from error


def request_for(attachment: Attachment, seconds: float, task: Task = "read", look: Look | None = None) -> Request:
    """The request to do that with one attachment within that time."""
    a = attachment
    return Request(a.name, a.media_type, a.is_inline, a.content_id, a.path, seconds, task, look)


def attachment_of(request: Request, content: bytes) -> Attachment:
    """The attachment a request is about."""
    r = request
    return Attachment(r.name, r.media_type, content, r.is_inline, r.content_id, r.path)


def readings_to_bytes(readings: list[Reading], *, is_cut: bool) -> bytes:
    """The readings of one attachment as bytes."""
    return _encoded(Readings([_packed_reading(reading) for reading in readings], is_cut))


def readings_from_bytes(content: bytes) -> tuple[tuple[Reading, ...], bool]:
    """The readings in the bytes, and whether time ran out before all was read. Raises Broken."""
    with _broken():
        found = msgspec.msgpack.decode(content, type=Readings)
        return tuple(_unpacked_reading(one) for one in found.readings), found.is_cut


def leaves_to_bytes(leaves: Iterable[Attachment | Reading]) -> bytes:
    """What a container holds as bytes: files whole, its own text as a reading."""
    return _encoded([_File(item) if isinstance(item, Attachment) else _packed_reading(item) for item in leaves])


def leaves_from_bytes(content: bytes) -> tuple[Attachment | Reading, ...]:
    """What a container holds. Raises Broken."""
    with _broken():
        found = msgspec.msgpack.decode(content, type=list[_File | _Document | _Unreadable | _Ignored])
        return tuple(item.file if isinstance(item, _File) else _unpacked_reading(item) for item in found)


def sheets_to_bytes(seen: tuple[Sheet, ...] | Unreadable) -> bytes:
    """What was seen of a file as bytes."""
    return _encoded(_Unreadable(seen) if isinstance(seen, Unreadable) else _Sheets(list(seen)))


def sheets_from_bytes(content: bytes) -> tuple[Sheet, ...] | Unreadable:
    """What was seen of a file. Raises Broken."""
    with _broken():
        found = msgspec.msgpack.decode(content, type=_Sheets | _Unreadable)
        return found.reading if isinstance(found, _Unreadable) else tuple(found.sheets)


def submission_to_bytes(submission: Submission) -> bytes:
    """A submission as bytes. Raises UnicodeEncodeError for lone surrogates: it would come back as another."""
    return msgspec.msgpack.encode(submission)


def submission_from_bytes(content: bytes) -> Submission:
    """The submission in the bytes. Raises Broken."""
    with _broken():
        return msgspec.msgpack.decode(content, type=Submission)


class _File(msgspec.Struct, tag="file", array_like=True):
    file: Attachment


class _Sheets(msgspec.Struct, tag="sheets", array_like=True):
    sheets: list[Sheet]


@contextmanager
def _broken() -> Iterator[None]:
    try:
        yield
    except (msgspec.DecodeError, UnicodeDecodeError, IndexError, ValueError, RecursionError) as error:
        raise Broken from error


def _encoded(value: Any) -> bytes:
    try:
        return msgspec.msgpack.encode(value)
    except UnicodeEncodeError:
        return msgspec.msgpack.encode(_without_surrogates(msgspec.to_builtins(value, builtin_types=(bytes,))))


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(inner) for inner in value]
    return value


def _packed_reading(reading: Reading) -> _Document | _Unreadable | _Ignored:
    if isinstance(reading, Unreadable):
        return _Unreadable(reading)
    if isinstance(reading, Ignored):
        return _Ignored(reading)
    pages = [_Page(p.name, [_packed_block(b) for b in p.blocks], p.width, p.height) for p in reading.pages]
    return _Document(reading.name, reading.media_type, pages, reading.unread)


def _packed_block(block: Block) -> _Text | _Grid:
    if isinstance(block, Line):
        return _Text(block)
    cells: list[Cell] = []
    places: dict[int, int] = {}
    rows = []
    for row in block.rows:
        for cell in row:
            if id(cell) not in places:
                places[id(cell)] = len(cells)
                cells.append(cell)
        rows.append([places[id(cell)] for cell in row])
    return _Grid(cells, rows, block.number, block.box, block.from_right)


def _unpacked_reading(found: _Document | _Unreadable | _Ignored) -> Reading:
    if not isinstance(found, _Document):
        return found.reading
    pages = tuple(Page(p.name, tuple(_unpacked_block(b) for b in p.blocks), p.width, p.height) for p in found.pages)
    return Document(found.name, found.media_type, pages, found.unread)


def _unpacked_block(block: _Text | _Grid) -> Block:
    if isinstance(block, _Text):
        return block.line
    width = len(block.rows[0]) if block.rows else 0
    if any(len(row) != width for row in block.rows) or any(at < 0 for row in block.rows for at in row):
        raise Broken
    rows = tuple(tuple(block.cells[at] for at in row) for row in block.rows)
    return Table(rows, block.number, block.box, block.from_right)
