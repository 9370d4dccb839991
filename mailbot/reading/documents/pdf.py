"""PDF files: text by the place of its glyphs, ruled tables, columns, form values; pictures of pages go to OCR."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from itertools import islice
from typing import Any

from .archive import Damaged, Encrypted, NoText
from .continued import join_tables
from .glyphs import Glyph, manner_of, with_marks
from .pages import Sheet, items_of, mark_margins, page_of
from .paragraphs import Printed
from .patience import PATIENCE
from .pdf_glyphs import Turn, added_glyphs, glyphs_of, lay_out
from .pdf_tables import barred_tables, horizontal_rules, ruled_tables
from .unread import Taken, not_read

MAX_PAGES = 60


def read_pdf(content: bytes) -> Taken:
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
    sheets: list[Sheet] = []
    with file:
        for page in file.pages:
            if sheets and PATIENCE.is_over():
                break
            sheets.append(_read_page(page))
            page.close()
        unread = _left_out(file, sheets)
    if not sheets:
        raise Damaged
    if any(sheet.is_picture for sheet in sheets):
        from .ocr import recognise_pdf

        found, failed = recognise_pdf(content, [i for i, sheet in enumerate(sheets) if sheet.is_picture])
        sheets = [found.get(i, sheet) for i, sheet in enumerate(sheets)]
        unread += failed
    mark_margins(sheets)
    pages = join_tables([page_of(str(i + 1), sheet) for i, sheet in enumerate(sheets)])
    if not any(page.blocks for page in pages):
        raise NoText("; ".join(unread))
    return Taken(pages, tuple(unread))


def _left_out(file: Any, sheets: list[Sheet]) -> list[str]:
    """What the limits leave out, a sentence each."""
    from pdfminer.pdfpage import PDFPage

    unread = [not_read("the end of page", (i + 1,), "limit") for i, sheet in enumerate(sheets) if not sheet.is_whole]
    unread += [
        not_read("a picture on page", (i + 1,), "compare with it") for i, s in enumerate(sheets) if s.has_picture
    ]
    missed = range(len(sheets) + 1, len(file.pages) + 1)
    if missed:
        unread.append(not_read("page", missed, PATIENCE.why))
    count = sum(1 for _ in islice(PDFPage.create_pages(file.doc), 10_000)) if len(sheets) == MAX_PAGES else 0
    if count > MAX_PAGES:
        unread.append(not_read("page", range(MAX_PAGES + 1, count + 1), f"limit {MAX_PAGES}"))
    return unread


def _read_page(page: Any) -> Sheet:
    is_whole = lay_out(page)
    turn, by_quarter = glyphs_of(page)
    glyphs = with_marks(by_quarter.pop(turn.quarter, []))
    glyphs += added_glyphs(page, turn, glyphs)
    shown = [g for g in glyphs if not g.text.isspace()]
    covered = _picture_cover(page)
    if is_picture(page, shown):
        return Sheet(turn, [], is_picture=True)
    glyphs = [g for g in glyphs if g.text != "\ufffd"]
    manner = manner_of(glyphs)
    tables = ruled_tables(page, turn, glyphs, manner)
    rules = horizontal_rules(page, turn)
    tables = sorted([*tables, *barred_tables(rules, glyphs, tables, manner)], key=lambda table: table.box[1])
    items = items_of(glyphs, tables, manner, turn.size[0], rules)
    for quarter, others in sorted(by_quarter.items()):
        width = Turn(quarter, turn.width, turn.height).size[0]
        items += [_aside(i) for i in items_of(others, [], manner, width) if isinstance(i, Printed)]
    # Text over a picture of the whole page is a scanner's own recognition.
    by_scanner = covered > 0.8 and len(page.images) <= 4
    return Sheet(
        turn,
        items,
        confidence=0.85 if by_scanner else 1.0,
        is_whole=is_whole,
        has_picture=_has_picture_apart(page, shown),
    )


def is_picture(page: Any, shown: list[Glyph]) -> bool:
    """Whether a page is to be recognised: a picture with next to no text, or unknown letters."""
    unknown = sum(1 for g in shown if g.text == "\ufffd")
    return (len(shown) < 40 and _picture_cover(page) > 0.35) or bool(shown and unknown > 0.3 * len(shown))


def _has_picture_apart(page: Any, shown: list[Glyph]) -> bool:
    """Whether a picture takes a third of the page or more with no text over it: part of the page may be a scan."""
    for image in page.images[:50]:
        x0, x1, top, bottom = image["x0"], image["x1"], image["top"], image["bottom"]
        if (x1 - x0) * (bottom - top) > 0.33 * page.width * page.height:
            inside = sum(1 for g in shown if x0 <= g.x0 and g.x1 <= x1 and top <= g.top and g.bottom <= bottom)
            if inside < 5:
                return True
    return False


def _aside(line: Printed) -> Printed:
    return replace(line, region="margin")


def _picture_cover(page: Any) -> float:
    area = sum(max(0.0, i["x1"] - i["x0"]) * max(0.0, i["bottom"] - i["top"]) for i in page.images[:200])
    return float(area / max(1.0, page.width * page.height))
