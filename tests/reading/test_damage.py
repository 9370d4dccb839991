"""Mail as it is damaged on the way: the text and the document come out, whatever the headers say."""

# ruff: noqa: E501 - mail as it is sent has long lines
from __future__ import annotations

import base64
import binascii
import quopri

import pytest

from mailbot.reading.mime import decode

NOTE = "The Permanent Mission presents its compliments.\nHead: Ms. Zoë Roe <z.roe@m.example>, conseillère — «speaker»\n1. Mr. Tom Poe"
DOCUMENT = b"%PDF-1.4\n" + bytes(range(256)) * 20 + b"\n%%EOF"
HEAD = b"From: Mission <m@m.example>\r\nTo: ccm@s.example\r\nSubject: Note\r\nMIME-Version: 1.0\r\n"
BASE64 = base64.encodebytes(DOCUMENT)
QUOTED = quopri.encodestring(NOTE.encode())


def parts(
    *, mark: bytes = b"b1", kind: bytes = b'Content-Type: multipart/mixed; boundary="b1"\r\n', file: bytes = BASE64,
    name: bytes = b'filename="note.pdf"', text: bytes = NOTE.encode(), transfer: bytes = b"8bit", end: bytes = b"\r\n--b1--\r\n",
) -> bytes:  # fmt: skip
    return (
        HEAD + kind + b"\r\n--" + mark + b"\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " + transfer
        + b"\r\n\r\n" + text + b"\r\n--" + mark + b"\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        + b"Content-Disposition: attachment; " + name + b"\r\n\r\n" + file + end
    )  # fmt: skip


def declared(value: bytes) -> bytes:
    return parts(kind=b"Content-Type: " + value + b"\r\n")


DAMAGED = {
    "not closed": parts(end=b""),
    "no boundary declared": declared(b"multipart/mixed"),
    "another boundary declared": declared(b'multipart/mixed; boundary="zzz"'),
    "half a quotation mark": declared(b'multipart/mixed; boundary="b1'),
    "boundary in small quotation marks": declared(b"multipart/mixed; boundary='b1'"),
    "boundary in capitals": declared(b'multipart/mixed; boundary="B1"'),
    "blank behind the boundary": parts(mark=b"b1 "),
    "no semicolon": declared(b'multipart/mixed boundary="b1"'),
    "fold lost": declared(b'multipart/mixed;\r\nboundary="b1"'),
    "type lost": parts(kind=b""),
    "type garbled": declared(b"foo"),
    "type of a text": declared(b"text/plain"),
    "encoding on the whole": declared(b'multipart/mixed; boundary="b1"\r\nContent-Transfer-Encoding: base64'),
    "line feeds": parts().replace(b"\r\n", b"\n"),
    "carriage returns": parts().replace(b"\r\n", b"\r").replace(b"\n", b"\r"),
    "two carriage returns": parts().replace(b"\r\n", b"\r\r\n"),
    "mixed line ends": parts().replace(b"\r\n", b"\n", 8),
    "byte order mark": b"\xef\xbb\xbf" + parts(),
    "mbox line": b"From m@m.example Tue Nov 10 10:00:00 2020\r\n" + parts(),
    "empty lines first": b"\r\n\r\n" + parts(),
    "line that is no field": parts().replace(b"To: ", b"This line is broken\r\nTo: ", 1),
    "blank before the colon": parts().replace(b"Content-Type: multipart", b"Content-Type : multipart", 1),
    "date of no calendar": parts().replace(b"Subject", b"Date: Tue, 99 Nov 99999 99:99:99 +9999\r\nSubject", 1),
    "padding lost": parts(file=base64.b64encode(DOCUMENT).rstrip(b"=")),
    "blanks in base64": parts(file=BASE64.replace(b"\n", b" \n ")),
    "footer behind base64": parts(file=BASE64 + b"\r\n-- \r\nThis mail was scanned\r\n"),
    "padding escaped": parts(file=BASE64.replace(b"=", b"=3D")),
    "quoted-printable undeclared": parts(text=QUOTED, transfer=b"7bit"),
    "quoted-printable with blanks": parts(text=QUOTED.replace(b"=\n", b"= \n"), transfer=b"quoted-printable"),
    "NUL": parts(text=NOTE.replace("Head", "He\x00ad").encode()),
    "yEnc": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + NOTE.encode() + b"\r\n=ybegin line=128 size=1 name=note.pdf\r\n"
    + b"".join(b"=" + bytes([(o + 42 + 64) % 256]) if (o + 42) % 256 in {0, 10, 13, 61} else bytes([(o + 42) % 256]) for o in DOCUMENT) + b"\r\n=yend size=1\r\n",
    "uuencode": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + NOTE.encode() + b"\r\nbegin 644 note.pdf\r\n"
    + b"".join(binascii.b2a_uu(DOCUMENT[i : i + 45]) for i in range(0, len(DOCUMENT), 45)) + b"`\nend\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_text_and_document_come_out(name: str) -> None:
    message = decode(DAMAGED[name])
    assert message.text.strip() == NOTE
    assert [(a.name, a.media_type, a.content) for a in message.attachments if a.media_type == "application/pdf"] == [
        (message.attachments[0].name, "application/pdf", DOCUMENT)
    ]
    assert message.sender is not None
    assert message.sender.address == "m@m.example"


@pytest.mark.parametrize(
    "name",
    [
        'filename="=?utf-8?B?0L3QvtGC0LAucGRm?="', "filename==?utf-8?B?0L3QvtGC0LAucGRm?=", "filename*=UTF-8''%D0%BD%D0%BE%D1%82%D0%B0.pdf",
        "filename*=\"UTF-8''%D0%BD%D0%BE%D1%82%D0%B0.pdf\"", "filename*0*=UTF-8''%D0%BD%D0%BE;\r\n filename*1*=%D1%82%D0%B0.pdf",
        'filename="нота.pdf"', "filename=нота.pdf", 'filename="%D0%BD%D0%BE%D1%82%D0%B0.pdf"', 'filename="C:\\\\docs\\\\нота.pdf"',
    ],
)  # fmt: skip
def test_names_of_files(name: str) -> None:
    assert decode(parts(name=name.encode())).attachments[0].name == "нота.pdf"


def test_a_body_without_an_empty_line_above_it_is_not_lost() -> None:
    assert (
        decode(HEAD + NOTE.encode())
        .text.strip()
        .startswith("The Permanent Mission presents its compliments.\nHead: Ms. Zoë")
    )
