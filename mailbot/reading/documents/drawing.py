"""Pages drawn as they were read: pictures on which the boxes of what was read there lie where the words stand.

Nothing is recognised: of a scanned page only what made it ready for recognition is done again (cut out, straightened),
and the way up is the one in which the boxes lie on ink. Bytes in, values out; nothing here raises on any bytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ...domain.message import Attachment
from ..document import Box, Unreadable
from . import kind, kind_of, unreadable
from .archive import Damaged, TooLarge
from .patience import PATIENCE

if TYPE_CHECKING:
    from PIL.Image import Image

    from .glyphs import Glyph

MAX_PAGES = 60
MAX_WIDTH_PX = 2400
_MAX_HEIGHT_PX = 6000
_MAX_DRAWN_PIXELS = 12_000_000
_MAX_WORDS = 20_000
_PAPER_POINTS = 595.28  # how wide a picture is taken to be: A4
_QUALITY = 80
_WORD_GAP = 0.17


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page, from 1, and the boxes of what was read there."""

    number: int
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen of a file: these pages drawn that wide, or the measures of every page and of these the words.

    To be measured a page that was recognised must be made ready again: it is then drawn as well.
    """

    pages: tuple[Wanted, ...] = ()
    width_px: int = 0
    measures: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A word as read and where it stands, in the same points as the boxes of the page's lines."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size in points, where its top left corner lies for its boxes, and its picture (JPEG) if drawn."""

    number: int
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0
    words: tuple[Seen, ...] = ()
    picture: bytes = b""
    width_px: int = 0
    height_px: int = 0


def look_at(attachment: Attachment, look: Look) -> tuple[Sheet, ...] | Unreadable:
    """The pages of a PDF file or a picture, or why they cannot be shown. Never raises."""
    media_type = kind_of(attachment)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if media_type == kind.PDF:
                return tuple(_of_pdf(attachment.content, look))
            if is_drawable(media_type):
                return _of_picture(attachment.content, look)
            return Unreadable(attachment.name, media_type, "type not read")
    except Exception as error:  # noqa: BLE001 - hostile bytes make third-party parsers raise anything
        return unreadable(attachment, media_type, error)


def _of_pdf(content: bytes, look: Look) -> Iterator[Sheet]:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _pdf_fault(error) from error
    try:
        wanted = {one.number: one for one in look.pages}
        for number in range(1, min(len(document), MAX_PAGES) + 1):
            one = wanted.get(number)
            if one is None and look.measures:
                width, height = _media_size(document[number - 1])
                yield Sheet(number, width, height)
            elif one is not None:
                PATIENCE.at_page()
                yield _pdf_sheet(content, document, one, look)
    finally:
        document.close()


def _pdf_fault(error: Exception) -> Exception:
    from .archive import Encrypted

    return Encrypted() if "assword" in str(error) else Damaged()


def _pdf_sheet(content: bytes, document: Any, wanted: Wanted, look: Look) -> Sheet:
    """One page; as read, if there are boxes on it."""
    width_px = 0 if look.measures else look.width_px
    if not wanted.boxes:
        page = document[wanted.number - 1]
        size = _media_size(page)
        return _with_picture(Sheet(wanted.number, *size), _rendered(page, size, 0, width_px), width_px)
    import pdfplumber

    from .pdf import is_picture
    from .pdf_glyphs import glyphs_of, lay_out

    with pdfplumber.open(io.BytesIO(content), pages=[wanted.number]) as file:
        read = file.pages[0]
        lay_out(read)
        turn, by_quarter = glyphs_of(read)
        glyphs = by_quarter.get(turn.quarter, [])
        left, top, right, bottom = read.bbox
        if is_picture(read, [g for g in glyphs if not g.text.isspace()]):
            from .ocr import pdf_page_drawn

            return _recognised_sheet(pdf_page_drawn(document, wanted.number - 1), wanted, look.width_px)
    page = document[wanted.number - 1]
    x0, y0, x1, y1 = turn.box(left, top, right, bottom)
    sheet = Sheet(wanted.number, x1 - x0, y1 - y0, x0, y0, tuple(_words(glyphs)) if look.measures else ())
    return _with_picture(sheet, _rendered(page, _media_size(page), turn.quarter, width_px), width_px)


def _media_size(page: Any) -> tuple[float, float]:
    """The size of the whole sheet, as the readers measure it, turned as the page says; sets it to be drawn so."""
    page.set_cropbox(*page.get_mediabox())
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        raise Damaged
    return width, height


def _rendered(page: Any, size: tuple[float, float], quarter: int, width_px: int) -> Image | None:
    """The page turned so that its text is upright."""
    if not width_px:
        return None
    width, height = (size[1], size[0]) if quarter % 2 else size
    drawn = page.render(scale=_scale(width, height, width_px), rotation=(0, 90, 180, 270)[quarter])
    picture: Image = drawn.to_pil()
    return picture


def _scale(width: float, height: float, width_px: int) -> float:
    """Pixels a unit, so that the picture is as wide as wanted and no larger than may be."""
    most = min(width_px, MAX_WIDTH_PX) / width
    return float(min(most, _MAX_HEIGHT_PX / height, (_MAX_DRAWN_PIXELS / (width * height)) ** 0.5))


def _of_picture(content: bytes, look: Look) -> tuple[Sheet, ...]:
    from PIL import Image as Pictures

    from .picture import learn_heic

    learn_heic(content)
    try:
        return tuple(_frames(content, look))
    except Pictures.DecompressionBombError as error:
        raise TooLarge from error


def _frames(content: bytes, look: Look) -> Iterator[Sheet]:
    from PIL import Image as Pictures

    from .ocr import MAX_PIXELS, frame_count
    from .scan import upright

    wanted = {one.number: one for one in look.pages}
    with Pictures.open(io.BytesIO(content)) as picture:
        for number in range(1, min(frame_count(picture), MAX_PAGES) + 1):
            one = wanted.get(number)
            if one is None and not look.measures:
                continue
            picture.seek(number - 1)
            if picture.width * picture.height > MAX_PIXELS:
                raise TooLarge
            if one is None:
                yield _measured(number, *picture.size)
                continue
            PATIENCE.at_page()
            grey = upright(picture)
            if one.boxes:
                yield _recognised_sheet(grey, one, look.width_px)
            else:
                yield _with_picture(_measured(number, *grey.size), grey, 0 if look.measures else look.width_px)


def _measured(number: int, width: int, height: int) -> Sheet:
    """A picture of that many pixels as a sheet of paper."""
    return Sheet(number, _PAPER_POINTS, _PAPER_POINTS * height / max(1, width))


def _recognised_sheet(picture: Image, wanted: Wanted, width_px: int) -> Sheet:
    """A page as it was when it was recognised: cut out, straightened, the way up in which the boxes lie on ink."""
    from .scan import cleaned
    from .tesseract import DPI
    from .way_up import turn_of

    page = cleaned(picture)
    scale = DPI / 72
    turn = turn_of(page, [(x0 * scale, y0 * scale, x1 * scale, y1 * scale) for x0, y0, x1, y1 in wanted.boxes])
    if turn:
        page = cleaned(page.rotate(-turn, expand=True, fillcolor=255))
    return _with_picture(Sheet(wanted.number, page.width / scale, page.height / scale), page, width_px)


def _with_picture(sheet: Sheet, picture: Image | None, width_px: int) -> Sheet:
    """The sheet with its picture, no wider than wanted."""
    if picture is None or not width_px:
        return sheet
    factor = _scale(picture.width, picture.height, width_px)
    if factor < 0.99:
        size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
        picture = picture.resize(size, reducing_gap=2.0)
    out = io.BytesIO()
    picture.convert("L" if picture.mode in {"1", "L"} else "RGB").save(out, "JPEG", quality=_QUALITY)
    return replace(sheet, picture=out.getvalue(), width_px=picture.width, height_px=picture.height)


def _words(glyphs: list[Glyph]) -> Iterator[Seen]:
    """The words of a page, each in the order it is read, along each baseline from the left."""
    from .bidi import logical
    from .glyphs import baselines

    count = 0
    for line in baselines(glyphs):
        word: list[Glyph] = []
        for glyph in [*sorted(line, key=lambda g: g.x0), None]:
            ends = glyph is None or glyph.text.isspace()
            if word and (ends or (glyph is not None and glyph.x0 - max(g.x1 for g in word) > _WORD_GAP * glyph.size)):
                box = (min(g.x0 for g in word), min(g.top for g in word), max(g.x1 for g in word),
                       max(g.bottom for g in word))  # fmt: skip
                yield Seen(logical([g.text for g in word], rtl_page=False), box)
                word = []
                count += 1
                if count > _MAX_WORDS:
                    return
            if glyph is not None and not ends:
                word.append(glyph)


def load() -> None:
    """Loads what drawing needs, so that it need not be loaded for each file. Never raises."""
    for name in (
        "pypdfium2",
        "pdfplumber",
        "PIL.Image",
        "PIL.JpegImagePlugin",
        *(f"{__package__}.{n}" for n in _MODULES),
    ):
        with suppress(Exception):  # an optional library that is absent
            import_module(name)


_MODULES = ("pdf", "ocr", "scan", "picture", "way_up")


def is_drawable(media_type: str) -> bool:
    """Whether files of that type are shown as pages."""
    return media_type == kind.PDF or (media_type.startswith("image/") and media_type not in _NOT_PAGES)


_NOT_PAGES = frozenset({"image/svg+xml", "image/x-emf", "image/x-wmf"})
