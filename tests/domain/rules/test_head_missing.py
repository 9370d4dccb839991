"""``head_missing``: a whole composition marks no head of delegation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailbot.domain.compose import as_participant
from mailbot.domain.delegation import Revision
from mailbot.domain.submission import Change, Submission

from .conftest import Judge
from .people import ALTERNATE, DELTA, HEAD, MEMBER, PRIMARY, REPLACE, note


@pytest.mark.parametrize("revision", [None, REPLACE])
def test_due_when_nobody_is_head(judge: Judge, revision: Change | None) -> None:
    (flag,) = judge(note(PRIMARY, ALTERNATE, revision=revision))
    assert (flag.part, flag.severity) == ("RC1", "ask")


def test_not_due_with_a_head(judge: Judge) -> None:
    assert judge(note(HEAD, PRIMARY, ALTERNATE)) == []


def test_a_deputy_head_is_no_head(judge: Judge) -> None:
    assert judge(note(replace(HEAD, role="alternate_head"), PRIMARY))


def test_not_due_for_a_change(judge: Judge) -> None:
    assert judge(note(ALTERNATE, revision=DELTA)) == []


def test_due_for_a_change_once_the_whole_is_known_to_have_none(judge: Judge) -> None:
    """With the record at hand the whole composition is judged, whatever the change names."""
    recorded = recorded_as(note(PRIMARY))
    assert judge(note(ALTERNATE, revision=DELTA), current=recorded, has_record=True)
    assert judge(note(HEAD, revision=DELTA), current=recorded, has_record=True) == []


def test_not_due_where_the_head_comes_to_another_part_only(judge: Judge) -> None:
    """The delegation has a head; worked submission FR-1 flags the missing speaker alone."""
    assert not judge(note(replace(HEAD, parts=("RC1",)), PRIMARY, parts=("RC1", "RC2")))


def test_due_for_each_part_of_a_note_without_any(judge: Judge) -> None:
    flags = judge(note(PRIMARY, parts=("RC1", "RC2")))
    assert [flag.part for flag in flags] == ["RC1", "RC2"]


def test_due_for_a_part_without_speakers_too(judge: Judge) -> None:
    assert judge(note(MEMBER, parts=("PM1",)))


def test_due_when_the_part_is_unclear(judge: Judge) -> None:
    assert judge(note(PRIMARY, ALTERNATE, parts=()))


def test_not_due_for_a_part_nobody_comes_to(judge: Judge) -> None:
    assert judge(note(replace(HEAD, parts=("RC1",)), parts=("RC1", "RC2"))) == []


def recorded_as(submission: Submission) -> Revision:
    people = tuple(as_participant(p, submission.parts) for p in submission.persons)
    return Revision("BFA", 1, "first", "message:1", datetime(2020, 11, 1, tzinfo=UTC), submission.parts, people)
