"""Scans, photographs and faxes: the tesseract program reads words, their places make lines and tables.

Without the program, or without its language data, nothing is read and the caller says that no text was found.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from ..document import Page
from .bidi import ltr_letters, rtl_letters
from .continued import join_tables
from .glyphs import Glyph, is_cjk, manner_of
from .pages import Sheet, items_of, mark_margins, page_of
from .paragraphs import is_split_address
from .pdf_glyphs import Turn
from .pdf_tables import ruled

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PAGES = 8
SECONDS_A_RUN = 45
DPI = 300
_LANGUAGES = {
    "Cyrillic": ("rus", "eng"),
    "Arabic": ("ara", "eng"),
    "Han": ("chi_sim", "eng"),
    "HanS": ("chi_sim", "eng"),
    "HanT": ("chi_sim", "eng"),
    "Japanese": ("chi_sim", "eng"),
}
_LATIN = ("eng", "fra", "spa")
_SURE = 0.3
_GAP = 40
# What dust, folds and the edge of the paper are read as.
_SPECKS = frozenset("| ¦ _ __ ___ ` ‚ ° © ~ ® ™ ^ || |_ _| \\ ¢ § =".split())
_SPECKS_AT_ENDS = frozenset("— –– – ' \" , . : ; * « » ‘ ’ “ ” / ! +".split())


@dataclass(frozen=True, slots=True)
class _Word:
    """One recognised word, in pixels of the picture it was read from; ``line`` numbers the printed line."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float
    line: tuple[int, ...]


def recognise_pdf(content: bytes, pages: list[int]) -> dict[int, Sheet]:
    """Recognised sheets of a PDF by page index; at most MAX_PAGES of them; none without tesseract."""
    if not installed_languages():
        return {}
    import pypdfium2  # type: ignore[import-untyped]

    document = pypdfium2.PdfDocument(content)
    try:
        found = {}
        for at in pages[:MAX_PAGES]:
            page = document[at]
            scale = min(DPI / 72, 5000 / max(page.get_size()))
            found[at] = recognise(page.render(scale=scale, grayscale=True).to_pil())
        return found
    finally:
        document.close()


def read_picture_pages(content: bytes) -> tuple[Page, ...]:
    """The pages of a picture file (a fax has several); none without tesseract."""
    if not installed_languages():
        return ()
    from PIL import Image, ImageSequence

    from .scan import upright

    with Image.open(io.BytesIO(content)) as picture:
        frames = [upright(frame) for _, frame in zip(range(MAX_PAGES), ImageSequence.Iterator(picture), strict=False)]
    sheets = [recognise(frame) for frame in frames]
    mark_margins(sheets)
    return join_tables([page_of(str(i + 1), sheet) for i, sheet in enumerate(sheets)])


def recognise(picture: Image) -> Sheet:
    """One page, straightened and read: text by line, tables cell by cell."""
    from .scan import cleaned, cut_mosaic, find_tables, without

    page = cleaned(picture)
    script, turn = _script(page)
    if turn:
        page = cleaned(page.rotate(-turn, expand=True, fillcolor=255))
    languages = _languages(script)
    scale = 72 / DPI
    width, height = page.width * scale, page.height * scale
    tables = find_tables(page)
    words = _read(without(page, [t.box for t in tables]), languages, 4 if tables else 3)
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
    return Sheet(Turn(0, width, height), items_of(_scaled(glyphs, scale), made, manner, width))


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


@cache
def installed_languages() -> frozenset[str]:
    """The languages the installed tesseract knows; empty where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(listed.stdout.decode("utf-8", "replace").split()[1:]) & {*_LATIN, "rus", "ara", "chi_sim", "osd"}


def _languages(script: str) -> str:
    wanted = [name for name in _LANGUAGES.get(script, _LATIN) if name in installed_languages()]
    return "+".join(wanted) or next(iter(sorted(installed_languages() - {"osd"})), "eng")


def _run(picture: Image, *options: str) -> str:
    """What tesseract prints for the picture; nothing if it fails or takes too long."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1, dpi=(DPI, DPI))
    program = shutil.which("tesseract") or "tesseract"
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the picture goes in by its standard input
            [program, "stdin", "stdout", *options],
            input=out.getvalue(),
            capture_output=True,
            timeout=SECONDS_A_RUN,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace")


def _script(page: Image) -> tuple[str, int]:
    """The script of the page and by how many degrees it must be turned clockwise to stand upright."""
    if "osd" not in installed_languages():
        return "Latin", 0
    half = page.resize((max(1, page.width * 2 // 3), max(1, page.height * 2 // 3)))
    found = dict(line.split(": ", 1) for line in _run(half, "--psm", "0").splitlines() if ": " in line)
    turn, sure = found.get("Rotate", "0"), found.get("Orientation confidence", "0")
    is_sure = float(sure) > 3 if sure.replace(".", "", 1).isdigit() else False
    return found.get("Script", "Latin"), int(turn) if turn in {"90", "180", "270"} and is_sure else 0


def _read(picture: Image, languages: str, mode: int) -> list[_Word]:
    """The words of a picture. Of Arabic ones that were taken for Latin, what Arabic alone makes of them."""
    words = _words(picture, languages, mode)
    if languages != "ara+eng" or not any(_is_doubtful(word) for word in words):
        return words
    alone = [word for word in _words(picture, "ara", mode) if rtl_letters(word.text)]
    return [_better(word, alone) if _is_doubtful(word) else word for word in words]


def _is_doubtful(word: _Word) -> bool:
    return word.confidence < 0.85 and ltr_letters(word.text) > 1 and "@" not in word.text and "." not in word.text[1:-1]


def _better(word: _Word, others: list[_Word]) -> _Word:
    for other in others:
        across = min(word.x1, other.x1) - max(word.x0, other.x0)
        down = min(word.y1, other.y1) - max(word.y0, other.y0)
        if across > 0.7 * (word.x1 - word.x0) and down > 0.5 * (word.y1 - word.y0):
            return replace(word, text=other.text, confidence=min(0.6, other.confidence))
    return word


def _words(picture: Image, languages: str, mode: int) -> list[_Word]:
    """The words tesseract sees (its TSV output)."""
    options = ("-l", languages, "--psm", str(mode), "-c", "preserve_interword_spaces=1", "tsv")
    out = []
    for row in _run(picture, *options).splitlines()[1:20_000]:
        columns = row.split("\t")
        if len(columns) != 12 or columns[0] != "5" or not columns[11].strip():
            continue
        x, y, w, h = map(int, columns[6:10])
        sure = max(0.0, min(float(columns[10]) / 100, 0.99))
        out.append(_Word(columns[11].strip(), x, y, x + w, y + h, sure, tuple(map(int, columns[2:5]))))
    return out


def _replaced(words: list[_Word], places: list[tuple[int, int, int, int]]) -> list[_Word]:
    """Words of a mosaic, put back where their cell lies: (top and bottom in the mosaic, shift right, shift down)."""
    out = []
    for word in words:
        middle = (word.y0 + word.y1) / 2
        for n, (top, bottom, right, down) in enumerate(places):
            if top <= middle < bottom:
                moved = (word.x0 + right, word.y0 + down, word.x1 + right, word.y1 + down)
                out.append(_Word(word.text, *moved, word.confidence, (n, *word.line)))
                break
    return out


def _glyphs(words: list[_Word], page: Image, languages: str) -> list[Glyph]:
    """Words as glyphs: those of one printed line share its baseline and size. Specks of dust are left out."""
    if not languages.startswith(("eng", "fra", "spa")):
        words = _addresses_again(words, page)
    lines: dict[tuple[int, ...], list[_Word]] = {}
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


def _with_whole_addresses(words: list[_Word]) -> list[_Word]:
    """Words; the pieces an address was seen in, cut at its points and hyphens, are one."""
    out: list[_Word] = []
    for word in words:
        last = out[-1] if out else None
        near = last is not None and last.line == word.line and 0 <= word.x0 - last.x1 < 0.6 * (word.y1 - word.y0)
        head = last is not None and "@" in word.text and last.text.endswith((".", "-", "_")) and len(last.text) < 12
        tail = last is not None and "@" in last.text and last.text.endswith((".", "-", ":", ",", "_"))
        if last is not None and near and (head or tail):
            top, bottom = min(last.y0, word.y0), max(last.y1, word.y1)
            sure = min(last.confidence, word.confidence)
            out[-1] = _Word(last.text + word.text, last.x0, top, word.x1, bottom, sure, word.line)
        else:
            out.append(word)
    return out


def _addresses_again(words: list[_Word], page: Image) -> list[_Word]:
    """E-mail addresses read once more as Latin only: among other scripts their letters are taken for look-alikes."""
    from PIL import Image as Pictures

    words = _with_whole_addresses(words)
    found = [i for i, word in enumerate(words) if "@" in word.text][:60]
    if not found or "eng" not in installed_languages():
        return words
    boxes = [(words[i].x0 - 12, words[i].y0 - 8, words[i].x1 + 12, words[i].y1 + 8) for i in found]
    height = sum(b[3] - b[1] + _GAP for b in boxes)
    mosaic = Pictures.new("L", (max(b[2] - b[0] for b in boxes) + 2 * _GAP, height + _GAP), 255)
    tops, y = [], _GAP // 2
    for box in boxes:
        mosaic.paste(page.crop(box), (_GAP, y))
        tops.append(y)
        y += box[3] - box[1] + _GAP
    again: dict[int, list[_Word]] = {}
    for word in _words(mosaic, "eng", 6):
        middle = (word.y0 + word.y1) / 2
        again.setdefault(sum(1 for top in tops if top <= middle) - 1, []).append(word)
    out = list(words)
    for n, i in enumerate(found):
        read = again.get(n, [])
        text = "".join(w.text for w in read)
        if text.count("@") == 1 and text.isascii() and abs(len(text) - len(words[i].text)) <= 4:
            sure = min(w.confidence for w in read)
            out[i] = replace(words[i], text=text, confidence=max(sure, words[i].confidence))
    return out
