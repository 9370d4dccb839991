"""Rows of tables that are no persons: forms and layouts as lines, headings that stand across the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mailbot.domain.submission import Source
from mailbot.reading.document import Cell, Document, Page, Table

from . import han, roles
from .columns import Columns
from .headings import NAMES, heading, plain
from .name_cells import NOTHING
from .rows import Row
from .sections import section_parts
from .spans import Span, joined
from .titles import split_title
from .wording import is_only

if TYPE_CHECKING:
    from .state import Reading

Lines = Callable[[Row], None]


def is_form(table: Table) -> bool:
    """Whether a two-column table is a form: labels on the left, values on the right."""
    rows = [row for row in table.rows if any(cell.text.strip() for cell in row)]
    if not rows or len(rows[0]) != 2:
        return False
    left = [row[0].text for row in rows if len(row) > 1 and row[0].text.strip()]
    known = sum(bool(heading(text, NOTHING)) or _is_role(text) for text in left)
    return bool(left) and known * 2 > len(left)


def _is_role(text: str) -> bool:
    said = roles.read(plain(text), NOTHING, "role")
    return (said.role is not None or bool(said.speakers)) and said.rest is None


def hand_on(document: Document, page: Page, table: Table, lines: Lines) -> None:
    """A table that lists no persons: a form or a layout; row by row as lines."""
    form = is_form(table) or (
        table.rows and len(table.rows[0]) == 2 and all(len(r) < 2 or len(r[0].text) < 60 for r in table.rows)
    )
    labelled = form and any(heading(row[0].text, NOTHING) for row in table.rows)
    for r, row in enumerate(table.rows):
        own = [cell for c, cell in enumerate(row) if (cell.row, cell.column) == (r, c) and cell.text.strip()]
        if labelled and len(own) == 2 and _names_nobody(own[0].text):
            continue
        if form and len(own) == 2 and "\n" not in own[0].text:
            spans = [span(document, page, own[0]), span(document, page, own[1])]
            lines(
                Row(
                    joined([spans[0], Span(spans[1].text.replace("\n", ", "), spans[1].marks)], ":\t"),
                    None,
                    0,
                    r == 0,
                    own[0].bold,
                )
            )
            continue
        if _is_item(own):
            lines(Row(joined([span(document, page, cell) for cell in own], " | "), None, 0, r == 0, own[0].bold))
            continue
        for cell in own:
            for number, piece in enumerate(_lines_of(span(document, page, cell))):
                lines(Row(piece, None, 0, number == 0, cell.bold))


_LABELLED = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[-–—•])\s")


def _is_item(cells: Sequence[Cell]) -> bool:
    """Whether a row is an item of a list whose fields bars or tabs part: "1. Ms. X | Counsellor | Head"."""
    if len(cells) < 2 or any("\n" in cell.text for cell in cells):
        return False
    first = cells[0].text
    return _LABELLED.match(first) is not None or split_title(Span(first, ((0, _NOWHERE),)))[0] is not None


_NOWHERE = Source("", None, None, "")


def _names_nobody(label: str) -> bool:
    """Whether what stands under a label of a form cannot be a person: nothing of the kind is known, or a body.

    Only in Chinese, where any two characters may be a name.
    """
    kind = heading(label, NOTHING)
    return han.is_han(label) and kind in {None, "affiliation", "ignored", "number"} and not _is_role(label)


def _lines_of(whole: Span) -> list[Span]:
    out, place = [], 0
    for text in whole.text.split("\n"):
        if text.strip():
            out.append(whole.cut(place, place + len(text)).strip(" \t"))
        place += len(text) + 1
    return out


def span(document: Document, page: Page, cell: Cell) -> Span:
    """A cell's text with its source."""
    name: int | str = int(page.name) if page.name.isdigit() else page.name
    source = Source(document.name, name, cell.number or None, " ".join(cell.text.split()), cell.box, cell.confidence)
    return Span(cell.text, ((0, source),))


def is_heading_row(row: Sequence[Cell], width: int) -> bool:
    """Whether a row is one merged cell, or has text in one place only."""
    texts = {id(cell): cell for cell in row if cell.text.strip()}
    if len(texts) != 1:
        return False
    (cell,) = texts.values()
    return width > 1 and (cell.column_span == width or cell.column_span > 1 or cell.row_span == 1)


def take_heading_row(
    document: Document, page: Page, row: Sequence[Cell], found: Columns, reading: Reading, lines: Lines
) -> None:
    cell = next(cell for cell in row if cell.text.strip())
    text = span(document, page, cell).strip(" \t\n:：")
    said = roles.read(text, reading.context, "role")
    folded = text.folded.text
    reading.skipping = is_only(folded, "words.contact")
    if reading.skipping:
        return
    if said.role is not None and (said.rest is None or is_only(said.rest.folded.text, "roles.delegate_bare")):
        reading.role, reading.role_source, reading.once = said.role, text.source, False
        return
    if (
        roles.is_organisation(folded)
        and not is_only(folded, "words.annex")
        and (cell.column_span > 1 or cell.column == 0 or found.kinds[cell.column] in NAMES)
        and "@" not in text.text
    ):
        reading.affiliation = text
        reading.role = None
        return
    parts = section_parts(text.folded, reading.context)
    if parts and len(text.text) < 160 and not said.speakers:
        reading.parts = None if set(parts) >= set(reading.context.parts) else parts
        reading.parts_source = text.source
        return
    held = reading.role, reading.affiliation
    for piece in _lines_of(span(document, page, cell)):
        lines(Row(piece, None, 0, True, cell.bold))
    reading.role, reading.affiliation = held
