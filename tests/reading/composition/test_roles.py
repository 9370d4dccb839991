"""Roles, speakers, ways of attending; posts and bodies."""
# ruff: noqa: E501 - notes and patterns are quoted as they come

from __future__ import annotations

import pytest

from mailbot.domain.submission import Source
from mailbot.reading.composition import roles
from mailbot.reading.composition.people import Context
from mailbot.reading.composition.spans import Span
from mailbot.reading.folding import fold

from .notes import MEETING
from .notes import read as persons_of

CONTEXT = Context("en", MEETING, ("RC1", "RC2"))


def read(text: str, column: roles.Column | None = None) -> roles.Said:
    return roles.read(Span(text, ((0, Source("body", 1, 1, text)),)), CONTEXT, column)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Head of Delegation", "head"), ("HoD", "head"), ("Cheffe de la délégation", "head"), ("Jefa de Delegación", "head"),
        ("глава делегации", "head"), ("руководитель делегации", "head"), ("团长", "head"), ("رئيسة الوفد", "head"),
        ("Alternate Head of Delegation", "alternate_head"), ("Cheffe de délégation adjointe", "alternate_head"),
        ("Jefe Alterno", "alternate_head"), ("заместитель главы делегации", "alternate_head"), ("副团长", "alternate_head"),
        ("نائبة رئيس الوفد", "alternate_head"), ("член делегации", "delegate"),
    ],
)  # fmt: skip
def test_role_phrases(text, role):
    said = read(text)
    assert (said.role, said.rest) == (role, None)


@pytest.mark.parametrize(
    "text",
    ["Policy Adviser", "Head of the Arms Unit", "Deputy Head of Mission", "заместитель Постоянного представителя", "советник", "مستشار", "Conseiller", "Chef suppléant de la Division"],
)  # fmt: skip
def test_posts_are_no_roles(text):
    said = read(text)
    assert said.role is None
    assert said.rest is not None
    assert said.rest.text == text


@pytest.mark.parametrize(
    ("text", "role"),
    [("Adviser", "adviser"), ("советник", "adviser"), ("顾问", "adviser"), ("Expert", "delegate"), ("Head", "head")],
)
def test_bare_words_count_in_a_role_column(text, role):
    assert read(text, "role").role == role


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("primary speaker", "primary"), ("oratrice principale", "primary"), ("orador principal", "primary"),
        ("основной выступающий", "primary"), ("主发言人", "primary"), ("المتحدث الرئيسي", "primary"),
        ("back-up speaker", "alternate"), ("orateur suppléant", "alternate"), ("oradora suplente", "alternate"),
        ("запасной докладчик", "alternate"), ("备用发言人", "alternate"), ("المتحدث البديل", "alternate"),
    ],
)  # fmt: skip
def test_speaker_phrases(text, speaker):
    said = read(text)
    assert (said.speakers, said.rest) == ([speaker], None)


def test_what_is_left_is_the_post():
    said = read("Permanent Representative and Head of Delegation")
    assert said.role == "head"
    assert said.rest is not None
    assert said.rest.text == "Permanent Representative"


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("in person", "in_person"),
        ("à distance", "virtual"),
        ("presencial", "in_person"),
        ("очно", "in_person"),
        ("线上", "virtual"),
        ("عن بعد", "virtual"),
    ],
)
def test_modes(text, mode):
    assert read(text).mode == mode


def test_parts():
    assert read("second part only").parts == ("RC2",)
    assert read("1re et 2e parties").parts == ("RC1", "RC2")


@pytest.mark.parametrize("text", ["to be named", "à désigner", "por confirmar", "не назначен", "待定", "لم يعين"])
def test_nobody(text):
    assert read(text).nobody


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Ministry of Defence", True), ("Malawi Defence Force", True), ("Office of Civil Defense", True), ("ministère de la Défense", True),
        ("Ejército de Nicaragua", True), ("Министерство обороны", True), ("وزارة الدفاع", True), ("国防部", True),
        ("Director of Operations", False), ("Chief of the Explosive Ordnance Division", False), ("Chef de service", False),
        ("Director Legal Services", False), ("Deputy Director Support Services", False),
        ("Director General's Office", True), ("Attaché de défense", False), ("Chargé de programme", False), ("начальник отдела", False), ("مدير المركز", False),
    ],
)  # fmt: skip
def test_bodies_and_posts(text, body):
    assert roles.is_organisation(fold(text)) is body


@pytest.mark.parametrize("word", ["رئيسا", "رئيسة", "رئيساً"])
def test_an_arabic_head_behind_the_post(word):
    people = persons_of(f"الوفد:\n1- السفير سامي نصر، المندوب الدائم، {word}\n2- السيد عمر زيد، مستشار، عضوا", "ar")
    assert [(p.family, p.function, p.role) for p in people.persons] == [
        ("نصر", "المندوب الدائم", "head"),
        ("زيد", "مستشار", "delegate"),
    ]


@pytest.mark.parametrize(("language", "label", "word"), [("fr", "Nom", "Conseiller"), ("ar", "الاسم", "مستشار")])
def test_a_field_for_the_capacity_holds_the_post_if_nothing_else_does(language, label, word):
    capacity = {"fr": "Qualité", "ar": "الصفة"}[language]
    name = {"fr": "M. Nils BERG", "ar": "هدى بدر"}[language]
    person = persons_of(f"{label} : {name}\n{capacity} : {word}\n", language).persons[0]
    assert (person.function, person.role) == (word, "delegate")
