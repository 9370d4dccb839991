"""Pages of paper, printed or scanned: tables and text to blocks in reading order, running heads told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..document import Block, Box, Line, Page, Table
from .blocks import clean, framed_cells, grid
from .glyphs import Glyph, Manner, baselines
from .layout import Grid, Rule, arrange
from .paragraphs import Printed
from .pdf_glyphs import Turn
from .pdf_tables import Ruled

Item = Printed | Grid | Ruled


@dataclass(slots=True)
class Sheet:
    """One page while it is read. ``is_picture``: a picture covers it and next to no text stands on it.

    ``is_whole`` is False where a limit left the end of it out.
    """

    turn: Turn
    items: list[Item]
    is_picture: bool = False
    confidence: float = 1.0
    is_whole: bool = True
    has_picture: bool = False


def items_of(
    glyphs: list[Glyph], tables: list[Ruled], manner: Manner, width: float, rules: Sequence[Rule] = ()
) -> list[Item]:
    """Tables, and what stands above, between and below them, in reading order."""
    free = [g for g in glyphs if not any(_within(g, t.box) for t in tables)]
    frame = _frame(free, [t.box for t in tables], width)
    out: list[Item] = []
    for table in [*tables, None]:
        line = (table.box[1] + table.box[3]) / 2 if table else float("inf")
        band = [g for g in free if g.middle[1] < line]
        free = [g for g in free if g.middle[1] >= line]
        out += arrange(band, manner, frame, rules)
        if table:
            out.append(table)
    return out


def _within(glyph: Glyph, box: Box) -> bool:
    x, y = glyph.middle
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def _frame(glyphs: list[Glyph], boxes: list[Box], width: float) -> tuple[float, float]:
    """Left and right edge of the text. Where few lines are full, the margins are taken to be alike."""
    lines = [[g for g in line if not g.text.isspace()] for line in baselines(glyphs)]
    extents = [(line[0].x0, max(g.x1 for g in line), line[0].size) for line in lines if line]
    if not extents:
        return (min((b[0] for b in boxes), default=0.0), max((b[2] for b in boxes), default=width))
    left, right = min(e[0] for e in extents), max(e[1] for e in extents)
    long = [e for e in extents if e[1] - e[0] > 0.6 * (right - left) and e[1] - e[0] > 18 * e[2]]
    if sum(1 for e in long if right - e[1] < 2.5 * e[2] and e[0] - left < 4 * e[2]) < 2:
        left, right = min(left, width - right), max(right, width - left)
    return left, right


def mark_margins(sheets: list[Sheet]) -> None:
    """Tells running heads and feet: repeated on pages, page numbers, or set apart at the foot of the paper."""
    counts: Counter[str] = Counter()
    for sheet in sheets:
        counts.update({_shape(line.text) for line in _outer(sheet)})
    for sheet in sheets:
        height = sheet.turn.size[1]
        outer = set(map(id, _outer(sheet)))
        below = _foot_start(sheet, height)
        for at, item in enumerate(sheet.items):
            if not isinstance(item, Printed) or item.region != "body":
                continue
            repeated = id(item) in outer and counts[_shape(item.text)] > 1
            is_number = id(item) in outer and bool(_PAGE_NUMBER.fullmatch(item.text))
            is_number = is_number or (id(item) in outer and bool(_FAX_LINE.search(item.text)))
            if repeated or is_number or item.box[1] >= below:
                region = "header" if item.box[1] < height / 2 else "footer"
                sheet.items[at] = replace(item, region=region)


_PAGE_NUMBER = re.compile(
    r"(?i)\W*(?:page|p\.|página|стр\.?|第|صفحة)?\s*\d{1,3}\s*(?:页)?(?:\s*(?:/|of|de|sur|из|من|共)\s*\d{1,3})?\W*"
)


# What a fax machine prints along the edge: who sent it, when, which page.
_FAX_LINE = re.compile(r"(?i)\bfrom\s?:.{0,80}\d|\bp\.?\s?\d{1,3}\s?/\s?\d{1,3}\b.{0,3}$")


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())


def _outer(sheet: Sheet) -> list[Printed]:
    """Lines in the outer eighth of the page, above and below."""
    height = sheet.turn.size[1]
    return [
        i for i in sheet.items if isinstance(i, Printed) and not height / 8 < (i.box[1] + i.box[3]) / 2 < height * 7 / 8
    ]


def _foot_start(sheet: Sheet, height: float) -> float:
    """Where a foot set apart from the text begins: below a wide gap in the lowest ninth of the page."""
    boxes = sorted(
        (i.box for i in sheet.items if not (isinstance(i, Printed) and i.region != "body")), key=lambda b: b[1]
    )
    for at in range(len(boxes) - 1, 0, -1):
        if boxes[at][1] < height * 8 / 9:
            break
        if boxes[at][1] - max(b[3] for b in boxes[:at]) > 22:
            return boxes[at][1]
    return float("inf")


def page_of(name: str, sheet: Sheet) -> Page:
    """The finished page: lines numbered, list levels by indent, frames dissolved."""
    blocks: list[Block] = []
    number = 1
    levels = _levels(sheet)
    for item in sheet.items:
        if isinstance(item, Printed):
            text = clean(item.text)
            if any(c.isalnum() for c in text):
                level = levels.get(_indent(item), 0) if item.marker else 0
                blocks.append(
                    Line(
                        text,
                        number,
                        item.marker,
                        level,
                        item.box,
                        min(item.confidence, sheet.confidence),
                        item.region,
                        item.bold,
                        lines=item.lines,
                    )
                )
                number += 1
            continue
        drafts = [replace(d, confidence=min(d.confidence, sheet.confidence)) for d in item.drafts]
        table = grid(drafts, number, item.box)
        if table is None:
            continue
        found = _unframed(table, number)
        blocks += found
        number += len(table.rows) if found == [table] else len(found)
    width, height = sheet.turn.size
    return Page(name, tuple(blocks), width, height)


def _unframed(table: Table, number: int) -> list[Block]:
    """The table; as lines if it is only a frame around text."""
    cells = framed_cells(table)
    if cells is None:
        return [table]
    lines = [(text, cell) for cell in cells for text in cell.text.split("\n") if text]
    return [Line(t, number + i, None, 0, c.box, c.confidence, bold=c.bold) for i, (t, c) in enumerate(lines)]


def _indent(line: Printed) -> tuple[float, int]:
    return line.frame[0], round(line.starts[0])


def _levels(sheet: Sheet) -> dict[tuple[float, int], int]:
    """Nesting depth by indent, over the labelled lines of each column."""
    indents = sorted({_indent(i) for i in sheet.items if isinstance(i, Printed) and i.marker})
    levels: dict[tuple[float, int], int] = {}
    last: tuple[float, int] | None = None
    for indent in indents:
        same = last is not None and last[0] == indent[0]
        levels[indent] = levels[last] + (indent[1] - last[1] > 6) if same and last else 0
        last = indent
    return levels
