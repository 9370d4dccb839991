"""``pending_approval``: an observer under Rule 1.3 needs the approval of the Meeting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .conftest import Judge
from .people import DELTA, note


def test_due_for_its_category(judge: Judge) -> None:
    (flag,) = judge(note(delegation="EU", stated="EU", by_address=("EU",)))
    assert (flag.about, flag.severity) == ("European Union", "note")


def test_due_for_a_change_too(judge: Judge) -> None:
    assert judge(note(delegation="EU", revision=DELTA))


@pytest.mark.parametrize("code", ["BFA", "KEN", "CMC", "XXX", None])
def test_not_due_for_others(judge: Judge, code: str | None) -> None:
    assert judge(note(delegation=code)) == []


def test_not_due_for_a_question(judge: Judge) -> None:
    assert judge(replace(note(delegation="EU"), kind="question")) == []
