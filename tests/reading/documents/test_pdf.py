"""PDF files drawn glyph by glyph, so that each layout is exactly the one a test is about."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, TableStyle
from reportlab.platypus import Table as Ruled

from mailbot.domain.message import Attachment
from mailbot.reading.document import Document, Line, Reading, Table, Unreadable
from mailbot.reading.documents import read
from mailbot.reading.documents.glyphs import Glyph, Segment
from mailbot.reading.documents.kind import PDF
from mailbot.reading.documents.paragraphs import Printed, glued, join_lines, printed

HEIGHT = A4[1]


def drawn(draw: Callable[[Canvas], None], **options: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, **options)
    canvas.setFont("Helvetica", 11)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def opened(content: bytes) -> Reading:
    return read(Attachment("note.pdf", PDF, content))


def blocks(content: bytes) -> list[Line | Table]:
    reading = opened(content)
    assert isinstance(reading, Document), reading
    return [block for _, block in reading.blocks()]


def lines(content: bytes) -> list[str]:
    return [f"{b.marker} {b.text}" if b.marker else b.text for b in blocks(content) if isinstance(b, Line)]


def cells(table: Line | Table) -> list[list[str]]:
    assert isinstance(table, Table)
    return [[c.text for c in row] for row in table.rows]


PROSE = (
    "The Permanent Mission of Ruritania presents its compliments to the Secretariat and has the",
    "honour to inform it that the delegation will be led by H.E. Ms. Anna Ruritan, ambassador-",
    "designate (anna.ruritan@mfa-",
    "rt.example), who arrives on Monday.",
)


def test_a_paragraph_is_one_line_and_list_items_are_separate() -> None:
    def draw(canvas: Canvas) -> None:
        y = HEIGHT - 80
        for text in PROSE:
            canvas.drawString(72, y, text)
            y -= 14
        for text in ("1. Mr. Bob Bobson, First Secretary", "2. Ms. Dora Dorson", "Mr. Ed Edson", "Ms. Fay Fayson"):
            canvas.drawString(72, y - 10, text)
            y -= 14

    assert lines(drawn(draw)) == [
        "The Permanent Mission of Ruritania presents its compliments to the Secretariat and has the honour to inform "
        "it that the delegation will be led by H.E. Ms. Anna Ruritan, ambassadordesignate "
        "(anna.ruritan@mfa-rt.example), who arrives on Monday.",
        "1. Mr. Bob Bobson, First Secretary",
        "2. Ms. Dora Dorson",
        "Mr. Ed Edson",
        "Ms. Fay Fayson",
    ]


def test_persons_in_two_columns_stay_whole() -> None:
    left = (
        "1. Ms. Anna Ruritan",
        "Ambassador",
        "anna@mfa.example",
        "2. Mr. Bob Bobson",
        "Counsellor",
        "bob@mfa.example",
    )
    right = ("3. Mr. Carl Carlson", "Attaché", "carl@mfa.example", "4. Ms. Dora Dorson", "Expert", "dora@mfa.example")

    def draw(canvas: Canvas) -> None:
        for i, (a, b) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(72, HEIGHT - 100 - 14 * i, a)
            canvas.drawString(320, HEIGHT - 100 - 14 * i, b)

    assert lines(drawn(draw)) == [*left, *right]


def test_a_table_without_rules() -> None:
    rows = [
        ("Name", "Position", "E-mail"),
        ("Ms. Anna Ruritan", "Ambassador and", "anna@mfa.example"),
        ("", "Permanent Representative", ""),
        ("Mr. Bob Bobson", "Counsellor", "bob@mfa.example"),
        ("Mr. Carl Carlson", "Attaché", ""),
    ]

    def draw(canvas: Canvas) -> None:
        y = HEIGHT - 100
        for row in rows:
            y -= 12 if not row[0] else 19
            for x, text in zip((72, 210, 380), row, strict=True):
                canvas.drawString(x, y, text)

    (table,) = blocks(drawn(draw))
    assert cells(table)[1] == ["Ms. Anna Ruritan", "Ambassador and Permanent Representative", "anna@mfa.example"]
    assert len(cells(table)) == 4


@pytest.mark.parametrize("every_row", [True, False])
def test_a_table_with_horizontal_rules_only(every_row: bool) -> None:
    rows = [("Name", "Position", "E-mail"), ("Anna", "Head", "anna@mfa.example"), ("Bob", "Member", "bob@mfa.example")]

    def draw(canvas: Canvas) -> None:
        for r, row in enumerate(rows):
            for x, text in zip((72, 112, 166), row, strict=True):
                canvas.drawString(x, 700 - 20 * r, text)
        for r in range(4):
            if every_row or r != 2:
                canvas.line(70, 714 - 20 * r, 280, 714 - 20 * r)

    (table,) = blocks(drawn(draw))
    assert cells(table) == [list(row) for row in rows]


def test_prose_in_two_columns() -> None:
    left = (
        "The Permanent Mission of Ruritania presents",
        "its compliments to the Secretariat, and has",
        "the honour to inform it that the delegation",
        "of Ruritania will be led by the ambassador.",
    )
    right = (
        "La Mission permanente de Ruritanie a aussi",
        "l'honneur de faire savoir au Secrétariat que",
        "la délégation sera conduite par l'ambassadeur",
        "et comprendra deux autres membres au moins.",
    )

    def draw(canvas: Canvas) -> None:
        for i, (a, b) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(60, 700 - 14 * i, a)
            canvas.drawString(300, 700 - 14 * i, b)

    assert " ".join(lines(drawn(draw))) == " ".join((*left, *right))


def test_labels_keep_their_values() -> None:
    pairs = (("Head of delegation:", "H.E. Mr. Ivan Petrov"), ("Primary speaker:", "Ms. Olga Ivanova, o@mfa.example"))

    def draw(canvas: Canvas) -> None:
        for i, (label, value) in enumerate(pairs):
            canvas.drawString(72, HEIGHT - 100 - 16 * i, label)
            canvas.drawString(230, HEIGHT - 100 - 16 * i, value)

    assert lines(drawn(draw)) == ["\t".join(pair) for pair in pairs]


def ruled(data: list[list[str]], *spans: tuple[str, tuple[int, int], tuple[int, int]], repeat: int = 0) -> bytes:
    out = io.BytesIO()
    table = Ruled(data, colWidths=[150, 150, 150], repeatRows=repeat)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), *spans]))
    SimpleDocTemplate(out, pagesize=A4).build([table])
    return out.getvalue()


def test_merged_cells_of_a_ruled_table() -> None:
    data = [
        ["Delegation", "", ""],
        ["Name", "Post", "E-mail"],
        ["Anna", "Head", "a@x.example"],
        ["Bob", "", "b@x.example"],
    ]
    (table,) = blocks(ruled(data, ("SPAN", (0, 0), (2, 0)), ("SPAN", (1, 2), (1, 3))))
    assert isinstance(table, Table)
    assert cells(table)[3] == ["Bob", "Head", "b@x.example"]
    assert (table.rows[0][0].column_span, table.rows[2][1].row_span) == (3, 2)
    assert table.rows[2][1] is table.rows[3][1]
    assert table.rows[0][0].box is not None


@pytest.mark.parametrize("repeat", [0, 1])
def test_a_table_over_two_pages_is_one(repeat: int) -> None:
    data = [["Name", "Post", "E-mail"], *[[f"Person {i}", "Delegate", f"p{i}@x.example"] for i in range(60)]]
    found = blocks(ruled(data, repeat=repeat))
    assert [cells(b) for b in found if isinstance(b, Table)] == [data]
    table = found[0]
    assert isinstance(table, Table)
    assert all(cell.row == r for r, row in enumerate(table.rows) for cell in row)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_rotated_pages(angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(angle)
        canvas.drawString(-150, 20, "Ms. Anna Ruritan, head of delegation")
        canvas.drawString(-150, 0, "Mr. Bob Bobson")

    assert lines(drawn(draw)) == ["Ms. Anna Ruritan, head of delegation", "Mr. Bob Bobson"]


def test_form_values_stand_beside_their_labels() -> None:
    def draw(canvas: Canvas) -> None:
        for i, (label, value) in enumerate((("Family name", "DUPONT-LÉVY"), ("E-mail", "jean@mfa.example"))):
            canvas.drawString(72, 700 - 30 * i, label)
            canvas.acroForm.textfield(name=label, value=value, x=180, y=696 - 30 * i, width=200, height=16)
        canvas.acroForm.checkbox(name="c", checked=True, x=180, y=600, size=12)
        canvas.drawString(72, 602, "Speaker")

    assert lines(drawn(draw)) == ["Family name\tDUPONT-LÉVY", "E-mail\tjean@mfa.example", "Speaker\t☒"]


def test_an_address_behind_a_link_is_shown() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Ms. Anna Ruritan")
        canvas.linkURL("mailto:anna@mfa.example", (72, 698, 160, 712))

    assert lines(drawn(draw)) == ["Ms. Anna Ruritan <anna@mfa.example>"]


def test_running_heads_and_feet_are_told() -> None:
    def draw(canvas: Canvas) -> None:
        for page in (1, 2):
            canvas.setFont("Helvetica", 11)
            canvas.drawString(72, 800, "Permanent Mission of Ruritania")
            canvas.drawString(72, 600, f"Text of page {page}")
            canvas.drawString(280, 30, f"{page} / 2")
            canvas.showPage()

    found = [(b.region, b.text) for b in blocks(drawn(draw)) if isinstance(b, Line)]
    assert found[:3] == [("header", "Permanent Mission of Ruritania"), ("body", "Text of page 1"), ("footer", "1 / 2")]


def reason(content: bytes) -> str:
    reading = opened(content)
    assert isinstance(reading, Unreadable), reading
    return reading.reason


def test_reasons() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = drawn(lambda c: c.drawString(72, 700, "x"), encrypt=StandardEncryption("secret"))  # type: ignore[arg-type]
    assert reason(locked) == "encrypted"
    open_to_readers = StandardEncryption("", ownerPassword="owner")
    assert lines(drawn(lambda c: c.drawString(72, 700, "Anna"), encrypt=open_to_readers)) == ["Anna"]  # type: ignore[arg-type]
    assert reason(b"%PDF-1.4 and nothing else") == "damaged"
    assert reason(drawn(lambda c: c.rect(10, 10, 20, 20))) == "no text found"


def _sample(canvas: Canvas) -> None:
    for i, text in enumerate(PROSE):
        canvas.drawString(72, 700 - 14 * i, text)
    for i in range(3):
        canvas.rect(72, 500 + 20 * i, 100, 20)
        canvas.rect(172, 500 + 20 * i, 100, 20)
        canvas.drawString(75, 505 + 20 * i, "cell")


SAMPLE = drawn(_sample, pageCompression=0)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=3000)
@given(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=6))
def test_mutated_files_never_raise(at: int, junk: bytes) -> None:
    opened(SAMPLE[:at] + junk + SAMPLE[at + len(junk) :])


@settings(max_examples=30, deadline=3000)
@given(st.integers(0, len(SAMPLE)))
def test_cut_files_never_raise(at: int) -> None:
    opened(SAMPLE[:at])


@settings(max_examples=40, deadline=3000)
@given(
    st.lists(st.tuples(st.floats(0, 600), st.floats(0, 840), st.text("Aa1. @-:\u0627\u4e00", min_size=1)), max_size=30)
)
def test_text_anywhere_never_raises(places: list[tuple[float, float, str]]) -> None:
    def draw(canvas: Canvas) -> None:
        for x, y, text in places:
            canvas.drawString(x, y, text)

    opened(drawn(draw))


@pytest.mark.parametrize(
    ("text", "following", "whole"),
    [
        ("write to anna@mfa-", "rt.example, soon", "write to anna@mfa-rt.example, soon"),
        ("邮箱：anna@mfa-", "rt.example）为", "邮箱：anna@mfa-rt.example）为"),
        ("Jean-", "Pierre", "Jean-Pierre"),
        ("ambas-", "sador", "ambassador"),
        ("常驻日内瓦", "代表团", "常驻日内瓦代表团"),
        ("a@b.example", "Mr. X", "a@b.example Mr. X"),
    ],
)
def test_printed_lines_are_glued(text: str, following: str, whole: str) -> None:
    assert glued(text, following) == whole


def test_a_chinese_line_that_broke_in_a_name_goes_on() -> None:
    def line(text: str, base: float) -> Printed:
        glyphs = tuple(Glyph(c, 50 + 12 * k, 62 + 12 * k, base - 10, base + 2, base, 12.0) for k, c in enumerate(text))
        return printed(
            [Segment(text, 50, glyphs[-1].x1, base - 10, base + 2, base, 12.0, False, glyphs)],
            (50, 250),
            rtl_page=False,
        )

    lines = [line("主发言人：温若昀；备用发言人：段鹏", 100), line("程，邮箱：duan", 116)]
    assert [one.text for one in join_lines(lines)] == ["主发言人：温若昀；备用发言人：段鹏程，邮箱：duan"]
    lines = [line("主发言人：温若昀，公使衔参赞，常驻", 100), line("备用发言人：段鹏程", 116)]
    assert len(join_lines(lines)) == 2
