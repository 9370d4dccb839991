"""``sender_unknown``: the sender belongs to no delegation in the list."""

from __future__ import annotations

from dataclasses import replace

from .conftest import Judge
from .people import note

STRANGER = "awa@webmail.example"


def test_due_for_a_stranger(judge: Judge) -> None:
    (flag,) = judge(note(by_address=()), sender=STRANGER)
    assert (flag.about, flag.severity) == (STRANGER, "hold")


def test_due_for_a_strangers_withdrawal(judge: Judge) -> None:
    assert judge(replace(note(by_address=()), kind="withdrawal"), sender=STRANGER)


def test_not_due_for_a_known_sender(judge: Judge) -> None:
    assert judge(note()) == []


def test_not_due_for_another_delegations_sender(judge: Judge) -> None:
    """Known, if to another delegation: that is sender_mismatch."""
    assert judge(note(by_address=("KEN",)), sender="mission@kenya-gva.example") == []


def test_not_due_for_staff(judge: Judge) -> None:
    assert judge(note(by_address=()), sender="Desk@un.example", staff=frozenset({"desk@un.example"})) == []


def test_not_due_for_a_question(judge: Judge) -> None:
    assert judge(replace(note(by_address=()), kind="question"), sender=STRANGER) == []
