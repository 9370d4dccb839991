"""Scans, photographs and faxes: the tesseract program reads words, their places make lines and tables.

Without the program, or without its language data, nothing is read, and every page left out is told with the reason.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from .continued import join_tables
from .glyphs import Glyph, is_cjk, manner_of
from .pages import Sheet, items_of, mark_margins, page_of
from .paragraphs import Printed, is_split_address
from .patience import PATIENCE
from .pdf_glyphs import Turn
from .pdf_tables import ruled
from .second_look import arabic_again, looked_at_again
from .tesseract import DPI, Unrecognised, Word, languages_of, missing, script_of, words_in
from .unread import NO_TEXT, Taken, not_read

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PAGES = 8
MAX_FRAMES = 200
MAX_PIXELS = 80_000_000
# One column of text of any sizes: lists keep their numbers, and columns are told by the gaps between words.
_MODE = 4
_SURE = 0.3
# What dust, folds and the edge of the paper are read as.
_SPECKS = frozenset("| ¦ _ __ ___ ` ‚ ° © ~ ® ™ ^ || |_ _| \\ ¢ § =".split())
_SPECKS_AT_ENDS = frozenset("— –– – ' \" , . : ; * « » ‘ ’ “ ” / ! +".split())


def recognise_pdf(content: bytes, pages: Sequence[int]) -> tuple[dict[int, Sheet], tuple[str, ...]]:
    """Recognised sheets of a PDF by page index, at most MAX_PAGES of them, and what was not read."""
    if lacking := missing():
        return {}, (not_read("page", (at + 1 for at in pages), lacking),)
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(content)

    try:
        return _each(pages, lambda at: pdf_page_drawn(document, at))
    finally:
        document.close()


def pdf_page_drawn(document: Any, at: int) -> Image:
    """A page of a PDF file as it is recognised, by its index."""
    page = document[at]
    scale = min(DPI / 72, 5000 / max(page.get_size()))
    picture: Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture


def read_picture_pages(content: bytes) -> Taken:
    """The pages of a picture file (a fax has several), at most MAX_PAGES of them."""
    if lacking := missing():
        return Taken((), (lacking,))
    from PIL import Image

    from .scan import upright

    with Image.open(io.BytesIO(content)) as picture:

        def frame(at: int) -> Image.Image:
            picture.seek(at)
            if picture.width * picture.height > MAX_PIXELS:
                raise Unrecognised("it is too large")
            return upright(picture)

        found, unread = _each(range(frame_count(picture)), frame)
    sheets = [found[at] for at in sorted(found)]
    mark_margins(sheets)
    return Taken(join_tables([page_of(str(at + 1), found[at]) for at in sorted(found)]), unread)


def frame_count(picture: Any) -> int:
    """How many pages a TIFF file holds, up to MAX_FRAMES; other kinds of picture are one page."""
    count = 1
    while picture.format == "TIFF" and count < MAX_FRAMES:
        try:
            picture.seek(count)
        except (EOFError, OSError, ValueError):
            break
        count += 1
    return count


def _each(pages: Sequence[int], picture_of: Callable[[int], Image]) -> tuple[dict[int, Sheet], tuple[str, ...]]:
    """Recognises page after page; a page that fails takes no other along."""
    found: dict[int, Sheet] = {}
    unread = []
    for n, at in enumerate(pages[:MAX_PAGES]):
        if not PATIENCE.recognises:
            unread.append(not_read("page", (at + 1 for at in pages), "it is a picture"))
            break
        if not PATIENCE.begin_page():
            unread.append(not_read("page", (at + 1 for at in pages[n:MAX_PAGES]), "recognition took too long"))
            break
        try:
            found[at] = recognise(picture_of(at))
        except Unrecognised as error:
            unread.append(not_read("page", (at + 1,), str(error)))
        except (OSError, ValueError, EOFError, SyntaxError):
            unread.append(not_read("page", (at + 1,), "the picture is damaged"))
        except MemoryError:
            unread.append(not_read("page", (at + 1,), "the picture needs too much memory"))
        PATIENCE.end_page(has_text=at in found and _is_text(found[at]))
    if pages[MAX_PAGES:]:
        unread.append(not_read("page", (at + 1 for at in pages[MAX_PAGES:]), f"limit {MAX_PAGES} scanned pages"))
    return found, tuple(unread)


def _is_text(sheet: Sheet) -> bool:
    """Whether what was recognised can be writing: noise is recognised too, as signs nobody is sure of."""
    sure = [item.confidence for item in sheet.items if isinstance(item, Printed)]
    return bool(sheet.items) and (not sure or max(sure) > _NOISE)


_NOISE = 0.6


def recognise(picture: Image) -> Sheet:
    """One page, straightened and read: text by line, tables cell by cell. Raises Unrecognised."""
    from .scan import cleaned, cut_mosaic, find_tables, is_blank, without

    page = cleaned(picture)
    script, turn = script_of(page)
    languages = languages_of(script)
    if turn:
        turned = cleaned(page.rotate(-turn, expand=True, fillcolor=255))
        page = max(turned, page, key=lambda way: _sureness(words_in(way, languages, _MODE)))
    scale = 72 / DPI
    width, height = page.width * scale, page.height * scale
    tables = find_tables(page)
    words = _read(without(page, [t.box for t in tables]), languages, _MODE)
    glyphs = _glyphs(words, page, languages)
    found = []
    for table in tables:
        mosaic, places = cut_mosaic(page, table.cells)
        cells = _replaced(_read(mosaic, languages, 6), places)
        found.append((table, _glyphs(cells, page, languages)))
    manner = manner_of(_scaled([*glyphs, *(g for _, inner in found for g in inner)], scale))
    made = [
        one
        for table, inner in found
        if (one := ruled([_box(cell, scale) for cell in table.cells], _scaled(inner, scale), manner))
    ]
    if not made and not any(c.isalnum() for g in glyphs for c in g.text) and not is_blank(page):
        raise Unrecognised(f"it is a picture, and {NO_TEXT}")
    return Sheet(Turn(0, width, height), items_of(_scaled(glyphs, scale), made, manner, width))


def _sureness(words: list[Word]) -> float:
    """How much was read, and how surely: of a page upside down little and badly."""
    return sum(word.confidence * len(word.text) for word in words if word.confidence > 0.5)


def _box(cell: tuple[int, int, int, int], scale: float) -> tuple[float, float, float, float]:
    return cell[0] * scale, cell[1] * scale, cell[2] * scale, cell[3] * scale


def _scaled(glyphs: list[Glyph], scale: float) -> list[Glyph]:
    return [
        replace(
            g,
            x0=g.x0 * scale,
            x1=g.x1 * scale,
            top=g.top * scale,
            bottom=g.bottom * scale,
            base=g.base * scale,
            size=g.size * scale,
        )
        for g in glyphs
    ]


def _read(picture: Image, languages: str, mode: int) -> list[Word]:
    words = words_in(picture, languages, mode)
    return arabic_again(words, picture, mode) if languages == "ara+eng" else words


def _replaced(words: list[Word], places: list[tuple[int, int, int, int]]) -> list[Word]:
    """Words of a mosaic, put back where their cell lies: (top and bottom in the mosaic, shift right, shift down)."""
    out = []
    for word in words:
        middle = (word.y0 + word.y1) / 2
        for n, (top, bottom, right, down) in enumerate(places):
            if top <= middle < bottom:
                moved = (word.x0 + right, word.y0 + down, word.x1 + right, word.y1 + down)
                out.append(Word(word.text, *moved, word.confidence, (n, *word.line)))
                break
    return out


def _glyphs(words: list[Word], page: Image, languages: str) -> list[Glyph]:
    """Words as glyphs: those of one printed line share its baseline and size. Specks of dust are left out."""
    words = looked_at_again(words, page, languages)
    lines: dict[tuple[int, ...], list[Word]] = {}
    for word in words:
        is_speck = word.text in _SPECKS or (word.confidence < _SURE and len(word.text) <= 3)
        if not is_speck:
            lines.setdefault(word.line, []).append(word)
    out: list[Glyph] = []
    sizes = {key: max(8.0, median(w.y1 - w.y0 for w in line) * 1.05) for key, line in lines.items()}
    usual = median(sizes.values()) if sizes else 0.0
    for key, line in lines.items():
        # Words without tall letters look smaller than they are set.
        size = usual if 0.72 < sizes[key] / usual < 1.35 else sizes[key]
        bottoms = sorted(w.y1 for w in line)
        base = bottoms[len(bottoms) // 2]
        line = sorted((w for w in line if w.y1 - w.y0 <= 3 * size), key=lambda w: w.x0)
        while line and (line[0].text in _SPECKS_AT_ENDS or line[-1].text in _SPECKS_AT_ENDS):
            line = line[1:] if line[0].text in _SPECKS_AT_ENDS else line[:-1]
        for before, w in pairwise([None, *line]):
            if w is None:
                continue
            if before and not _touch(before.text, w.text):
                out.append(Glyph(" ", before.x1, max(before.x1, w.x0), w.y0, w.y1, base, size))
            out.append(Glyph(w.text, w.x0, w.x1, w.y0, w.y1, base, size, confidence=w.confidence))
    return out


def _touch(text: str, following: str) -> bool:
    """Whether no space belongs between two words: Chinese signs, and an address seen as two."""
    return is_cjk(text[-1]) or is_cjk(following[0]) or is_split_address(text.lstrip("(<["), following)
