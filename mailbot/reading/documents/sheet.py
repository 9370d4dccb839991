"""Spreadsheets (XLSX, XLSB, XLS, ODS) and CSV: one page a sheet, its filled regions as lines and tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from ..charset import decode_text
from ..document import Block, Line, Page, Table
from .archive import Damaged, Encrypted, NoText, Package, attribute, child, children
from .blocks import MAX_GRID, Draft, clean, clean_cell, grid
from .marker import split_marker
from .unread import Taken, cut

MAX_ROWS = 3_000
MAX_COLUMNS = 80
MAX_SHEETS = 30
MAX_CHARACTERS = 2_000_000

Span = tuple[tuple[int, int], tuple[int, int]]
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Look:
    """How a sheet is shown: its hidden rows and columns, counted from 0, and whether its first column is rightmost."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    from_right: bool = False


def read_sheets(content: bytes) -> Taken:
    """The visible sheets of a workbook. Raises Damaged, Encrypted, TooLarge or NoText."""
    import python_calamine

    looks = _looks(content) if content[:2] == b"PK" else {}
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError as error:
        raise Encrypted from error
    except python_calamine.CalamineError as error:
        raise Damaged from error
    names = [
        about.name
        for about in book.sheets_metadata
        if about.visible == python_calamine.SheetVisibleEnum.Visible
        and about.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    unread = [f"sheet {name} was not read (limit {MAX_SHEETS})" for name in names[MAX_SHEETS : MAX_SHEETS + 20]]
    pages = []
    for name in names[:MAX_SHEETS]:
        sheet = book.get_sheet_by_name(name)
        if not sheet.height or sheet.start is None:
            continue
        unread += _beyond(name, sheet.height, sheet.width)
        blocks = _blocks_of(sheet, looks.get(name, _Look()))
        if blocks:
            pages.append(Page(name, blocks))
    if not pages:
        raise NoText
    return Taken(tuple(pages), tuple(unread))


def _beyond(name: str, height: int, width: int) -> list[str]:
    """What of a sheet, or of a table in text, lies outside the limits."""
    out = []
    if height > MAX_ROWS:
        out.append(f"the rows of {name} after the first {MAX_ROWS} were not read")
    if width > MAX_COLUMNS:
        out.append(f"the columns of {name} after the first {MAX_COLUMNS} were not read")
    if min(height, MAX_ROWS) * min(width, MAX_COLUMNS) > MAX_GRID:
        out.append(f"the rows of {name} after the first {MAX_GRID:,} cells were not read")
    return out


def _blocks_of(sheet: Any, look: _Look) -> tuple[Block, ...]:
    """The shown values of a sheet."""
    values = sheet.to_python(skip_empty_area=True, nrows=MAX_ROWS)
    top, left = sheet.start
    rows = [[_shown(v) for v in row[:MAX_COLUMNS]] for row in values]
    for r, row in enumerate(rows):
        for c in range(len(row)):
            if r + top in look.rows or c + left in look.columns:
                row[c] = ""
    spans = [((a - top, b - left), (c - top, d - left)) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
    blocks = sheet_blocks(rows, spans, top + 1)
    return tuple(replace(b, from_right=look.from_right) if isinstance(b, Table) else b for b in blocks)


def read_csv(content: bytes) -> Taken:
    """A table in plain text. Raises NoText."""
    text = decode_text(content)[0].lstrip("\ufeff")
    unread = [cut(MAX_CHARACTERS)] if len(text) > MAX_CHARACTERS else []
    text = text[:MAX_CHARACTERS]
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    lines = [line for line in text.splitlines() if line.strip()][:50]
    delimiter = max((";", "\t", ",", "|"), key=lambda d: _regularity(lines, d))
    try:
        rows = [
            [value.strip() for value in row]
            for row in islice(csv.reader(io.StringIO(text), delimiter=delimiter), MAX_ROWS + 1)
        ]
    except csv.Error as error:
        raise Damaged from error
    unread += _beyond("the table", len(rows), max(map(len, rows), default=0))
    blocks = sheet_blocks([row[:MAX_COLUMNS] for row in rows[:MAX_ROWS]], [], 1)
    if not blocks:
        raise NoText
    return Taken((Page("1", blocks),), tuple(unread))


def _regularity(lines: list[str], delimiter: str) -> tuple[int, int]:
    counts = [line.count(delimiter) for line in lines]
    usual = max(set(counts), key=counts.count, default=0)
    return (counts.count(usual) if usual else 0), usual


def _shown(value: Any) -> str:
    """A cell's value as a person would read it; whole numbers without a point."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)


def sheet_blocks(rows: Rows, spans: Sequence[Span], first: int) -> tuple[Block, ...]:
    """Lines and tables of a grid of values; ``first`` is the number of its first row.

    Rows between empty ones make a region. In it, rows with a single value above the table are titles and
    below it remarks: Lines; so is everything in a region of one column.
    """
    blocks: list[Block] = []
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and any(value.strip() for value in rows[end]):
            end += 1
        if end > at:
            blocks += _region(rows, at, end, spans, first)
        at = max(end, at + 1)
    return tuple(blocks)


def _region(rows: Rows, at: int, end: int, spans: Sequence[Span], first: int) -> list[Block]:
    filled = [sum(1 for value in rows[r] if value.strip()) for r in range(at, end)]
    top, bottom = at, end
    while top < end and filled[top - at] == 1:
        top += 1
    while bottom > top and filled[bottom - 1 - at] == 1 and _is_remark(rows[bottom - 1], max(filled)):
        bottom -= 1
    blocks = [line for r in range(at, top) for line in _row_lines(rows[r], first + r)]
    if bottom > top:
        table = grid(_drafts(rows, top, bottom, spans), first + top)
        blocks += [table] if table else []
    blocks += [line for r in range(bottom, end) for line in _row_lines(rows[r], first + r)]
    return list(blocks)


def _is_remark(row: Sequence[str], width: int) -> bool:
    value = next(v for v in row if v.strip())
    return ":" in value or "：" in value or len(value) > 40 or width <= 2


def _row_lines(row: Sequence[str], number: int) -> list[Block]:
    out: list[Block] = []
    for text in "\n".join(v for v in row if v.strip()).splitlines():
        marker, rest = split_marker(clean(text))
        if rest:
            out.append(Line(rest, number, marker))
    return out


def _drafts(rows: Rows, top: int, bottom: int, spans: Sequence[Span]) -> list[Draft]:
    width = max(len(row) for row in rows[top:bottom])
    used = [c for c in range(width) if any(c < len(rows[r]) and rows[r][c].strip() for r in range(top, bottom))]
    place = {c: i for i, c in enumerate(used)}
    merged = {s[0]: s[1] for s in spans}
    inner = {
        (r, c)
        for (r0, c0), (r1, c1) in spans[:2000]
        for r in range(max(r0, top), min(r1 + 1, bottom))
        for c in range(c0, min(c1 + 1, MAX_COLUMNS))
        if (r, c) != (r0, c0) and r0 >= top
    }
    drafts = []
    for r in range(top, bottom):
        for c in used:
            if (r, c) in inner:
                continue
            last = merged.get((r, c), (r, c))
            wide = sum(1 for k in used if c <= k <= last[1])
            text = clean_cell(rows[r][c]) if c < len(rows[r]) else ""
            drafts.append(Draft(text, r, place[c], min(last[0], bottom - 1) - r + 1, max(1, wide)))
    return drafts


def _looks(content: bytes) -> dict[str, _Look]:
    """How each sheet of an XLSX file is shown, where it is not as usual; unpacks everything, within bounds."""
    package = Package(content)
    for name in package.names:
        if not name.startswith("xl/worksheets/sheet"):
            package.read(name)
    book = package.xml("xl/workbook.xml") if "xl/workbook.xml" in package.names else None
    parts = package.relations("xl/workbook.xml")
    found = {}
    for sheet in list(children(child(book, "sheets"), "sheet"))[:MAX_SHEETS]:
        target = parts.get(attribute(sheet, "id") or "", ("", ""))[1]
        content_of = package.read(target) if target else None
        if content_of is not None and (b"hidden=" in content_of or b"rightToLeft=" in content_of):
            found[attribute(sheet, "name") or ""] = _look_of(package, target)
    return found


def _look_of(package: Package, target: str) -> _Look:
    root = package.xml(target)
    rows = {
        _integer(attribute(row, "r")) - 1
        for row in children(child(root, "sheetData"), "row")
        if attribute(row, "hidden") in {"1", "true"}
    }
    columns: set[int] = set()
    for column in children(child(root, "cols"), "col"):
        if attribute(column, "hidden") in {"1", "true"}:
            last = min(_integer(attribute(column, "max")), MAX_COLUMNS)
            columns.update(range(_integer(attribute(column, "min")) - 1, last))
    shown = child(root, "sheetViews", "sheetView")
    from_right = shown is not None and attribute(shown, "rightToLeft") in {"1", "true"}
    return _Look(frozenset(rows), frozenset(columns), from_right)


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 0
