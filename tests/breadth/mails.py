"""A submission as the message that brings it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from random import Random

from . import documents, plain
from .writing import Submission

_OFFICE = "vnd.openxmlformats-officedocument"
_FILES = {
    "docx": (f"{_OFFICE}.wordprocessingml.document", "Note.docx"),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", "List.xlsx"),
    "pdf": ("pdf", "NV.pdf"),
}


def message(seed: int, one: Submission) -> bytes:
    """The raw message, to the same bytes each time but for the dates inside office files."""
    rng = Random(f"{seed}/{one.file}")  # noqa: S311 invented mail, no secrets
    note = one.note
    mail = EmailMessage(policy=SMTP.clone(max_line_length=120))
    mail["From"] = note.mailbox
    mail["To"] = "ccm@secretariat.example"
    mail["Subject"] = _subject(one, rng)
    mail["Date"] = datetime(2020, rng.choice([9, 10]), rng.randint(1, 28), 8, rng.randint(0, 59), tzinfo=UTC)
    mail["Message-ID"] = f"<{one.file}.{seed}@{note.mailbox.partition('@')[2]}>"
    if one.quoted:
        mail["In-Reply-To"] = "<ack.1@secretariat.example>"
        first, second = one.quoted
        mail.set_content(plain.text(one.blocks, rng, "plain") + f"\n{first}\n> {second}\n")
    elif one.format == "html":
        mail.set_content(documents.html(one.blocks, rng), subtype="html")
    elif one.format in _FILES:
        mail.set_content(note.fill("text.cover") + "\n")
        subtype, name = _FILES[one.format]
        mail.add_attachment(_file(one, rng), maintype="application", subtype=subtype, filename=name)
    else:
        mail.set_content(plain.text(one.blocks, rng, one.format), cte="8bit")
        if one.format == "flowed":
            _flow(mail)
    return mail.as_bytes()


def _subject(one: Submission, rng: Random) -> str:
    note = one.note
    if one.quoted:
        return f"Re: {note.part()}"
    return rng.choice([note.sender, f"NV {note.reference}" if note.reference else note.sender, "Note verbale"])


def _file(one: Submission, rng: Random) -> bytes:
    if one.format == "docx":
        return documents.docx(one.blocks, rng)
    return documents.xlsx(one.blocks) if one.format == "xlsx" else documents.pdf(one.blocks)


def _flow(mail: EmailMessage) -> None:
    """RFC 3676: soft breaks end in a blank."""
    mail.set_param("format", "flowed")
    lines = []
    for line in mail.get_content().splitlines():
        while len(line) > 70 and (at := line.rfind(" ", 0, 70)) > 0:
            lines.append(line[: at + 1])
            line = line[at + 1 :]
        lines.append(line.rstrip())
    mail.set_content("\n".join(lines) + "\n", cte="8bit")
    mail.set_param("format", "flowed")
