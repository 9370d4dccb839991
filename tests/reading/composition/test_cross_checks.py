from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.domain.submission import Doubt, Person, Source
from mailbot.reading.composition import understand
from mailbot.reading.composition.cross_checks import doubts_of, with_confidence
from mailbot.reading.composition.people import People

from .meeting_of_tests import INVITEES, MEETING, message, strand

MOE = Person("MOE", "Eirik", email="eirik.aasgaard@mfa.example")
AASGAARD = Person("AASGAARD", "Henrik", email="henrik.aasgaard@mfa.example")


@pytest.mark.parametrize(
    "person",
    [
        Person("PEI", "裴国梁 Mr. Guoliang"),
        Person("MOE's", None),
        Person("Haro Ayerve", "C. Patricio"),
        Person("de Chastellier", "le Bailli Amaury"),
        Person("Doe3", "Jane"),
    ],
)
def test_what_no_name_looks_like_is_doubted(person: Person) -> None:
    assert [doubt.code for doubt in doubts_of([], People((person,)))] == ["low_confidence"]
    assert with_confidence([person], ())[0].confidence < 0.5


@pytest.mark.parametrize(
    "person",
    [
        Person("van der Meulen", "Jos"),
        Person("O'NEILL", "Siobhán"),
        Person("YUCHI", "Min"),
        Person("裴", "国梁"),
        Person("ABU EIN", "Jihad"),
        Person("SUKARNO", None),
        Person("Иванов", "Иван Петрович"),
        Person("D'OPLINTER-CLAES", "Bénédicte"),
        Person("Hallgrímsson", "Örn Æ."),
    ],
)
def test_names_of_many_lands_are_not(person: Person) -> None:
    assert list(doubts_of([], People((person,)))) == []


def test_an_address_that_spells_somebody_else_is_doubted() -> None:
    assert [
        doubt.about
        for doubt in doubts_of(
            [],
            People(
                (
                    MOE,
                    AASGAARD,
                )
            ),
        )
    ] == ["Eirik MOE"]


def test_a_titled_name_nobody_has_is_doubted_but_not_the_addressee() -> None:
    note = strand("Dear Mr. Iriarte,\nthe delegation is Mr. Henrik AASGAARD and Ms. Ragnhild LIE.")
    found = list(doubts_of([note], People((AASGAARD,))))
    assert ["Ragnhild LIE" in doubt.detail for doubt in found] == [True]
    assert list(doubts_of([note], People((AASGAARD,), (Person("LIE", "Ragnhild"),)))) == []


def test_an_address_left_over_beside_a_speaker_without_one_is_doubted() -> None:
    note = strand("Speaker: Henrik AASGAARD. Addresses: x.y@mfa.example")
    speaker = Person("AASGAARD", "Henrik", speaker="primary")
    assert len(list(doubts_of([note], People((speaker,))))) == 1
    assert list(doubts_of([note], People((AASGAARD,)))) == []


def test_a_confirmed_person_is_surer_and_doubts_beside_lower_it() -> None:
    plain, confirmed = with_confidence([Person("LIE", "Ragnhild"), AASGAARD], ())
    beside = with_confidence([AASGAARD], [Doubt("low_confidence")])[0]
    assert confirmed.confidence > plain.confidence > beside.confidence
    read = understand(message("Head of delegation of Norway, first part: Mr. Henrik AASGAARD"), (), MEETING, INVITEES)
    assert 0 < read.persons[0].confidence < 1


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_nothing_raises(text: str, family: str, first: str) -> None:
    person = Person(family, first, email=text, speaker="primary")
    list(doubts_of([strand(text)], People((person,))))
    assert 0 <= with_confidence([person], ())[0].confidence <= 1


@pytest.mark.parametrize(
    ("text", "words", "lost"),
    [
        ("В состав делегации входит г-н Петров и г-жа Рыбак Нина.", {"петров"}, "Рыбак"),
        ("Прошу передать г-ну Петрову, что г-жа Рыбак не приедет.", {"петров", "рыбак"}, ""),
        ("يتألف الوفد من السيد زياد المصري والسيدة ريم العلي.", {"زياد", "المصري"}, "ريم"),
        ("يشكر السيد الرئيس السيد زياد المصري.", {"زياد", "المصري"}, ""),
        ("主席先生，代表团由王明先生和李晓红女士组成。", {"王明"}, "李晓红"),
        ("代表团由王明先生组成，王先生为发言人。", {"王明"}, ""),
        ("尊敬的先生：代表团由王明先生组成。", {"王明"}, ""),
        ("السيدة آنا كيلر المحترمة،\nيتألف الوفد من السيد زياد المصري.", {"زياد", "المصري"}, ""),
    ],
)
def test_a_name_with_an_honorific_that_nobody_bears_is_doubted_in_every_script(text, words, lost) -> None:
    people = People((Person("ANY", "One"),), words=frozenset(words))
    found = [doubt.detail for doubt in doubts_of([strand(text)], people)]
    assert [lost in detail for detail in found] == ([True] if lost else [])


@pytest.mark.parametrize(
    ("line", "doubted"),
    [
        ("Mr. Henrik AASGAARD, Ambassador, Head of Delegation", True),
        ("Ms. Ragnhild LIE, Counsellor, Head of Delegation", False),
        ("Head of Delegation", False),
        ("Cheffe de délégation", False),
        ("Head: R.L.; alternate: Mr. AASGAARD", False),
    ],
)
def test_a_role_from_a_line_that_names_somebody_else_is_doubted(line, doubted) -> None:
    source = Source("body", None, 1, line)
    lie = Person("LIE", "Ragnhild", role="head", sources={"role": source})
    found = list(doubts_of([], People((AASGAARD, lie, Person("de MONTBRUN", "Aline")))))
    assert [doubt.about for doubt in found] == (["Ragnhild LIE"] if doubted else [])
