from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.reading.composition.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The Permanent Mission of Norway presents its compliments to the Secretariat", "en"),
        ("La Mission permanente de la Suisse présente ses compliments au Secrétariat", "fr"),
        ("La Misión Permanente de Chile saluda atentamente a la Secretaría de la Convención", "es"),
        ("Постоянное представительство свидетельствует свое уважение", "ru"),
        ("تهدي البعثة الدائمة أطيب تحياتها إلى الأمانة", "ar"),
        ("中国常驻团向秘书处致意，并谨通知代表团名单如下", "zh"),
    ],
)
def test_each_language_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


def test_latin_spellings_do_not_outweigh_the_script_of_the_note() -> None:
    text = (
        "团长：陈慧仪（Ms. TAN Hui Yi），常驻代表\n主发言人：林志坚（Mr. LIM Chee Kian），lim_chee_kian@mfa-sg.example"
    )
    assert language_of(text) == "zh"


def test_a_bare_list_of_names_has_no_language() -> None:
    assert language_of("Kossi AMAVI\nAfi DOSSOU") is None


def test_nothing_has_no_language() -> None:
    assert language_of("") is None


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert language_of(text) in {None, "en", "fr", "es", "ru", "ar", "zh"}
