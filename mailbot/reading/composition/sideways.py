"""Tables turned on their side: labels in the first column, a column (or a block of rows) for each person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from mailbot.reading.document import Cell, Table
from mailbot.reading.folding import fold

from . import roles
from .headings import KINDS, NAMES, heading, plain
from .name_cells import NOTHING
from .people import Context
from .wording import is_only

MAX_ROWS = 400
_COUNTED = re.compile(r"(?:[^\W\d_]{0,20}\W{0,3}\d{1,2})?")
Row = tuple[Cell, ...]


def upright(table: Table, context: Context) -> list[Table]:
    """The tables, headings on top, that a table with labels in its first column stands for; none if it is no such.

    Two columns are one or several forms below one another, each begun by the label that began the first.
    """
    rows = [row for row in table.rows if any(cell.text.strip() for cell in row)]
    width = max((len(row) for row in rows), default=0)
    if not 2 <= width <= 40 or not 2 <= len(rows) <= MAX_ROWS or any(len(row) != width for row in rows):
        return []
    if width > 2 and len(set(map(id, rows[0]))) == 1:
        rows = rows[1:]
    if _is_doubled(rows, context):
        return [_beside(rows)]
    rows = _unfolded(rows, context)
    width = len(rows[0])
    kinds = [heading(row[0].text, context) if row[0] is not row[1] else None for row in rows]
    if not _are_labels(rows, kinds, width, context):
        return []
    rows = [row for row in rows if row[0].text.strip() or not all(_COUNTED.fullmatch(c.text.strip()) for c in row[1:])]
    if width == 2:
        return _forms(rows, kinds)
    return [_table([tuple(row[c] for row in rows) for c in range(width) if c == 0 or _is_filled(rows, c)])]


def _is_doubled(rows: list[Row], context: Context) -> bool:
    """Whether the headings stand twice side by side, with a person under each."""
    half, odd = divmod(len(rows[0]), 2)
    if odd or half < 2:
        return False
    left, right = ([" ".join(fold(cell.text).split()) for cell in part] for part in (rows[0][:half], rows[0][half:]))
    return left == right and sum(heading(text, context) in NAMES for text in left) > 0


def _beside(rows: list[Row]) -> Table:
    half = len(rows[0]) // 2
    below = [part for row in rows[1:] for part in (row[:half], row[half:]) if any(c.text.strip() for c in part)]
    return _table([rows[0][:half], *below])


def _unfolded(rows: list[Row], context: Context) -> list[Row]:
    """Two pairs of label and value in a row put below one another."""
    if len(rows[0]) != 4:
        return rows
    pairs = [row for row in rows if row[2] is not row[0] and row[2].text.strip()]
    for c in (0, 2):
        if not pairs or sum(bool(heading(row[c].text, context)) for row in pairs) * 3 < 2 * len(pairs):
            return rows
        if sum(bool(heading(row[c + 1].text, context)) for row in pairs) * 3 > len(pairs):
            return rows
    return [(row[c], row[c + 1]) for row in rows for c in (0, 2) if c == 0 or row in pairs]


def _are_labels(rows: list[Row], kinds: list[str | None], width: int, context: Context) -> bool:
    labelled = [
        (row, kind) for row, kind in zip(rows, kinds, strict=True) if row[0] is not row[1] and row[0].text.strip()
    ]
    known = {kind for row, kind in labelled if kind in KINDS and not is_only(fold(row[0].text), "roles.delegate_bare")}
    if not NAMES & known or len(known) < 3 or sum(bool(kind) for _, kind in labelled) * 2 < len(labelled):
        return False
    if any(sum(heading(row[c].text, context) in NAMES for row in rows) > 1 for c in range(1, width)):
        return False
    # "Head of delegation | Mr X" names people by their roles: not a form about one person.
    return not any(_is_role(row[0].text) for row, _ in labelled) or width > 2


def _is_role(text: str) -> bool:
    said = roles.read(plain(text), NOTHING, "role")
    return (
        (said.role is not None or bool(said.speakers))
        and said.rest is None
        and not is_only(plain(text).folded.text, "columns.role", "columns.name")
    )


def _is_filled(rows: list[Row], c: int) -> bool:
    return any(row[c].text.strip() for row in rows if row[c] is not row[0])


@dataclass(slots=True)
class _Form:
    labels: list[Cell] = field(default_factory=list)
    values: list[Cell] = field(default_factory=list)
    kinds: list[str | None] = field(default_factory=list)
    above: list[Cell] = field(default_factory=list)


def _forms(rows: list[Row], kinds: list[str | None]) -> list[Table]:
    """One table for each form: its labels, its values, before them what heads it."""
    first = next((kind for kind in kinds if kind in NAMES | {"title", "number"}), None)
    forms = [_Form()]
    for row, kind in zip(rows, kinds, strict=True):
        alone = row[0] is row[1] or not row[0].text.strip() or (not row[1].text.strip() and kind is None)
        if alone:
            if forms[-1].labels:
                forms.append(_Form())
            forms[-1].above.append(row[0] if row[0].text.strip() else row[1])
            continue
        if (
            kind == first
            and first in forms[-1].kinds
            and not (kind in {"family", "given"} and forms[-1].kinds[-1] == kind)
        ):
            forms.append(_Form())
        forms[-1].labels.append(row[0])
        forms[-1].values.append(row[1])
        forms[-1].kinds.append(kind)
    return [
        _table([*([tuple(form.labels)] if form.labels else []), *_above(form), tuple(form.values)])
        for form in forms
        if NAMES & set(form.kinds)
    ]


def _above(form: _Form) -> list[Row]:
    return [(cell,) * len(form.labels) for cell in form.above]


def _table(rows: list[Row]) -> Table:
    """A grid of cells that take their new places; one that fills a row stays one."""
    out: list[Row] = []
    for r, row in enumerate(rows):
        if len(row) > 1 and all(cell is row[0] for cell in row):
            out.append((replace(row[0], row=r, column=0, row_span=1, column_span=len(row)),) * len(row))
        else:
            out.append(tuple(replace(cell, row=r, column=c, row_span=1, column_span=1) for c, cell in enumerate(row)))
    return Table(tuple(out), min((cell.number for row in rows for cell in row), default=0))
