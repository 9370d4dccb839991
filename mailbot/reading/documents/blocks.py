"""Putting blocks together: what every reader of a format uses to build pages, lines and grids."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..document import Block, Box, Cell, Line, Page, Table
from ..unseen import without_unseen
from .marker import split_marker
from .unread import Taken, cut

MAX_GRID = 100_000
MAX_COLUMNS = 256
MAX_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A table cell before it has its place in a grid."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    confidence: float = 1.0
    bold: bool = False


def clean(text: str) -> str:
    """One printed line's text: no control or zero-width characters, white space single, tabs kept."""
    text = without_unseen(text.translate(_DROPPED))
    parts = (" ".join(part.split()) for part in text.split("\t"))
    return unicodedata.normalize("NFC", "\t".join(parts).strip())


def clean_cell(text: str) -> str:
    """A cell's text: every line clean, empty lines left out."""
    return "\n".join(filter(None, (clean(line).replace("\t", " ") for line in text.splitlines())))


def grid(drafts: Iterable[Draft], number: int = 0, box: Box | None = None) -> Table | None:
    """The rectangular table of cells that know their places; overlaps go to the first, gaps to empty cells.

    None when nothing in it has text. Rows without text are dropped.
    """
    placed: dict[tuple[int, int], Draft] = {}
    owners: set[Draft] = set()
    for draft in drafts:
        span = range(draft.row, draft.row + draft.row_span), range(draft.column, draft.column + draft.column_span)
        if (draft.row, draft.column) in placed or draft.column + draft.column_span > MAX_COLUMNS:
            continue
        if len(placed) + len(span[0]) * len(span[1]) > MAX_GRID:
            break
        owners.add(draft)
        for r in span[0]:
            for c in span[1]:
                placed.setdefault((r, c), draft)
    if not any(d.text for d in owners):
        return None
    rows = sorted({r for r, _ in placed})
    rows = [r for r in rows if any(d.row == r and d.text for d in owners)]
    columns = sorted({d.column for d in owners})
    columns = [c for c in columns if not _is_sliver([d for d in owners if d.column == c])]
    if len(rows) * len(columns) > MAX_GRID:
        rows = rows[: MAX_GRID // len(columns)]
    return _table(placed, rows, columns, number, box)


def _is_sliver(drafts: list[Draft]) -> bool:
    """Whether a column is only the space between double rules."""
    return all(not d.text and d.box is not None and d.box[2] - d.box[0] < 10 for d in drafts)


def _table(
    placed: dict[tuple[int, int], Draft], rows: list[int], columns: list[int], number: int, box: Box | None
) -> Table:
    made: dict[Draft, Cell] = {}
    out: list[tuple[Cell, ...]] = []
    for r, row in enumerate(rows):
        cells: list[Cell] = []
        for c, column in enumerate(columns):
            draft = placed.get((row, column)) or Draft("", row, column)
            if draft not in made:
                made[draft] = Cell(
                    draft.text,
                    r,
                    c,
                    sum(1 for k in rows[r:] if k < draft.row + draft.row_span),
                    sum(1 for k in columns[c:] if k < draft.column + draft.column_span),
                    number + r,
                    draft.box,
                    draft.confidence,
                    draft.bold,
                )
            cells.append(made[draft])
        out.append(tuple(cells))
    return Table(tuple(out), number, box)


def framed_cells(table: Table) -> tuple[Cell, ...] | None:
    """The cells of a table that only puts text in a frame, or side by side as a letterhead does; else None."""
    if len(table.rows) > 1:
        return None
    cells = tuple(dict.fromkeys(table.rows[0]))
    heights = [cell.text.count("\n") + 1 for cell in cells if cell.text]
    is_layout = len(heights) == 1 or max(heights) >= 3 or sum(1 for h in heights if h > 1) >= 2
    return cells if is_layout and (len(cells) == 1 or "@" not in "".join(c.text for c in cells)) else None


class Blocks:
    """Collects the blocks of one document in reading order, numbering lines within each page.

    Stops taking text at MAX_CHARACTERS; ``full`` tells.
    """

    def __init__(self) -> None:
        self.pages: list[list[Block]] = [[]]
        self._number = 1
        self._characters = 0
        self._unread: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        """Whether the bound on characters is reached."""
        return self._characters > MAX_CHARACTERS

    @property
    def is_empty(self) -> bool:
        """Whether no text has come yet."""
        return not any(self.pages)

    def break_page(self) -> None:
        """Starts the next page, if this one has anything."""
        if self.pages[-1] and len(self.pages) < 500:
            self.pages.append([])
            self._number = 1

    def add(
        self,
        text: str,
        *,
        marker: str | None = None,
        level: int = 0,
        box: Box | None = None,
        confidence: float = 1.0,
        region: str = "body",
        bold: bool = False,
    ) -> None:
        """Adds one paragraph; its own line breaks make separate Lines. A printed list label is split off."""
        for part in text.splitlines():
            cleaned = clean(part)
            if not cleaned or self.full:
                continue
            if marker is None:
                printed, cleaned = split_marker(cleaned)
            else:
                printed = marker
            self.pages[-1].append(Line(cleaned, self._number, printed, level, box, confidence, region, bold))
            self._number += 1
            self._characters += len(cleaned)
            marker = None

    def add_table(self, drafts: list[Draft], box: Box | None = None, *, from_right: bool = False) -> None:
        """Adds a table; one that is only a frame or a letterhead comes as Lines."""
        table = None if self.full else grid(drafts, self._number, box)
        if len(drafts) > MAX_GRID or any(d.column + d.column_span > MAX_COLUMNS for d in drafts):
            self._unread = ("the end of a table was not read (limit)",)
        if table is None:
            return
        frame = framed_cells(table)
        if frame is not None:
            for cell in frame:
                self.add(cell.text, bold=cell.bold, box=cell.box, confidence=cell.confidence)
            return
        self.pages[-1].append(replace(table, from_right=from_right))
        self._number += len(table.rows)
        self._characters += sum(len(d.text) for d in drafts)

    def finish(self, names: list[str] | None = None) -> Taken:
        """The pages, named "1", "2", … unless names are given; empty ones at the end are left out."""
        pages = [Page(names[i] if names else str(i + 1), tuple(p)) for i, p in enumerate(self.pages)]
        while pages and not pages[-1].blocks:
            pages.pop()
        return Taken(tuple(pages), (cut(MAX_CHARACTERS),) if self.full else self._unread)


def renumber(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with line numbers counted anew from 1."""
    out: list[Block] = []
    number = 1
    for block in blocks:
        if isinstance(block, Line):
            out.append(replace(block, number=number))
            number += 1
            continue
        fresh = {id(cell): replace(cell, number=number + cell.row) for row in block.rows for cell in row}
        rows = tuple(tuple(fresh[id(c)] for c in row) for row in block.rows)
        out.append(replace(block, rows=rows, number=number))
        number += len(block.rows)
    return tuple(out)


# Persian spelling needs the zero-width non-joiner, so it stays; the joiner only breaks look-ups of names.
_DROPPED = {c: None for c in range(32) if c != 9} | dict.fromkeys((0x7F, 0x200D))
