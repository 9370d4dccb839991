"""A letter as a mail message (RFC 5322, MIME), ready to be sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from mailbot.domain.letter import Letter, LetterAttachment
from mailbot.domain.writable import unwritable

LOOP_HEADER = "X-Mailbot-Loop"
"""Our own mark: a message that carries it with our own value comes from us and is never answered."""

MAX_REFERENCES = 30

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>", re.ASCII)
_MEDIA_TYPE = re.compile(r"([a-z0-9.+-]{1,60})/([a-z0-9.+-]{1,80})(?:;\s*(.*))?", re.IGNORECASE | re.ASCII)
_PARAMETER = re.compile(r"([a-z0-9-]{1,40})=\"?([a-z0-9_.-]{1,80})\"?", re.IGNORECASE | re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def to_bytes(letter: Letter, sender_name: str, sender_address: str, now: datetime, loop_mark: str = "") -> bytes:
    """The message, with CRLF line ends and in 7-bit encoding, so that any server takes it as it is.

    ``now`` is the Date field; ``loop_mark`` the value of our own mark (empty: the sender's address). No
    header field can be forged by the content of another: line breaks and control characters become spaces.
    Text that is not Unicode (lone surrogates) is replaced. Raises ValueError for a sender without an ``@``.
    """
    named = _named(letter.to)
    addresses = (sender_address, *named)
    # Local parts beyond ASCII need RFC 6532; domains do not, they have an ASCII form.
    policy = (SMTP if all(a.rpartition("@")[0].isascii() for a in addresses) else SMTPUTF8).clone(cte_type="7bit")
    message = EmailMessage(policy)
    message["From"] = _address(sender_name, sender_address)
    message["To"] = [_address("", address) for address in named] or "undisclosed-recipients:;"
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(now)
    message["Auto-Submitted"] = "auto-replied" if letter.cause.startswith("message:") else "auto-generated"
    # Not "All": Exchange would then keep back its reports that a letter has not arrived (MS-OXCMAIL 2.1.3.2.20).
    message["X-Auto-Response-Suppress"] = "DR, RN, NRN, OOF, AutoReply"
    message[LOOP_HEADER] = one_line(loop_mark or sender_address)
    message.set_content(_text(letter.text))
    if letter.html:
        message.add_alternative(_text(letter.html), subtype="html")
    for attachment in letter.attachments:
        _attach(message, attachment)
    if _LANGUAGE.fullmatch(letter.language):
        # Last, because setting the content removes every Content- field or moves it inside.
        message["Content-Language"] = letter.language
    return _identity(letter) + message.as_bytes()


def one_line(text: str) -> str:
    """The text as a header field may carry it: one line, no control characters, whole characters only.

    ``=?`` is taken apart: the library would decode an encoded word (RFC 2047) in a value it is given, and a
    line break inside it would start a new header field.
    """
    return " ".join(_UNSEEN.sub("\ufffd", " ".join(text.splitlines())).replace("=?", "= ?").split())


def _named(to: Sequence[str]) -> list[str]:
    """The recipients the header can name: who cannot be written to must not keep the others from having the letter.

    Nor those whose server alone may take a local part beyond ASCII: not every server takes it in a header.
    """
    writable = [address for address in to if not unwritable(address)]
    plain = [address for address in writable if address.rpartition("@")[0].isascii()]
    return plain or writable


def _text(text: str) -> str:
    return _UNSEEN.sub("\ufffd", text)


def _identity(letter: Letter) -> bytes:
    """Message-ID, In-Reply-To and References, written here: the library would encode and so break long ones."""
    lines = [f"Message-ID: {letter.message_id}"] if _MESSAGE_ID.fullmatch(letter.message_id) else []
    if letter.in_reply_to and _MESSAGE_ID.fullmatch(letter.in_reply_to):
        lines.append(f"In-Reply-To: {letter.in_reply_to}")
    references = [reference for reference in letter.references if _MESSAGE_ID.fullmatch(reference)]
    if len(references) > MAX_REFERENCES:
        references = [references[0], *references[1 - MAX_REFERENCES :]]
    if references:
        lines.append("References: " + "\r\n ".join(references))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _address(name: str, address: str) -> Address:
    local, at, domain = one_line(address).rpartition("@")
    if not (local and at and domain):
        raise ValueError("an address of the letter has no @")
    if not domain.isascii():
        domain = domain.encode("idna").decode()
    return Address(one_line(name), local, domain)


def _attach(message: EmailMessage, attachment: LetterAttachment) -> None:
    found = _MEDIA_TYPE.fullmatch(attachment.media_type.strip())
    kind, subtype, rest = found.groups() if found else ("application", "octet-stream", "")
    parameters = dict(_PARAMETER.findall(rest or ""))
    if kind.lower() == "text":
        parameters.setdefault("charset", "utf-8")
    if kind.lower() in {"multipart", "message"}:
        kind, subtype = "application", "octet-stream"
    name = one_line(attachment.name).replace("/", "_").replace("\\", "_") or "attachment"
    message.add_attachment(attachment.content, maintype=kind, subtype=subtype, filename=name, params=parameters)
