"""``two_heads``: more than one person is marked as head."""

from __future__ import annotations

from dataclasses import replace

from .conftest import Judge
from .people import ALTERNATE, DELTA, HEAD, PRIMARY, note

SECOND_HEAD = replace(PRIMARY, role="head")


def test_due_naming_both(judge: Judge) -> None:
    (flag,) = judge(note(HEAD, SECOND_HEAD))
    assert flag.about == "Awa TRAORÉ, Issa OUÉDRAOGO"


def test_not_due_with_one_head_and_a_deputy(judge: Judge) -> None:
    assert judge(note(HEAD, replace(PRIMARY, role="alternate_head"), ALTERNATE)) == []


def test_not_due_with_one_head_for_each_part(judge: Judge) -> None:
    first, second = replace(HEAD, parts=("RC1",)), replace(SECOND_HEAD, parts=("RC2",))
    assert judge(note(first, second, parts=("RC1", "RC2"))) == []


def test_due_when_the_part_is_unclear(judge: Judge) -> None:
    assert judge(note(HEAD, SECOND_HEAD, parts=()))


def test_due_for_a_change_that_names_two(judge: Judge) -> None:
    assert judge(note(HEAD, SECOND_HEAD, revision=DELTA))
