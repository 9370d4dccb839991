"""Pages drawn, spoilt as scanners and cameras do, and recognised by the real program."""

import io

import docx
import pytest
from PIL import Image, ImageDraw, ImageFont

from mailbot.domain.message import Attachment
from mailbot.reading.document import Document, Ignored, Line, Reading, Table, Unreadable
from mailbot.reading.documents import kind, ocr, read, tesseract
from mailbot.reading.documents.pages import Sheet
from mailbot.reading.documents.pdf_glyphs import Turn

needs_tesseract = pytest.mark.usefixtures("recogniser")

TEXT = (
    "Permanent Mission of Ruritania",
    "The Permanent Mission of Ruritania presents its compliments to the Secretariat and has the",
    "honour to communicate the composition of its delegation to the Review Conference:",
    "1. Ms. Anna Hartmann, Ambassador, head of the delegation",
    "2. Mr. Robert Nilsson, Counsellor (robert.nilsson@mfa.example)",
)
ROWS = (
    ("Name", "Function", "E-mail"),
    ("Anna Hartmann", "Ambassador", "anna@mfa.example"),
    ("Robert Nilsson", "Counsellor", ""),
)


def page(*, table: bool = False) -> Image.Image:
    """An A4 page at 200 dots an inch."""
    picture = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(32)
    for i, text in enumerate(TEXT):
        draw.text((150, 200 + 60 * i), text, font=font, fill=20)
    for r, row in enumerate(ROWS if table else ()):
        for c, text in enumerate(row):
            box = (150 + 430 * c, 700 + 80 * r, 580 + 430 * c, 780 + 80 * r)
            draw.rectangle(box, outline=0, width=3)
            draw.text((box[0] + 20, box[1] + 20), text, font=font, fill=20)
    return picture


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def opened(content: bytes, **about: object) -> Reading:
    return read(Attachment("page", kind.media_type_of(content), content, **about))  # type: ignore[arg-type]


def lines(content: bytes) -> list[str]:
    reading = opened(content)
    assert isinstance(reading, Document), reading
    return [f"{b.marker} {b.text}" if b.marker else b.text for _, b in reading.blocks() if isinstance(b, Line)]


EXPECTED = [TEXT[0], f"{TEXT[1]} {TEXT[2]}", TEXT[3], TEXT[4]]


@needs_tesseract
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_picture_of_a_page_is_read(form: str) -> None:
    assert lines(encoded(page().rotate(1.3, fillcolor=245), form)) == EXPECTED


@needs_tesseract
def test_a_scanned_pdf_keeps_its_table_and_tells_its_confidence() -> None:
    reading = opened(encoded(page(table=True), "PDF", resolution=200))
    assert isinstance(reading, Document)
    (table,) = [b for _, b in reading.blocks() if isinstance(b, Table)]
    assert [[c.text for c in row] for row in table.rows] == [list(row) for row in ROWS]
    assert all(0 < c.confidence < 1 for row in table.rows for c in row if c.text)
    assert all(0 < b.confidence < 1 for _, b in reading.blocks() if isinstance(b, Line))


@needs_tesseract
def test_a_fax_has_oblong_pixels() -> None:
    squeezed = page().resize((1728, 1145)).point(lambda v: 255 if v > 150 else 0).convert("1")
    found = lines(encoded(squeezed, "TIFF", compression="group4", dpi=(204, 98)))
    assert any("Anna Hartmann" in text for text in found)


@needs_tesseract
def test_a_page_lying_on_its_side() -> None:
    assert any("Robert Nilsson" in text for text in lines(encoded(page().rotate(90, expand=True), "PNG")))


@needs_tesseract
def test_a_scan_pasted_into_word() -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(encoded(page(), "PNG")))
    out = io.BytesIO()
    document.save(out)
    assert "1. Ms. Anna Hartmann, Ambassador, head of the delegation" in lines(out.getvalue())


def test_small_pictures_are_ignored() -> None:
    assert isinstance(opened(encoded(Image.new("L", (400, 120), 255), "PNG")), Ignored)


def test_without_the_program_no_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "installed_languages", frozenset)
    reading = opened(encoded(page(), "PNG"))
    assert isinstance(reading, Unreadable)
    assert reading.reason == "no text found"
    scanned = opened(encoded(page(), "PDF"))
    assert isinstance(scanned, Unreadable)
    assert scanned.reason == "no text found"
    assert "tesseract" in scanned.detail


def test_without_numpy_the_reason_is_not_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "installed_languages", lambda: frozenset({"eng"}))
    monkeypatch.setattr(tesseract, "find_spec", lambda _: None)
    reading = opened(encoded(page(), "PNG"))
    assert isinstance(reading, Unreadable)
    assert (reading.reason, "numpy" in reading.detail) == ("no text found", True)


def test_a_script_without_its_language_is_not_read_as_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "installed_languages", lambda: frozenset({"eng", "osd"}))
    with pytest.raises(tesseract.Unrecognised, match="tesseract-ocr-ara"):
        tesseract.languages_of("Arabic")


def test_scanned_pages_beyond_the_limit_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "missing", lambda: None)
    monkeypatch.setattr(ocr, "recognise", lambda _: Sheet(Turn(0, 595, 842), []))
    found, unread = ocr._each(range(11), lambda _: page())
    assert (len(found), unread) == (8, ("pages 9 to 11 were not read (limit 8 scanned pages)",))


def test_a_page_that_fails_takes_no_other_along(monkeypatch: pytest.MonkeyPatch) -> None:
    def recognise(picture: Image.Image) -> Sheet:
        if picture.width == 10:
            raise tesseract.Unrecognised("the program tesseract failed on it")
        return Sheet(Turn(0, 595, 842), [])

    monkeypatch.setattr(ocr, "recognise", recognise)
    found, unread = ocr._each(range(3), lambda at: Image.new("L", (10 if at == 1 else 20, 20)))
    assert (sorted(found), unread) == ([0, 2], ("page 2 was not read (the program tesseract failed on it)",))


@needs_tesseract
def test_a_scanned_page_behind_a_printed_one_and_a_blank_back() -> None:
    blank = Image.new("L", (1654, 2339), 252)
    out = io.BytesIO()
    page().save(out, "PDF", resolution=200, save_all=True, append_images=[blank])
    reading = opened(out.getvalue())
    assert isinstance(reading, Document)
    assert reading.unread == ()


def test_a_blank_page_holds_no_text() -> None:
    reading = opened(encoded(Image.new("L", (1654, 2339), 255), "PNG"))
    assert isinstance(reading, Unreadable)
    assert reading.reason == "no text found"


def test_damaged_pictures() -> None:
    reading = opened(b"\x89PNG\r\n\x1a\n" + b"nothing" * 20)
    assert isinstance(reading, Unreadable)
    assert reading.reason == "damaged"
