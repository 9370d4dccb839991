"""Text that shows people something else than it says."""

from __future__ import annotations

import pytest

from mailbot.domain.submission import Person, Submission
from mailbot.reading import mime
from mailbot.reading.disguise import with_disguises


def doubts(*persons: Person, text: str = "Note", kind: str = "submission", html: bool = False) -> list[str]:
    head = f"Content-Type: text/{'html' if html else 'plain'}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    message = mime.decode((head + text).encode())
    found = with_disguises(Submission(kind, "en", persons=persons), message)  # type: ignore[arg-type]
    return [doubt.code for doubt in found.doubts]


@pytest.mark.parametrize("text", ["Peter \u202eIGNAWM\u202c", "\u202dX"])
def test_text_turned_round_is_doubted(text: str) -> None:
    assert doubts(text=text) == ["low_confidence"]


@pytest.mark.parametrize("text", ["Peter &#8238;IGNAWM", 'Peter <bdo dir="rtl">IGNAWM</bdo>'])
def test_in_html_too(text: str) -> None:
    assert doubts(text=text, html=True) == ["low_confidence"]


@pytest.mark.parametrize("text", ["\u202bالسيد أحمد\u202c", "\u2067السيد\u2069 \u200f", "Мванги", "Peter"])
def test_arabic_as_it_is_written_is_not(text: str) -> None:
    assert doubts(text=text) == []


@pytest.mark.parametrize("family", ["MW\u0410NGI", "\u039fTIENO"])
def test_a_name_in_two_alphabets_is_doubted(family: str) -> None:
    assert doubts(Person(family, "Peter")) == ["low_confidence"]


NAMES = [("МВАНГИ", "Peter"), ("ŁUKASZEWSKI", "Zoë"), ("王", "Peter"), ("O\u2019BRIEN-DÍAZ", "Ana")]


@pytest.mark.parametrize(("family", "given"), NAMES)
def test_a_name_in_one_alphabet_a_word_is_not(family: str, given: str) -> None:
    assert doubts(Person(family, given)) == []


def test_what_is_no_note_is_left_alone() -> None:
    assert doubts(text="\u202eX", kind="question") == []
