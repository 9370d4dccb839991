"""Word files written by hand, so that each test holds the one construct it is about."""

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.domain.message import Attachment
from mailbot.reading.document import Document, Line, Reading, Table, Unreadable
from mailbot.reading.documents import read
from mailbot.reading.documents.kind import DOCX

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NS = (
    W + ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def word(body: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {NS}><w:body>{body}</w:body></w:document>")
        kinds = {
            "numbering": "numbering",
            "header1": "header",
            "footer1": "footer",
            "footnotes": "footnotes",
            "styles": "styles",
        }
        relations = "".join(
            f'<Relationship Id="{name}" Type="http://x/{kinds[name]}" Target="{name}.xml"/>'
            for name in parts
            if name != "links"
        )
        relations += parts.get("links", "")
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
        for name, content in parts.items():
            if name != "links":
                archive.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def opened(content: bytes) -> Reading:
    return read(Attachment("note.docx", DOCX, content))


def blocks(content: bytes) -> list[Line | Table]:
    reading = opened(content)
    assert isinstance(reading, Document), reading
    return [block for _, block in reading.blocks()]


def lines(content: bytes) -> list[tuple[str | None, str]]:
    return [(b.marker, b.text) for b in blocks(content) if isinstance(b, Line)]


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def item(text: str, level: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def numbering(*levels: tuple[str, str], extra: str = "") -> str:
    body = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{body}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{extra}</w:numbering>'
    )


def test_numbers_count_restart_and_nest() -> None:
    form = numbering(("decimal", "%1."), ("lowerLetter", "%1.%2)"), ("upperRoman", "%3"))
    body = item("A") + item("a", 1) + item("b", 1) + item("x", 2) + item("B") + item("c", 1)
    got = lines(word(body, numbering=form))
    assert [marker for marker, _ in got] == ["1.", "1.a)", "1.b)", "I", "2.", "2.a)"]
    assert [b.level for b in blocks(word(body, numbering=form)) if isinstance(b, Line)] == [0, 1, 1, 2, 0, 1]


def test_start_override_starts_a_second_list_anew() -> None:
    extra = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    body = item("A") + item("B") + item("C", 0, 2) + item("D", 0, 2) + item("E", 0, 3)
    got = lines(word(body, numbering=numbering(("decimal", "%1."), extra=extra)))
    assert [m for m, _ in got] == ["1.", "2.", "1.", "2.", "3."]


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("chineseCountingThousand", "%1、", ["一、", "二、"]),
        ("arabicAlpha", "%1-", ["أ-", "ب-"]),
        ("russianLower", "%1)", ["а)", "б)"]),
        ("decimalEnclosedCircleChinese", "%1", ["①", "②"]),
        ("bullet", "\uf0b7", ["•", "•"]),
        ("lowerRoman", "(%1)", ["(i)", "(ii)"]),
    ],
)
def test_number_forms(form: str, text: str, expected: list[str]) -> None:
    got = lines(word(item("A") + item("B"), numbering=numbering((form, text))))
    assert [m for m, _ in got] == expected


def test_numbering_through_a_style() -> None:
    style = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="List"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    body = p("A", '<w:pStyle w:val="List"/>') + p("B", '<w:pStyle w:val="List"/>')
    body += p("C", '<w:pStyle w:val="List"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    got = lines(word(body, numbering=numbering(("decimal", "%1.")), styles=style))
    assert got == [("1.", "A"), ("2.", "B"), (None, "C")]


def test_printed_labels_are_split_off() -> None:
    body = p("1. Mr. A") + p("- Ms. B") + p("M. Dupont") + p("10. November 2020") + p("(b) Mr. C") + p("١- السيد")
    got = lines(word(body))
    assert got == [
        ("1.", "Mr. A"),
        ("-", "Ms. B"),
        (None, "M. Dupont"),
        (None, "10. November 2020"),
        ("(b)", "Mr. C"),
        ("١-", "السيد"),
    ]


def test_only_the_accepted_text_is_read() -> None:
    body = (
        "<w:p><w:r><w:t>Mr. </w:t></w:r><w:del><w:r><w:delText>OLD</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>NEW</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>MOVED</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>STRUCK</w:t></w:r>"
        '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t> kept</w:t></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>HIDDEN</w:t></w:r></w:p>"
    )
    assert lines(word(body)) == [(None, "Mr. NEW kept")]


def test_text_boxes_once_content_controls_and_headers() -> None:
    box = "<w:txbxContent>" + p("BOX") + "</w:txbxContent>"
    body = (
        "<w:sdt><w:sdtPr/><w:sdtContent>" + p("inside a control") + "</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>anchor</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        + box + "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>" + box
        + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        '<w:sectPr><w:headerReference r:id="header1"/><w:footerReference r:id="footer1"/></w:sectPr>'
    )  # fmt: skip
    made = word(body, header1=f"<w:hdr {W}>{p('HEAD')}</w:hdr>", footer1=f"<w:ftr {W}>{p('FOOT')}</w:ftr>")
    got = [(b.region, b.text) for b in blocks(made) if isinstance(b, Line)]
    assert got == [
        ("header", "HEAD"),
        ("body", "inside a control"),
        ("body", "anchor"),
        ("body", "BOX"),
        ("footer", "FOOT"),
    ]


def test_breaks_tabs_links_and_fields() -> None:
    body = (
        "<w:p><w:r><w:t>Head:</w:t><w:tab/><w:t>Ana</w:t><w:br/><w:t>Ambassador</w:t></w:r></w:p>"
        '<w:p><w:hyperlink r:id="m"><w:r><w:t>e-mail</w:t></w:r></w:hyperlink></w:p>'
        '<w:p><w:hyperlink r:id="m"><w:r><w:t>ana@mfa.example</w:t></w:r></w:hyperlink></w:p>'
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "mailto:b@mfa.example"</w:instrText></w:r>'
        "<w:r><w:t>write</w:t></w:r></w:p>"
    )
    made = word(
        body, links='<Relationship Id="m" Type="x/hyperlink" Target="mailto:ana@mfa.example" TargetMode="External"/>'
    )
    assert [t for _, t in lines(made)] == [
        "Head:\tAna",
        "Ambassador",
        "e-mail <ana@mfa.example>",
        "ana@mfa.example",
        "write <b@mfa.example>",
    ]


def test_merged_cells_and_nested_table() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for r in range(3):
        for c in range(3):
            table.cell(r, c).text = f"{r}{c}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "top"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "side"
    inner = table.cell(2, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "in", "ner"
    out = io.BytesIO()
    document.save(out)
    outer, nested = blocks(out.getvalue())
    assert isinstance(outer, Table)
    assert [[c.text for c in row] for row in outer.rows] == [
        ["top", "top", "02"],
        ["10", "11", "side"],
        ["20", "21", "side"],
    ]
    assert outer.rows[0][0] is outer.rows[0][1]
    assert (outer.rows[1][2].row_span, outer.rows[0][0].column_span) == (2, 2)
    assert isinstance(nested, Table)
    assert [c.text for c in nested.rows[0]] == ["in", "ner"]


def test_a_single_cell_is_a_frame() -> None:
    body = "<w:tbl><w:tr><w:tc>" + item("A") + p("B") + "</w:tc></w:tr></w:tbl>"
    assert lines(word(body, numbering=numbering(("decimal", "%1.")))) == [("1.", "A"), (None, "B")]


def test_page_breaks_start_pages() -> None:
    reading = opened(word(p("one") + '<w:p><w:r><w:br w:type="page"/><w:t>two</w:t></w:r></w:p>'))
    assert isinstance(reading, Document)
    assert [(page.name, [b.number for b in page.blocks]) for page in reading.pages] == [("1", [1]), ("2", [1])]


def reason(content: bytes) -> str:
    reading = opened(content)
    assert isinstance(reading, Unreadable)
    return reading.reason


def test_reasons() -> None:
    assert reason(word("")) == "no text found"
    assert reason(word(p("x"))[:-40]) == "damaged"
    assert reason(b"PK\x03\x04 nothing") == "damaged"
    entity = '<!DOCTYPE x [<!ENTITY a "b">]>'
    assert reason(zipped_document(entity.encode() + f"<w:document {NS}><w:body/></w:document>".encode())) == "damaged"
    assert reason(zipped_document(b"<a>" * 100_000)) == "too large"
    assert reason(zipped_document(b" " * 90_000_000)) == "too large"


def zipped_document(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", content)
    return out.getvalue()


SAMPLE = word(item("A") + "<w:tbl><w:tr><w:tc>" + p("a") + "</w:tc><w:tc>" + p("b") + "</w:tc></w:tr></w:tbl>")


@settings(max_examples=60, deadline=2000)
@given(st.integers(0, len(SAMPLE) - 1), st.binary(min_size=1, max_size=8))
def test_mutated_files_never_raise(at: int, junk: bytes) -> None:
    opened(SAMPLE[:at] + junk + SAMPLE[at + len(junk) :])


@settings(max_examples=60, deadline=2000)
@given(st.text(alphabet="<>/w:ptblrc\" =valnumIdx'-1", max_size=80))
def test_odd_markup_never_raises(markup: str) -> None:
    opened(word(markup))
    opened(word(p("x") + f"<w:p><w:pPr><w:numPr><w:ilvl w:val='{len(markup)}'/></w:numPr></w:pPr></w:p>"))
