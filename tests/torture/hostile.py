"""Hostile mail among good notes: every good one recorded and answered, every hostile one in exactly one disposition."""

from __future__ import annotations

import base64
import csv
import email
import email.policy
import hashlib
import io
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from email.utils import format_datetime

from tests.fuzz import bombs
from tests.servers.dovecot import Dovecot

from . import mails
from .crashes import a_nursery
from .figures import Figures
from .nursery import Nursery
from .scene import Scene, scene

BATCH = 14
PATIENCE_SECONDS = 600.0
_GOOD = (mails.COMPLETE_NOTE, mails.FRENCH_NOTE, mails.REVISED_NOTE, mails.COMPLETING)
_GOOD_CODES = ("KEN", "BFA")
_KNOWN = ("mission@kenya-gva.example", "mission@burkina-gva.example", "mission.liban@mfa-lb.example",
          "participation@cmc.example", "desk@secretariat.example")  # fmt: skip
_LEBANON = b"Mission du Liban <mission.liban@mfa-lb.example>"
_MOST_RUNS = 5


def raw(name: str, text: str | bytes, sender: bytes = _LEBANON, headers: bytes = b"") -> bytes:
    """A message written octet by octet, as no decent program would."""
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    plain = b"" if b"Content-Type" in headers else b"Content-Type: text/plain; charset=utf-8\r\n"
    return (
        b"Received: from x by mx.secretariat.example; " + format_datetime(mails.TODAY).encode() + b"\r\n"
        b"Date: " + format_datetime(mails.TODAY).encode() + b"\r\nFrom: " + sender + b"\r\n"
        b"To: ccm@secretariat.example\r\nSubject: " + name.encode() + b"\r\n"
        b"Message-ID: <" + name.replace(" ", ".").encode() + b"@hostile.example>\r\n"
        b"MIME-Version: 1.0\r\n" + plain + headers + b"\r\n" + body
    )  # fmt: skip


def note(name: str, person: str, sender: bytes = _LEBANON, headers: bytes = b"") -> bytes:
    """A note of Lebanon that names somebody who is not what he seems."""
    text = (
        f"Ref: {name}\r\n\r\nThe Permanent Mission of Lebanon presents its compliments and has the honour to communicate "
        f"its delegation to the first part:\r\n\r\n1. {person}\r\n2. Mr. Karim HADDAD, Counsellor, primary speaker "
        "(k.haddad@mfa-lb.example)\r\n"
    )
    return raw(name, text, sender, headers)


def with_file(name: str, filename: str, content: bytes, kind: bytes = b"application/octet-stream") -> bytes:
    """A message with a file under a name that is none."""
    head = b'Content-Type: multipart/mixed; boundary="b"\r\n'
    disposition = b'Content-Disposition: attachment; filename="' + filename.encode("utf-8", "surrogatepass") + b'"'
    body = b"--b\r\n\r\nPlease find our note attached.\r\n--b\r\nContent-Type: " + kind + b"\r\n" + disposition
    return raw(name, body + b"\r\n\r\n" + content + b"\r\n--b--\r\n", headers=head)


_WORD = bombs.docx(
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>1. Mr. John DOE, Counsellor, primary speaker</w:t></w:r></w:p></w:body></w:document>"
)
_HEAD = "Ambassador, Head of Delegation"

CRAFTED: dict[str, bytes] = {
    name: note(name, person)
    for name, person in {
        "formula": f"=HYPERLINK(\"http://evil.example\") =CMD|'/C calc'!A0 H.E. Mr. =1+1 SALEM, {_HEAD}",
        "formula by plus": f"H.E. Mr. +CMD|'/C calc'!A0 SALEM, @SUM(1), {_HEAD}",
        "template": f"H.E. Mr. {{{{7*7}}}} SALEM, {{% for x in range(9**9) %}}x{{% endfor %}}, {_HEAD}",
        "template that reaches out": f"H.E. Mr. {{{{''.__class__.__mro__[1].__subclasses__()}}}} SALEM, {_HEAD}",
        "html": f"H.E. Mr. <script>alert(1)</script> <img src=x onerror=alert(1)> SALEM, {_HEAD}",
        "direction overridden": f"H.E. Mr. \u202egnp.exe\u202c SALEM\u2066, {_HEAD}",
        "no width": f"H.E. Mr. Sa\u200blim\u200d SA\u2060LEM\ufeff, {_HEAD}",
        "homoglyphs": f"H.E. Mr. Kаrim SАLЕМ, {_HEAD} (k.sаlem@mfa-lb.example)",
        "marks without end": f"H.E. Mr. S{'́' * 20_000}ALEM, {_HEAD}",
        "a name without end": f"H.E. Mr. {'Salim ' * 20_000}SALEM, {_HEAD}",
        "half characters": f"H.E. Mr. \ud800Salim\udfff SALEM, {_HEAD}",
        "control characters": f"H.E. Mr. Salim\x00\x07\x1b[2J\x9b SALEM, {_HEAD}",
        "line separators": f"H.E. Mr. Salim\u2028Bcc: victim@evil.example\u2029 SALEM\x0b\x0c\x85, {_HEAD}",
        "an address with a line break": f"H.E. Mr. Salim SALEM, {_HEAD} (a@b.example%0ABcc:victim@evil.example)",
        "an address that quotes": f'H.E. Mr. Salim SALEM, {_HEAD} ("a\\"><victim@evil.example>"@mfa-lb.example)',
        "a path for a name": f"H.E. Mr. ../../../../etc/passwd SALEM, {_HEAD}",
        "sql": f"H.E. Mr. Robert'); DROP TABLE ledger;-- SALEM, {_HEAD}",
        "format": f"H.E. Mr. %s%n{{0.__class__}} SALEM, {_HEAD}",
        "backtracking": f"H.E. Mr. {'(' * 30_000}{'a' * 30_000}, {_HEAD}",
    }.items()
} | {
    "header injected by an encoded word": raw(
        "=?utf-8?Q?Note=0D=0ABcc:_victim@evil.example?=", "Who may speak?", headers=b"X-A: b\r\n"
    ),
    "another's name before a strange address": note(
        "display name", f"H.E. Mr. Eve MALLORY, {_HEAD}", b'"mission@kenya-gva.example" <eve@evil.example>'
    ),
    "answers wanted elsewhere": note(
        "reply to", f"H.E. Mr. Eve MALLORY, {_HEAD}", headers=b"Reply-To: victim@evil.example\r\n"
    ),
    "look-alike domain": raw(
        "look alike", mails.COMPLETE_NOTE.partition(b"\n\n")[2].replace(b"OTIENO", b"MALLORY"),
        b"Kenya <mission@kenya-gva-un.example>",
    ),
    "two senders": note("two senders", f"H.E. Mr. Eve MALLORY, {_HEAD}", _LEBANON + b"\r\nFrom: <victim@evil.example>"),
    "no sender": note("no sender", f"H.E. Mr. Eve MALLORY, {_HEAD}", b""),
    "a sender without end": note("sender", f"H.E. Mr. Eve MALLORY, {_HEAD}", b'"' + b"x" * 100_000 + b'" <a@evil.example>'),
    "a Message-ID with line breaks": raw("id", "A question?", headers=b"Message-ID: <a\r\n b\x00\x0d c@x>\r\n"),
    "references without end": raw("references", "A question?", headers=b"References:" + b" <a@b.example>\r\n" * 9_000),
    "a path for a file name": with_file("path", "../../../../../../tmp/mb-evil.docx", _WORD),
    "an absolute path": with_file("absolute", "/etc/cron.d/mb-evil", _WORD),
    "a device": with_file("device", "NUL:\\\\evil\\share\\x.docx", _WORD),
    "a file name reversed": with_file("reversed", "note\u202efdp.exe", b"MZ" + bytes(500)),
    "a file name without end": with_file("long name", "x" * 50_000 + ".docx", _WORD),
    "a file name with a null": with_file("null", "note.pdf\x00.exe", _WORD),
    "a program that says it is a PDF": with_file("program", "note.pdf", b"\x7fELF" + bytes(2_000), b"application/pdf"),
    "a charset that there is not": raw("charset", b"\xff\xfe\x00", headers=b"Content-Type: text/plain; charset=../../x\r\n"),
    "nothing but nulls": raw("nulls", bytes(100_000)),
    "a meeting request": raw(
        "calendar", "BEGIN:VCALENDAR\r\nATTENDEE:mailto:victim@evil.example\r\n" * 2_000, headers=b"Content-Type: text/calendar\r\n"
    ),
    "our own letter come back": raw("loop", "x", headers=b"X-Mailbot-Loop: 2RC/ccm@secretariat.example\r\n"),
    "a forged bounce": raw(
        "bounce", "--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; mission@kenya-gva.example\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n--b--\r\n", b"<>",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
    ),
}  # fmt: skip


def bombs_by_mail() -> Iterator[tuple[str, bytes]]:
    """The bombs of ``tests/fuzz``, sent."""
    for name, content in bombs.FILES.items():
        yield (
            name,
            with_file(
                name,
                name,
                base64.encodebytes(content),
                b"application/octet-stream\r\nContent-Transfer-Encoding: base64",
            ),
        )
    yield from bombs.MESSAGES.items()


def run(seconds: float, seed: int) -> Figures:
    """Everything there is, bombs last and only while there is time."""
    dovecot = Dovecot()
    dovecot.start()
    try:
        with a_nursery() as nursery:
            return _among_good_notes(dovecot, nursery, time.monotonic() + seconds)
    finally:
        dovecot.remove()


def _among_good_notes(dovecot: Dovecot, nursery: Nursery, until: float) -> Figures:
    reference = _good_alone(dovecot, nursery)
    figures, waiting = Figures(), [*CRAFTED.items()]
    bombs_left, cut_short = bombs_by_mail(), set[str]()
    with scene(dovecot, nursery) as stage:
        good = list(_GOOD)
        while waiting or good:
            some, waiting = waiting[:BATCH], waiting[BATCH:]
            if good:
                stage.deliver(good.pop(0))
            stage.deliver(*(content for _, content in some))
            figures += Figures(hostile=len(some)) + _taken_in(stage, [name for name, _ in some])
            if not waiting and time.monotonic() < until:
                waiting = [one for _, one in zip(range(BATCH), bombs_left, strict=False)]
                cut_short |= {hashlib.sha256(_on_the_wire(content)).hexdigest() for _, content in waiting}
        problems = list(_wrong(stage, reference))
        complaints = stage.complaints(frozenset(cut_short))
        ended = Counter(found for each in stage.outcome().dispositions.values() for found in each)
    print(
        f"hostile: {figures.hostile} messages among {len(_GOOD)} good ones: {dict(sorted(ended.items()))}", flush=True
    )
    told = tuple(f"hostile: {problem}" for problem in [*problems, *complaints])
    return figures + Figures(lost=len(problems), corrupted=int(bool(complaints)), problems=told)


def _on_the_wire(content: bytes) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", content)


def _good_alone(dovecot: Dovecot, nursery: Nursery) -> tuple[str, tuple[tuple[str, ...], ...]]:
    with scene(dovecot, nursery) as stage:
        for one in _GOOD:
            stage.deliver(one)
            stage.run("once")
        found = _of_good(stage)
    assert "WANJIRU" in found[0], found
    assert len(found[1]) == len(_GOOD), found
    return found


def _of_good(stage: Scene) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """What is recorded of the good delegations, and the letters that went to them."""
    rows = json.loads(stage.run("export", "registrations", "--format", "json").out)
    letters = [(*letter, str(count)) for letter, count in stage.outcome().letters.items() if "gva.example" in letter[0]]
    return json.dumps([row for row in rows if row["delegation"] in _GOOD_CODES], indent=1), tuple(sorted(letters))


def _taken_in(stage: Scene, names: list[str]) -> Figures:
    """Runs until all is dealt with: what crashes a reading is tried three times."""
    for _ in range(_MOST_RUNS):
        ended = stage.run("once", patience=PATIENCE_SECONDS)
        if ended.hung:
            return Figures(hangs=1, problems=(f"hangs over one of {names}",))
        if ended.code == 0 and stage.is_at_rest():
            break
    else:
        return Figures(problems=(f"not dealt with in {_MOST_RUNS} runs, one of {names}: {ended.said[-1500:]}",))
    faults = [line for line in ended.said.splitlines() if "Traceback" in line]
    return Figures(problems=tuple(f"a traceback over one of {names}: {ended.said[-1500:]}" for _ in faults[:1]))


def _wrong(stage: Scene, reference: tuple[str, tuple[tuple[str, ...], ...]]) -> Iterator[str]:
    registrations, letters = _of_good(stage)
    if registrations != reference[0]:
        yield f"what good notes said is not recorded as it is without hostile ones: {registrations[:3000]}"
    if letters != reference[1]:
        yield f"letters to good senders differ: {str(set(letters) ^ set(reference[1]))[:3000]}"
    outcome = stage.outcome()
    entries = sum(len(dispositions) for dispositions in outcome.dispositions.values())
    if entries != stage.delivered or any("None" in found for found in outcome.dispositions.values()):
        yield f"{stage.delivered} messages, {entries} dispositions: {outcome.dispositions}"
    for name, state in outcome.states.items():
        if (state, outcome.accepted[name]) != ("sent", 1):
            yield f"letter {name} is {state}, and was taken {outcome.accepted[name]} times"
    yield from _leaks(stage)


def _leaks(stage: Scene) -> Iterator[str]:
    """What a hostile message must not have brought about: letters elsewhere, formulas, templates that were run."""
    for received in stage.office.smtp.messages:
        letter = email.message_from_bytes(received.raw, policy=email.policy.default)
        to = [one for one in received.recipients if one not in _KNOWN]
        if to and any(mark in received.raw for mark in (b"OTIENO", b"WANJIRU", b"KABOR")):
            yield f"a letter that names participants went to {to}"
        if "victim@evil.example" in to or any(letter[name] for name in ("Bcc", "Cc", "Reply-To")):
            yield f"a header field of a letter was injected: {letter.items()}"
    rows = csv.reader(io.StringIO(stage.run("export", "registrations", "--format", "csv").out))
    formulas = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    if formulas:
        yield f"cells that are formulas: {formulas}"
