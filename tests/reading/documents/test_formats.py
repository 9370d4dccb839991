"""The other formats: what each says is kept, and hostile files of each never raise."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.domain.message import Attachment
from mailbot.reading import mime
from mailbot.reading.document import Document, Ignored, Line, Reading, Table, Unreadable
from mailbot.reading.documents import kind, read, read_all

from .files import odt, tnef, zipped_from


def opened(content: bytes, name: str = "note", media_type: str = "") -> Reading:
    return read(Attachment(name, media_type or kind.media_type_of(content, name), content))


def blocks(content: bytes, name: str = "note") -> list[Line | Table]:
    reading = opened(content, name)
    assert isinstance(reading, Document), reading
    return [block for _, block in reading.blocks()]


def said(content: bytes, name: str = "note") -> list[object]:
    """Lines as (label, text), tables as rows of cell texts."""
    return [
        (b.marker, b.text) if isinstance(b, Line) else [[c.text for c in row] for row in b.rows]
        for b in blocks(content, name)
    ]


def reason(content: bytes, name: str = "note") -> str:
    reading = opened(content, name)
    assert isinstance(reading, Unreadable), reading
    return reading.reason


# --- sheets


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Delegation"
    sheet.append(["Participants of Ruritania"])
    sheet.merge_cells("A1:C1")
    sheet.append([])
    sheet.append(["No.", "Name", None, "Phone"])
    sheet.append([1, "Ana RUIZ", None, "0041 22 555"])
    sheet.append([2, "Left OUT", None, 41795550162])
    sheet.append([3, "Bo LI", None, 41795550162.0])
    sheet.append(["Primary speaker: Ana RUIZ"])
    sheet.row_dimensions[5].hidden = True
    book.create_sheet("Lists").append(["Member"])
    book["Lists"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_gives_titles_table_and_remarks() -> None:
    reading = opened(workbook())
    assert isinstance(reading, Document)
    assert [page.name for page in reading.pages] == ["Delegation"]
    found = said(workbook())
    assert found[0] == (None, "Participants of Ruritania")
    assert found[1] == [["No.", "Name", "Phone"], ["1", "Ana RUIZ", "0041 22 555"]]
    assert found[-1] == (None, "Primary speaker: Ana RUIZ")
    assert "Left OUT" not in reading.text
    assert "41795550162" in reading.text
    assert "." not in reading.text.replace("No.", "")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("codec", ["utf-8-sig", "cp1251", "utf-16"])
def test_csv(delimiter: str, codec: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in (("Фамилия", "Имя", "Должность"), ("ИВАНОВ", "Иван", "посол")))
    assert said(text.encode(codec), "list.csv") == [[["Фамилия", "Имя", "Должность"], ["ИВАНОВ", "Иван", "посол"]]]


# --- OpenDocument


def test_odt_lists_tables_frames_and_what_was_deleted() -> None:
    automatic = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
        '</text:list-style><style:style style:name="gone"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:p>REMOVED</text:p></text:tracked-changes>"
        '<text:p>Ana<text:tab/>Ruiz<text:line-break/>head <text:span text:style-name="gone">STRUCK</text:span></text:p>'
        '<text:list text:style-name="L"><text:list-item><text:p>A</text:p><text:list><text:list-item><text:p>a</text:p>'
        "</text:list-item></text:list></text:list-item><text:list-item><text:p>B</text:p></text:list-item></text:list>"
        "<text:p>x<draw:frame><draw:text-box><text:p>FRAMED</text:p></draw:text-box></draw:frame></text:p>"
        '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>top</text:p>'
        "</table:table-cell><table:covered-table-cell/></table:table-row><table:table-row><table:table-cell><text:p>l"
        "</text:p></table:table-cell><table:table-cell><text:p>r</text:p><text:p>2</text:p></table:table-cell>"
        "</table:table-row></table:table>"
        '<text:p><text:a xlink:href="mailto:a@x.example">mail</text:a></text:p>'
    )
    styles = "<style:master-page><style:header><text:p>HEAD</text:p></style:header></style:master-page>"
    assert said(odt(body, automatic, styles)) == [
        (None, "HEAD"),
        (None, "Ana\tRuiz"),
        (None, "head"),
        ("1.", "A"),
        ("a)", "a"),
        ("2.", "B"),
        (None, "x"),
        (None, "FRAMED"),
        [["top", "top"], ["l", "r\n2"]],
        (None, "mail <a@x.example>"),
    ]


# --- RTF

RTF = (
    rb"{\rtf1\ansi\ansicpg1251\uc1{\fonttbl{\f0\fcharset204 Times;}{\f1\fcharset134 Song;}}{\info{\title NOT TEXT}}"
    rb"\pard\f0 \'c8\'e2\'e0\'ed {\b \u8470?} 5{\strike STRUCK}\par"
    rb"{\listtext 1.\tab}{\f1 \'d6\'d0}\line second{\*\unknown SKIPPED}\par"
    rb'{\field{\*\fldinst HYPERLINK "mailto:a@x.example"}{\fldrslt write}}\par'
    rb"\trowd\cellx1000\cellx3000\pard\intbl left\cell right\par more\cell\row"
    rb"\trowd\cellx3000\pard\intbl both\cell\row\pard {\header\pard HEAD\par}after\par}"
)


def test_rtf() -> None:
    assert said(RTF) == [
        (None, "Иван № 5"),
        ("1.", "中"),
        (None, "second"),
        (None, "write <a@x.example>"),
        [["left", "right\nmore"], ["both", "both"]],
        (None, "HEAD"),
        (None, "after"),
    ]


def test_html_wrapped_in_rtf() -> None:
    wrapped = (
        rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}Ana \htmlrtf {\htmlrtf0 Ruiz\htmlrtf }\htmlrtf0 "
        rb"{\*\htmltag72 </p>}}"
    )
    assert said(wrapped) == [(None, "Ana Ruiz")]


# --- containers


def test_zip_and_what_is_in_it() -> None:
    inner = zipped_from({"deep/list.txt": "1. Ana RUIZ", "__MACOSX/x": "y"})
    mail = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: s\r\nContent-Type: application/zip\r\n"
    mail += b"Content-Transfer-Encoding: base64\r\n\r\n" + __import__("base64").encodebytes(
        zipped_from({"in.zip": inner})
    )
    (reading,) = read_all(mime.decode(mail))
    assert isinstance(reading, Document)
    assert (reading.name, reading.text) == ("list.txt", "1. Ana RUIZ")


def test_winmail_files_and_its_text_unless_the_mail_has_it_already() -> None:
    content = tnef({"Состав.rtf": RTF}, rtf=rb"{\rtf1\ansi Ana Ruiz\par}")
    message = mime.decode(b"Subject: x\r\n\r\n")
    attachment = Attachment("winmail.dat", kind.TNEF, content)
    from dataclasses import replace

    both = read_all(replace(message, attachments=(attachment,)))
    assert [(type(r), r.name) for r in both] == [(Document, "winmail.dat"), (Document, "Состав.rtf")]
    once = read_all(replace(message, text="Ana  RUIZ,", attachments=(attachment,)))
    assert [(type(r), r.name) for r in once] == [(Ignored, "winmail.dat"), (Document, "Состав.rtf")]


def test_an_attached_message_in_a_zip_gives_its_text_and_files() -> None:
    eml = b"From: Ana <a@b.example>\r\nTo: c@d.example\r\nSubject: list\r\n\r\nHead: Ana RUIZ\r\n"
    from dataclasses import replace

    attachment = Attachment("a.zip", kind.ZIP, zipped_from({"old.eml": eml}))
    (reading,) = read_all(replace(mime.decode(b"\r\n"), attachments=(attachment,)))
    assert isinstance(reading, Document)
    assert [b.text for _, b in reading.blocks() if isinstance(b, Line)] == [
        "Ana <a@b.example>",
        "list",
        "Head: Ana RUIZ",
    ]


def test_containers_in_containers_end() -> None:
    content = b"x"
    for depth in range(12):
        content = zipped_from({f"{depth}.zip": content} if depth else {"a.txt": content})
    assert reason(content) == "too large"
    many = zipped_from({f"{n}.txt": "x" for n in range(300)})
    assert len(read_all(mime.decode(b"\r\n"))) == 0
    assert isinstance(opened(many), Document)
    assert reason(zipped_from({"bomb.txt": b" " * 90_000_000})) == "too large"


# --- reasons and kinds that are not read


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "empty.txt", "no text found"),
        (b"Rar!\x1a\x07\x00abc", "a.rar", "type not read"),
        (b"\x01\x02\x03\0" * 30, "x.bin", "type not read"),
        (b"{\\rtf1 }", "x.rtf", "no text found"),
        (odt(""), "x.odt", "no text found"),
        (zipped_from({"xl/workbook.xml": "<x/>"}), "x.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "x.doc", "type not read"),
        (tnef({}), "winmail.dat", "no text found"),
        (b"-----BEGIN PGP MESSAGE-----\n", "x.asc", "encrypted"),
    ],
)
def test_reasons(content: bytes, name: str, expected: str) -> None:
    assert reason(content, name) == expected


@pytest.mark.parametrize(
    ("content", "name"), [(b"BEGIN:VCALENDAR\n", "x.ics"), (b"-----BEGIN PGP SIGNATURE-----\n", "x.asc")]
)
def test_ignored(content: bytes, name: str) -> None:
    assert isinstance(opened(content, name), Ignored)


SAMPLES = [
    workbook(),
    odt("<text:p>x</text:p>"),
    RTF,
    tnef({"a.txt": b"abc"}, "body", RTF),
    zipped_from({"a.txt": "x"}),
]
TYPES = [kind.XLSX, kind.XLS, kind.ODS, kind.ODT, kind.DOC, kind.RTF, kind.CSV, kind.HTML, kind.PLAIN, kind.TNEF,
         kind.MSG, kind.ZIP, kind.MESSAGE, kind.PKCS7_MIME, kind.DOCX, kind.PDF, "image/png", "image/tiff"]  # fmt: skip


@settings(max_examples=120, deadline=3000)
@given(st.sampled_from(SAMPLES), st.integers(0, 1_000_000), st.binary(max_size=8))
def test_mutated_files_never_raise(sample: bytes, at: int, junk: bytes) -> None:
    at %= len(sample)
    opened(sample[:at] + junk + sample[at + len(junk) :])


@settings(max_examples=120, deadline=3000)
@given(st.sampled_from(TYPES), st.binary(max_size=400))
def test_any_bytes_under_any_type_never_raise(media_type: str, content: bytes) -> None:
    opened(content, "x", media_type)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@settings(max_examples=60, deadline=3000)
@given(st.sampled_from([kind.DOC, kind.MSG, kind.XLS]), st.binary(max_size=2000))
def test_ole_files_never_raise(media_type: str, content: bytes) -> None:
    opened(OLE + content.ljust(1600, b"\0"), "x", media_type)
