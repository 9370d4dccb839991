"""``speaker_email_missing``: a named speaker has no e-mail."""

from __future__ import annotations

from dataclasses import replace

from .conftest import Judge
from .people import ALTERNATE, DELTA, HEAD, MEMBER, PRIMARY, note

MUTE = replace(PRIMARY, email=None)


def test_due_naming_the_speaker(judge: Judge) -> None:
    (flag,) = judge(note(HEAD, MUTE, ALTERNATE))
    assert (flag.part, flag.about) == ("RC1", "Issa OUÉDRAOGO")


def test_not_due_with_addresses(judge: Judge) -> None:
    assert judge(note()) == []


def test_not_due_for_who_does_not_speak(judge: Judge) -> None:
    assert judge(note(replace(HEAD, email=None), PRIMARY, ALTERNATE, MEMBER)) == []


def test_not_due_where_no_speakers_are_asked_for(judge: Judge) -> None:
    assert judge(note(MUTE, parts=("PM1",))) == []


def test_due_for_a_change_that_names_a_speaker(judge: Judge) -> None:
    assert judge(note(replace(ALTERNATE, email=None), revision=DELTA))


def test_due_only_for_the_part_they_speak_in(judge: Judge) -> None:
    flags = judge(note(HEAD, replace(MUTE, speaker_in={"RC2": None}), ALTERNATE, parts=("RC1", "RC2")))
    assert [flag.part for flag in flags] == ["RC1"]
