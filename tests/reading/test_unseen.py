"""What nobody sees is not read, and where it could deceive somebody a person looks: in mail and in every file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from email.message import EmailMessage
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.domain.submission import Submission
from mailbot.reading.composition import understand
from mailbot.reading.disguise import with_disguises
from mailbot.reading.document import Cell, Document, Line, Page, Table
from mailbot.reading.documents import read_all
from mailbot.reading.mime import decode
from mailbot.reading.unseen import PARTED, TURNED, straightened
from tests.fuzz.bombs import docx
from tests.reading.composition.meeting_of_tests import INVITEES, MEETING
from tests.reading.documents.files import odt

NOTE = """The Permanent Mission of Austria has the honour to inform that the delegation will be composed of:
1. Mr. Peter MWANGI, Ambassador, head of delegation, p.mwangi@austria.example
2. Ms. Jane OTIENO, Counsellor, j.otieno@austria.example
"""


def word(text: str, *, bdo: bool = False) -> bytes:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    if bdo:
        run = "</w:t></w:r><w:bdo w:val='rtl'><w:r><w:t>IGNAWM</w:t></w:r></w:bdo><w:r><w:t>"
        body = body.replace("MWANGI", run)
    return docx(f"<w:document {w}><w:body>{body}</w:body></w:document>")


def sheet(text: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([line] for line in text.splitlines())
    return out.getvalue().encode()


def attached(name: str, kind: str, content: bytes) -> EmailMessage:
    message = EmailMessage()
    message.set_content("See the attached note.")
    message.add_attachment(content, maintype=kind.split("/", maxsplit=1)[0], subtype=kind.split("/")[1], filename=name)
    return message


def bodied(text: str, subtype: str = "plain") -> EmailMessage:
    message = EmailMessage()
    message.set_content(text, subtype=subtype)
    return message


def html(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())


CARRIERS: dict[str, Callable[[str], EmailMessage]] = {
    "text": bodied,
    "html": lambda text: bodied(html(text), "html"),
    "docx": lambda text: attached("n.docx", "application/x", word(text)),
    "odt": lambda text: attached("n.odt", "application/x", odt(html(text).replace("p>", "text:p>"))),
    "html file": lambda text: attached("n.html", "text/html", html(text).encode()),
    "text file": lambda text: attached("n.txt", "text/plain", text.encode()),
    "csv": lambda text: attached("n.csv", "text/csv", sheet(text)),
}  # fmt: skip


def read(message: EmailMessage) -> Submission:
    message["From"] = "mission@austria.example"
    decoded = decode(message.as_bytes())
    return with_disguises(understand(decoded, read_all(decoded), MEETING, INVITEES), decoded)


def told(found: Submission) -> list[str]:
    return [d.detail or "" for d in found.doubts if d.code == "low_confidence"]


@pytest.mark.parametrize("carrier", CARRIERS)
def test_text_turned_round_is_told_wherever_it_stands(carrier: str) -> None:
    found = read(CARRIERS[carrier](NOTE.replace("MWANGI", "\u202eIGNAWM\u202c")))
    assert len([d for d in told(found) if TURNED in d]) == 1
    assert not any("\u202e" in person.full_name for person in found.persons)


MARKED_UP = [
    attached("n.docx", "application/x", word(NOTE, bdo=True)),
    attached("n.html", "text/html", html(NOTE).replace("MWANGI", "<bdo dir=rtl>IGNAWM</bdo>").encode()),
]


@pytest.mark.parametrize("message", MARKED_UP)
def test_markup_that_turns_text_round_is_told(message: EmailMessage) -> None:
    assert any(TURNED in detail for detail in told(read(message)))


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\ufeff", "\u2062"])
@pytest.mark.parametrize("carrier", CARRIERS)
def test_what_has_no_width_inside_a_word_is_left_out_and_told(carrier: str, unseen: str) -> None:
    note = NOTE.replace("MWANGI", f"MWA{unseen}NGI").replace("mwangi@", f"mw{unseen}angi@")
    found = read(CARRIERS[carrier](note))
    assert next((p.family, p.email) for p in found.persons) == ("MWANGI", "p.mwangi@austria.example")
    assert any(PARTED in detail for detail in told(found))


@pytest.mark.parametrize("unseen", ["\u00ad", "\u034f", "\u200e", "\u2068", "\u3164", "\U000e0041"])
@pytest.mark.parametrize("carrier", CARRIERS)
def test_what_means_nothing_is_left_out(carrier: str, unseen: str) -> None:
    found = read(CARRIERS[carrier](NOTE.replace("MWANGI", f"MWA{unseen}NGI")))
    assert found.persons[0].family == "MWANGI"


@pytest.mark.parametrize("carrier", CARRIERS)
def test_between_words_it_is_no_matter(carrier: str) -> None:
    found = read(CARRIERS[carrier](NOTE.replace(" MWANGI,", " \u200bMWANGI\ufeff,").replace("@", "@\u200b")))
    assert found.persons[0].email == "p.mwangi@austria.example"
    assert not any(TURNED in detail or PARTED in detail for detail in told(found))


@given(st.lists(st.text(st.sampled_from("aMй王\u200b\u202e\u2063 \u200d\u3164-"), max_size=12), min_size=1, max_size=6))
def test_nothing_unseen_is_left_in_a_document(texts: list[str]) -> None:
    cells = tuple(Cell(text, 0, n) for n, text in enumerate(texts))
    merged = (*cells, cells[-1])
    document = Document("n", "x", (Page("1", (*(Line(text, 1) for text in texts), Table((merged,)))),))
    found = straightened(document)
    assert not set("\u200b\u202e\u2063") & set(found.text)
    assert bool(found.unread) == (found is not document)
    table = found.pages[0].blocks[-1]
    assert isinstance(table, Table)
    assert table.rows[0][-1] is table.rows[0][-2]
