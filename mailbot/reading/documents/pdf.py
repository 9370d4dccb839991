"""PDF files: text by the place of its glyphs, ruled tables, columns, form values; pictures of pages go to OCR."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from typing import Any

from ..document import Page
from .archive import Damaged, Encrypted, NoText
from .continued import join_tables
from .glyphs import manner_of, with_marks
from .pages import Sheet, items_of, mark_margins, page_of
from .paragraphs import Printed
from .pdf_glyphs import Turn, added_glyphs, glyphs_of, lay_out
from .pdf_tables import barred_tables, horizontal_rules, ruled_tables

MAX_PAGES = 60


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
    sheets: list[Sheet] = []
    with file:
        for page in file.pages:
            sheets.append(_read_page(page))
            page.close()
    if not sheets:
        raise Damaged
    if any(sheet.is_picture for sheet in sheets):
        from .ocr import recognise_pdf

        found = recognise_pdf(content, [i for i, sheet in enumerate(sheets) if sheet.is_picture])
        sheets = [found.get(i, sheet) for i, sheet in enumerate(sheets)]
    mark_margins(sheets)
    pages = join_tables([page_of(str(i + 1), sheet) for i, sheet in enumerate(sheets)])
    if not any(page.blocks for page in pages):
        raise NoText
    return pages


def _read_page(page: Any) -> Sheet:
    lay_out(page)
    turn, by_quarter = glyphs_of(page)
    glyphs = with_marks(by_quarter.pop(turn.quarter, []))
    glyphs += added_glyphs(page, turn, glyphs)
    shown = [g for g in glyphs if not g.text.isspace()]
    covered = _picture_cover(page)
    unknown = sum(1 for g in shown if g.text == "\ufffd")
    if (covered > 0.35 and len(shown) < 40) or (shown and unknown > 0.3 * len(shown)):
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
    return Sheet(turn, items, confidence=0.85 if covered > 0.8 and len(page.images) <= 4 else 1.0)


def _aside(line: Printed) -> Printed:
    return replace(line, region="margin")


def _picture_cover(page: Any) -> float:
    area = sum(max(0.0, i["x1"] - i["x0"]) * max(0.0, i["bottom"] - i["top"]) for i in page.images[:200])
    return float(area / max(1.0, page.width * page.height))
