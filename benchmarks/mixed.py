"""A mailbox as it fills in a campaign: 60 % text, 25 % with a PDF, 10 % with a Word file, 5 % scans of some megabytes.

The notes are those of ``tests.breadth``: six languages, all its layouts, invented people. A few hundred different
ones are written; the rest are the same notes under other references, no two of them the same mail.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from random import Random

from mailbot.domain.meeting import Invitee
from tests.breadth import documents, plain
from tests.breadth.measuring import config
from tests.breadth.writing import Submission, write

SHARES = ("text",) * 12 + ("pdf",) * 5 + ("docx",) * 2 + ("scan",)
"""One round of twenty messages, before it is shuffled."""

_WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document"
_SIGNED = "kR3x" * 300
_BEGAN = datetime(2020, 11, 9, 8, tzinfo=UTC)


def mailbox(count: int, seed: int = 1, different: int = 240) -> Iterator[tuple[str, bytes]]:
    """``count`` messages with their kind, the same bytes for the same seed but for dates inside office files."""
    rng = Random(seed)  # noqa: S311 - invented mail, no secrets
    notes = _notes(seed, different)
    files: dict[tuple[str, int], bytes] = {}
    number = 0
    while number < count:
        for kind in rng.sample(SHARES, len(SHARES)):
            if number == count:
                return
            which = rng.choice(notes["pdf" if kind == "pdf" else "any"])
            number += 1
            yield kind, _message(which, kind, number, rng, files)


def invitees() -> tuple[Invitee, ...]:
    """Those the notes come from."""
    return config().invitees.all


def _notes(seed: int, count: int) -> dict[str, list[Submission]]:
    """Different notes; for a PDF only those that its built-in fonts can write."""
    written = [write(seed, index) for index in range(count)]
    whole = [one for one in written if not one.quoted]
    return {"any": whole, "pdf": [one for one in whole if one.note.language in {"en", "fr", "es"} and _is_western(one)]}


def _is_western(one: Submission) -> bool:
    names = "".join(person.given + person.family for person in one.note.people)
    return names.isascii() or all(ord(c) < 256 for c in names)


def _message(one: Submission, kind: str, number: int, rng: Random, files: dict[tuple[str, int], bytes]) -> bytes:
    note, at = one.note, _BEGAN + timedelta(seconds=number)
    mail = EmailMessage(policy=SMTP.clone(max_line_length=120))
    mail["Received"] = (
        f"from mx.{note.code.lower()}.example by mx.secretariat.example; {at:%a, %d %b %Y %H:%M:%S +0000}"
    )
    mail["DKIM-Signature"] = f"v=1; a=rsa-sha256; d={note.code.lower()}.example; s=one; b={_SIGNED}"
    mail["From"], mail["To"] = note.mailbox, "ccm@secretariat.example"
    mail["Subject"], mail["Date"] = f"Note verbale {number}", at
    mail["Message-ID"] = f"<{number}@{note.mailbox.partition('@')[2]}>"
    if kind == "text":
        mail.set_content(plain.text(one.blocks, rng, "plain") + f"\n\nOur file: {number}\n", cte="8bit")
        return mail.as_bytes()
    mail.set_content(note.fill("text.cover") + f"\n\nOur file: {number}\n", cte="8bit")
    content = files.get((kind, id(one))) or _file(one, kind, rng)
    files[kind, id(one)] = content
    if kind == "scan":
        mail.add_attachment(content, maintype="image", subtype="jpeg", filename="scan.jpg")
    else:
        mail.add_attachment(content, maintype="application", subtype="pdf" if kind == "pdf" else _WORD,
                            filename=f"NV.{kind}")  # fmt: skip
    return mail.as_bytes()


def _file(one: Submission, kind: str, rng: Random) -> bytes:
    if kind == "docx":
        return documents.docx(one.blocks, rng)
    return _pdf(one, rng) if kind == "pdf" else _scan(one, rng)


def _pdf(one: Submission, rng: Random) -> bytes:
    """With the coat of arms that brings most such files to their 40 to 130 KB."""
    from PIL import Image

    side = rng.randint(110, 200)
    arms = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))
    return documents.pdf(one.blocks, arms)


def _scan(one: Submission, rng: Random) -> bytes:
    """An A4 page at 300 dots an inch with the grain of its paper: one to four megabytes."""
    from PIL import Image, ImageChops, ImageDraw, ImageFont

    page = Image.new("L", (2480, 3508), 245)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(46)
    text = plain.text(one.blocks, rng, "plain").encode("ascii", "replace").decode()
    for place, line in enumerate(_wrapped(text, 90)[:45]):
        draw.text((250, 250 + 66 * place), line, font=font, fill=25)
    grained = ImageChops.add(page, Image.effect_noise(page.size, 24), 1, -128)
    out = io.BytesIO()
    grained.save(out, "JPEG", quality=rng.randint(70, 88))
    return out.getvalue()


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return [part for line in text.splitlines() for part in textwrap.wrap(line, width) or [""]]


def write_invitees(path: Path, others: str = "") -> None:
    """The invitee list of those the notes come from; ``others`` is another such list, whose addresses are added."""
    more = {line.split(",")[0]: line for line in others.splitlines()[1:]}
    lines = ["code,name,category,language,emails"]
    for each in invitees():
        emails = [*each.emails, *([more.pop(each.code).rpartition(",")[2]] if each.code in more else [])]
        lines.append(f'{each.code},"{each.name}",{each.category},{each.language},{";".join(emails)}')
    path.write_text("\n".join([*lines, *more.values()]) + "\n", encoding="utf-8")
