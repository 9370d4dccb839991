"""A letter as a mail message: what other programs read in it, and that nothing in it can forge a header."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.domain.letter import Letter, LetterAttachment
from mailbot.outputs.mime_letter import to_bytes

NOW = datetime(2020, 11, 10, 9, 0, tzinfo=UTC)


def letter(**changes: Any) -> Letter:
    values: dict[str, Any] = {
        "key": "k",
        "template": "acknowledgement",
        "language": "fr",
        "to": ("mission@mfa.example",),
        "subject": "Note verbale reçue",
        "text": "Le Secrétariat présente ses compliments.\n",
        "html": "<p>Le Secrétariat</p>",
        "message_id": "<0123.mailbot@un.example>",
        "created_at": NOW,
        "not_before": NOW,
        "cause": "message:abc",
        **changes,
    }
    return Letter(**values)


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def written(**changes: Any) -> EmailMessage:
    return read(to_bytes(letter(**changes), "Secrétariat de la CCM", "ccm@un.example", NOW, "2RC"))


def test_what_a_reply_carries() -> None:
    long = "<" + "A" * 120 + "@AM0PR07MB1234.eurprd07.prod.outlook.example>"
    message = written(in_reply_to=long, references=("<first@mfa.example>", long))
    assert message["From"] == "Secrétariat de la CCM <ccm@un.example>"
    assert message["To"] == "mission@mfa.example"
    assert message["Subject"] == "Note verbale reçue"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<0123.mailbot@un.example>"
    assert message["In-Reply-To"] == long
    assert message["References"].split() == ["<first@mfa.example>", long]
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "DR, RN, NRN, OOF, AutoReply"
    assert message["X-Mailbot-Loop"] == "2RC"
    assert message["Content-Language"] == "fr"
    assert message["Precedence"] is None
    body, html = message.get_body(("plain",)), message.get_body(("html",))
    assert body is not None
    assert body.get_content().splitlines() == ["Le Secrétariat présente ses compliments."]
    assert html is not None
    assert html.get_content().splitlines() == ["<p>Le Secrétariat</p>"]
    assert message.get_content_type() == "multipart/alternative"


def test_what_nobody_wrote_for_is_generated() -> None:
    message = written(cause="milestone:RC1/note_verbale/2020-11-18", html=None)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message["In-Reply-To"] is None
    assert message["References"] is None


def test_attachments() -> None:
    files = (
        LetterAttachment("pratiques recommandées.pdf", "application/pdf", b"%PDF\0\xff"),
        LetterAttachment("sessions.ics", "text/calendar; method=PUBLISH", "BEGIN:VCALENDAR é".encode()),
        LetterAttachment("a/b\r\nX: y", "not a type", b"x"),
    )
    message = written(attachments=files)
    assert message.get_content_type() == "multipart/mixed"
    parts = list(message.iter_attachments())
    assert [part.get_filename() for part in parts] == ["pratiques recommandées.pdf", "sessions.ics", "a_b X: y"]
    assert [part.get_content_type() for part in parts] == [
        "application/pdf",
        "text/calendar",
        "application/octet-stream",
    ]
    assert parts[1]["Content-Type"].params == {"method": "PUBLISH", "charset": "utf-8"}
    assert [part.get_payload(decode=True) for part in parts] == [file.content for file in files]


def test_addresses_beyond_ascii() -> None:
    assert written(to=("a@bücher.example",))["To"] == "a@xn--bcher-kva.example"
    assert written(to=("посол@mfa.example",))["To"] == "посол@mfa.example"
    assert written(to=("посол@mfa.example", "a@mfa.example"))["To"] == "a@mfa.example"


def test_who_cannot_be_written_to_is_not_named() -> None:
    assert written(to=("nobody", "a@[127.0.0.1]", "a@mfa.example"))["To"] == "a@mfa.example"
    assert written(to=("nobody",))["To"] == "undisclosed-recipients:;"
    with pytest.raises(ValueError, match="no @"):
        to_bytes(letter(), "", "nobody", NOW)


ANY = st.text(st.characters(codec=None), max_size=40) | st.sampled_from(
    [
        "x\r\nBcc: all@mfa.example",
        "x\n\nbody",
        "x\u2028Bcc: y",
        "x\x85y",
        "x\rBcc: y",
        "=?utf-8?q?=0D=0ABcc:y?=",
        "\0",
        "é" * 300,
    ]
)
FIELDS = {
    "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
    "X-Auto-Response-Suppress", "X-Mailbot-Loop", "Content-Language", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding",
}  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(subject=ANY, name=ANY, text=ANY, html=st.none() | ANY, reference=ANY, language=ANY, file=ANY, kind=ANY, mark=ANY)
def test_nothing_from_outside_makes_a_header(
    subject: str, name: str, text: str, html: str | None, reference: str, language: str, file: str, kind: str, mark: str
) -> None:
    raw = to_bytes(
        letter(
            subject=subject,
            text=text,
            html=html,
            language=language,
            in_reply_to=reference,
            references=(reference, f"<{reference}@x>"),
            attachments=(LetterAttachment(file, kind, b"x"),),
        ),
        name,
        "ccm@un.example",
        NOW,
        mark,
    )
    assert raw.isascii()
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    message = read(raw)
    assert set(message.keys()) <= FIELDS
    assert len(message.keys()) == len(set(message.keys()))
    assert [address.addr_spec for address in message["From"].addresses] == ["ccm@un.example"]
    assert [address.addr_spec for address in message["To"].addresses] == ["mission@mfa.example"]


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=200), subject=st.text(max_size=120))
def test_any_text_is_read_as_it_was_written(text: str, subject: str) -> None:
    message = written(text=text, subject=subject, html=None)
    body = message.get_body(("plain",))
    assert body is not None
    printable = [c for c in text if c.isprintable()]
    assert [c for c in body.get_content() if c.isprintable() and c != "\ufffd"] == [
        c for c in printable if c != "\ufffd"
    ]
    assert [c for c in message["Subject"] if c.isalnum()] == [c for c in subject if c.isalnum()]
