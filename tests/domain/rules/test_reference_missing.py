"""``reference_missing``: a State's note carries no reference."""

from __future__ import annotations

import pytest

from mailbot.domain.submission import Change

from .conftest import Judge
from .people import DELTA, REPLACE, note


@pytest.mark.parametrize("revision", [None, REPLACE])
def test_due_for_a_state(judge: Judge, revision: Change | None) -> None:
    (flag,) = judge(note(reference=None, revision=revision))
    assert flag.severity == "note"


def test_not_due_with_a_reference(judge: Judge) -> None:
    assert judge(note()) == []


@pytest.mark.parametrize("code", ["CMC", "EU"])
def test_not_due_for_an_organisation(judge: Judge, code: str) -> None:
    assert judge(note(delegation=code, reference=None)) == []


def test_due_for_a_change_in_a_note_of_its_own(judge: Judge) -> None:
    (flag,) = judge(note(reference=None, revision=DELTA))
    assert flag.code == "reference_missing"


def test_not_due_for_a_change_in_a_reply(judge: Judge) -> None:
    assert judge(note(reference=None, revision=DELTA, is_reply=True)) == []
