"""Items of a list that begin with a post before the name."""

from __future__ import annotations

import pytest

from mailbot.domain.submission import Source
from mailbot.reading.composition import post_names
from mailbot.reading.composition.segments import Segment
from mailbot.reading.composition.spans import Span

from .notes import read


@pytest.mark.parametrize(
    ("language", "item", "function", "family"),
    [
        ("en", "Attaché Tom WARIU", "Attaché", "WARIU"),
        ("fr", "Directeur Léo GOUD, orateur principal", "Directeur", "GOUD"),
        ("es", "Agregada Ana HALL", "Agregada", "HALL"),
        ("ru", "Референт Анна ГОЛЬ", "Референт", "ГОЛЬ"),
        ("ar", "الخبير سامي نجار، المتحدث الرئيسي", "الخبير", "نجار"),
        ("zh", "司长白露", "司长", "白"),
    ],
)
def test_a_post_before_the_name_of_an_item(language, item, function, family):
    people = read(f"\n1. H.E. Mr. John DOE, Ambassador\n2. {item}\n", language)
    assert [(p.function, p.family) for p in people.persons][1:] == [(function, family)]
    assert not people.doubts


@pytest.mark.parametrize(
    "text",
    [
        "Director General MFA",
        "Head Legal Affairs DFA",
        "Attaché Militaire",
        "Directeur adjoint Affaires politiques",
        "مدير ادارة نزع السلاح",
        "المدير العام للشؤون القانونية",
    ],
)
def test_a_post_alone_is_nobody(text):
    assert post_names.parted(Segment(Span(text, ((0, Source("body", 1, 1, "")),)))) is None


@pytest.mark.parametrize("post", ["Foreign Service Officer II", "Treaty Analyst Grade III", "Programme Specialist 2"])
def test_a_post_with_its_grade_is_nobody(post):
    people = read(f"Delegation:\n\nMs. Ada LUND\nFirst Secretary\n\nMr. Nils BERG\n{post}, Ministry of Health\n")
    assert [(p.family, p.function) for p in people.persons] == [("LUND", "First Secretary"), ("BERG", post)]


def test_a_chinese_family_name_is_no_grade():
    people = read("Delegation:\n\nXI Mingze, Counsellor\nIvan PETROV, Attaché\n")
    assert [p.family for p in people.persons] == ["XI", "PETROV"]


def test_russian_names_in_full_behind_commas():
    text = "\nСопровождающие лица: ИНИН Петр Петрович – водитель, КИМ Ольга Олеговна – переводчик\n"
    assert [(p.family, p.function) for p in read(text, "ru").persons] == [("ИНИН", "водитель"), ("КИМ", "переводчик")]


def test_russian_speakers_in_short():
    text = "\nСписок участников:\nГольдина А.Л. – советник (осн. выступающий)\nРоев Л.И. – атташе (зап. выступающий)\n"
    assert [p.speaker for p in read(text, "ru").persons] == ["primary", "alternate"]
