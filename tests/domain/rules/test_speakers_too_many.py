"""``speakers_too_many``: more primary or alternate speakers than the part has connections for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.domain.meeting import Meeting, Speakers
from mailbot.domain.submission import Speaker

from .conftest import Judge
from .people import ALTERNATE, DELTA, HEAD, MEMBER, PRIMARY, note


@pytest.mark.parametrize("speaker", ["primary", "alternate"])
def test_due_naming_them(judge: Judge, speaker: Speaker) -> None:
    (flag,) = judge(note(HEAD, PRIMARY, ALTERNATE, replace(MEMBER, speaker=speaker)))
    named = {"primary": "Issa OUÉDRAOGO, Paul KABORÉ", "alternate": "Mariam SANOU, Paul KABORÉ"}
    assert (flag.part, flag.about) == ("RC1", named[speaker])


def test_not_due_at_the_quota(judge: Judge) -> None:
    assert judge(note(HEAD, PRIMARY, ALTERNATE, MEMBER)) == []


def test_not_due_where_no_quota_is_set(judge: Judge) -> None:
    assert judge(note(PRIMARY, replace(MEMBER, speaker="primary"), parts=("PM1",))) == []


def test_not_due_when_each_speaks_in_another_part(judge: Judge) -> None:
    first = replace(PRIMARY, speaker_in={"RC2": None})
    second = replace(MEMBER, speaker_in={"RC2": "primary"})
    assert judge(note(HEAD, first, second, parts=("RC1", "RC2"))) == []


def test_the_quota_is_the_meetings(judge: Judge, meeting: Meeting) -> None:
    parts = tuple(replace(p, speakers=Speakers(primary=2)) if p.speakers else p for p in meeting.parts)
    two = note(HEAD, PRIMARY, ALTERNATE, replace(MEMBER, speaker="primary"))
    assert judge(two, meeting=replace(meeting, parts=parts)) == []


def test_due_for_a_change_that_names_too_many(judge: Judge) -> None:
    assert judge(note(PRIMARY, replace(MEMBER, speaker="primary"), revision=DELTA))
