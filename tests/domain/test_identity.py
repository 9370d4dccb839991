"""Who is the same person, as far as writing tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.domain.identity import fold, is_same_person, reference_key
from mailbot.domain.submission import Person


def person(text: str, email: str | None = None) -> Person:
    """Written as ``Given|FAMILY``; a name without a bar is a surname alone."""
    given, _, family = text.rpartition("|")
    return Person(family, given or None, email=email)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Peter|MWANGI", "peter|Mwangi"),
        ("Peter|MWANGI", "P.|MWANGI"),
        ("Peter Kamau|MWANGI", "Peter|MWANGI"),
        ("Peter|MWANGI", "MWANGI|Peter"),
        ("Peter|MWANGI", "Mwangi"),
        ("Rodrigo|Iturbe Saldaña", "R.|Iturbe"),
        ("Hông|Nguyễn", "Hong|NGUYEN"),
        ("小明|王", "王小明"),
    ],
)
def test_one_person_written_twice(a: str, b: str) -> None:
    assert is_same_person(person(a), person(b))
    assert is_same_person(person(b), person(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Mohammed Ahmed|ALI", "Ahmed Mohammed|HASSAN"),
        ("Maria|GARCIA LOPEZ", "Maria|GARCIA PEREZ"),
        ("Jean-Pierre|DUPONT", "Jean-Pierre|DURAND"),
        ("Иван Иванович|ПЕТРОВ", "Иван Иванович|СИДОРОВ"),
        ("小明|王", "小红|王"),
        ("Peter|MWANGI", "Daniel|MWANGI"),
        ("Peter|MWANGI", "Kiptoo"),
        ("", ""),
    ],
)
def test_two_people(a: str, b: str) -> None:
    assert not is_same_person(person(a), person(b))
    assert not is_same_person(person(b), person(a))


def test_one_address_speaks_for_one_person_only_where_the_names_agree() -> None:
    box = "p.mwangi@ken.example"
    assert is_same_person(person("Peter|MWANGI", box), person("Pete|MWANGI KAMAU", box))
    assert not is_same_person(person("Peter|MWANGI", box), person("Daniel|MWANGI", box))
    assert not is_same_person(person("Peter|MWANGI", box), person("Paul|KIPTOO", box))


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_names_are_compared_and_the_comparison_is_even_handed(a: str, b: str) -> None:
    assert is_same_person(person(a), person(b)) == is_same_person(person(b), person(a))


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("a", "b"),
    [("ODA- 2020-00130", "oda-2020–00130"), ("٢٠٢٠/٣١٥", "2020/315"), ("日内字〔2020〕第296号", "日内字(2020)第296号")],
)
def test_references_that_are_one(a: str, b: str) -> None:
    assert reference_key(a) == reference_key(b)
