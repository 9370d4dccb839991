"""The cells of an HTML table laid out: spans, layout tables told from data tables, list labels."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .document import Block, Cell, Line, Table

MAX_COLUMNS = 60
MAX_CELLS = 20_000
MAX_ROW_SPAN = 200

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(slots=True)
class Gathered:
    """A cell as gathered: its blocks, and how many rows and columns it says it covers."""

    blocks: list[tuple[Block, bool]]
    row_span: int
    column_span: int

    @property
    def text(self) -> str:
        return "\n".join(line for block, _ in self.blocks for line in block_lines(block))


def is_layout(rows: list[list[Gathered]]) -> bool:
    """Whether a table only places things: one column, one column with text, tables inside, or long prose."""
    cells = [cell for row in rows for cell in row]
    if not cells or len(cells) > MAX_CELLS or max(len(row) for row in rows) < 2:
        return True
    if any(isinstance(block, Table) for cell in cells for block, _ in cell.blocks):
        return True
    if max(sum(1 for cell in row if cell.blocks) for row in rows) < 2:
        return True
    longest = max(sum(1 for block, _ in cell.blocks) for cell in cells)
    if any(len(cell.text) > 2_000 for cell in cells) or longest > 15:
        return True
    return len(rows) == 1 and longest > 3


def rectangle(rows: list[list[Gathered]]) -> tuple[tuple[Cell, ...], ...]:
    """The grid with spans laid out (HTML, "forming a table"), every row equally long."""
    taken: dict[tuple[int, int], Cell] = {}
    width = 0
    for r, row in enumerate(rows):
        c = 0
        for gathered in row:
            while (r, c) in taken:
                c += 1
            if c >= MAX_COLUMNS:
                break
            row_span = min(gathered.row_span, len(rows) - r)
            column_span = min(gathered.column_span, MAX_COLUMNS - c)
            cell = Cell(gathered.text, r, c, row_span, column_span, bold=_all_bold(gathered))
            for rr in range(r, r + row_span):
                for cc in range(c, c + column_span):
                    taken.setdefault((rr, cc), cell)
            c += column_span
            width = max(width, c)
        if len(taken) > MAX_CELLS:
            break
    return tuple(tuple(taken.get((r, c)) or Cell("", r, c) for c in range(width)) for r in range(len(rows)))


def _all_bold(gathered: Gathered) -> bool:
    lines = [block for block, _ in gathered.blocks if isinstance(block, Line)]
    return bool(lines) and all(line.bold for line in lines)


def number_table(table: Table, number: int) -> Table:
    """The table as it stands from that line on, a line number a row; merged cells stay one object."""
    made: dict[tuple[int, int], Cell] = {}
    rows: list[tuple[Cell, ...]] = []
    for r, row in enumerate(table.rows):
        cells: list[Cell] = []
        for cell in row:
            origin = (cell.row, cell.column)
            if origin not in made:
                made[origin] = replace(cell, number=number + r)
            cells.append(made[origin])
        rows.append(tuple(cells))
    return replace(table, rows=tuple(rows), number=number)


def block_lines(block: Block) -> list[str]:
    """A block as plain text lines."""
    if isinstance(block, Line):
        return [f"{block.marker} {block.text}" if block.marker else block.text]
    rows: list[str] = []
    for r, row in enumerate(block.rows):
        cells = (c.text.replace("\n", " ") for k, c in enumerate(row) if (c.row, c.column) == (r, k))
        rows.append("\t".join(cells))
    return rows


def label_of(number: int, style: str) -> str:
    """The printed label of a list item: ``style`` is HTML's ``type`` (1, a, A, i, I)."""
    if style in {"a", "A"} and 1 <= number <= 26:
        letter = chr(96 + number)
        return f"{letter if style == 'a' else letter.upper()}."
    if style in {"i", "I"} and 1 <= number < 4000:
        roman = _roman(number)
        return f"{roman if style == 'I' else roman.lower()}."
    return f"{number}."


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out
