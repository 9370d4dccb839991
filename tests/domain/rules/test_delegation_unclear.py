"""``delegation_unclear``: neither message nor sender settles the delegation."""

from __future__ import annotations

from dataclasses import replace

from .conftest import Judge
from .people import note


def test_due_without_a_delegation(judge: Judge) -> None:
    (flag,) = judge(note(delegation=None, delegation_name="Republic of Nowhere"))
    assert flag.severity == "hold"
    assert "Republic of Nowhere" in flag.detail


def test_due_for_a_withdrawal_too(judge: Judge) -> None:
    assert judge(replace(note(delegation=None), kind="withdrawal"))


def test_due_for_who_is_not_invited(judge: Judge) -> None:
    (flag,) = judge(note(delegation="FRA", delegation_name="France"), has_record=True)
    assert flag.about == "France"


def test_not_due_when_settled(judge: Judge) -> None:
    assert judge(note(), has_record=True) == []


def test_not_due_for_a_question(judge: Judge) -> None:
    assert judge(replace(note(delegation=None), kind="question")) == []
