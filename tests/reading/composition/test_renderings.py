from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.domain.submission import Doubt, Person
from mailbot.reading.composition.people import People
from mailbot.reading.composition.renderings import by_initials, differing

LAPAS = Person("LAPAS", "Ulugbek", email="u.lapas@mfa.example", role="head", speaker="primary")
YUSUF = Person("YUSUF", "Nigora", email="n.yusuf@mfa.example", speaker="alternate")
NOTE = People((LAPAS, YUSUF))


def details(beside: People, note: People = NOTE) -> list[str]:
    """What is doubted of the note, with the texts beside it."""
    doubts: list[Doubt] = list(differing(note, beside))
    assert {doubt.code for doubt in doubts} <= {"low_confidence"}
    return [doubt.detail for doubt in doubts]


def test_the_same_list_beside_it_is_no_doubt() -> None:
    shorter = [Person("LAPAS", "U.", role="head"), Person("Yusuf", "Nigora", speaker="alternate")]
    assert details(People(tuple(shorter))) == []


@pytest.mark.parametrize(
    ("other", "word"),
    [
        (replace(YUSUF, speaker="primary"), "speaker status"),
        (replace(YUSUF, email="nigora@gmail.example"), "address"),
        (replace(YUSUF, role="head"), "head of delegation"),
        (Person("RUSTAM", "Sardor", speaker="alternate"), "does not name this person"),
    ],
)
def test_what_differs_is_doubted(other: Person, word: str) -> None:
    (detail,) = details(People((other,)))
    assert word in detail


def test_who_leaves_in_the_covering_mail_and_stays_in_the_note_is_doubted() -> None:
    (detail,) = details(People((), (Person("Yusuf", "Nigora"),)))
    assert "takes the name out" in detail


def test_an_initial_may_mean_another_of_the_list() -> None:
    one, other = Person("DUBE", "N."), Person("Dube", "Nomsa")
    assert [doubt.about for doubt in by_initials([one, other, Person("DUBE", "Thabo")])] == ["N. DUBE"]
    assert not list(by_initials([one, Person("DUBE", "Thabo"), Person("DUBE", "M.")]))


def test_a_name_below_the_covering_mail_is_no_doubt() -> None:
    assert details(People((Person("Karim", "Aziza"),))) == []
