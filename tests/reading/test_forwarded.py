"""A forwarded message is the message of the one who wrote it."""

# ruff: noqa: E501 - mail as it is sent has long lines
from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mailbot.domain.message import Address
from mailbot.reading.body import body_document
from mailbot.reading.document import Table
from mailbot.reading.forwarded import read_moment
from mailbot.reading.mime import decode

HEAD = "From: Anna <a@secretariat.example>\r\nDate: Tue, 17 Nov 2020 10:31:09 +0100\r\nContent-Type: text/{}; charset=utf-8\r\nSubject: {}\r\n\r\n"
NOTE = "The delegation is:\n1. Mr One"
SENT = datetime(2020, 11, 16, 14, 12, tzinfo=UTC)

BLOCKS = {
    "Outlook en": ("FW: List", "From: Mission <m@x.example>\nSent: Monday, November 16, 2020 3:12 PM\nTo: Anna\nSubject: List\n"),
    "Outlook fr": ("TR : List", "De : Mission <m@x.example>\nEnvoyé : lundi 16 novembre 2020 15:12\nÀ : Anna\nObjet : List\n"),
    "Outlook es": ("RV: List", "De: Mission <m@x.example>\nEnviado el: lunes, 16 de noviembre de 2020 15:12\nPara: Anna\nAsunto: List\n"),
    "Outlook ru": ("Пересл: List", "От: Mission <m@x.example>\nОтправлено: 16 ноября 2020 г. 15:12\nКому: Anna\nТема: List\n"),
    "Outlook zh": ("转发: List", "发件人: Mission <m@x.example>\n发送时间: 2020年11月16日 15:12\n收件人: Anna\n主题: List\n"),
    "Outlook ar": ("إعادة توجيه: List", "من: Mission <m@x.example>\nتم الإرسال: الاثنين، 16 نوفمبر 2020 15:12\nإلى: Anna\nالموضوع: List\n"),
    "Gmail en": ("Fwd: List", "---------- Forwarded message ---------\nFrom: Mission <m@x.example>\nDate: Mon, Nov 16, 2020 at 3:12 PM\nSubject: List\nTo: Anna <a@secretariat.example>\n"),
    "Gmail fr": ("Fwd: List", "---------- Forwarded message ---------\nDe : Mission <m@x.example>\nDate: lun. 16 nov. 2020 à 15:12\nSubject: List\nTo: Anna\n"),
    "Thunderbird": ("Fwd: List", "-------- Forwarded Message --------\nSubject: \tList\nDate: \tMon, 16 Nov 2020 15:12:00 +0100\nFrom: \tMission <m@x.example>\nTo: \tAnna\n"),
    "Apple": ("Fwd: List", "Begin forwarded message:\n\nFrom: Mission <m@x.example>\nSubject: List\nDate: 16 November 2020 at 15:12:00 CET\nTo: Anna\n"),
    "mail.ru": ("Fwd: List", "-------- Пересылаемое сообщение --------\nОт кого: Mission <m@x.example>\nКому: Anna\nДата: Понедельник, 16 ноября 2020, 15:12 +01:00\nТема: List\n"),
    "no word of it": ("List", "From: Mission <m@x.example>\nSent: Monday, November 16, 2020 3:12 PM\nTo: Anna\nSubject: List\n"),
}  # fmt: skip


@pytest.mark.parametrize("client", BLOCKS)
@pytest.mark.parametrize("own", ["", "For you. A.\n\n"])
def test_forward_in_plain_text(client: str, own: str) -> None:
    subject, block = BLOCKS[client]
    message = decode(f"{HEAD.format('plain', subject)}{own}{block}\n{NOTE}".encode())
    (original,) = message.originals
    assert original.sender == Address("Mission", "m@x.example")
    assert original.subject == "List"
    assert original.sent_at is not None
    assert original.sent_at.astimezone(UTC) == SENT
    assert original.text == original.new_text == NOTE
    assert message.new_text == own.strip()
    assert NOTE in message.text


def test_forward_behind_quote_marks() -> None:
    quoted = "\n".join(f"> {line}" for line in (BLOCKS["Apple"][1] + "\n" + NOTE).split("\n"))
    message = decode(f"{HEAD.format('plain', 'Fwd: List')}See below.\n\n{quoted}".encode())
    (original,) = message.originals
    assert original.sender == Address("Mission", "m@x.example")
    assert original.text == NOTE
    assert message.new_text == "See below."


def test_forward_in_html_keeps_its_table() -> None:
    html = (
        "<div>For you. A.</div><div style='border-top:solid'><p><b>From:</b> Mission &lt;m@x.example&gt;<br><b>Sent:</b> Monday, November 16, 2020 "
        "3:12 PM<br><b>To:</b> Anna<br><b>Subject:</b> List</p></div><p>The delegation is:</p>"
        "<table><tr><th>Name</th><th>Post</th></tr><tr><td>Mr One</td><td>Head<br>Geneva</td></tr></table>"
    )
    message = decode(f"{HEAD.format('html', 'FW: List')}{html}".encode())
    (original,) = message.originals
    (table,) = [b for _, b in body_document(original).blocks() if isinstance(b, Table)]
    assert [[c.text for c in row] for row in table.rows] == [["Name", "Post"], ["Mr One", "Head\nGeneva"]]
    assert body_document(message).text == "For you. A."


def test_forward_of_a_forward() -> None:
    inner = f"{BLOCKS['Outlook fr'][1]}\n{NOTE}"
    text = f"---------- Forwarded message ---------\nFrom: Bo <b@y.example>\nDate: Mon, Nov 16, 2020 at 4:00 PM\nSubject: TR : List\nTo: Anna\n\nVu.\n\n{inner}"
    message = decode(f"{HEAD.format('plain', 'Fwd: TR : List')}{text}".encode())
    (outer,) = message.originals
    assert outer.new_text == "Vu."
    assert [o.sender for o in outer.originals] == [Address("Mission", "m@x.example")]


@pytest.mark.parametrize("subject", ["RE: List", "AW: List", "Ответ: List", "回复: List", "رد: List"])
@pytest.mark.parametrize("client", ["Outlook en", "Outlook ru", "Outlook zh", "Outlook ar"])
def test_a_reply_is_no_forward(subject: str, client: str) -> None:
    message = decode(f"{HEAD.format('plain', subject)}Our alternate is Ms Two.\n\n{BLOCKS[client][1]}\n{NOTE}".encode())
    assert message.originals == ()
    assert message.new_text == "Our alternate is Ms Two."


def test_a_memo_heading_is_no_forward() -> None:
    memo = "From: Permanent Mission of Ruritania\nTo: CCM Secretariat\nDate: 16 November 2020\nSubject: Delegation\n\nMr One"
    message = decode(f"{HEAD.format('plain', 'Delegation')}{memo}".encode())
    assert message.originals == ()
    assert message.new_text == memo


GENEVA = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    "text",
    [
        "Monday, November 16, 2020 3:12 PM", "lundi 16 novembre 2020 15:12", "lunes, 16 de noviembre de 2020 15:12", "16 ноября 2020 г. 15:12",
        "2020年11月16日 15:12", "2020年11月16日 下午3:12", "2020-11-16 15:12", "الاثنين، 16 نوفمبر 2020 15:12", "١٦ تشرين الثاني ٢٠٢٠ ١٥:١٢",
        "Mon, 16 Nov 2020 14:12:00 +0000", "16.11.2020 15:12", "16/11/2020 15:12", "11/16/2020 3:12 PM", "16 Nov 2020, at 15:12",
    ],
)  # fmt: skip
def test_printed_moments(text: str) -> None:
    assert read_moment(text, GENEVA) == SENT


@pytest.mark.parametrize("text", ["", "yesterday", "11/12/2020 15:12", "32 November 2020", "2020-13-40"])
def test_no_moment(text: str) -> None:
    assert read_moment(text, GENEVA) is None


HEADINGS = {
    "Gmail": '<div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: <b>Mission</b> &lt;<a href="mailto:m@x.example">m@x.example</a>&gt;<br>Date: Mon, Nov 16, 2020 at 3:12 PM<br>Subject: List<br>To: A<br></div><br>{}</div>',
    "Apple": '<blockquote type="cite"><div>Begin forwarded message:</div><br><div><b>From: </b>Mission &lt;m@x.example&gt;</div><div><b>Subject: </b>List</div><div><b>Date: </b>16 November 2020 at 15:12:00 CET</div><div><b>To: </b>A</div><br>{}</blockquote>',
    "Thunderbird": "<div>-------- Forwarded Message --------<table><tr><th>Subject: </th><td>List</td></tr><tr><th>Date: </th><td>Mon, 16 Nov 2020 15:12:00 +0100</td></tr><tr><th>From: </th><td>Mission &lt;m@x.example&gt;</td></tr><tr><th>To: </th><td>A</td></tr></table><br>{}</div>",
    "NetEase": "---- 转发的原邮件 ----<table><tr><td>发件人</td><td>Mission &lt;m@x.example&gt;</td></tr><tr><td>发送日期</td><td>2020年11月16日 15:12</td></tr><tr><td>收件人</td><td>a@s.example</td></tr><tr><td>主题</td><td>List</td></tr></table>{}",
}


@pytest.mark.parametrize("client", HEADINGS)
def test_forwards_as_each_client_marks_them_up(client: str) -> None:
    note = "<p>Dear Anna</p><table><tr><th>Name</th><th>Post</th></tr><tr><td>Mr One</td><td>Head</td></tr></table>"
    html = f"<div>For you.</div><br>{HEADINGS[client].format(note)}"
    message = decode(f"{HEAD.format('html', 'Fwd: List')}{html}".encode())
    (original,) = message.originals
    assert (original.sender, original.subject) == (Address("Mission", "m@x.example"), "List")
    assert original.sent_at is not None
    assert original.sent_at.astimezone(UTC) == SENT
    assert body_document(original).text == "Dear Anna\nName\tPost\nMr One\tHead"
    assert body_document(message).text == message.new_text == "For you."
