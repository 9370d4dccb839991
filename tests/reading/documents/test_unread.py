"""What a limit leaves out is told."""

import io

import pytest
from reportlab.pdfgen.canvas import Canvas
from xlsxwriter import Workbook

from mailbot.domain.message import Attachment
from mailbot.reading.document import Document
from mailbot.reading.documents import kind, pdf, read, sheet, text
from mailbot.reading.documents.unread import not_read


def opened(name: str, content: bytes) -> Document:
    reading = read(Attachment(name, kind.media_type_of(content, name), content))
    assert isinstance(reading, Document), reading
    return reading


def test_sentences() -> None:
    assert not_read("page", [9, 10, 11, 14], "limit 8") == "pages 9 to 11, 14 were not read (limit 8)"
    assert not_read("page", [3], "it failed") == "page 3 was not read (it failed)"


def test_pages_of_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in range(4):
        canvas.drawString(100, 700, f"Page {number} of the note")
        canvas.showPage()
    canvas.save()
    assert opened("n.pdf", out.getvalue()).unread == ("pages 3 to 4 were not read (limit 2)",)


def test_rows_and_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MAX_ROWS", 3)
    monkeypatch.setattr(sheet, "MAX_SHEETS", 1)
    out = io.BytesIO()
    with Workbook(out) as book:
        for name in ("First", "Second"):
            page = book.add_worksheet(name)
            for row in range(5):
                page.write_row(row, 0, ["Name", "Function"])
    assert opened("n.xlsx", out.getvalue()).unread == (
        "sheet Second was not read (limit 1)",
        "the rows of First after the first 3 were not read",
    )
    assert opened("n.csv", b"Name,Function\n" * 9).unread == ("the rows of the table after the first 3 were not read",)


def test_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "MAX_CHARACTERS", 50)
    assert opened("n.txt", b"The Permanent Mission of Ruritania presents\n" * 3).unread == (
        "the text after the first 50 characters was not read",
    )


def test_whole_files_leave_nothing_unread() -> None:
    assert opened("n.txt", b"The Permanent Mission of Ruritania presents its compliments\n").unread == ()
