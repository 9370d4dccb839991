"""Texts to show: lines and tables whose words are marked with the fields read from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from mailbot.reading.document import Cell, Document, Line, Page, Table

from .fields import Evidence
from .finding import Marked, Piece, Stretch
from .view import Heading, Segment, TextBlock, TextCell, TextLine, TextTable


@dataclass(frozen=True, slots=True)
class Head:
    """A line above a text: a sheet's name, who a message is from. A ``region`` of "" makes it a heading."""

    text: str
    region: str = ""


Item = Head | Page


def items_of(document: Document) -> Iterator[Item]:
    """The pages of a document, each under its name where that tells something."""
    for page in document.pages:
        if not page.name.isdecimal() or len(document.pages) > 1:
            yield Head(page.name)
        yield page


def marked_text(items: Sequence[Item], evidence: Iterable[Evidence]) -> tuple[tuple[TextBlock, ...], tuple[str, ...]]:
    """The items as blocks with the words of each field marked, and the keys of the fields that stand nowhere in it."""
    marked = Marked(tuple(piece for item in items for piece in _pieces(item)))
    absent = marked.mark(evidence)
    blocks: list[TextBlock] = []
    at = 0
    for item in items:
        if isinstance(item, Head):
            segments = segments_of(item.text, marked.found.get(at, ()))
            blocks.append(TextLine(segments, region=item.region) if item.region else Heading(segments))
            at += 1
            continue
        for block in item.blocks:
            if isinstance(block, Line):
                blocks.extend(_lines(block, block.text, marked.found.get(at, ())))
                at += 1
            else:
                table, at = _table(block, marked, at)
                blocks.append(table)
    return tuple(blocks), tuple(one.key for one in absent)


def _pieces(item: Item) -> Iterator[Piece]:
    if isinstance(item, Head):
        yield Piece(item.text, None, None)
        return
    for block in item.blocks:
        if isinstance(block, Line):
            yield Piece(block.text, item.name, block.number)
        else:
            for cell in _own_cells(block):
                yield Piece(cell.text, item.name, cell.number or block.number or None)


def _own_cells(table: Table) -> Iterator[Cell]:
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row):
            if (cell.row, cell.column) == (r, c):
                yield cell


def _table(table: Table, marked: Marked, at: int) -> tuple[TextTable, int]:
    rows: list[list[TextCell]] = [[] for _ in table.rows]
    for cell in _own_cells(table):
        lines = tuple(_lines(cell, cell.text, marked.found.get(at, ())))
        rows[cell.row].append(TextCell(lines, max(1, cell.row_span), max(1, cell.column_span)))
        at += 1
    return TextTable(tuple(tuple(row) for row in rows), _direction(table)), at


def _direction(table: Table) -> Literal["auto", "rtl"]:
    if table.from_right:
        return "rtl"
    ways = [direction_of(cell.text) for cell in _own_cells(table) if any(c.isalpha() for c in cell.text)]
    return "rtl" if ways.count("rtl") * 2 > len(ways) else "auto"


def _lines(block: Line | Cell, text: str, stretches: Sequence[Stretch]) -> Iterator[TextLine]:
    """The printed lines of a line or cell, each with its own part of the stretches."""
    start = 0
    for number, part in enumerate(text.split("\n")):
        segments = segments_of(part, [(a - start, b - start, key, sure) for a, b, key, sure in stretches])
        way = direction_of(part)
        if isinstance(block, Line):
            marker = block.marker if number == 0 else None
            yield TextLine(segments, marker, block.level, block.region, way, block.bold)
        else:
            yield TextLine(segments, direction=way, is_bold=block.bold)
        start += len(part) + 1


def segments_of(text: str, stretches: Sequence[Stretch]) -> tuple[Segment, ...]:
    """The text cut wherever a stretch begins or ends; what lies outside it is left out."""
    inside = [s for s in ((max(0, a), min(b, len(text)), key, sure) for a, b, key, sure in stretches) if s[0] < s[1]]
    cuts = sorted({0, len(text), *(s[0] for s in inside), *(s[1] for s in inside)})
    out = []
    for start, end in pairwise(cuts):
        over = [s for s in inside if s[0] <= start and end <= s[1]]
        marks = tuple(dict.fromkeys(key for _, _, key, _ in over))
        out.append(Segment(text[start:end], marks, min((sure for _, _, _, sure in over), default=1.0)))
    return tuple(out)


def direction_of(text: str) -> Literal["auto", "rtl"]:
    """ "rtl" where most letters are written from right to left."""
    rtl = sum(1 for c in text if "\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufefc")
    return "rtl" if rtl * 2 > sum(1 for c in text if c.isalpha()) else "auto"
