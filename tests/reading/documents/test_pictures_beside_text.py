"""A scan pasted beside text: read where a recogniser is, else told; a letterhead's ornament is neither."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from mailbot.domain.message import Attachment
from mailbot.reading.document import Document
from mailbot.reading.documents import kind, read, tesseract

from .files import zipped_from

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT = "The Permanent Mission presents its compliments. The list of the delegation is annexed."


def picture(width: int, height: int) -> bytes:
    """A picture with some print."""
    image = Image.new("L", (width, height), 255)
    ImageDraw.Draw(image).text((width // 10, height // 10), "Mr. John DOE, Counsellor", fill=0)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def docx(media: bytes) -> Document:
    body = f"<w:document {_W}><w:body><w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p></w:body></w:document>"
    content = zipped_from(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": body, "word/media/image1.png": media}
    )
    return document(content, kind.DOCX)


def pdf(width: float, height: float, *, over: bool = False) -> Document:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawImage(ImageReader(io.BytesIO(picture(1000, 1000))), 50, 50, width, height)
    for line in range(6):
        canvas.drawString(60, (200 if over else 800) - 14 * line, TEXT)
    canvas.save()
    return document(out.getvalue(), kind.PDF)


def document(content: bytes, media_type: str) -> Document:
    found = read(Attachment("note", media_type, content))
    assert isinstance(found, Document), found
    return found


def test_a_page_pasted_into_a_word_file_is_told_when_it_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailbot.reading.documents.ocr.missing", lambda: "scans are not read: install tesseract")
    found = docx(picture(1240, 1754))
    assert TEXT in found.text
    assert found.unread == ("a picture in it: scans are not read: install tesseract",)


@pytest.mark.parametrize("size", [(1000, 1000), (1600, 500), (600, 840)])
def test_an_ornament_in_a_word_file_is_no_page(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailbot.reading.documents.ocr.missing", lambda: "scans are not read: install tesseract")
    assert docx(picture(*size)).unread == ()


@pytest.mark.skipif(tesseract.missing() is not None, reason="needs tesseract")
def test_a_page_without_print_beside_text_is_not_told() -> None:
    blank = Image.new("L", (1240, 1754), 90)
    out = io.BytesIO()
    blank.save(out, "PNG")
    assert docx(out.getvalue()).unread == ()


def test_half_a_page_of_picture_beside_text_is_told() -> None:
    found = pdf(495, 500)
    assert TEXT in found.text
    assert found.unread == ("a picture on page 1 was not read (compare with it)",)


def test_a_small_picture_or_one_behind_the_text_is_not_told() -> None:
    assert pdf(200, 200).unread == ()
    assert pdf(495, 500, over=True).unread == ()
