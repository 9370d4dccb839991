"""What a limit leaves out is told, wherever the limit stands: a person then looks at the original."""

from __future__ import annotations

import string
from email.message import EmailMessage

import pytest

from mailbot.domain.submission import Submission
from mailbot.reading.composition import persons, understand
from mailbot.reading.documents import read_all
from mailbot.reading.html import MAX_HTML_CHARACTERS, MAX_NODES, html_unread
from mailbot.reading.mime import decode

from .meeting_of_tests import INVITEES, MEETING

OPENING = (
    "The Permanent Mission of Austria presents its compliments to the Secretariat and has the honour to inform that "
    "the delegation will be composed of "
)
NAMES = [f"Mr. {a}{b} D{c}E" for a in "ABCDEFG" for b in "abcdefgh" for c in string.ascii_uppercase]


def mail(text: str = "", html: str = "", *files: tuple[str, str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"] = "mission@austria.example"
    if text or not html:
        message.set_content(text)
    if html:
        (message.add_alternative if text else message.set_content)(html, subtype="html")
    for name, kind, content in files:
        message.add_attachment(content, maintype=kind.split("/")[0], subtype=kind.split("/")[1], filename=name)
    return message.as_bytes()


def read(raw: bytes) -> Submission:
    message = decode(raw)
    return understand(message, read_all(message), MEETING, INVITEES)


def cuts(submission: Submission) -> list[str]:
    return [doubt.detail for doubt in submission.doubts if doubt.code == "low_confidence" and doubt.detail]


HTML = f"<p>{OPENING}</p>" + "<i></i>" * MAX_NODES + "<p>1. Mr. John DOE, Counsellor</p>"
LONG = f"<p>{OPENING}</p>" + "<!-- a stylesheet of Word -->" * (MAX_HTML_CHARACTERS // 20) + "<p>1. Mr. John DOE</p>"
TOLD = f"the HTML after its first {MAX_NODES:,} elements was not read"


@pytest.mark.parametrize(
    "raw",
    [mail(html=HTML), mail("See the HTML.", HTML), mail("Attached.", "", ("note.html", "text/html", HTML.encode()))],
)
def test_html_of_too_many_elements(raw: bytes) -> None:
    assert any(TOLD in detail for detail in cuts(read(raw)))


def test_html_too_long() -> None:
    (detail,) = (d for d in cuts(read(mail("Attached.", "", ("n.html", "text/html", LONG.encode())))) if "HTML" in d)
    assert f"the HTML after its first {MAX_HTML_CHARACTERS:,} characters was not read" in detail


def test_html_within_the_limits_is_whole() -> None:
    html = f"<p>{OPENING}</p>" + "<i></i>" * (MAX_NODES - 100) + "<p>1. Mr. John DOE, Counsellor</p>"
    assert html_unread(html) == ()
    found = read(mail(html=html))
    assert [p.family for p in found.persons] == ["DOE"]
    assert not any("HTML" in detail for detail in cuts(found))


def test_more_people_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is lower here: no message within the other limits could name so many."""
    monkeypatch.setattr(persons, "MAX_PERSONS", 40)
    listed = "\n".join(f"{n}. {name}, Counsellor" for n, name in enumerate(NAMES[:41], 1))
    found = read(mail(f"{OPENING}\n{listed}"))
    assert len(found.persons) == 40
    assert "41 people are named, and only the first 40 were read." in cuts(found)
    listed = "\n".join(listed.splitlines()[:40])
    assert not any("were read" in detail for detail in cuts(read(mail(f"{OPENING}\n{listed}"))))


def test_all_of_hundreds_in_one_sentence() -> None:
    found = read(mail(OPENING + ", ".join(NAMES[:400]) + "."))
    assert len(found.persons) == 400


@pytest.mark.parametrize("most", [80, 81])
def test_more_references_than_are_looked_at(most: int) -> None:
    cited = "\n".join(f"Ref: ABC/2020/{n:03}" for n in range(most))
    told = any(
        "references stand in one text" in detail for detail in cuts(read(mail(f"{OPENING}\n1. Mr. John DOE\n{cited}")))
    )
    assert told == (most > 80)


def parts(many: int) -> bytes:
    head = b'From: mission@austria.example\nContent-Type: multipart/mixed; boundary="b"\n\n'
    return head + b"".join(b"--b\nContent-Type: image/gif\n\nGIF89a\n" for _ in range(many)) + b"--b--\n"


def nested(depth: int) -> bytes:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
    return b"From: mission@austria.example\n" + head + b"Content-Type: text/plain\n\nMr. John DOE\n"


@pytest.mark.parametrize(
    ("raw", "is_cut"), [(parts(1_200), True), (parts(900), False), (nested(30), True), (nested(15), False)]
)
def test_messages_of_too_many_parts_or_too_deep(raw: bytes, is_cut: bool) -> None:
    assert any("not read. See the original." in detail for detail in cuts(read(raw))) == is_cut
