"""``email_shared``: two different participants have one address."""

from __future__ import annotations

from dataclasses import replace

from .conftest import Judge
from .people import ALTERNATE, HEAD, MEMBER, PRIMARY, note


def test_due_naming_them(judge: Judge) -> None:
    (flag,) = judge(note(HEAD, PRIMARY, ALTERNATE, replace(MEMBER, email="Awa.Traore@BF.example")))
    assert flag.about == "Awa TRAORÉ, Paul KABORÉ"


def test_one_flag_for_each_address(judge: Judge) -> None:
    twins = replace(MEMBER, email=PRIMARY.email), replace(MEMBER, family="SOMÉ", given="Léa", email=HEAD.email)
    assert len(judge(note(HEAD, PRIMARY, ALTERNATE, *twins))) == 2


def test_not_due_without_addresses(judge: Judge) -> None:
    assert judge(note(HEAD, MEMBER, replace(MEMBER, family="SOMÉ", given="Léa"))) == []


def test_not_due_for_different_addresses(judge: Judge) -> None:
    assert judge(note()) == []
