"""What must not be answered (RFC 3834), and what only looks like it."""

# ruff: noqa: E501 - mail as it is sent has long lines
from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mailbot.reading.mime import decode

HEAD = b"Return-Path: <m@x.example>\r\nFrom: Mission <m@x.example>\r\nTo: c@y.example\r\n"
CORPUS = Path(os.environ.get("MAILBOT_CORPUS", "corpus"))


def mail(extra: str = "", subject: str = "Delegation", text: str = "Head of delegation: Mr One") -> bytes:
    return HEAD + f"{extra}Subject: {subject}\r\n\r\n{text}".encode()


@pytest.mark.parametrize(
    "extra",
    [
        "Auto-Submitted: auto-replied\r\n",
        "Auto-Submitted: auto-generated (scanner)\r\n",
        "Precedence: bulk\r\n",
        "Precedence: junk\r\n",
        "X-Auto-Response-Suppress: OOF, AutoReply\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "X-Autoreply: yes\r\n",
        "X-Autorespond: x\r\n",
        "X-Mailbot-Loop: ccm@y.example\r\n",
    ],
)
def test_headers_of_programs(extra: str) -> None:
    message = decode(mail(extra))
    assert message.automatic.is_automatic
    assert message.automatic.why
    assert not message.may_answer
    assert message.new_text == "Head of delegation: Mr One"


@pytest.mark.parametrize(
    "extra", ["List-Id: <l.x.example>\r\n", "Precedence: list\r\n", "List-Post: <mailto:l@x.example>\r\n"]
)
def test_list_mail_is_not_answered_but_a_person_may_have_written_it(extra: str) -> None:
    message = decode(mail(extra))
    assert message.is_list_mail
    assert not message.may_answer
    assert not message.automatic.is_automatic


@pytest.mark.parametrize(
    "extra",
    [
        "",
        "Auto-Submitted: no\r\n",
        "Precedence: first-class\r\n",
        "X-Auto-Response-Suppress: DR, RN, NRN\r\n",
        "Priority: urgent\r\n",
    ],
)
def test_what_people_send_may_be_answered(extra: str) -> None:
    message = decode(mail(extra))
    assert not message.automatic.is_automatic
    assert message.may_answer


@pytest.mark.parametrize(
    "local",
    [
        "no-reply",
        "noreply",
        "donotreply",
        "mailer-daemon",
        "MAILER-DAEMON",
        "postmaster",
        "list-bounces",
        "owner-gva",
        "bounce",
    ],
)
def test_senders_that_take_no_mail(local: str) -> None:
    assert not decode(mail().replace(b"Mission <m@", f"Mission <{local}@".encode())).may_answer


@pytest.mark.parametrize("local", ["mission", "noreen", "daemonov", "listov", "postmann", "owen", "alerta"])
def test_senders_that_only_sound_so(local: str) -> None:
    assert decode(mail().replace(b"Mission <m@", f"Mission <{local}@".encode())).may_answer


def test_null_return_path() -> None:
    message = decode(mail().replace(b"Return-Path: <m@x.example>", b"Return-Path: <>"))
    assert message.return_path == ""
    assert not message.may_answer


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: acknowledgement", "Out of Office: x", "Réponse automatique : x", "Absence du bureau",
        "Respuesta automática: x", "Fuera de la oficina", "Автоответ: x", "Автоматический ответ: x", "自动回复: x", "自动答复：x",
        "رد تلقائي: x", "Undeliverable: x", "Auto: out of office",
    ],
)  # fmt: skip
def test_subjects_of_automatic_replies(subject: str) -> None:
    assert decode(mail(subject=subject, text="x")).automatic.is_automatic or subject == "Auto: out of office"


@pytest.mark.parametrize(
    "subject",
    [
        "Reading list: delegation",
        "Lucie Martin : accréditation",
        "Read-ahead",
        "Delegation: automatic weapons expert",
        "Отпуск визы",
        "Re: autonomous weapons",
    ],
)
def test_subjects_of_people(subject: str) -> None:
    assert not decode(mail(subject=subject)).automatic.is_automatic


@pytest.mark.parametrize(
    "text",
    [
        "I am currently out of the office until Monday.", "Je suis actuellement absente jusqu'au 12.", "Estoy fuera de la oficina.",
        "Я нахожусь в отпуске до 12 ноября.", "您好，我正在休假。", "أنا خارج المكتب حتى الاثنين.",
    ],
)  # fmt: skip
def test_vacation_texts(text: str) -> None:
    assert decode(mail(text=text)).automatic.is_automatic


def test_a_note_that_mentions_leave_is_a_persons() -> None:
    text = (
        "Our delegation is below.\n" + "Mr One, Counsellor, one@x.example\n" * 25 + "I am out of the office on Friday."
    )
    assert not decode(mail(text=text)).automatic.is_automatic


@pytest.mark.parametrize(
    "subject",
    [
        "[Indico] New registration for CCM 2RC: Ada",
        "Modified registration for CCM: Ada",
        " Registration withdrawn for CCM: Ada",
    ],
)
def test_indico_notifications(subject: str) -> None:
    message = decode(mail(subject=subject))
    assert message.automatic.why == "Indico notification"
    assert not message.may_answer


def test_abuse_report() -> None:
    raw = HEAD + (
        b"Subject: x\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
        b"--b\r\n\r\nAbuse.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n--b--\r\n"
    )
    message = decode(raw)
    assert message.is_complaint
    assert not message.may_answer
    assert message.bounce is None


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the sample messages are not here")
def test_sample_messages() -> None:
    for line in (CORPUS / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        message = decode((CORPUS / truth["file"]).read_bytes())
        assert message.may_answer == truth["may_answer"], truth["file"]
        assert message.bounce is None, truth["file"]
