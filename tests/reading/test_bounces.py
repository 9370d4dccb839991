"""Delivery status notifications of every kind are read; a submission is never one."""

# ruff: noqa: E501 - mail as it is sent has long lines
from __future__ import annotations

import time
import tomllib
from email.header import Header
from pathlib import Path
from typing import Any

import pytest

from mailbot.reading.mime import decode

ROBOT = "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: ccm@secretariat.example\r\n"


def dsn(status: str, action: str = "failed", tail: str = "") -> bytes:
    return (
        f"{ROBOT}Subject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\nArrival-Date: Wed, 11 Nov 2020 13:44:10 +0100\r\n\r\n"
        f"Original-Recipient: rfc822;ada@x.example\r\nFinal-Recipient: rfc822; ada@x.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 5.1.1 User\r\n  unknown\r\n{tail}\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: ack\r\nMessage-ID: <77@secretariat.example>\r\n\r\n--b--\r\n"
    ).encode()


def test_standard_notification() -> None:
    message = decode(dsn("5.1.1"))
    assert message.bounce is not None
    assert message.bounce.permanent
    assert [(r.address, r.status, r.reason) for r in message.bounce.recipients] == [
        ("ada@x.example", "5.1.1", "550 5.1.1 User unknown")
    ]
    assert message.bounce.original_message_id == "<77@secretariat.example>"
    assert message.originals == ()
    assert not message.may_answer


def test_delay_notice_is_not_permanent() -> None:
    bounce = decode(dsn("4.4.1", "delayed")).bounce
    assert bounce is not None
    assert not bounce.permanent


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_success_notice_is_no_bounce(action: str) -> None:
    assert decode(dsn("2.0.0", action)).bounce is None


def test_only_failed_recipients_are_named() -> None:
    tail = "\r\nFinal-Recipient: rfc822; ok@x.example\r\nAction: relayed\r\nStatus: 2.0.0\r\n"
    bounce = decode(dsn("5.1.1", tail=tail)).bounce
    assert bounce is not None
    assert [r.address for r in bounce.recipients] == ["ada@x.example"]


DIALECTS = {
    "qmail": "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
    "<ada@x.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 unknown user\n\n--- Below this line is a copy of the message.\n\n",
    "exim": "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\n"
    "recipients. This is a permanent error. The following address(es) failed:\n\n  ada@x.example\n    host mx.x.example: 550 5.1.1 No such user\n\n"
    "------ This is a copy of the message, including all the headers. ------\n\n",
    "fr": "Votre message n'a pas pu être remis au destinataire suivant :\n\nada@x.example\n550 5.1.1 utilisateur inconnu\n\n-----Message original-----\n\n",
    "es": "Su mensaje no se pudo entregar a:\n\n<ada@x.example>: usuario desconocido (5.1.1)\n\n----- Original message -----\n\n",
    "ru": "Ваше сообщение не может быть доставлено:\n\nada@x.example - 550 5.1.1 пользователь не существует\n\n----- Original message -----\n\n",
    "zh": "抱歉，您的邮件被退回，无法投递：\n\n收件人：ada@x.example\n原因：550 5.1.1 用户不存在\n\n----- Original message -----\n\n",
    "ar": "تعذر تسليم رسالتك إلى:\n\nada@x.example\n550 5.1.1 المستخدم غير معروف\n\n----- Original message -----\n\n",
    "unheard of": "Dear sender, we regret: mailbox of <ada@x.example> is unavailable (#5.1.1).\nPlease contact postmaster@mx.example.\n\nReturned message:\n\n",
}


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("subject", ["failure notice", "Undelivered Mail Returned to Sender", "Your mail"])
def test_dialects(name: str, subject: str) -> None:
    returned = "Received: by x\nFrom: ccm@secretariat.example\nTo: ada@x.example\nMessage-ID: <77@secretariat.example>\nSubject: ack\n\nDear"
    bounce = decode(
        f"{ROBOT}Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{DIALECTS[name]}{returned}".encode()
    ).bounce
    assert bounce is not None
    assert bounce.permanent
    assert [(r.address, r.status) for r in bounce.recipients] == [("ada@x.example", "5.1.1")]
    assert bounce.original_message_id == "<77@secretariat.example>"


@pytest.mark.parametrize(
    "text",
    [
        "Delivery to ada@x.example has been delayed.\nWe will keep trying for two days.",
        "THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND.\nYour message to the following recipients could not be delivered for the last 4 hours:\n<ada@x.example>",
        "Le message pour ada@x.example est retardé ; une nouvelle tentative aura lieu.",
        "Доставка для ada@x.example задерживается, попытки будут продолжены.",
    ],
)
def test_delay_dialects(text: str) -> None:
    bounce = decode(f"{ROBOT}Subject: Warning\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode()).bounce
    assert bounce is not None
    assert not bounce.permanent
    assert [r.address for r in bounce.recipients] == ["ada@x.example"]


NOTE = "The Permanent Mission presents its compliments. Head: Mr One <one@x.example>, Ms Two <two@x.example>."
PERSON = "From: Mission <mission@x.example>\r\nTo: ccm@secretariat.example\r\n"


@pytest.mark.parametrize(
    ("head", "subject", "text"),
    [
        (PERSON, "Delegation", f"{NOTE}\nOur earlier mail could not be delivered: user unknown 550 5.1.1."),
        (PERSON, "RE: Undeliverable: Delegation", NOTE),
        (PERSON, "FW: Undelivered Mail Returned to Sender", f"{NOTE}\n\nada@x.example: 550 5.1.1 user unknown"),
        (PERSON, "Delivery failed? our note again", NOTE),
        ("Return-Path: <>\r\n" + PERSON, "Documento escaneado", NOTE),
        (ROBOT, "Scan from MFP", "Document attached. one@x.example"),
    ],
)
def test_a_submission_is_no_bounce(head: str, subject: str, text: str) -> None:
    assert decode(f"{head}Subject: {subject}\r\n\r\n{text}".encode()).bounce is None


def test_mail_system_with_a_pdf_along_is_no_bounce() -> None:
    raw = f"{ROBOT}Subject: could not be delivered\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nada@x.example\r\n--b\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4\r\n--b--"
    assert decode(raw.encode()).bounce is None


SYSTEMS = tomllib.loads(Path(__file__).with_name("mail_systems.toml").read_text(encoding="utf-8"))["notice"]
RETURNED = "Received: from a by b\nFrom: CCM <ccm@secretariat.example>\nTo: ada@dest.example\nMessage-ID: <link.7@secretariat.example>\nSubject: your link\n\nDear colleague, your registration\n"


@pytest.mark.parametrize("notice", SYSTEMS, ids=lambda n: n["name"])
def test_notices_of_mail_systems(notice: dict[str, Any]) -> None:
    sender, subject = (
        Header(notice[key], "utf-8").encode() if not notice[key].isascii() else notice[key]
        for key in ("from", "subject")
    )
    text = notice["text"].replace("{returned}", RETURNED)
    raw = f"From: {sender}\r\nTo: ccm@secretariat.example\r\n{notice.get('fields', '')}Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    message = decode(raw.encode())
    assert message.bounce is not None
    assert message.bounce.permanent == notice["permanent"]
    assert [r.address for r in message.bounce.recipients] == notice["recipients"]
    if "status" in notice:
        assert message.bounce.recipients[0].status == notice["status"]
    if "{returned}" in notice["text"]:
        assert message.bounce.original_message_id == "<link.7@secretariat.example>"
    assert message.automatic.is_automatic
    assert not message.may_answer


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Delivery Status Notification (Success)", "Your message has been successfully delivered to ada@dest.example."),
        ("Your mailbox is almost full", "Your mailbox ccm@secretariat.example is almost full."),
        (
            "Relayed: link",
            "Delivery to these recipients or groups is complete, but no delivery notification was sent:\nada@dest.example",
        ),
    ],
)
def test_what_mail_systems_say_besides(subject: str, text: str) -> None:
    assert decode(f"{ROBOT}Subject: {subject}\r\n\r\n{text}".encode()).bounce is None


def test_a_failure_that_names_nobody_is_still_one() -> None:
    bounce = decode(
        f"{ROBOT}Subject: Returned mail: see transcript\r\n\r\n<<< No Message Collected >>>".encode()
    ).bounce
    assert bounce is not None
    assert bounce.permanent
    assert bounce.recipients == ()


@pytest.mark.parametrize("lines", [">\n", "to:a\n", "ada@dest.example \n", "mailbox ", "@"])
def test_long_notices_take_no_time(lines: str) -> None:
    started = time.process_time()
    decode(f"{ROBOT}Subject: failure notice\r\n\r\n{lines * (1_000_000 // len(lines))}".encode())
    assert time.process_time() - started < 5
