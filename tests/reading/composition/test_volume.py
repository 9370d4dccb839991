"""How much text is searched for people: nothing is cut without a word, and no volume takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.reading.composition import understand, volume
from mailbot.reading.composition.volume import MAX_LETTERS, MAX_LETTERS_IN_ALL, MAX_LINE, bounded
from mailbot.reading.document import Cell, Document, Line, Page, Table
from mailbot.reading.mime import decode

from .meeting_of_tests import INVITEES, MEETING

OPENING = (
    "The Permanent Mission of Austria presents its compliments to the Secretariat and has the honour to inform that "
    "the delegation will be composed of:"
)


def document(*blocks: Line | Table, name: str = "note.docx") -> Document:
    return Document(name, "application/x-test", (Page("1", blocks),))


def lines(*texts: str) -> Document:
    return document(*(Line(text, number) for number, text in enumerate(texts, 1)))


@given(st.lists(st.text(max_size=30), max_size=8))
def test_what_is_within_the_bounds_is_left_alone(texts: list[str]) -> None:
    one = lines(*texts)
    assert bounded([one])[0] is one


@given(st.integers(1, 40_000), st.sampled_from(["x", "word ", "Mr. A B, ", "先生、"]))
@settings(max_examples=40)
def test_a_long_line_becomes_several_of_the_same_text(length: int, unit: str) -> None:
    text = (unit * length)[:length]
    (found,) = bounded([lines(text)])
    texts = [block.text for _, block in found.blocks() if isinstance(block, Line)]
    assert "".join(texts) == text
    assert max(map(len, texts)) <= MAX_LINE
    assert not found.unread


def test_a_document_too_long_says_where_it_was_cut() -> None:
    (found,) = bounded([lines(*["x" * 1000] * 100)])
    assert len(found.text) <= MAX_LETTERS + 100
    assert found.unread == (f"the text after its first {MAX_LETTERS:,} characters was not searched for people",)


def test_documents_too_many_are_named() -> None:
    found = bounded([lines("John DOE") for _ in range(60)])
    assert [bool(d.unread) for d in found] == [False] * 40 + [True] * 20


def test_all_together_are_bounded() -> None:
    found = bounded([lines(*["x" * 1000] * 30) for _ in range(6)])
    assert sum(len(d.text.replace("\n", "")) for d in found) <= MAX_LETTERS_IN_ALL


def test_a_table_is_cut_between_rows() -> None:
    rows = tuple(tuple(Cell("x", r, c) for c in range(5)) for r in range(volume.MAX_CELLS))
    (found,) = bounded([document(Table(rows))])
    (table,) = (block for _, block in found.blocks() if isinstance(block, Table))
    assert len(table.rows) == volume.MAX_CELLS // 5
    assert found.unread


def test_staff_are_told_what_was_not_searched() -> None:
    message = decode(b"From: a@mission.example\nSubject: note\n\nPlease see attached.")
    note = lines(OPENING, *(f"{n}. Mr. John{n} DOE{n}, Counsellor {'x' * 200}" for n in range(1, 400)))
    found = understand(message, [note], MEETING, INVITEES)
    assert any(d.code == "low_confidence" and "was not searched" in d.detail for d in found.doubts)


UNITS = {
    "spaces": " ",
    "commas": ",",
    "capitals": "A",
    "capital words": "AB ",
    "dots": ".",
    "digits": "1",
    "brackets": "(",
    "at signs": "a@",
    "addresses": "john.doe@mfa.example ",
    "titles": "Mr. ",
    "initials": "J. ",
    "items": "1. Mr. John DOE, Counsellor\n",
    "references": "NV 123/2020 ",
    "parts": "first part of the Review Conference ",
    "labels": "Name:\n",
    "changes": "Mr. A B will be replaced by Ms. C D ",
    "Chinese": "代表团团长：王小明，",
    "Arabic": "السيد ",
    "quotes": "-----Original Message-----\nFrom: a\nSent: b\nTo: c\nSubject: d\n",
    "dashes": "- ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_no_text_takes_long(unit: str) -> None:
    """A body of a third of a million characters: seconds of processor time, on a slow machine too."""
    body = OPENING + "\n" + (unit * (300_000 // len(unit)))
    began = time.process_time()
    message = decode(
        b"From: a@mission.example\nSubject: note\nContent-Type: text/plain; charset=utf-8\n\n" + body.encode()
    )
    understand(message, [], MEETING, INVITEES)
    assert time.process_time() - began < 8


@pytest.mark.parametrize("unit", ["H.E. ", "Name: ", "AB ", "a@b.example "])
def test_no_table_takes_long(unit: str) -> None:
    header = tuple(Cell(text, 0, c) for c, text in enumerate(["No", "Name", "Function", "E-mail", "Role"]))
    rows = tuple(tuple(Cell(unit * 4, r, c) for c in range(5)) for r in range(1, 1200))
    began = time.process_time()
    message = decode(b"From: a@mission.example\nSubject: note\n\nsee attached")
    understand(message, [document(Line(OPENING, 1), Table((header, *rows)))], MEETING, INVITEES)
    assert time.process_time() - began < 8
