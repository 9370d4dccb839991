"""``name_order_uncertain``: nothing tells the given from the family name."""

from __future__ import annotations

from dataclasses import replace

from .conftest import Judge
from .people import HEAD, MEMBER, PRIMARY, note


def test_due_for_each_such_person(judge: Judge) -> None:
    flags = judge(note(HEAD, replace(PRIMARY, order_certain=False), replace(MEMBER, order_certain=False)))
    assert [flag.about for flag in flags] == ["Issa OUÉDRAOGO", "Paul KABORÉ"]


def test_not_due_when_told(judge: Judge) -> None:
    assert judge(note()) == []
