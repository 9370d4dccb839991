"""Ruled tables of a PDF page: cells by their lines, text by its glyphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from ..document import Box
from .bidi import rtl_letters
from .blocks import Draft, clean_cell
from .glyphs import Glyph, Manner, Segment, baselines, inside, is_cjk, rows_of
from .paragraphs import first_word_width, glued, is_split_address
from .pdf_glyphs import Turn

MAX_EDGES = 4_000
MAX_CELLS = 8_000


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: drafts of its cells and the box of the whole."""

    drafts: list[Draft]
    box: Box


def ruled_tables(page: Any, turn: Turn, glyphs: Sequence[Glyph], manner: Manner) -> list[Ruled]:
    """The ruled tables of the page, top to bottom; a frame around text is none."""
    if not 4 <= len(page.edges) <= MAX_EDGES:
        return []
    out = []
    for table in page.find_tables()[:100]:
        cells = [turn.box(*cell) for cell in table.cells[:MAX_CELLS]]
        if len(cells) < 2:
            continue
        made = ruled(cells, glyphs, manner)
        if made:
            out.append(made)
    return sorted(out, key=lambda ruled: ruled.box[1])


def ruled(cells: list[Box], glyphs: Sequence[Glyph], manner: Manner) -> Ruled | None:
    """The table that cells at these places make of the glyphs in them; None if there are none."""
    box = min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells)
    columns = _edges([x for c in cells for x in (c[0], c[2])])
    rows = _edges([y for c in cells for y in (c[1], c[3])])
    inner = [g for g in glyphs if box[0] - 1 <= g.middle[0] <= box[2] + 1 and box[1] - 1 <= g.middle[1] <= box[3] + 1]
    if not any(not g.text.isspace() for g in inner):
        return None
    count = len(columns) - 1
    reverse = manner.rtl and rtl_letters("".join(g.text for g in inner)) > 0
    places: list[tuple[Box, int, int, int, int]] = []
    for cell in sorted(cells, key=lambda c: (c[2] - c[0]) * (c[3] - c[1])):
        r, c = _index(rows, cell[1]), _index(columns, cell[0])
        high, wide = max(1, _index(rows, cell[3]) - r), max(1, _index(columns, cell[2]) - c)
        places.append((cell, r, count - c - wide if reverse else c, high, wide))
    owned = _owned(inner, [place[0] for place in places])
    lines = [rows_of(found, manner, wide=1e9) for found in owned]
    texts = _texts([(place, [row[0] for row in found]) for place, found in zip(places, lines, strict=True)])
    drafts = [
        Draft(
            text, r, c, high, wide, cell, _confidence(found), bool(found) and all(s.bold for row in found for s in row)
        )
        for (cell, r, c, high, wide), text, found in zip(places, texts, lines, strict=True)
    ]
    return Ruled(sorted(drafts, key=lambda d: (d.row, d.column)), box)


def horizontal_rules(page: Any, turn: Turn) -> list[tuple[float, float, float]]:
    """Horizontal lines of the page as (left, right, distance from the top); pieces end to end are one."""
    pieces = []
    for edge in page.edges[:MAX_EDGES]:
        x0, top, x1, bottom = turn.box(edge["x0"], edge["top"], edge["x1"], edge["bottom"])
        if bottom - top < 2 and x1 - x0 > 5:
            pieces.append((round(top), x0, x1))
    out: list[tuple[float, float, float]] = []
    for top, x0, x1 in sorted(pieces):
        if out and abs(out[-1][2] - top) <= 1 and x0 - out[-1][1] < 6:
            out[-1] = min(out[-1][0], x0), max(out[-1][1], x1), top
        else:
            out.append((x0, x1, top))
    return out


def barred_tables(
    rules: Sequence[tuple[float, float, float]], glyphs: Sequence[Glyph], taken: Sequence[Ruled], manner: Manner
) -> list[Ruled]:
    """Tables whose rows are parted by horizontal rules and whose columns by nothing but space."""
    out = []
    left_over = [r for r in rules if not any(t.box[1] - 3 <= r[2] <= t.box[3] + 3 for t in taken)]
    while left_over:
        first = left_over[0]
        alike = [r for r in left_over if abs(r[0] - first[0]) < 4 and abs(r[1] - first[1]) < 4]
        left_over = [r for r in left_over if r not in alike]
        if len(alike) < 3:
            continue
        box = (first[0] - 1, alike[0][2], first[1] + 1, alike[-1][2])
        cells = _barred_cells(box, [r[2] for r in alike], inside(glyphs, box), manner)
        made = ruled(cells, glyphs, manner) if cells else None
        out += [made] if made else []
    return out


def _barred_cells(box: Box, across: list[float], glyphs: Sequence[Glyph], manner: Manner) -> list[Box]:
    """Cells between the rules and the strips that no glyph enters; none if that makes no table."""
    inked = sorted((g for g in glyphs if not g.text.isspace()), key=lambda g: g.x0)
    if len(inked) < 12:
        return []
    size = median(g.size for g in inked)
    columns, reach = [box[0]], inked[0].x1
    for glyph in inked:
        if glyph.x0 - reach > 0.42 * size:
            columns.append((glyph.x0 + reach) / 2)
        reach = max(reach, glyph.x1)
    columns.append(box[2])
    if not 2 <= len(columns) - 1 <= 12:
        return []
    key = (columns[-2], columns[-1]) if manner.rtl else (columns[0], columns[1])
    if len(across) == 3:  # one rule under the header: rows begin where the first column has text
        body = baselines([g for g in inked if g.middle[1] > across[1]])
        starts = [min(g.top for g in line) for line in body if any(key[0] <= g.middle[0] <= key[1] for g in line)]
        across = [*across[:2], *(top - 1 for top in starts[1:]), across[2]]
    filled = [
        sum(1 for x0, x1 in pairwise(columns) if inside(inked, (x0, top, x1, bottom)))
        for top, bottom in pairwise(across)
    ]
    if len(filled) < 2 or sum(1 for count in filled if count >= 2) < max(2, 0.6 * len(filled)):
        return []
    return [(x0, top, x1, bottom) for top, bottom in pairwise(across) for x0, x1 in pairwise(columns)]


def _confidence(rows: list[list[Segment]]) -> float:
    return min((s.confidence for row in rows for s in row), default=1.0)


def _edges(values: list[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > 2.5:
            out.append(value)
    return out


def _index(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _owned(glyphs: Sequence[Glyph], cells: list[Box]) -> list[list[Glyph]]:
    """The glyphs of each cell; a glyph outside all of them goes to the nearest."""
    out: list[list[Glyph]] = [[] for _ in cells]
    bands: dict[int, list[int]] = {}
    for i, (_, y0, _, y1) in enumerate(cells):
        for band in range(int(y0 // 50), min(int(y1 // 50), int(y0 // 50) + 200) + 1):
            bands.setdefault(band, []).append(i)
    for glyph in glyphs:
        x, y = glyph.middle
        near = bands.get(int(y // 50)) or range(len(cells))
        best = min(near, key=lambda i: _distance(cells[i], x, y))
        out[best].append(glyph)
    return out


def _distance(box: Box, x: float, y: float) -> float:
    return max(box[0] - x, x - box[2], 0.0) + max(box[1] - y, y - box[3], 0.0)


def _texts(cells: list[tuple[tuple[Box, int, int, int, int], list[Segment]]]) -> list[str]:
    """Each cell's text. Line ends that only the column's width made are undone, those of the writer kept.

    Where any line of a column ends although the next word had room, its writer breaks lines on purpose; and
    few line ends prove nothing. There only the words themselves can tell that a line goes on.
    """
    padding: dict[int, float] = {}
    purposeful: set[tuple[int, bool]] = set()
    for (box, _, column, _, _), lines in cells:
        for line in lines:
            side = min(line.x0 - box[0], box[2] - line.x1)
            padding[column] = max(0.0, min(padding.get(column, 8.0), side, 8.0))
    for (box, row, column, _, _), lines in cells:
        for line, following in pairwise(lines):
            if _had_room(box, padding.get(column, 0.0), line, following):
                purposeful.add((column, row == 0))
    breaks = Counter(
        place[2] for place, lines in cells for a, b in pairwise(lines) if not _clearly_goes_on(a.text, b.text)
    )
    out = []
    for (box, row, column, _, _), lines in cells:
        text = ""
        for i, line in enumerate(lines):
            if not i:
                text = line.text
                continue
            wrapped = not _had_room(box, padding.get(column, 0.0), lines[i - 1], line)
            if (column, row == 0) in purposeful or breaks[column] < 4:
                wrapped = wrapped and _clearly_goes_on(lines[i - 1].text, line.text)
            if _is_forced(box, padding.get(column, 0.0), lines[i - 1], line):
                text += line.text
            elif is_split_address(lines[i - 1].text, line.text) or wrapped:
                text = glued(text, line.text)
            else:
                text += "\n" + line.text
        out.append(clean_cell(text))
    return out


def _clearly_goes_on(text: str, following: str) -> bool:
    """By the words alone: a small letter ahead, a comma or a short small word ("of", "des", "и") behind."""
    last = text.rsplit(maxsplit=1)[-1] if text.split() else ""
    if is_cjk(following[0]) and is_cjk(text[-1]):
        return len(following) == 1
    if text.count("(") > text.count(")"):
        return True
    if re.fullmatch(r"[\d ]{1,20}", following) and re.fullmatch(r"[+\d ()]{3,30}", text):
        return True
    return (
        following[0].islower() or last.endswith((",", "-", "،", "、", "&", "/")) or (last.islower() and len(last) < 5)
    )


def _is_forced(box: Box, padding: float, line: Segment, following: Segment) -> bool:
    """Whether a word wider than its column was cut between two letters: an address, or the end of a long word."""
    room = box[2] - box[0] - 2 * padding - (line.x1 - line.x0)
    first = following.text.split()[0]
    whole = line.text.split()[-1] + first
    if room > 0.75 * line.size or " " in line.text:
        return False
    if re.fullmatch(r"[A-Za-z0-9._%+@-]{4,300}", whole) and whole.count("@") == 1:
        return whole.islower()
    return whole.isalpha() and whole[1:].islower() and len(first) <= 3 and first not in _SMALL_WORDS


_SMALL_WORDS = frozenset(
    "a al an and as at au aux by d de del der des di do du e el en et for i in l la las le les los lès no o of on or "
    "ou par per por sur the to u un und une van von y à во в до за и из к на не о об от по при с со у".split()
)


def _had_room(box: Box, padding: float, line: Segment, following: Segment) -> bool:
    room = box[2] - box[0] - 2 * padding - (line.x1 - line.x0)
    rtl = rtl_letters(following.text) > 0
    return first_word_width(following, rtl=rtl) + 0.25 * line.size < room - 0.5
