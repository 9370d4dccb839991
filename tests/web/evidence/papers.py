"""Notes as files of many kinds, made for the tests; what is looked for in them is printed in red."""

from __future__ import annotations

import io
from collections.abc import Sequence
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import docx
import openpyxl
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from mailbot.config import Config, load
from mailbot.domain.message import Message
from mailbot.domain.submission import Submission
from mailbot.reading import documents, mime
from mailbot.reading.composition import understand

CASES = Path(__file__).parents[2] / "cases"
A4 = (595.28, 841.89)
NOTE = (
    "Ref. SE-GVA/2020/533",
    "The Permanent Mission of Sweden presents its compliments to the Secretariat",
    "and has the honour to communicate its delegation to the Second Review Conference:",
    "1. Ms. Karin EKSTRAND, Second Secretary (k.ekstrand@gov-se.example), head of delegation, primary speaker",
    "2. Mr. Anders af UGGLEBO, First Secretary (a.ugglebo@gov-se.example), alternate speaker",
)
RED = "EKSTRAND"


@cache
def config() -> Config:
    """The configuration of the golden cases."""
    return load(CASES / "config.toml")


def mail(*files: tuple[str, bytes], text: str = "Please find the note attached.", html: str = "") -> bytes:
    """A mail of the Swedish mission with those files."""
    message = EmailMessage()
    message["From"] = "representationen@gov-se.example"
    message["To"] = "secretariat@meeting.example"
    message["Subject"] = "Note"
    message["Date"] = "Mon, 12 Oct 2020 10:00:00 +0200"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def understood(raw: bytes) -> tuple[Message, Submission]:
    """The mail as decoded, and what is understood of it."""
    message = mime.decode(raw)
    return message, understand(message, documents.read_all(message), config().meeting, config().invitees)


def _print(canvas: Canvas, text: str, x: float, y: float) -> None:
    """A line with the word that is looked for in red."""
    at = x
    for number, piece in enumerate(text.split(RED)):
        if number:
            canvas.setFillColorRGB(1, 0, 0)
            canvas.drawString(at, y, RED)
            at += canvas.stringWidth(RED)
            canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(at, y, piece)
        at += canvas.stringWidth(piece)


def pdf(
    lines: Sequence[str] = NOTE,
    *,
    rotate: int = 0,
    turn: int = 0,
    origin: tuple[float, float] = (0, 0),
    crop: float = 0,
) -> bytes:
    """A page of text: ``rotate`` as /Rotate, ``turn`` the text itself anticlockwise, ``crop`` a margin cut off."""
    out = io.BytesIO()
    flat = turn % 180 == 90
    # It swaps the sides of a page it rotates by a quarter.
    canvas = Canvas(out, pagesize=A4[::-1] if rotate % 180 else A4, pageCompression=0)
    canvas.setPageRotation(rotate)
    if crop:
        canvas.setCropBox((crop, crop, A4[0] - crop, A4[1] - crop))
    canvas.translate(*{0: (0, 0), 90: (A4[0], 0), 180: A4, 270: (0, A4[1])}[turn])
    canvas.rotate(turn)
    height = A4[0] if flat else A4[1]
    canvas.setFont("Helvetica", 9)
    for number, text in enumerate(lines):
        _print(canvas, text, 60, height - 90 - 24 * number)
    canvas.save()
    made = out.getvalue()
    if origin != (0, 0):
        x, y = origin
        old = b"/MediaBox [ 0 0 595.28 841.89 ]"
        assert old in made
        new = f"/MediaBox [ {x} {y} {595 + x} {841 + y} ]".encode()
        made = made.replace(old, new.ljust(len(old))[: max(len(old), len(new))])
    return made


def two_columns() -> bytes:
    """A page whose persons stand in two columns."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("Helvetica", 9)
    for number, text in enumerate(NOTE[:3]):
        canvas.drawString(50, 780 - 14 * number, text)
    left = ("1. Ms. Karin EKSTRAND", "Head of delegation", "k.ekstrand@gov-se.example",
            "2. Mr. Anders UGGLEBO", "Counsellor", "a.ugglebo@gov-se.example")  # fmt: skip
    right = ("3. Mr. Erik LUNDH", "Counsellor", "e.lundh@gov-se.example",
             "4. Ms. Dora DORSON", "Expert", "d.dorson@gov-se.example")  # fmt: skip
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        _print(canvas, one, 50, 700 - 14 * number)
        _print(canvas, other, 330, 700 - 14 * number)
    canvas.save()
    return out.getvalue()


def arabic_pdf() -> bytes:
    """A page in Arabic, its glyphs printed where they are seen."""
    pdfmetrics.registerFont(TTFont("DejaVu", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for number, runs in enumerate(
        (
            ("تهدي البعثة الدائمة للسويد أطيب تحياتها إلى الأمانة",),
            ("وتتشرف بإبلاغها بتشكيل وفدها إلى المؤتمر الاستعراضي الثاني:",),
            ("السيدة كارين ", "(Ms. Karin EKSTRAND)", "، سفيرة، رئيسة الوفد، المتحدثة الرئيسية"),
            ("السيد أندرس ", "(Mr. Anders UGGLEBO)", "، سكرتير أول، المتحدث المناوب"),
        )
    ):
        canvas.setFont("DejaVu", 11)
        at = 540.0
        for run in runs:
            at -= canvas.stringWidth(run)
            _print(canvas, run if run[1:3].isascii() else run[::-1], at, 760 - 26 * number)
    canvas.save()
    return out.getvalue()


def scan(lines: Sequence[str] = NOTE) -> Image.Image:
    """A page as a scanner sees it: A4 at 200 dots an inch."""
    picture = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(26)
    for number, text in enumerate(lines):
        draw.text((120, 220 + 64 * number), text, font=font, fill=20)
    return picture


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def word() -> bytes:
    """A Word file: a heading merged over the table, a role merged over two rows."""
    document = docx.Document()
    for text in NOTE[:3]:
        document.add_paragraph(text)
    table = document.add_table(rows=4, cols=4)
    rows = (
        ("Delegation of Sweden", "", "", ""),
        ("Name", "Function", "E-mail", "Role"),
        ("Ms. Karin EKSTRAND", "Second Secretary", "k.ekstrand@gov-se.example", "Head of delegation"),
        ("Mr. Anders af UGGLEBO", "First Secretary", "a.ugglebo@gov-se.example", "Delegate"),
    )
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(0, 0).merge(table.cell(0, 3))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet() -> bytes:
    """A sheet with a merged heading."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Delegation"
    for row in (
        ("Delegation of Sweden to the Second Review Conference",),
        ("Family name", "Given name", "Function", "E-mail", "Role"),
        ("EKSTRAND", "Karin", "Second Secretary", "k.ekstrand@gov-se.example", "Head of delegation"),
        ("UGGLEBO", "Anders", "First Secretary", "a.ugglebo@gov-se.example", "Alternate speaker"),
    ):
        page.append(row)
    page.merge_cells("A1:E1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
