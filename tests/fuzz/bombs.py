"""Files made to hurt whoever reads them, by name. Small on disk, large or endless inside."""

from __future__ import annotations

import base64
import gzip
import io
import struct
import zipfile
import zlib

from tests.reading.documents.files import odt, zipped_from

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    'ContentType="application/xml"/></Types>'
)
_LAUGHS = "<!DOCTYPE l [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))


def docx(document: str) -> bytes:
    """A Word file with that body."""
    return zipped_from({"[Content_Types].xml": _CONTENT_TYPES, "word/document.xml": document})


def word(body: str) -> str:
    """What a Word file holds, with that body."""
    return f"<w:document {_W}><w:body>{body}</w:body></w:document>"


def odt_of(content: str) -> bytes:
    """An OpenDocument text of just that XML."""
    return zipped_from({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def xlsx(sheet: str) -> bytes:
    """A workbook with that sheet."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return zipped_from(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{r}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships"><Relationship Id="r1" Type="{r}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet.replace("<worksheet>", f'<worksheet xmlns="{main}">'),
        }
    )


def pdf(*objects: bytes) -> bytes:
    """A PDF of those objects, numbered from 1; the first is its catalogue."""
    out, places = io.BytesIO(b"%PDF-1.7\n"), []
    out.seek(0, 2)
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    at = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Root 1 0 R /Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, at))
    return out.getvalue()


def _page_of(content: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    stream = b"<</Length %d /Filter [%s]>>\nstream\n%s\nendstream" % (len(content), filters, content)
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>",
        stream,
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    )


def _picture_of(side: int) -> bytes:
    """A PDF whose one page is a picture with so many pixels on each side and hardly any data."""
    data = zlib.compress(bytes(50_000_000))
    head = b"<</Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 " % (
        side,
        side,
    )
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</XObject <</I 5 0 R>>>>>>",
        b"<</Length 30>>\nstream\nq 600 0 0 800 0 0 cm /I Do Q\nendstream",
        head + b"/Filter /FlateDecode /Length %d>>\nstream\n" % len(data) + data + b"\nendstream",
    )


def png(width: int, height: int) -> bytes:
    """A picture of those dimensions with hardly any data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(9_000_000)))
        + chunk(b"IEND", b"")
    )


def tiff(width: int, height: int, frames: int = 1) -> bytes:
    """A fax of those dimensions whose frames all have the same few octets of data."""
    out = bytearray(b"II*\x00\x08\x00\x00\x00")
    for n in range(frames):
        tags = [(256, width), (257, height), (258, 1), (259, 1), (262, 1), (273, 8), (278, height), (279, 8)]
        out += struct.pack("<H", len(tags))
        for tag, number in tags:
            out += struct.pack("<HHII", tag, 4, 1, number)
        out += struct.pack("<I", len(out) + 4 if n < frames - 1 else 0)
    return bytes(out)


def nested_zip(depth: int) -> bytes:
    """A ZIP in a ZIP in a ZIP … of zeros."""
    content = zipped_from({"zeros.txt": bytes(20_000_000)})
    for _ in range(depth):
        content = zipped_from({f"{n}.zip": content for n in range(4)})
    return content


def many_files() -> bytes:
    """A ZIP of 60,000 files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(60_000):
            archive.writestr(f"{n}.txt", "x")
    return out.getvalue()


def messages_in_messages(depth: int) -> bytes:
    """A message that holds a message that holds …"""
    content = b"Subject: inmost\n\nMr. John DOE\n"
    for n in range(depth):
        content = b"Subject: %d\nContent-Type: message/rfc822\n\n" % n + content
    return content


def multiparts(depth: int) -> bytes:
    """A multipart in a multipart in …"""
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return b"Subject: x\n" + head


FILES: dict[str, bytes] = {
    "zeros.zip": zipped_from({"zeros.txt": bytes(300_000_000)}),
    "nested.zip": nested_zip(6),
    "many.zip": many_files(),
    "zeros.gz": gzip.compress(bytes(100_000_000)),
    "laughs.docx": docx(_LAUGHS + "]>" + word("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>")),
    "laughs.odt": odt_of(_LAUGHS + "]><x>&a11;</x>"),
    "laughs.xlsx": xlsx(_LAUGHS + "]><worksheet><sheetData><row><c t='str'><v>&a11;</v></c></row></sheetData></worksheet>"),
    "quadratic.docx": docx('<!DOCTYPE l [<!ENTITY a "' + "A" * 100_000 + '">]>' + word("<w:p><w:r><w:t>" + "&a;" * 10_000 + "</w:t></w:r></w:p>")),
    "zeros.docx.gz": gzip.compress(docx(word("x" * 60_000_000))),
    "picture.pdf": _picture_of(60_000),
    "large.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x11\x08" + struct.pack(">HH", 65_000, 65_000)
    + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00" + bytes(1000) + b"\xff\xd9",
    "frames.gif": b"GIF89a" + struct.pack("<HH", 65_000, 65_000) + b"\x80\x00\x00" + bytes(3) + b"\xff\xff\xff"
    + (b"\x2c" + bytes(4) + struct.pack("<HH", 65_000, 65_000) + b"\x00\x02\x02\x44\x01\x00") * 20_000 + b";",
    "zeros.docx": docx(word("<w:p><w:r><w:t>" + "x" * 50_000_000 + "</w:t></w:r></w:p>")),
    "paragraphs.docx": docx(word("<w:p><w:r><w:t>Mr. John DOE</w:t></w:r></w:p>" * 100_000)),
    "deep.docx": docx(word("<w:sdt><w:sdtContent>" * 50_000)),
    "tables.docx": docx(word("<w:tbl><w:tr><w:tc>" * 60 + "x" + "</w:tc></w:tr></w:tbl>" * 60)),
    "spans.docx": docx(word("<w:tbl>" + '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc></w:tr>' * 9 + "</w:tbl>")),
    "repeated.odt": odt('<table:table><table:table-row table:number-rows-repeated="1000000"><table:table-cell '
                        'table:number-columns-repeated="1000000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>'),
    "rows.xlsx": xlsx("<worksheet><dimension ref='A1:XFD1048576'/><sheetData><row r='1'><c r='A1' t='str'><v>x</v></c></row>"
                      "<row r='1048576'><c r='XFD1048576' t='str'><v>y</v></c></row></sheetData></worksheet>"),
    "flate.pdf": _page_of(zlib.compress(bytes(200_000_000))),
    "flates.pdf": _page_of(zlib.compress(zlib.compress(bytes(400_000_000))), b"/FlateDecode /FlateDecode"),
    "glyphs.pdf": _page_of(zlib.compress(b"BT /F 9 Tf " + b"1 0 0 1 50 50 Tm (Mr. John DOE) Tj " * 300_000 + b"ET")),
    "rules.pdf": _page_of(zlib.compress(b"".join(b"%d %d m %d %d l S " % (n % 600, 0, n % 600, 800) for n in range(200_000)))),
    "deep.pdf": pdf(b"<</Type /Catalog /Pages 2 0 R /X " + b"[" * 200_000 + b">>"),
    "loop.pdf": pdf(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999>>"),
    "pages.pdf": pdf(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [" + b"3 0 R " * 100_000 + b"] /Count 100000>>",
                     b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800]>>"),
    "open.rtf": rb"{\rtf1 " + b"{" * 2_000_000,
    "words.rtf": rb"{\rtf1 " + rb"\par\b\u233?" * 1_000_000 + b"}",
    "binary.rtf": rb"{\rtf1 {\pict\bin999999999999 x}}",
    "large.png": png(60_000, 60_000),
    "wide.png": png(12_000, 6_600),
    "large.tif": tiff(100_000, 100_000),
    "frames.tif": tiff(1728, 2200, 5_000),
    "deep.html": b"<html><body>" + b"<div><table><tr><td>" * 50_000,
    "formats.html": b"<html><body>" + b"<b><i><font>" * 80_000 + b"x",
    "cells.html": b"<html><body><table>" + (b"<tr>" + b"<td colspan=1000 rowspan=1000>x</td>" * 30 + b"</tr>") * 2_000,
    "long.csv": b"a;b;c\n" + b"x;" * 5_000_000,
    "quotes.csv": b'a,b\n"' + b'""' * 3_000_000,
}  # fmt: skip

MESSAGES: dict[str, bytes] = {
    "messages in messages": messages_in_messages(5_000),
    "multiparts in multiparts": multiparts(5_000),
    "parts": b'Subject: x\nContent-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nMr. John DOE\n" * 100_000,
    "header fields": b"X-A: b\n" * 500_000 + b"\nx",
    "a header": b"Subject: " + b"=?utf-8?Q?a?= " * 300_000 + b"\n\nx",
    "a folded header": b"To: a\n" + b" ,a@b.example\n" * 300_000 + b"\nx",
    "addresses": b"From: " + b"(((((" * 100_000 + b"\nTo: " + b'"\\' * 100_000 + b"\n\nx",
    "parameters": b"Content-Type: text/plain" + b"; a*0*=''x" * 100_000 + b"\n\nx",
    "encoded words": b"Subject: =?" + b"utf-8?B?" * 100_000 + b"\n\nx",
    "base64": b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + base64.b64encode(bytes(30_000_000)),
    "quoted-printable": b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=\n" * 5_000_000,
    "uuencode": b"Subject: x\n\n" + b"begin 644 x\nM\n" * 200_000,
    "quotations": b"Subject: x\n\n" + b"> " * 2_000_000,
    "forwards": b"Subject: x\n\n" + b"-----Original Message-----\nFrom: a@b.example\nSent: x\nTo: y\nSubject: z\n\n" * 30_000,
    "a line": b"Subject: x\n\n" + b"Mr. John DOE, Counsellor, john@state.example; " * 100_000,
    "boundaries": b'Content-Type: multipart/mixed; boundary="' + b"b" * 100_000 + b'"\n\n' + b"--" + b"b" * 100_000,
    "delivery report": b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
    b"Content-Type: message/delivery-status\n\n" + b"Final-Recipient: rfc822; a@b.example\nAction: failed\n\n" * 60_000,
}  # fmt: skip
