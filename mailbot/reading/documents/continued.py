"""Tables that go on over the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..document import Cell, Line, Page, Table
from .paragraphs import glued

Rows = tuple[tuple[Cell, ...], ...]


def join_tables(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages, a table at the foot of one and its continuation at the head of the next made one table.

    The whole stands on the page where it begins; a header row repeated on the next page is dropped, and a
    row broken between the pages made whole. The cells keep the line numbers of their own page.
    """
    out: list[Page] = []
    home: tuple[int, int] | None = None  # where the table stands that may go on
    for page in pages:
        first = next((i for i, b in enumerate(page.blocks) if not _is_margin(b)), None)
        block = page.blocks[first] if first is not None else None
        above = out[home[0]].blocks[home[1]] if home else None
        if home and isinstance(block, Table) and isinstance(above, Table) and _matches(above, block):
            blocks = list(out[home[0]].blocks)
            blocks[home[1]] = _joined(above, block)
            out[home[0]] = replace(out[home[0]], blocks=tuple(blocks))
            rest = tuple(b for i, b in enumerate(page.blocks) if i != first)
            out.append(replace(page, blocks=rest))
            if any(not _is_margin(b) for b in rest):
                home = _foot(out)
            continue
        out.append(page)
        home = _foot(out)
    return tuple(out)


def _is_margin(block: Line | Table) -> bool:
    return isinstance(block, Line) and block.region != "body"


def _foot(pages: list[Page]) -> tuple[int, int] | None:
    last = next((i for i in range(len(pages[-1].blocks) - 1, -1, -1) if not _is_margin(pages[-1].blocks[i])), None)
    if last is None or not isinstance(pages[-1].blocks[last], Table):
        return None
    return len(pages) - 1, last


def _matches(above: Table, below: Table) -> bool:
    """Same number of columns at the same places, and no new header."""
    if len(above.rows[0]) != len(below.rows[0]):
        return False
    first, second = _edges(above), _edges(below)
    if first and second and any(abs(first[c] - second[c]) > 8 for c in first.keys() & second.keys()):
        return False
    same = [c.text.casefold() for c in above.rows[0]] == [c.text.casefold() for c in below.rows[0]]
    return same or not (above.rows[0][0].bold and all(c.bold or not c.text for c in below.rows[0]))


def _edges(table: Table) -> dict[int, float]:
    return {c.column: c.box[0] for row in table.rows for c in row if c.box and c.column_span == 1}


def _joined(above: Table, below: Table) -> Table:
    rows = list(below.rows)
    headers = 0
    while headers < min(len(rows) - 1, len(above.rows)) and _texts(rows[headers]) == _texts(above.rows[headers]):
        headers += 1
    upper, lower = list(above.rows), rows[headers:]
    if not headers and lower and _is_rest_of_row(upper, lower[0]):
        upper[-1] = _row_with(upper[-1], lower[0])
        lower = lower[1:]
    offset = len(upper) - (len(below.rows) - len(lower))
    moved = {id(c): replace(c, row=max(c.row + offset, len(upper))) for row in lower for c in row}
    return replace(above, rows=(*upper, *(tuple(moved[id(c)] for c in row) for row in lower)))


def _texts(row: tuple[Cell, ...]) -> list[str]:
    return [c.text.casefold() for c in row]


def _is_rest_of_row(upper: list[tuple[Cell, ...]], row: tuple[Cell, ...]) -> bool:
    """A row whose first cell is empty where no other row's is, and which is mostly empty, belongs to the one above."""
    filled = [c for c in row if c.text]
    if not filled or row[0].text or len(filled) * 2 > len(row):
        return False
    return all(r[0].text for r in upper) and "@" not in "".join(c.text for c in filled)


def _row_with(row: tuple[Cell, ...], rest: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(replace(a, text=glued(a.text, b.text)) if b.text else a for a, b in zip(row, rest, strict=True))
