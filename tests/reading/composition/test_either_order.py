"""Names no order is known of, and names that small words and initials tell."""

from __future__ import annotations

import pytest

from mailbot.reading.composition.either_order import could_be_either
from mailbot.reading.composition.names import split


@pytest.mark.parametrize("name", ["Li Song", "Ji Haojun", "Kim Minsu", "Nguyen Van Tuan", "Ouyang Ming"])
def test_both_ways(name: str) -> None:
    assert could_be_either(name.split())


@pytest.mark.parametrize("name", ["Peter Walker", "Ana Ruiz", "Zanele Dube", "Jan Smit", "LI Song", "Amadou Ba"])
def test_one_way(name: str) -> None:
    assert not could_be_either(name.split())


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("OBAMBI née LOEMBA Clarisse", "Clarisse", "OBAMBI née LOEMBA"),
        ("Fatou dite Fanta KEITA", "Fatou dite Fanta", "KEITA"),
        ("van der MEULEN", None, "van der MEULEN"),
        ("JP Botha", "JP", "Botha"),
        ("N Dlamini", "N", "Dlamini"),
        ("A van Rensburg", "A", "van Rensburg"),
        ("Karin EK", "Karin", "EK"),
        ("Iain ST JOHN", "Iain", "ST JOHN"),
        ("Nur Aisyah binte Rahman", "Nur Aisyah", "binte Rahman"),
        ("Белова Ивана Петровича", "Ивана Петровича", "Белова"),
    ],
)
def test_told_by_the_name(name: str, given: str | None, family: str) -> None:
    found = split(name)
    assert (found.given, found.family, found.certain) == (given, family, True)


def test_a_dotted_name_and_initial_turn_nobody_round() -> None:
    found = split("Zanele Dube", email="zanele.d@mfa.example")
    assert (found.given, found.family) == ("Zanele", "Dube")


@pytest.mark.parametrize(
    ("name", "email", "language", "family"),
    [
        ("Lisandra Astarán Arias", "lisandra.aa@n.example", "es", "Astarán Arias"),
        ("Helena Duarte Lopes", "helena.dl@n.example", "en", "Lopes"),
        ("Nguyen Van Anh", "nguyen.va@n.example", "en", "Nguyen"),
    ],
)
def test_a_given_name_and_the_initials_of_two_families(name: str, email: str, language: str, family: str) -> None:
    assert split(name, email=email, language=language).family == family
