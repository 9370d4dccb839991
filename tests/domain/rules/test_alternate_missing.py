"""``alternate_missing``: a whole composition names no alternate speaker for a part that asks for one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.domain.meeting import Meeting, Speakers
from mailbot.domain.submission import Change

from .conftest import Judge
from .people import ALTERNATE, DELTA, HEAD, MEMBER, PRIMARY, REPLACE, note


@pytest.mark.parametrize("revision", [None, REPLACE])
def test_due_without_one(judge: Judge, revision: Change | None) -> None:
    (flag,) = judge(note(HEAD, PRIMARY, revision=revision))
    assert (flag.part, flag.severity) == ("RC1", "ask")


def test_not_due_with_both(judge: Judge) -> None:
    assert judge(note(HEAD, PRIMARY, ALTERNATE)) == []


def test_not_due_where_no_speakers_are_asked_for(judge: Judge) -> None:
    assert judge(note(HEAD, MEMBER, parts=("PM1",))) == []


def test_not_due_for_a_change(judge: Judge) -> None:
    assert judge(note(PRIMARY, revision=DELTA)) == []


def test_not_due_for_a_withdrawal(judge: Judge) -> None:
    assert judge(replace(note(), kind="withdrawal", persons=())) == []


def test_due_in_each_part_that_asks(judge: Judge) -> None:
    flags = judge(note(HEAD, MEMBER, parts=("PM1", "RC1", "RC2")))
    assert [flag.part for flag in flags] == ["RC1", "RC2"]


def test_the_status_belongs_to_person_and_part(judge: Judge) -> None:
    """The alternate speaker of RC1 only listens in RC2."""
    listening = replace(ALTERNATE, speaker_in={"RC2": None})
    flags = judge(note(HEAD, listening, PRIMARY, parts=("RC1", "RC2")))
    assert [flag.part for flag in flags] == ["RC2"]


def test_not_due_where_the_part_has_no_such_seat(judge: Judge, meeting: Meeting) -> None:
    parts = tuple(replace(p, speakers=Speakers(1, 0)) if p.speakers else p for p in meeting.parts)
    assert judge(note(HEAD, PRIMARY), meeting=replace(meeting, parts=parts)) == []
