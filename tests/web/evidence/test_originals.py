"""Originals with the words each field came from: the mark covers the value, whatever the file is."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import docx
import numpy as np
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image

from mailbot.adapters.sandbox import Bounds, Sandbox
from mailbot.domain.submission import AttachmentReading, Person, Source, Submission
from mailbot.reading import mime
from mailbot.reading.document import Cell, Page, Table, Unreadable
from mailbot.web.evidence import MAIL_KEY, Original, Picture, TextLine, TextTable, Viewer, evidence_of
from mailbot.web.evidence.spans import letters_of
from mailbot.web.evidence.text import marked_text
from mailbot.web.evidence.view import TextBlock

from . import papers

needs_tesseract = pytest.mark.usefixtures("recogniser")


@pytest.fixture(scope="module")
def viewer() -> Iterator[Viewer]:
    with Sandbox(Bounds(output_octets=64 << 20), processes=2) as sandbox:
        yield Viewer(sandbox)


def seen(viewer: Viewer, raw: bytes) -> tuple[Submission, dict[str, Original]]:
    message, submission = papers.understood(raw)
    return submission, {one.key: one for one in viewer.originals(message, submission)}


def lines_of(blocks: Sequence[TextBlock]) -> Iterator[TextLine]:
    for block in blocks:
        if isinstance(block, TextLine):
            yield block
        elif isinstance(block, TextTable):
            yield from (line for row in block.rows for cell in row for line in cell.lines)


def marked(original: Original) -> dict[str, str]:
    """What is marked for each field, in order, as one text."""
    found: dict[str, str] = defaultdict(str)
    for line in lines_of(original.blocks):
        for segment in line.segments:
            for key in segment.marks:
                found[key] += segment.text
    return found


CASES = sorted(papers.CASES.glob("*/message.eml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_every_field_of_the_golden_cases_is_marked_where_it_stands(case: object, viewer: Viewer) -> None:
    raw = case.read_bytes()  # type: ignore[attr-defined]
    submission, originals = seen(viewer, raw)
    evidence = {one.key: one for one in evidence_of(submission)}
    assert {key for one in originals.values() for key in one.marks} == set(evidence)
    for original in originals.values():
        texts = marked(original)
        for key, text in texts.items():
            value = evidence[key].value
            if value is None or key.partition(".")[0] in {"delegation", "doubt"}:
                continue
            if key.endswith(".title") and value not in re.findall(r"[\w.]+", text):
                continue  # a singular, read out of "Mmes A et B": its whole sentence is marked
            assert letters_of([value]).text == letters_of([text]).text, key
        for view in original.pages:
            for mark in view.marks:
                assert 0 <= mark.box[0] < mark.box[2] <= view.width
                assert 0 <= mark.box[1] < mark.box[3] <= view.height


def test_of_two_places_the_one_beside_the_persons_other_fields_counts(viewer: Viewer) -> None:
    text = "The Permanent Mission of Sweden presents its compliments and informs of its delegation:\n\n" + "\n".join(
        (
            "1. Ms. Karin EK, Counsellor (k.ek@gov-se.example), head of delegation",
            "2. Mr. Anders LI, Counsellor (a.li@gov-se.example), delegate",
        )
    )
    _, originals = seen(viewer, papers.mail(text=text))
    line = next(one for one in lines_of(originals[MAIL_KEY].blocks) if "EK" in "".join(s.text for s in one.segments))
    assert ("EK", ("persons.1.family",)) in [(s.text, s.marks) for s in line.segments]
    assert ("k.ek@gov-se.example", ("persons.1.email",)) in [(s.text, s.marks) for s in line.segments]


def marked_in_text(viewer: Viewer, text: str) -> dict[str, str]:
    """The words marked in a mail's text, by the field that was read there."""
    _, originals = seen(viewer, papers.mail(text=text))
    segments = [one for line in lines_of(originals[MAIL_KEY].blocks) for one in line.segments]
    return {mark: one.text for one in segments for mark in one.marks}


def test_what_says_that_nobody_comes_is_marked(viewer: Viewer) -> None:
    text = (
        "The Permanent Mission of Sweden presents its compliments to the Secretariat.\n\n"
        "It has the honour to say that Sweden will not participate in the Second Review Conference, first part.\n"
    )
    assert "will not participate" in marked_in_text(viewer, text)["kind"]


def test_the_note_that_is_replaced_is_marked_apart_from_what_says_so(viewer: Viewer) -> None:
    text = (
        "Ref. SE-GVA/2020/540\n\n"
        "The Permanent Mission of Sweden presents its compliments to the Secretariat.\n"
        "This note cancels and replaces its note verbale No. SE-GVA/2020/533.\n\n"
        "1. Ms. Karin EKSTRAND, Second Secretary, head of delegation\n"
        "2. Mr. Anders af UGGLEBO, First Secretary, alternate speaker\n"
    )
    found = marked_in_text(viewer, text)
    assert found["revision.of"] == "SE-GVA/2020/533"
    assert "revision" in found


def test_a_value_over_two_lines_is_marked_in_both(viewer: Viewer) -> None:
    source = Source("body", 1, 1, "Ada ROE, Deputy")
    submission = Submission(
        "submission",
        "en",
        persons=(Person("ROE", function="Deputy Head of Section", sources={"function": source}),),
    )
    message, _ = papers.understood(papers.mail(text="Ada ROE, Deputy\n\nHead of Section, Ministry"))
    (original,) = viewer.originals(message, submission)
    segments = [s.text for line in lines_of(original.blocks) for s in line.segments if s.marks]
    assert segments == ["Deputy", "Head of Section"]


def test_quoted_text_is_told_apart_and_stays_in_its_place(viewer: Viewer) -> None:
    text = "Dear all,\n\n> Whom do you send?\n\nMs. Karin EKSTRAND will attend.\n\n> Thank you.\n"
    _, originals = seen(viewer, papers.mail(text=text))
    body = [(line.region, "".join(s.text for s in line.segments)) for line in lines_of(originals[MAIL_KEY].blocks)]
    assert [(region, said) for region, said in body if region in {"body", "quoted"}] == [
        ("body", "Dear all,"),
        ("quoted", "> Whom do you send?"),
        ("body", "Ms. Karin EKSTRAND will attend."),
        ("quoted", "> Thank you."),
    ]


def test_quoted_html_stays_in_its_place(viewer: Viewer) -> None:
    html = (
        "<p>Dear all,</p><ul><li>Ms. Karin EKSTRAND<li>Mr. Anders UGGLEBO</ul>"
        "<blockquote type=cite><p>Whom do you send?</p></blockquote><p>Regards</p>"
    )
    _, originals = seen(viewer, papers.mail(text="", html=html))
    body = [(line.region, "".join(s.text for s in line.segments)) for line in lines_of(originals[MAIL_KEY].blocks)]
    quoted = [number for number, (region, _) in enumerate(body) if region == "quoted"]
    assert len(quoted) == 1
    assert body[quoted[0]][1] == "Whom do you send?"
    assert body[quoted[0] - 1][1] == "Mr. Anders UGGLEBO"
    assert body[quoted[0] + 1][1] == "Regards"


def test_merged_cells_are_drawn_once(viewer: Viewer) -> None:
    _, originals = seen(viewer, papers.mail(("note.docx", papers.word())))
    (table,) = [block for block in originals["1"].blocks if isinstance(block, TextTable)]
    assert [(cell.row_span, cell.column_span) for cell in table.rows[0]] == [(1, 4)]
    assert [len(row) for row in table.rows] == [1, 4, 4, 4]
    texts = marked(originals["1"])
    assert texts["persons.1.family"] == "EKSTRAND"
    assert texts["persons.1.role"] == "Head of delegation"
    assert texts["persons.2.email"] == "a.ugglebo@gov-se.example"


def test_a_sheet(viewer: Viewer) -> None:
    _, originals = seen(viewer, papers.mail(("list.xlsx", papers.sheet())))
    texts = marked(originals["1"])
    assert originals["1"].kind == "text"
    assert (texts["persons.1.family"], texts["persons.2.given"]) == ("EKSTRAND", "Anders")


@pytest.mark.parametrize(
    ("rows", "way"),
    [
        ((("الاسم", "الوظيفة", "1"), ("سفير", "H.E. Nadim HARFOUCHI", "2")), "rtl"),
        ((("Name", "Function", "1"), ("سفير", "H.E. Nadim HARFOUCHI", "")), "auto"),
        ((("1", "2"), ("", "3")), "auto"),
    ],
)
def test_a_table_has_its_first_column_where_it_is_read_from(rows: tuple[tuple[str, ...], ...], way: str) -> None:
    cells = tuple(tuple(Cell(text, r, c) for c, text in enumerate(row)) for r, row in enumerate(rows))
    ((table,), _) = marked_text([Page("1", (Table(cells),))], ())
    assert isinstance(table, TextTable)
    assert table.direction == way


ROWS = (("Name", "Function", "E-mail"), ("Ms. Karin EKSTRAND", "سفيرة", "k.ekstrand@gov-se.example"))


def word_from_right(*, says: str | None) -> bytes:
    """A Word table, mostly in Latin letters, that says (w:bidiVisual) on which side it begins."""
    made = docx.Document()
    table = made.add_table(len(ROWS), len(ROWS[0]))
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    if says is not None:
        table._tbl.tblPr.insert(1, OxmlElement("w:bidiVisual", attrs={qn("w:val"): says}))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def sheet_from_right(*, says: bool) -> bytes:
    """A sheet whose view says on which side it begins."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.sheet_view.rightToLeft = says
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "way"),
    [
        ("note.docx", word_from_right(says="1"), "rtl"),
        ("note.docx", word_from_right(says="0"), "auto"),
        ("note.docx", word_from_right(says=None), "auto"),
        ("list.xlsx", sheet_from_right(says=True), "rtl"),
        ("list.xlsx", sheet_from_right(says=False), "auto"),
    ],
    ids=("word", "word-off", "word-plain", "sheet", "sheet-plain"),
)
def test_a_table_begins_on_the_side_its_file_says(viewer: Viewer, name: str, content: bytes, way: str) -> None:
    _, originals = seen(viewer, papers.mail((name, content)))
    (table,) = [block for block in originals["1"].blocks if isinstance(block, TextTable)]
    assert table.direction == way
    assert "".join(segment.text for segment in table.rows[0][0].lines[0].segments) == "Name"


def test_a_line_of_arabic_says_its_direction(viewer: Viewer) -> None:
    text = "تهدي البعثة الدائمة للسويد أطيب تحياتها إلى الأمانة\n\nEnglish."
    _, originals = seen(viewer, papers.mail(text=text))
    ways = [line.direction for line in lines_of(originals[MAIL_KEY].blocks) if line.region == "body"]
    assert ways == ["rtl", "auto"]


# pages: what is printed in red is the family name, and its box must lie on it


def drawn(viewer: Viewer, raw: bytes, key: str = "1") -> tuple[Original, np.ndarray, float]:
    """The original, its first page as red, green and blue, and pixels a point."""
    message, submission = papers.understood(raw)
    original = next(one for one in viewer.originals(message, submission) if one.key == key)
    assert original.kind == "pages", original
    picture = viewer.page_image(message, submission, key, 1)
    assert isinstance(picture, Picture)
    with Image.open(io.BytesIO(picture.content)) as opened:
        pixels = np.asarray(opened.convert("RGB")).astype(int)
    view = original.pages[0]
    assert abs(pixels.shape[0] / pixels.shape[1] - view.height / view.width) < 0.01
    return original, pixels, pixels.shape[1] / view.width


def box_of(original: Original, key: str) -> tuple[float, float, float, float]:
    (box,) = [mark.box for view in original.pages for mark in view.marks if key in mark.keys]
    return box


PDFS = {
    "as usual": papers.pdf(),
    "rotated by the page": papers.pdf(rotate=90),
    "upside down": papers.pdf(turn=180),
    "turned text": papers.pdf(turn=90),
    "turned text the other way": papers.pdf(turn=270),
    "turned text on a rotated page": papers.pdf(rotate=90, turn=90),
    "cropped": papers.pdf(crop=40),
    "an origin elsewhere": papers.pdf(origin=(20, -30)),
    "two columns": papers.two_columns(),
    "arabic": papers.arabic_pdf(),
}


@pytest.mark.parametrize("name", PDFS)
def test_the_box_lies_on_the_words(name: str, viewer: Viewer) -> None:
    original, pixels, scale = drawn(viewer, papers.mail(("note.pdf", PDFS[name])))
    rows, columns = np.nonzero((pixels[:, :, 0] > 180) & (pixels[:, :, 1] < 120))
    assert len(rows) > 100
    x0, y0, x1, y1 = (side * scale for side in box_of(original, "persons.1.family"))
    assert x0 - 4 <= columns.min()
    assert columns.max() <= x1 + 4
    assert y0 - 4 <= rows.min()
    assert rows.max() <= y1 + 4
    # A comma or bracket beside the name may lie in the box, a word may not.
    assert (x1 - x0) < 1.25 * (columns.max() - columns.min())
    assert (y1 - y0) < 2.5 * (rows.max() - rows.min())


SCANS = {
    "askew": ("scan.png", papers.encoded(papers.scan().rotate(1.3, fillcolor=245), "PNG")),
    "on its side in a PDF": ("scan.pdf", papers.encoded(papers.scan().rotate(90, expand=True), "PDF", resolution=200)),
    "upside down": ("scan.jpg", papers.encoded(papers.scan().rotate(180), "JPEG")),
    "a fax": (
        "fax.tif",
        papers.encoded(
            papers.scan().resize((1728, 1145)).point(lambda v: 255 if v > 150 else 0).convert("1"),
            "TIFF",
            compression="group4",
            dpi=(204, 98),
        ),
    ),
}


@needs_tesseract
@pytest.mark.parametrize("name", SCANS)
def test_the_box_of_a_recognised_line_lies_on_its_print(name: str, viewer: Viewer) -> None:
    original, pixels, scale = drawn(viewer, papers.mail(SCANS[name]))
    dark = pixels[:, :, 0] < 140
    boxes = {key: box_of(original, f"persons.{key}.family") for key in (1, 2)}
    for box in boxes.values():
        x0, y0, x1, y1 = (round(side * scale) for side in box)
        around = dark[y0 - 12 : y1 + 12, :]
        rows, columns = np.nonzero(around)
        assert abs(rows.min() - 12) <= 8
        assert abs(rows.max() - 12 - (y1 - y0)) <= 8
        assert abs(columns.min() - x0) <= 12
        assert abs(columns.max() - x1) <= 12
    assert boxes[1][1] < boxes[2][1]


@needs_tesseract
def test_a_scan_is_not_recognised_to_be_shown(viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    message, submission = papers.understood(papers.mail(SCANS["a fax"]))
    with Sandbox(Bounds(output_octets=64 << 20), processes=1) as sandbox:
        monkeypatch.setenv("PATH", "/nonexistent")  # where the recogniser is not
        fresh = Viewer(sandbox)
        original = next(one for one in fresh.originals(message, submission) if one.key == "1")
    assert "persons.1.family" in original.marks
    assert original == next(one for one in viewer.originals(message, submission) if one.key == "1")


def test_a_scan_nobody_could_read_is_shown_all_the_same(viewer: Viewer) -> None:
    content = papers.encoded(papers.scan(), "PNG")
    message = mime.decode(papers.mail(("scan.png", content)))
    told = AttachmentReading("scan.png", "image/png", len(content), "unreadable", "no text found", "no recogniser")
    submission = Submission("unreadable", "en", attachments=(told,))
    original = next(one for one in viewer.originals(message, submission) if one.key == "1")
    assert (original.kind, original.status, original.reason) == ("pages", "unreadable", "no text found")
    assert isinstance(viewer.page_image(message, submission, "1", 1), Picture)


def test_files_in_an_archive_are_originals_of_their_own(viewer: Viewer) -> None:
    out, note = io.BytesIO(), papers.pdf()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("note.pdf", note)
        archive.writestr("list.xlsx", papers.sheet())
    raw = papers.mail(("papers.zip", out.getvalue()))
    message, submission = papers.understood(raw)
    originals = {one.key: one for one in viewer.originals(message, submission)}
    assert [(originals[key].name, originals[key].kind) for key in ("1", "2")] == [
        ("note.pdf", "pages"),
        ("list.xlsx", "text"),
    ]
    file = viewer.file(message, submission, "1")
    assert file is not None
    assert file.content == note
    assert viewer.file(message, submission, MAIL_KEY) is None
    assert viewer.file(message, submission, "../1") is None


def test_of_two_files_of_one_name_the_one_that_has_the_words_is_marked(viewer: Viewer) -> None:
    other = papers.pdf(
        ("Programme of work", "", "", "Monday: opening of the Conference, general exchange of views", "x y")
    )
    raw = papers.mail(("note.pdf", other), ("note.pdf", papers.pdf()))
    message, submission = papers.understood(raw)
    originals = {one.key: one for one in viewer.originals(message, submission)}
    assert "persons.1.family" in originals["2"].marks
    assert not originals["1"].marks
    assert next(one.key for one in viewer.originals(message, submission)) == "2"


def test_the_second_view_opens_nothing(viewer: Viewer) -> None:
    message, submission = papers.understood(papers.mail(("note.pdf", papers.pdf()), ("note.docx", papers.word())))

    class Closed:
        """A sight that must not be asked."""

        def __getattr__(self, name: str) -> object:
            raise AssertionError(name)

    first = viewer.originals(message, submission)
    picture = viewer.page_image(message, submission, "1", 1)
    held = viewer._sight
    viewer._sight = Closed()  # type: ignore[assignment]
    try:
        assert viewer.originals(message, submission) == first
        assert viewer.page_image(message, submission, "1", 1) == picture
    finally:
        viewer._sight = held


def test_a_locked_or_broken_file_can_only_be_downloaded(viewer: Viewer) -> None:
    _, originals = seen(viewer, papers.mail(("note.pdf", b"%PDF-1.7\nbroken")))
    assert originals["1"].kind == "file"
    assert originals["1"].status == "unreadable"
    assert originals["1"].can_download


def test_what_the_title_says_is_marked_in_it(viewer: Viewer) -> None:
    name = "Note SE-GVA-2020-533.pdf"
    message, submission = papers.understood(papers.mail((name, papers.pdf())))
    source = Source(name, None, None, name)
    told = replace(submission, reference="SE-GVA-2020-533", sources={**submission.sources, "reference": source})
    original = next(one for one in viewer.originals(message, told) if one.key == "1")
    assert ("SE-GVA-2020-533", ("reference",)) in [(s.text, s.marks) for s in original.title]


def test_pages_there_are_not(viewer: Viewer) -> None:
    message, submission = papers.understood(papers.mail(("note.pdf", papers.pdf())))
    for key, page in (("1", 2), ("1", 0), ("1", -1), ("7", 1), ("0", 1), ("x", 1)):
        assert isinstance(viewer.page_image(message, submission, key, page), Unreadable)
