"""Raw bytes to a Message: charsets, header fields, the tree, and that nothing is ever lost or raised."""

# ruff: noqa: E501 - mail as it is sent has long lines
from __future__ import annotations

import base64
import io
import os
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailbot.domain.message import Address, Message
from mailbot.reading.body import body_document
from mailbot.reading.charset import decode_text
from mailbot.reading.mime import decode

HEAD = b"From: Mission <m@x.example>\r\nTo: c@y.example\r\nSubject: s\r\nDate: Wed, 11 Nov 2020 13:44:10 +0100\r\n"
PDF = b"%PDF-1.4\nbody of the note\n%%EOF"

TEXTS = {
    "ar": "تهدي البعثة الدائمة أطيب تحياتها إلى الأمانة، رئيس الوفد: السيد مهند صبيح الجنابي، سكرتير أول",
    "ru": "Постоянное представительство свидетельствует свое уважение. Глава делегации: Дубровщик Марина Аркадьевна",
    "zh": "中华人民共和国代表团向秘书处致意，并谨通知出席会议的代表团名单如下：团长：邵砚清大使",
    "zh-hant": "代表團向秘書處致意，並謹通知出席會議的代表團名單如下：團長：邵硯清大使",
    "fr": "La Mission présente ses compliments au Secrétariat. Délégué : M. Jérôme Lefèvre, Conseiller à Genève",
    "es": "La Misión saluda atentamente a la Secretaría. Señor Íñigo Muñoz, Segunda Secretaría, Ginebra, año 2020",
}


@pytest.mark.parametrize(
    ("language", "charset"),
    [
        ("ar", "cp1256"), ("ar", "iso8859-6"), ("ru", "cp1251"), ("ru", "koi8-r"), ("ru", "iso8859-5"), ("ru", "cp866"),
        ("zh", "gb18030"), ("zh-hant", "big5"), ("fr", "cp1252"), ("es", "cp1252"), ("fr", "cp850"), ("fr", "utf-16"),
        ("ru", "utf-8"), ("zh", "hz"), ("fr", "utf-8-sig"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("label", [None, "unknown-8bit", "us-ascii"])
def test_undeclared_charset_is_recognised(language: str, charset: str, label: str | None) -> None:
    text = TEXTS[language].replace("،", ",") if charset == "iso8859-6" else TEXTS[language]
    assert decode_text(text.encode(charset), label)[0] == text


@pytest.mark.parametrize("name", ["ar", "ru"])
def test_short_names_are_recognised(name: str) -> None:
    text = {"ar": "السيد مهند الجنابي", "ru": "Марина Дубровщик"}[name]
    assert decode_text(text.encode({"ar": "cp1256", "ru": "cp1251"}[name]))[0] == text


@pytest.mark.parametrize(
    ("label", "codec"),
    [("windows1251", "cp1251"), ("win-1251", "cp1251"), ("CP-1251", "cp1251"), ("x-gbk", "gb18030"), ("gb2312", "gb18030"),
     ('"utf8"', "utf-8"), ("UTF_8", "utf-8"), ("iso-8859-1", "cp1252"), ("koi8", "koi8-r"), ("KS_C_5601-1987", "cp949")],
)  # fmt: skip
def test_charset_aliases(label: str, codec: str) -> None:
    text = (
        "“Ж” 林"
        if codec in {"gb18030", "utf-8"}
        else "“é”"
        if codec == "cp1252"
        else "조약"
        if codec == "cp949"
        else "Ж"
    )
    assert decode_text(text.encode(codec), label) == (text, None)


def test_utf8_under_a_latin_label_is_utf8() -> None:
    assert decode_text(TEXTS["fr"].encode(), "iso-8859-1")[0] == TEXTS["fr"]
    assert decode_text(TEXTS["zh"].encode(), "gb2312")[0] == TEXTS["zh"]


def test_declared_gbk_that_happens_to_be_valid_utf8_stays_gbk() -> None:
    assert decode_text("联通".encode("gbk"), "gbk")[0] == "联通"


def subject(value: bytes) -> str:
    return decode(b"Subject: " + value + b"\r\n\r\nx").subject


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"=?utf-8?b?0J3QvtGC0LA=?=", "Нота"),
        (b"=?utf-8?b?0J3QvtGC0LA?=", "Нота"),
        (b"=?utf-8?q?D=C3=A9l=C3=A9gation?= x", "Délégation x"),
        (b"=?utf-8?q?D=C3=A9l=C3?=\r\n =?utf-8?q?=A9gation?=", "Délégation"),
        (b"=?utf-8?q?a_b?= =?utf-8?q?_c?=", "a b c"),
        (b"=?utf-8?q?D=C3=A9l=C3=A9gation du Mali?=", "Délégation du Mali"),
        (b"=?utf-8?q?D=C3=A9l=C3=A9gation", "Délégation"),
        (b"=?windows-1251*ru?b?ze7y4A==?=", "Нота"),
        (b"=?nonsense?q?D=C3=A9l?=", "Dél"),
        (b"=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("Délégation".encode(), "Délégation"),
        ("Délégation française".encode("latin-1"), "Délégation française"),
        ("Состав делегации".encode("koi8-r"), "Состав делегации"),
        (b"a\r\n\tb", "a b"),
        (b"a\x00b\x1b", "ab"),
        (b"\xe2\x80\xaefdp.exe", "fdp.exe"),
    ],
)
def test_subjects(value: bytes, text: str) -> None:
    assert subject(value) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            b'"Nkemelu, Ada" <a@x.example>, b@y.example',
            (Address("Nkemelu, Ada", "a@x.example"), Address("", "b@y.example")),
        ),
        (b"=?utf-8?q?Mission=2C_Gen=C3=A8ve?= <a@x.example>", (Address("Mission, Genève", "a@x.example"),)),
        (b"a@x.example (Ada)", (Address("Ada", "a@x.example"),)),
        (b"Team: a@x.example, b@x.example;", (Address("", "a@x.example"), Address("", "b@x.example"))),
        (b"undisclosed-recipients:;", ()),
        (b"<a@x.example>", (Address("", "a@x.example"),)),
        (b"Ada a@x.example", (Address("Ada", "a@x.example"),)),
        (b'"a@x.example" <a@x.example>', (Address("a@x.example", "a@x.example"),)),
        (b"a@x.example; b@y.example", (Address("", "a@x.example"), Address("", "b@y.example"))),
        (b"((((", ()),
    ],
)
def test_addresses(value: bytes, expected: tuple[Address, ...]) -> None:
    assert decode(b"To: " + value + b"\r\n\r\nx").to == expected


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (b"Wed, 11 Nov 2020 13:44:10 +0100", datetime(2020, 11, 11, 12, 44, 10, tzinfo=UTC)),
        (b"11 Nov 2020 13:44 GMT", datetime(2020, 11, 11, 13, 44, tzinfo=UTC)),
        (b"Wed, 11 Nov 2020 13:44:10 -0000", datetime(2020, 11, 11, 13, 44, 10, tzinfo=UTC)),
        (b"2020-11-11T13:44:10+01:00", datetime(2020, 11, 11, 12, 44, 10, tzinfo=UTC)),
        (b"Wed, 11 Nov 99999 13:44:10 +0100", None),
        (b"Wed, 99 Nov 2020 13:44:10 +9999999", None),
        (b"tomorrow", None),
        (b"", None),
    ],
)
def test_dates(date: bytes, moment: datetime | None) -> None:
    message = decode(b"Date: " + date + b"\r\n\r\nx")
    assert message.sent_at == message.received_at == moment


def test_received_at_is_the_topmost_received_field() -> None:
    raw = (
        b"Received: by mx; Wed, 11 Nov 2020 13:44:15 +0100\r\nReceived: by a; Wed, 11 Nov 2020 10:00:00 +0100\r\n"
        + HEAD
    )
    assert decode(raw + b"\r\nx").received_at == datetime(2020, 11, 11, 12, 44, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "disposition",
    [
        b'attachment; filename="Note n\xc2\xb0 3.pdf"',
        b"attachment; filename*=utf-8''Note%20n%C2%B0%203.pdf",
        b"attachment; filename*0*=utf-8''Note%20n; filename*1*=%C2%B0%203.pdf",
        b"attachment; filename*1=\" 3.pdf\"; filename*0*=utf-8''Note%20n%C2%B0",
        b'attachment; filename="=?utf-8?q?Note_n=C2=B0_3=2Epdf?="',
        b"attachment; filename==?utf-8?b?Tm90ZSBuwrAgMy5wZGY=?=",
        b"attachment; filename=Note n\xb0 3.pdf",
        b'attachment; filename="C:\\dossier\\Note n\xc2\xb0 3.pdf"',
        b'attachment; filename="../../Note n\xc2\xb0 3.pdf',
    ],
)
def test_file_names(disposition: bytes) -> None:
    raw = HEAD + b"Content-Type: application/pdf\r\nContent-Disposition: " + disposition + b"\r\n\r\n" + PDF
    assert [a.name for a in decode(raw).attachments] == ["Note n° 3.pdf"]


def mixed(*parts: bytes, boundary: bytes = b"b", closed: bool = True, kind: bytes = b"mixed") -> bytes:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + (b"--b--\r\n" if closed else b"")
    return HEAD + b"Content-Type: multipart/" + kind + b'; boundary="' + boundary + b'"\r\n\r\npreamble\r\n' + body


TEXT = b"Content-Type: text/plain\r\n\r\nhello"


@pytest.mark.parametrize(
    "part",
    [
        b"Content-Type: application/octet-stream\r\n\r\n" + PDF,
        b"Content-Type: application/pdf\r\nContent-Disposition: inline\r\n\r\n" + PDF,
        b"Content-Type: text/plain; name=note.pdf\r\n\r\n" + PDF,
        b"Content-Type: image/jpeg\r\nContent-Disposition: attachment; filename=x.jpg\r\n\r\n" + PDF,
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(PDF),
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + PDF,
        b"Content-Type: application/pdf\r\n\r\n" + base64.encodebytes(PDF),
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: BASE64 \r\n\r\n"
        + base64.b64encode(PDF).rstrip(b"="),
        b"Content-Type: garbage\r\nContent-Disposition: attachment\r\n\r\n" + PDF,
    ],
)
def test_pdf_is_found_however_it_is_declared(part: bytes) -> None:
    message = decode(mixed(TEXT, part))
    assert [(a.media_type, a.content) for a in message.attachments] == [("application/pdf", PDF)]
    assert message.text == "hello"


@pytest.mark.parametrize("raw", [mixed(TEXT, closed=False), mixed(TEXT, boundary=b"other"), mixed(TEXT, boundary=b"")])
def test_damaged_boundaries(raw: bytes) -> None:
    message = decode(raw)
    assert message.text == "hello"
    assert message.defects


def test_multipart_without_parts_is_text() -> None:
    message = decode(HEAD + b"Content-Type: multipart/mixed; boundary=q\r\n\r\njust text")
    assert message.text == "just text"
    assert message.defects == ("multipart without parts",)


def test_no_header_at_all_is_text() -> None:
    assert "Mr One, head" in decode(b"Mr One, head\r\nof delegation").text


@pytest.mark.parametrize("line_end", [b"\n", b"\r", b"\r\n"])
def test_line_ends(line_end: bytes) -> None:
    message = decode(
        mixed(TEXT, b"Content-Type: application/pdf\r\n\r\n" + PDF).replace(b"\r\n", b"\n").replace(b"\n", line_end)
    )
    assert message.text == "hello"
    assert len(message.attachments) == 1


def test_alternative_prefers_plain_and_keeps_html() -> None:
    raw = mixed(TEXT, b"Content-Type: text/html\r\n\r\n<p>hello <b>there</b></p>", kind=b"alternative")
    message = decode(raw)
    assert (message.text, message.html, message.attachments) == ("hello", "<p>hello <b>there</b></p>", ())


@pytest.mark.parametrize("plain", [b"", b"  \r\n", b"Please view this message in HTML."])
def test_stub_alternative_gives_way_to_html(plain: bytes) -> None:
    html = b"<p>" + b"The Permanent Mission presents its compliments. " * 20 + b"</p>"
    raw = mixed(
        b"Content-Type: text/plain\r\n\r\n" + plain, b"Content-Type: text/html\r\n\r\n" + html, kind=b"alternative"
    )
    assert decode(raw).text.startswith("The Permanent Mission")


def test_second_inline_text_continues_the_body_and_an_attached_one_does_not() -> None:
    pdf = b"Content-Type: application/pdf\r\n\r\n" + PDF
    attached = b"Content-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nother"
    message = decode(mixed(TEXT, pdf, b"Content-Type: text/plain\r\n\r\nworld", attached))
    assert message.text == "hello\nworld"
    assert [a.name for a in message.attachments] == ["unnamed.pdf", "a.txt"]


def test_logo_of_related_is_inline() -> None:
    logo = b"Content-Type: image/png\r\nContent-ID: <l@x>\r\n\r\n\x89PNG\r\n\x1a\n"
    message = decode(mixed(b"Content-Type: text/html\r\n\r\n<p>hi</p>", logo, kind=b"related"))
    assert [(a.media_type, a.is_inline, a.content_id) for a in message.attachments] == [("image/png", True, "l@x")]


INNER = b"From: Capital <c@z.example>\r\nSubject: list\r\nMessage-ID: <1@z>\r\nMIME-Version: 1.0\r\n\r\nMr One, head"


@pytest.mark.parametrize(
    "part",
    [
        b"Content-Type: message/rfc822\r\n\r\n" + INNER,
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(INNER),
        b"Content-Type: application/octet-stream; name=x.eml\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(INNER),
        b"Content-Type: text/plain; name=x.eml\r\nContent-Disposition: attachment\r\n\r\n" + INNER,
    ],
)
def test_attached_message_is_an_original(part: bytes) -> None:
    message = decode(mixed(TEXT, part))
    assert message.attachments == ()
    assert [(o.sender, o.text) for o in message.originals] == [(Address("Capital", "c@z.example"), "Mr One, head")]


def test_an_archive_of_office_files_is_an_archive() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as inner:
        inner.writestr("word/document.xml", "<x/>")
    sheets = io.BytesIO()
    with zipfile.ZipFile(sheets, "w") as archive:  # most archivers store what is compressed already
        archive.writestr("note.docx", out.getvalue())
        archive.writestr("password/list.txt", "x")
    part = b"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    for content, expected in ((out, "document"), (sheets, "application/zip")):
        raw = HEAD + b"MIME-Version: 1.0\r\n" + part + base64.encodebytes(content.getvalue())
        assert decode(raw).attachments[0].media_type.endswith(expected)


def test_format_flowed_joins_lines_and_keeps_quotes() -> None:
    raw = (
        HEAD
        + b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nMr Ada \r\nNkemelu\r\n>quoted \r\n>more\r\n -- x\r\n-- \r\nsig"
    )
    assert decode(raw).text == "Mr AdaNkemelu\n> quotedmore\n-- x\n-- \nsig"


def test_uuencoded_file_in_text_is_an_attachment() -> None:
    raw = HEAD + b"\r\nSee file.\nbegin 644 note.pdf\n/)5!$1BTQ+C0*)25%3T8\n`\nend\nBye."
    message = decode(raw)
    assert [(a.name, a.media_type) for a in message.attachments] == [("note.pdf", "application/pdf")]
    assert "See file." in message.text
    assert "Bye." in message.text


def der(tag: int, *content: bytes) -> bytes:
    body = b"".join(content)
    size = bytes([len(body)]) if len(body) < 128 else b"\x82" + len(body).to_bytes(2, "big")
    return bytes([tag]) + size + body


@pytest.mark.parametrize("indefinite", [False, True])
def test_opaque_signature_is_unwrapped(indefinite: bool) -> None:
    inner = b"Content-Type: text/plain\r\n\r\nMr One, head of delegation"
    octets = b"\x24\x80" + der(4, inner[:20]) + der(4, inner[20:]) + b"\0\0" if indefinite else der(4, inner)
    data_oid, signed_oid = der(6, bytes.fromhex("2a864886f70d010701")), der(6, bytes.fromhex("2a864886f70d010702"))
    signed = der(
        0x30,
        signed_oid,
        der(0xA0, der(0x30, der(2, b"\1"), der(0x31), der(0x30, data_oid, der(0xA0, octets)), der(0x31))),
    )
    part = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    message = decode(HEAD + part + base64.encodebytes(signed))
    assert message.text == "Mr One, head of delegation"
    assert message.defects == ("signature not verified",)
    assert message.attachments == ()


def test_content_id_ignores_the_route_and_sees_the_content() -> None:
    raw = mixed(TEXT, b"Content-Type: application/pdf\r\n\r\n" + PDF)
    other_route = b"Received: by b; Wed, 11 Nov 2020 13:44:15 +0100\r\nDelivered-To: x@y.example\r\n" + raw
    assert decode(raw).id != decode(other_route).id
    assert decode(raw).content_id == decode(other_route).content_id
    assert decode(raw).content_id != decode(raw.replace(b"the note", b"the vote")).content_id


def well_formed(message: Message) -> None:
    """What must hold of any Message: aware times, encodable texts, and a readable body."""
    assert all(t is None or t.tzinfo for t in (message.sent_at, message.received_at))
    "\n".join((message.text, message.new_text, message.subject, message.html or "", *message.defects)).encode()
    assert len(message.id) == len(message.content_id) == 64
    assert "\n" not in message.subject
    lines = {line.rstrip() for line in message.text.split("\n")}
    assert all(line in lines for line in message.new_text.split("\n") if line)
    for number, (_, block) in enumerate(body_document(message).blocks()):
        assert block.number >= 1 or number < 0
    for original in message.originals:
        well_formed(original)


@given(st.binary(max_size=3000))
@example(b"")
@example(b"\n")
@example(b"From: \xff <\r\n\r\n\xff\xfe")
def test_any_bytes(raw: bytes) -> None:
    well_formed(decode(raw))


SAMPLES = [
    mixed(TEXT, b"Content-Type: message/rfc822\r\n\r\n" + INNER, b"Content-Type: application/pdf\r\n\r\n" + PDF),
    mixed(
        TEXT,
        b"Content-Type: text/html; charset=koi8-r\r\n\r\n<table><tr><td rowspan=3>1<td>x<tr><td>2</table>",
        kind=b"alternative",
    ),
    HEAD + b"Content-Type: text/plain; charset=gb2312\r\n\r\n" + TEXTS["zh"].encode("gbk") + b"\r\n> q\r\n",
    *(p.read_bytes()[:8000] for p in sorted(Path(os.environ.get("MAILBOT_CORPUS", "corpus")).glob("0[016]*.eml"))),
]


@settings(max_examples=200)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 8000), st.integers(0, 40), st.binary(max_size=20)), max_size=8),
)
def test_mutated_messages(raw: bytes, edits: list[tuple[int, int, bytes]]) -> None:
    for at, cut, put in edits:
        raw = raw[:at] + put + raw[at + cut :]
    well_formed(decode(raw))


@pytest.mark.parametrize(
    "raw",
    [
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(2000)) + TEXT,
        (HEAD + b"Content-Type: message/rfc822\r\n\r\n") * 3000,
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 200_000,
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"".join(b"<p><font a=%d>" % i for i in range(20_000)),
        b"Subject: " + b"=?utf-8?q?" * 200_000 + b"\r\n\r\nx",
        b"From: " + b"(" * 300_000 + b"\r\n\r\nx",
        HEAD + b"\r\n" + b"_" * 20 + b"\r\n" + b"--\r\n" * 200_000,
        HEAD + b"\r\n" + b"From: x@y.example\r\nSent: 10:00\r\n" * 50_000,
        HEAD
        + b"Content-Type: application/pkcs7-mime\r\n\r\n"
        + bytes.fromhex("308006092a864886f70d010702a0803080")
        + b"\x24\x80" * 10**6,
    ],
    ids=["multiparts", "messages", "parts", "divs", "fonts", "words", "comments", "rules", "blocks", "ber"],
)
def test_hostile_messages_take_no_time(raw: bytes) -> None:
    start = time.process_time()
    well_formed(decode(raw))
    assert time.process_time() - start < 4
