"""``revision_unclear``: it cannot be told what a note changes."""

from __future__ import annotations

from datetime import UTC, datetime

from mailbot.domain.compose import as_participant
from mailbot.domain.delegation import Revision
from mailbot.domain.submission import Change, Doubt

from .conftest import Judge
from .people import ALTERNATE, DELTA, MEMBER, PRIMARY, note

RECORDED = Revision(
    "BFA", 1, "first", "message:1", datetime(2020, 11, 1, tzinfo=UTC), ("RC1",), (as_participant(PRIMARY, ("RC1",)),)
)


def test_due_as_the_reading_saw_it(judge: Judge) -> None:
    (flag,) = judge(note(doubts=(Doubt("revision_unclear"),)))
    assert flag.severity == "hold"


def test_due_for_a_change_of_nothing(judge: Judge) -> None:
    assert judge(note(ALTERNATE, revision=DELTA), has_record=True)


def test_not_due_for_a_change_without_memory(judge: Judge) -> None:
    assert judge(note(ALTERNATE, revision=DELTA)) == []


def test_not_due_for_a_change_of_what_is_recorded(judge: Judge) -> None:
    known = ("398/MPBF", "0398/MPBF")
    assert judge(note(ALTERNATE, revision=DELTA), current=RECORDED, references=known, has_record=True) == []


def test_due_for_a_change_of_an_unknown_note(judge: Judge) -> None:
    (flag,) = judge(note(ALTERNATE, revision=DELTA), current=RECORDED, references=("77/X",), has_record=True)
    assert flag.about == "0398/MPBF"


def test_due_when_who_leaves_is_not_there(judge: Judge) -> None:
    change = Change("delta", remove=(MEMBER,))
    (flag,) = judge(note(ALTERNATE, revision=change), current=RECORDED, has_record=True)
    assert flag.about == "Paul KABORÉ"


def test_not_due_when_who_leaves_is_there(judge: Judge) -> None:
    change = Change("delta", remove=(PRIMARY,))
    assert judge(note(ALTERNATE, revision=change), current=RECORDED, has_record=True) == []


def test_not_due_for_a_first_note_or_a_replacement(judge: Judge) -> None:
    assert judge(note(), has_record=True) == []
    assert judge(note(revision=Change("replace", "1/UNSEEN")), current=RECORDED, has_record=True) == []
