"""``email_invalid``: an address that cannot be one as written."""

from __future__ import annotations

from dataclasses import replace

from .conftest import Judge
from .people import ALTERNATE, HEAD, MEMBER, PRIMARY, note

BROKEN = replace(MEMBER, email="p.kabore@@bf", email_fault="It has two @-signs.")


def test_due_naming_the_person(judge: Judge) -> None:
    (flag,) = judge(note(HEAD, PRIMARY, ALTERNATE, BROKEN))
    assert flag.about == "Paul KABORÉ"
    assert "p.kabore@@bf" in flag.detail


def test_not_due_for_a_sound_address(judge: Judge) -> None:
    assert judge(note()) == []


def test_not_due_without_an_address(judge: Judge) -> None:
    assert judge(note(HEAD, PRIMARY, ALTERNATE, MEMBER)) == []
