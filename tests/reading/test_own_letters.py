"""Our letters are told by their wording in every language; what others write is left alone."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.adapters.letters import LetterRenderer
from mailbot.config import load
from mailbot.domain.letter import Letter
from mailbot.domain.message import Message
from mailbot.domain.submission import LANGUAGES
from mailbot.outputs.preview import sample_intent, sample_invitees
from mailbot.reading.body import body_document
from mailbot.reading.html import html_text
from mailbot.reading.own_letters import is_long_enough, without_letters, wording_of

CONFIG = load(Path(__file__).parents[2] / "config.example.toml")
RENDERER = LetterRenderer(None, CONFIG.meeting, CONFIG.secretariat, None)
NOW = datetime(2020, 11, 9, 10, 0, tzinfo=UTC)
LETTERS = ("acknowledgement_complete", "acknowledgement_incomplete", "acknowledgement_change", "reminder_incomplete")


def written(letter: str, language: str) -> Letter:
    invitee = sample_invitees()[0]
    return RENDERER.render(sample_intent(letter, language, CONFIG.meeting, invitee), NOW, invitee)


def mail(text: str, html: str | None = None) -> Message:
    return Message("1", "1", "<1@x.example>", "Re: delegation", None, text=text, new_text=text, html=html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("width", [0, 50])
def test_only_the_writers_words_stay(name: str, language: str, width: int) -> None:
    letter = written(name, language)
    text = (
        "\n".join(textwrap.fill(line, width, break_long_words=False) for line in letter.text.split("\n"))
        if width
        else letter.text
    )
    parted = without_letters(mail(f"Noted.\n\n{text}\n\nA. B."), wording_of([letter.text]))
    assert parted.message.new_text.split() == ["Noted.", "A.", "B."]
    assert parted.has_ours
    assert not parted.is_mixed
    assert parted.message.text.endswith("A. B.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
def test_so_it_is_in_html(name: str, language: str) -> None:
    letter = written(name, language)
    assert letter.html is not None
    inside = letter.html.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    wording = wording_of([letter.text, html_text(letter.html)])
    parted = without_letters(mail("", f"<p>Noted.</p><blockquote>{inside}</blockquote>"), wording)
    assert body_document(parted.message).text == "Noted."
    assert not parted.is_mixed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_of_the_writers_in_the_middle_is_seen(language: str) -> None:
    letter = written("acknowledgement_complete", language)
    lines = letter.text.split("\n")
    middle = len(lines) // 2
    text = "\n".join([*lines[:middle], "Zygmunt QUARTERSTAFF", *lines[middle:]])
    parted = without_letters(mail(text), wording_of([letter.text]))
    assert parted.is_mixed
    assert parted.message.new_text == "Zygmunt QUARTERSTAFF"


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_title_in_common_is_no_letter(language: str) -> None:
    letter = written("acknowledgement_complete", language)
    message = mail(f"{CONFIG.meeting.title[language]}\n\nDelegation")
    assert without_letters(message, wording_of([letter.text])).message is message


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.lists(st.text(max_size=200), max_size=3), st.none() | st.text(max_size=200))
def test_anything_goes_through(text: str, letters: list[str], html: str | None) -> None:
    message = mail(text, html)
    parted = without_letters(message, wording_of(letters))
    assert parted.has_ours or parted.message is message
    assert isinstance(is_long_enough(message), bool)


def test_a_long_text_takes_no_time() -> None:
    letter = written("acknowledgement_complete", "en")
    message = mail("the first part of the Second Review Conference\n" * 40_000)
    assert not without_letters(message, wording_of([letter.text])).has_ours
