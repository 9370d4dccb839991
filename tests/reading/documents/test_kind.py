import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.reading.documents import kind
from mailbot.reading.documents.kind import media_type_of


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def odf(media_type: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", media_type)
        archive.writestr("content.xml", "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"%PDF-1.7\n", "note.doc", kind.PDF),
        (b"\r\n\0garbage %PDF-1.4", "", kind.PDF),
        (zipped("[Content_Types].xml", "word/document.xml"), "a.bin", kind.DOCX),
        (zipped("[Content_Types].xml", "word/document.xml")[:-30], "", kind.DOCX),
        (zipped("xl/workbook.xml"), "", kind.XLSX),
        (zipped("ppt/presentation.xml"), "", kind.PPTX),
        (zipped("note.pdf", "word/readme.txt"), "", kind.ZIP),
        (odf("application/vnd.oasis.opendocument.text"), "", kind.ODT),
        (odf("application/vnd.oasis.opendocument.text-template"), "", kind.ODT),
        (odf("application/vnd.oasis.opendocument.spreadsheet"), "", kind.ODS),
        (b"\xef\xbb\xbf{\\rtf1\\ansi x}", "", kind.RTF),
        (b"\x89PNG\r\n\x1a\n....", "x.pdf", "image/png"),
        (b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        (b"II*\0....", "", "image/tiff"),
        (b"\0\0\0\x18ftypheic....", "", "image/heic"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "image/webp"),
        (b"\x78\x9f\x3e\x22\0\0", "winmail.dat", kind.TNEF),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0", "x.txt", kind.CALENDAR),
        (b"begin:vcard\r\n", "", kind.VCARD),
        (b"<!DOCTYPE html><html>", "", kind.HTML),
        (b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\nbody", "x.txt", kind.MESSAGE),
        ("Family;Given;Post\nA;B;C\nD;E;F\n".encode("utf-16"), "x.txt", kind.CSV),
        (b"Amb. Ana Ruiz, head\nMr. X\n", "list.txt", kind.PLAIN),
        ("Глава делегации".encode("cp1251"), "", kind.PLAIN),
        (b"\x01\x02\0\x03" * 50, "note.txt", kind.UNKNOWN),
        (b"", "note.txt", kind.PLAIN),
    ],
)
def test_bytes_decide(content: bytes, name: str, expected: str) -> None:
    assert media_type_of(content, name) == expected


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x30\x82"]))
def test_never_raises(content: bytes, start: bytes) -> None:
    assert "/" in media_type_of(start + content, "x")
