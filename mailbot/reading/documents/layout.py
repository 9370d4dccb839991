"""Columns on a page without rules: side-by-side text, tables set with spaces, labels and their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .bidi import ltr_letters, rtl_letters
from .blocks import Draft
from .glyphs import WIDE_GAP, Glyph, Manner, Row, Segment, baselines, is_cjk, rows_of, segment
from .marker import split_marker
from .paragraphs import Printed, glued, join_lines, printed

Gutter = tuple[float, float]
Rule = tuple[float, float, float]  # left, right, distance from the top

# In type sizes: so narrow a gap parts columns only if several lines leave it free at the same place.
NARROW_GAP = 0.85


@dataclass(slots=True)
class Grid:
    """A table found by its columns alone: drafts of its cells, and where it stands."""

    drafts: list[Draft]
    top: float
    box: tuple[float, float, float, float]


Item = Printed | Grid


@dataclass(slots=True)
class _Group:
    """Consecutive rows with the gutters all of them leave free."""

    rows: list[Row]
    gutters: list[Gutter]


def arrange(
    glyphs: Sequence[Glyph], manner: Manner, frame: tuple[float, float], rules: Sequence[Rule] = ()
) -> list[Item]:
    """What stands in one stretch of a page, in reading order.

    ``frame`` is the text's left and right edge; ``rules`` are horizontal lines, which part rows of a table.
    """
    rows = _levelled([_without_marker_gap(row, manner) for row in rows_of(glyphs, manner, NARROW_GAP)])
    out: list[Item] = []
    plain: list[Row] = []
    for group in _groups(rows):
        kind = _kind_of(group)
        if kind == "lines":
            plain += [_rejoined(row, manner) for row in group.rows]
            continue
        out += _lines(plain, frame, manner)
        plain = []
        if kind == "table":
            out.append(_grid(group, manner, rules))
        elif kind == "columns":
            out += _columns(group, manner, frame)
        else:
            out += _lines([_rejoined(row, manner) for row in group.rows], frame, manner)
    return out + _lines(plain, frame, manner)


def _rejoined(row: Row, manner: Manner) -> Row:
    """The row, parted at wide gaps only."""
    out: Row = row[:1]
    for part in row[1:]:
        if part.x0 - out[-1].x1 > WIDE_GAP * part.size:
            out.append(part)
            continue
        joined = segment(tuple(out[-1].glyphs) + tuple(part.glyphs), manner)
        out[-1] = joined or part
    return out


def _levelled(rows: list[Row]) -> list[Row]:
    """Rows, those put together that stand side by side with baselines a little apart, as columns may."""
    out: list[Row] = []
    for row in rows:
        above = out[-1] if out else None
        if above and row[0].base - above[0].base < 0.75 * min(row[0].size, above[0].size):
            both = sorted([*above, *row], key=lambda s: s.x0)
            if all(b.x0 - a.x1 > 1.2 * a.size for a, b in pairwise(both)):
                out[-1] = both
                continue
        out.append(row)
    return out


def _lines(rows: list[Row], frame: tuple[float, float], manner: Manner) -> list[Item]:
    return list(join_lines([printed(row, frame, rtl_page=manner.rtl) for row in rows]))


def _without_marker_gap(row: Row, manner: Manner) -> Row:
    """A list label and the text behind it are one thing, however wide the tab between."""
    if len(row) != 2:
        return row
    label = row[1] if manner.rtl and rtl_letters(row[0].text) else row[0]
    if split_marker(label.text + " x")[1] != "x":
        return row
    joined = segment(tuple(row[0].glyphs) + tuple(row[1].glyphs), manner)
    return [joined] if joined else row


def _free(row: Row, left: float, right: float) -> list[Gutter]:
    """What a row leaves free between the two edges, margins included."""
    edges = [left, *(e for s in row for e in (s.x0, s.x1)), right]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def _overlap(first: list[Gutter], second: list[Gutter], least: float) -> list[Gutter]:
    shared = [(max(a, c), min(b, d)) for a, b in first for c, d in second]
    return [(a, b) for a, b in shared if b - a >= least]


def _groups(rows: list[Row]) -> list[_Group]:
    """Rows in order, cut where the gutters end; rows without any are groups of their own."""
    left = min((s.x0 for row in rows for s in row), default=0.0) - 1
    right = max((s.x1 for row in rows for s in row), default=0.0) + 1
    out: list[_Group] = []
    current: _Group | None = None
    for row in rows:
        size = row[0].size
        free = _free(row, left, right)
        if current is not None and row[0].base - current.rows[-1][0].base < 3.2 * size:
            kept = _overlap(current.gutters, free, 0.7 * size)
            if kept and (len(kept) == len(current.gutters) or len(current.rows) < 3):
                current.rows.append(row)
                current.gutters = kept
                continue
        inner = [(a, b) for a, b in free if a > left and b < right]
        current = _Group([row], inner)
        out.append(current)
        if not inner:
            current = None
    return [part for group in out for part in _trimmed(group)]


def _trimmed(group: _Group) -> list[_Group]:
    """The group without a first or last row that stands apart and does not fill the columns: date lines, headings."""
    steps = [b[0].base - a[0].base for a, b in pairwise(group.rows)]
    if len(steps) < 2:
        return [group]
    count = len(group.gutters) + 1
    cells = _split(group)
    rows, before, after = group.rows, [], []
    if steps[0] > 1.15 * median(steps[1:]) and len(cells[0]) < count:
        before, rows = [_Group(rows[:1], [])], rows[1:]
    if steps[-1] > 1.5 * median(steps[:-1]) and len(cells[-1]) < count:
        after, rows = [_Group(rows[-1:], [])], rows[:-1]
    return [*before, _Group(rows, group.gutters), *after]


def _column_of(group: _Group, part: Segment) -> int:
    middle = (part.x0 + part.x1) / 2
    return sum(1 for a, b in group.gutters if middle > (a + b) / 2)


def _split(group: _Group) -> list[dict[int, list[Segment]]]:
    out = []
    for row in group.rows:
        cells: dict[int, list[Segment]] = {}
        for part in row:
            cells.setdefault(_column_of(group, part), []).append(part)
        out.append(cells)
    return out


def _kind_of(group: _Group) -> str:
    """``columns`` (text side by side), ``table``, ``rows`` (labels and values) or ``lines``."""
    count = len(group.gutters) + 1
    cells = _split(group)
    full = [c for c in cells if len(c) == count]
    if len(group.rows) < 2 or len(full) < 2:
        return "lines"
    widest = min(b - a for a, b in group.gutters) / group.rows[0][0].size
    if widest < WIDE_GAP and len(full) < (3 if count >= 3 else 4):
        return "lines"
    if count >= 3:
        return "table" if len(full) >= 2 else "lines"
    texts = [[_text(c.get(k, [])) for c in cells] for k in (0, 1)]
    texts = [[t for t in column if t] for column in texts]
    if _side_by_side(texts):
        return "columns"
    return "rows"


def _side_by_side(columns: list[list[str]]) -> bool:
    """Whether two columns are two texts rather than labels with values: each is alike in kind."""
    scripts = [_script("".join(column)) for column in columns]
    if len(set(scripts)) == 2 and min(map(len, columns)) >= 2:
        return True
    if any(t.rstrip().endswith((":", "：")) for t in columns[0]) and not any(":" in t for t in columns[1]):
        return False
    signs = (lambda t: "@" in t, lambda t: split_marker(t)[0] is not None)
    if any(sum(map(sign, c)) >= 1 for sign in signs for c in columns[:1]) and all(
        any(any(map(sign, c)) for sign in signs) for c in columns
    ):
        return True
    return all(len(c) >= 4 and sum(map(len, c)) / len(c) >= 32 for c in columns)


def _script(text: str) -> str:
    if rtl_letters(text) > ltr_letters(text):
        return "rtl"
    return "cjk" if sum(map(is_cjk, text)) * 3 > len(text) else "ltr"


def _text(parts: list[Segment]) -> str:
    return " ".join(p.text for p in parts)


def _columns(group: _Group, manner: Manner, frame: tuple[float, float]) -> list[Item]:
    sides: list[list[Glyph]] = [[], []]
    for row in group.rows:
        for part in row:
            sides[_column_of(group, part)] += part.glyphs
    left, right = group.gutters[0]
    far = max(frame[1], *(s.x1 for row in group.rows for s in row))
    rtl = rtl_letters("".join(g.text for g in sides[1])) > 0
    frames = [
        (min(frame[0], left), _far_edge(sides[0], left, right)),
        (left if rtl else right, _far_edge(sides[1], far, far + 60)),
    ]
    both = list(zip(sides, frames, strict=True))
    out: list[Item] = []
    for glyphs, inner in reversed(both) if manner.rtl else both:
        out += _lines(rows_of(glyphs, manner), inner, manner)
    return out


def _far_edge(glyphs: Sequence[Glyph], tight: float, wide: float) -> float:
    """Where a column ends: at its longest lines if several are long and full, else where the next begins."""
    lines = [(line[0].x0, max(g.x1 for g in line), line[0].size) for line in baselines(glyphs)]
    full = sum(1 for start, end, size in lines if tight - end < size and end - start > 18 * size)
    return tight if full * 3 > len(lines) and full > 2 else wide


def _grid(group: _Group, manner: Manner, rules: Sequence[Rule]) -> Grid:
    """A table of the group's cells; a row that only goes on with the one above is put to it."""
    count = len(group.gutters) + 1
    key = count - 1 if manner.rtl else 0
    split = _split(group)
    starts = _row_starts(group, [key in cells for cells in split], rules)
    rows: list[list[str]] = []
    bold: list[bool] = []
    for cells, is_start in zip(split, starts, strict=True):
        texts = [_text(cells.get(k, [])) for k in range(count)]
        if rows and not is_start:
            rows[-1] = [glued(a, b) if a and b else a or b for a, b in zip(rows[-1], texts, strict=True)]
        else:
            rows.append(texts)
            bold.append(all(s.bold for parts in cells.values() for s in parts))
    order = list(range(count - 1, -1, -1) if manner.rtl else range(count))
    drafts = [Draft(row[k], r, c, bold=bold[r]) for r, row in enumerate(rows) for c, k in enumerate(order)]
    every = [s for row in group.rows for s in row]
    box = min(s.x0 for s in every), min(s.top for s in every), max(s.x1 for s in every), max(s.bottom for s in every)
    return Grid(drafts, box[1], box)


def _row_starts(group: _Group, has_key: list[bool], rules: Sequence[Rule]) -> list[bool]:
    """Which printed rows begin a row of the table.

    Rules between rows decide, else wider spacing where most rows have it, else the first column.
    """
    bases = [row[0].base for row in group.rows]
    left = min(s.x0 for row in group.rows for s in row)
    right = max(s.x1 for row in group.rows for s in row)
    size = group.rows[0][0].size
    across = sorted(
        y for x0, x1, y in rules if min(x1, right) - max(x0, left) > 0.6 * (right - left) and bases[0] < y < bases[-1]
    )
    bands = [sum(1 for y in across if y < base - 0.2 * size) for base in bases]
    if len(set(bands)) >= 3:
        return [at == 0 or bands[at] != bands[at - 1] for at in range(len(bases))]
    steps = [b - a for a, b in pairwise(bases)]
    loose = [step > 1.25 * min(steps) for step in steps]
    keyed = [wide for wide, key in zip(loose, has_key[1:], strict=True) if key]
    if keyed and any(not wide for wide in loose) and sum(keyed) >= 0.4 * len(keyed):
        return [True, *loose]
    return [True, *has_key[1:]]
