"""``same_speaker_twice``: one person is named primary and alternate."""

from __future__ import annotations

from mailbot.domain.submission import Doubt

from .conftest import Judge
from .people import note


def test_due_as_the_reading_saw_it(judge: Judge) -> None:
    (flag,) = judge(note(doubts=(Doubt("same_speaker_twice", "Paul KABORÉ", "RC1"),)))
    assert (flag.about, flag.part) == ("Paul KABORÉ", "RC1")
    assert flag.detail.endswith(".")


def test_the_readings_own_words_are_kept(judge: Judge) -> None:
    (flag,) = judge(note(doubts=(Doubt("same_speaker_twice", detail="Line 3 is smudged."),)))
    assert flag.detail == "Line 3 is smudged."


def test_not_due_for_other_doubts(judge: Judge) -> None:
    assert judge(note(doubts=(Doubt("low_confidence", "Paul KABORÉ"),))) == []
