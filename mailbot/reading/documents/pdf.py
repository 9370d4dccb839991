"""PDF files: text by the place of its glyphs, ruled tables, columns, form values; pictures of pages go to OCR."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from ..document import Block, Box, Line, Page, Table
from .archive import Damaged, Encrypted, NoText
from .blocks import clean, framed_cells, grid
from .continued import join_tables
from .glyphs import Glyph, Manner, baselines, manner_of, with_marks
from .layout import Grid, arrange
from .paragraphs import Printed
from .pdf_glyphs import Turn, added_glyphs, glyphs_of, lay_out
from .pdf_tables import Ruled, ruled_tables

MAX_PAGES = 60

Item = Printed | Grid | Ruled


@dataclass(slots=True)
class _Sheet:
    """One page while it is read. ``is_picture``: a picture covers it and next to no text stands on it."""

    turn: Turn
    items: list[Item]
    is_picture: bool = False
    confidence: float = 1.0


def read_pdf(content: bytes) -> tuple[Page, ...]:
    """The pages of a PDF file. Raises Damaged, Encrypted or NoText."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it speaks of every odd font
    try:
        file = pdfplumber.open(io.BytesIO(content), pages=list(range(1, MAX_PAGES + 1)))
    except PdfminerException as error:
        hidden = error.args and isinstance(error.args[0], PDFPasswordIncorrect | PDFEncryptionError)
        raise (Encrypted if hidden else Damaged) from error
    sheets: list[_Sheet] = []
    with file:
        for page in file.pages:
            sheets.append(_read_page(page))
            page.close()
    if not sheets:
        raise Damaged
    _mark_margins(sheets)
    pages = list(join_tables([_page(str(i + 1), sheet) for i, sheet in enumerate(sheets)]))
    pictures = [i for i, sheet in enumerate(sheets) if sheet.is_picture]
    if pictures:
        pages = _recognised(content, pages, pictures)
    if not any(page.blocks for page in pages):
        raise NoText
    return tuple(pages)


def _read_page(page: Any) -> _Sheet:
    lay_out(page)
    turn, by_quarter = glyphs_of(page)
    glyphs = with_marks(by_quarter.pop(turn.quarter, []))
    glyphs += added_glyphs(page, turn, glyphs)
    shown = [g for g in glyphs if not g.text.isspace()]
    covered = _picture_cover(page)
    unknown = sum(1 for g in shown if g.text == "\ufffd")
    if (covered > 0.35 and len(shown) < 40) or (shown and unknown > 0.3 * len(shown)):
        return _Sheet(turn, [], is_picture=True)
    glyphs = [g for g in glyphs if g.text != "\ufffd"]
    manner = manner_of(glyphs)
    tables = ruled_tables(page, turn, glyphs, manner)
    items = _items(glyphs, tables, manner, turn.size[0])
    for quarter, others in sorted(by_quarter.items()):
        width = Turn(quarter, turn.width, turn.height).size[0]
        items += [_aside(i) for i in _items(others, [], manner, width) if isinstance(i, Printed)]
    # Text over a picture of the whole page is a scanner's own recognition.
    return _Sheet(turn, items, confidence=0.85 if covered > 0.8 and len(page.images) <= 4 else 1.0)


def _aside(line: Printed) -> Printed:
    return replace(line, region="margin")


def _picture_cover(page: Any) -> float:
    area = sum(max(0.0, i["x1"] - i["x0"]) * max(0.0, i["bottom"] - i["top"]) for i in page.images[:200])
    return float(area / max(1.0, page.width * page.height))


def _items(glyphs: list[Glyph], tables: list[Ruled], manner: Manner, width: float) -> list[Item]:
    """Tables, and what stands above, between and below them, in reading order."""
    free = [g for g in glyphs if not any(_within(g, t.box) for t in tables)]
    frame = _frame(free, [t.box for t in tables], width)
    out: list[Item] = []
    for table in [*tables, None]:
        line = (table.box[1] + table.box[3]) / 2 if table else float("inf")
        band = [g for g in free if g.middle[1] < line]
        free = [g for g in free if g.middle[1] >= line]
        out += arrange(band, manner, frame)
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


def _mark_margins(sheets: list[_Sheet]) -> None:
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
            if repeated or is_number or item.box[1] >= below:
                region = "header" if item.box[1] < height / 2 else "footer"
                sheet.items[at] = replace(item, region=region)


_PAGE_NUMBER = re.compile(
    r"(?i)\W*(?:page|p\.|página|стр\.?|第|صفحة)?\s*\d{1,3}\s*(?:页)?(?:\s*(?:/|of|de|sur|из|من|共)\s*\d{1,3})?\W*"
)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())


def _outer(sheet: _Sheet) -> list[Printed]:
    """Lines in the outer eighth of the page, above and below."""
    height = sheet.turn.size[1]
    return [
        i for i in sheet.items if isinstance(i, Printed) and not height / 8 < (i.box[1] + i.box[3]) / 2 < height * 7 / 8
    ]


def _foot_start(sheet: _Sheet, height: float) -> float:
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


def _page(name: str, sheet: _Sheet) -> Page:
    blocks: list[Block] = []
    number = 1
    levels = _levels(sheet)
    for item in sheet.items:
        if isinstance(item, Printed):
            text = clean(item.text)
            if any(c.isalnum() for c in text):
                level = levels.get(_indent(item), 0) if item.marker else 0
                blocks.append(
                    Line(text, number, item.marker, level, item.box, sheet.confidence, item.region, item.bold)
                )
                number += 1
            continue
        drafts = [replace(d, confidence=sheet.confidence) for d in item.drafts]
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


def _levels(sheet: _Sheet) -> dict[tuple[float, int], int]:
    """Nesting depth by indent, over the labelled lines of each column."""
    indents = sorted({_indent(i) for i in sheet.items if isinstance(i, Printed) and i.marker})
    levels: dict[tuple[float, int], int] = {}
    last: tuple[float, int] | None = None
    for indent in indents:
        same = last is not None and last[0] == indent[0]
        levels[indent] = levels[last] + (indent[1] - last[1] > 6) if same and last else 0
        last = indent
    return levels


def _recognised(content: bytes, pages: list[Page], pictures: list[int]) -> list[Page]:
    from .ocr import read_pdf_pages

    found = read_pdf_pages(content, pictures)
    return [found.get(i, page) for i, page in enumerate(pages)]
