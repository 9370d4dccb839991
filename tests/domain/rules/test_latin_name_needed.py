"""``latin_name_needed``: a name is given in no Latin spelling."""

from __future__ import annotations

from dataclasses import replace

from .conftest import Judge
from .people import HEAD, MEMBER, note


def test_due_for_each_such_person(judge: Judge) -> None:
    (flag,) = judge(note(HEAD, replace(MEMBER, family="欧阳", given="明", latin=False)))
    assert flag.about == "明 欧阳"


def test_not_due_in_latin_letters(judge: Judge) -> None:
    assert judge(note()) == []
