"""Headings that say which body sends those below: "For the Ministry of Defence"."""
# ruff: noqa: E501 - a list stands in one line

from __future__ import annotations

import pytest

from .notes import read

PEOPLE = ("- Mr. Nils BERG, Counsellor", "- Ms. Ada LUND, Attaché", "- Mr. Olaf TERN, Colonel")


@pytest.mark.parametrize("shape", ["{0}) {1}", "{1}:", "{1}"])
@pytest.mark.parametrize(
    ("language", "opening", "sent", "bodies"),
    [
        ("en", "The delegation will consist of:", ("For the Ministry of Defence", "From the Permanent Mission", "On behalf of the National Commission on Small Arms"), ["Ministry of Defence", "Permanent Mission", "National Commission on Small Arms"]),
        ("fr", "La délégation est composée de :", ("Pour le Ministère de la Défense", "De la Mission permanente", "Au titre du Ministère des relations extérieures"), ["Ministère de la Défense", "Mission permanente", "Ministère des relations extérieures"]),
        ("es", "La delegación estará integrada por:", ("Por el Ministerio de Defensa", "De la Misión Permanente", "Por la Cancillería"), ["Ministerio de Defensa", "Misión Permanente", "Cancillería"]),
        ("ru", "Состав делегации:", ("От Министерства обороны", "От Постоянного представительства", "Со стороны Министерства иностранных дел"), ["Министерства обороны", "Постоянного представительства", "Министерства иностранных дел"]),
    ],
)  # fmt: skip
def test_who_stands_below_is_of_that_body(language, opening, sent, bodies, shape) -> None:
    lines = [line for k in range(3) for line in (shape.format("abc"[k], sent[k]), PEOPLE[k])]
    found = read("\n".join((opening, "", *lines)), language).persons
    assert [(p.family, p.affiliation) for p in found] == list(zip(("BERG", "LUND", "TERN"), bodies, strict=True))


@pytest.mark.parametrize("shape", ["{0}) {1}", "{1}:"])
def test_in_arabic(shape) -> None:
    sent = ("عن وزارة الدفاع", "من البعثة الدائمة", "من جانب وزارة الخارجية")
    lines = [line for k in range(3) for line in (shape.format("123"[k], sent[k]), PEOPLE[k])]
    found = read("\n".join(("أسماء الوفد:", "", *lines)), "ar").persons
    assert [(p.family, p.affiliation) for p in found] == [
        ("BERG", "وزارة الدفاع"),
        ("LUND", "البعثة الدائمة"),
        ("TERN", "وزارة الخارجية"),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Delegation:\nMr. Nils BERG, Counsellor\nfrom the Ministry of Defence\nMs. Ada LUND, Attaché"),
        ("ar", "الوفد:\nMr. Nils BERG، مستشار\nمن وزارة الدفاع\nMs. Ada LUND، ملحق"),
    ],
)
def test_a_line_under_a_name_goes_on_with_it(language, text) -> None:
    assert [bool(p.affiliation) for p in read(text, language).persons] == [True, False]
