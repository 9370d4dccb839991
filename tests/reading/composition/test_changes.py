# ruff: noqa: E501 - a sentence of a note stands in one line
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.domain.submission import Submission
from mailbot.reading.composition import understand

from .meeting_of_tests import INVITEES, MEETING, message

LETTERHEADS = {
    "en": "Ref. 311/20\nThe Permanent Mission of Norway presents its compliments to the Secretariat and ",
    "fr": "N/Réf. 311/20\nLa Mission permanente de la Norvège présente ses compliments au Secrétariat et ",
    "es": "Nota 311/20\nLa Misión Permanente de Noruega saluda atentamente a la Secretaría y ",
    "ru": "№ 311/20\nПостоянное представительство Норвегии свидетельствует свое уважение Секретариату и ",
    "ar": "الرقم: 311/20\nتهدي البعثة الدائمة للنرويج أطيب تحياتها إلى الأمانة، ",
    "zh": "编号：311/20\n挪威常驻日内瓦代表团向秘书处致意，参加第一阶段会议。",
}
PEOPLE = """
1. H.E. Ms. Ingrid SOLBAKKEN, Ambassador, Head of Delegation
2. Mr. Eirik MOE, Counsellor, primary speaker, e.moe@mfa.example
3. Ms. Ragnhild LIE, First Secretary, alternate speaker, r.lie@mfa.example
"""


def sentences() -> Iterator[tuple[str, str, str, str, str]]:
    language = "en"
    for line in (Path(__file__).parent / "changes.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif line and not line.startswith("#"):
            change, of, who, text = line.split("|", 3)
            yield language, change, of, who, text


def read(language: str, text: str) -> Submission:
    return understand(message(LETTERHEADS[language] + text), (), MEETING, INVITEES)


@pytest.mark.parametrize(("language", "change", "of", "who", "text"), list(sentences()))
def test_what_a_sentence_changes_and_which_note(language: str, change: str, of: str, who: str, text: str) -> None:
    found = read(language, text + (PEOPLE if who == "full" else ""))
    assert (found.revision.kind if found.revision else "first") == change
    assert (found.revision.of if found.revision else None) == (of or None)
    assert found.reference == "311/20"
    assert not any(doubt.code == "revision_unclear" for doubt in found.doubts)


@pytest.mark.parametrize(
    ("language", "text", "family", "email"),
    [
        ("en", "A small correction to our note 214/20: the address of Ms. Carol RAVERA is c.r@n.example. All the rest is correct.", "RAVERA", "c.r@n.example"),
        ("en", "With reference to our note 214/20, please note that the correct e-mail address of Ms. Ravera is c.r@n.example.", "Ravera", "c.r@n.example"),
        ("fr", "Une rectification à notre note 214/20 : l'adresse de Mme Ravera est c.r@n.example (et non celle que nous vous avions donnée). Tout le reste est exact.", "Ravera", "c.r@n.example"),
        ("es", "En relación con nuestra Nota 214/20, la dirección de correo correcta de la Sra. Carla RAVERA es c.r@n.example.", "RAVERA", "c.r@n.example"),
        ("ru", "В дополнение к ноте № 214/20 сообщаем правильный адрес электронной почты г-жи Анны РАВЕРЫ: c.r@n.example.", "РАВЕРЫ", "c.r@n.example"),
        ("ar", "بالإشارة إلى مذكرتنا رقم 214/20، البريد الإلكتروني الصحيح للسيدة هدى خليل هو c.r@n.example.", "خليل", "c.r@n.example"),
    ],
)  # fmt: skip
def test_an_address_corrected_is_a_change(language: str, text: str, family: str, email: str) -> None:
    found = read(language, text)
    assert found.kind == "submission"
    assert [(p.family, p.email, p.role) for p in found.persons] == [(family, email, "delegate")]
    assert found.revision is not None
    assert (found.revision.kind, found.revision.of) == ("delta", "214/20")
    assert not any(doubt.code == "revision_unclear" for doubt in found.doubts)


def test_the_address_of_whom_to_ask_is_no_change() -> None:
    assert read("en", "Should you have questions, the address of Ms. Ravera is c.ravera@n.example.").kind == "question"
