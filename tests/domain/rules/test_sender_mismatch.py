"""``sender_mismatch``: the sender is listed for another delegation than the note names."""

from __future__ import annotations

from dataclasses import replace

from .conftest import Judge
from .people import note

KENYAN = "mission@kenya-gva.example"


def test_due_when_they_differ(judge: Judge) -> None:
    (flag,) = judge(note(by_address=("KEN",)), sender=KENYAN)
    assert (flag.about, flag.severity) == (KENYAN, "hold")


def test_due_for_a_withdrawal(judge: Judge) -> None:
    assert judge(replace(note(by_address=("KEN",)), kind="withdrawal"), sender=KENYAN)


def test_not_due_when_they_agree(judge: Judge) -> None:
    assert judge(note()) == []


def test_not_due_for_an_address_two_delegations_share(judge: Judge) -> None:
    """An honorary consul of both."""
    assert judge(note(by_address=("KEN", "BFA"))) == []


def test_not_due_when_the_note_names_nobody(judge: Judge) -> None:
    assert judge(note(stated=None, by_address=("KEN",)), sender=KENYAN) == []


def test_not_due_for_a_stranger(judge: Judge) -> None:
    assert judge(note(by_address=()), sender="awa@webmail.example") == []


def test_not_due_for_staff(judge: Judge) -> None:
    assert judge(note(by_address=("KEN",)), sender=KENYAN, staff=frozenset({KENYAN})) == []
