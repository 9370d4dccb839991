"""Broken paragraphs are put together at any width; lists, addresses and signatures stay line by line."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.reading.document import Line
from mailbot.reading.plain import plain_blocks

PROSE = {
    "es": "La Misión Permanente de Colombia saluda a la Secretaría y tiene a bien informar que la delegación "
    "de Colombia a la segunda parte de la Segunda Conferencia de Examen estará presidida por la Excma. Sra. "
    "Rebeca Samudio Tinoco, Viceministra de Asuntos. La acompañará el Sr. Hernán Buitraguez Lozada, Ministro (orador "
    "principal, hbuitraguez@cancilleria-co.example).",
    "ru": "Постоянное представительство Республики Армения свидетельствует свое уважение Секретариату и имеет честь "
    "сообщить, что делегацию на первой части Конференции возглавит Постоянный представитель г-н Арам Саркисович "
    "Тумасов. В состав делегации войдет также г-жа Лусине Вардановна Адамян, первый секретарь.",
    "ar": "تهدي البعثة الدائمة لجمهورية السودان أطيب تحياتها إلى أمانة الاتفاقية ويشرفها أن تبلغها بأن وفد السودان إلى "
    "الجزء الأول من المؤتمر الاستعراضي الثاني سيكون برئاسة السيدة إيناس حسن المحجوب وزير مفوض وعضوية العقيد معتز "
    "بابكر الشفيع من المركز القومي لمكافحة الألغام والسيد سامي أحمد كرار سكرتير ثالث في البعثة",
    "en": "The Permanent Mission of the Kingdom of Tonga presents its compliments to the Secretariat and has the "
    "honour to inform that its delegation to the first part will be led by H.E. Mr. Sione VAKA'UTA. He will be "
    "accompanied by Ms. Mele TUPOU, First Secretary (primary speaker, m.tupou@mfa.example), and Mr. Viliami LATU.",
}
STANDING_ALONE = [
    "Head of delegation: H.E. Ms. Rosalind Thorncastle, Ambassador\nMember: Mr. Osric Penhallow, Counsellor",
    "Mr. Aldous Farthingale, Counsellor for disarmament, Permanent Mission\nMs. Petra Oakhanger, First Secretary\n"
    "Col. Ruben Strandqvist, Military Adviser, Ministry of Defence",
    "Permanent Mission of Norway\nAvenue de l'Exemple 12\n1202 Geneva\nTel. +41 22 555 01 02",
    "M. Aurèle Vaucluson\nconseiller\nMme Odile Trémaincourt\npremière secrétaire",
    "Name: Thorncastle\ngiven name: Rosalind\nfunction: Ambassador of the Kingdom to the organisations here\n"
    "e-mail: r@x.example",
    "السيد سامي الكرارجي، سكرتير ثالث في البعثة الدائمة لدى المنظمات\nالسيدة رلى الشدراوي، سكرتير أول\n"
    "العميد وسام أبو غيدا، مستشار عسكري، وزارة الدفاع",
    "团长：林澄岳大使\n副团长：欧阳楚宁参赞\n团员：高弋二等秘书，候补发言人",
]


def texts(text: str) -> list[str]:
    return [block.text for block in plain_blocks(text) if isinstance(block, Line)]


@pytest.mark.parametrize("width", [60, 64, 68, 70, 72, 76, 78, 88, 100, 122, 140])
@pytest.mark.parametrize("language", PROSE)
def test_a_broken_paragraph_is_one_line_at_any_width(language: str, width: int) -> None:
    broken = textwrap.fill(PROSE[language], width, break_long_words=False, break_on_hyphens=False)
    assert texts(f"No. 12/2020\n\n{broken}\n\nGeneva, 5 November 2020\nPermanent Mission") == [
        "No. 12/2020",
        PROSE[language],
        "Geneva, 5 November 2020",
        "Permanent Mission",
    ]


@pytest.mark.parametrize("text", STANDING_ALONE)
def test_lines_that_stand_alone_are_not_joined(text: str) -> None:
    assert texts(text) == text.split("\n")
    intro = textwrap.fill(PROSE["en"], 72, break_long_words=False)
    assert texts(f"{intro}\n\n{text}")[1:] == text.split("\n")


def test_a_list_right_below_its_sentence_stays_a_list() -> None:
    text = (
        "The Permanent Mission presents its compliments to the Secretariat and submits\n"
        "the following delegation to the first part of the Review Conference:\n"
        "Mr. Aldous Farthingale, Counsellor for disarmament, Permanent Mission, Head\n"
        "Ms. Petra Oakhanger, First Secretary, alternate speaker, p.oak@mfa.example"
    )
    assert len(texts(text)) == 3


def test_chinese_lines_are_joined_without_a_blank() -> None:
    text = (
        "中华人民共和国常驻联合国日内瓦办事处和瑞士其他国际组织代表团向秘书处致意，"
        "并谨通知出席审议大会第一阶段会议的代表团由林澄岳大使率领，欧阳楚宁参赞担任候补发言人。"
    )
    broken = "\n".join(text[k : k + 28] for k in range(0, len(text), 28))
    assert texts(broken) == [text]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aB é,.:;-1@ \n\t中م", max_size=600))
def test_no_character_but_blanks_and_labels_is_lost(text: str) -> None:
    found = "".join(
        (block.marker or "") + block.text
        if isinstance(block, Line)
        else "".join(cell.text for row in block.rows for cell in row)
        for block in plain_blocks(text)
    )
    assert "".join(found.split()) == "".join(text.split())
