"""Sentences that name both speakers, and say only of the one in full which of them it is."""
# ruff: noqa: E501 - notes are quoted as they come

from __future__ import annotations

import pytest

from .notes import read

A, B = "a.nour@n.example", "a.tom@n.example"
SENTENCES = [
    ("en", f"Ms. Awa NOUR ({A}) will take the floor as primary speaker and Mr. Ali TOM ({B}) as alternate."),
    ("en", f"Ms. Awa NOUR ({A}) will be the primary speaker and Mr. Ali TOM ({B}) the alternate."),
    ("fr", f"Mme Awa NOUR ({A}) interviendra en qualité d'oratrice principale et M. Ali TOM ({B}) en qualité de suppléant."),
    ("es", f"La Sra. Awa NOUR ({A}) intervendrá en calidad de oradora principal y el Sr. Ali TOM ({B}) en calidad de suplente."),
    ("ru", f"Г-жа Ава НУР ({A}) выступит в качестве основного выступающего, а г-н Али ТОМ ({B}) - в качестве запасного."),
    ("ar", f"السيدة ريم العلي ({A}) هي المتحدثة الرئيسية والسيد نديم حرفوشي ({B}) هو المناوب."),
    ("zh", f"谭韵秋参赞（{A}）将担任主发言人，苏岚二秘（{B}）将担任候补发言人。"),
    ("zh", f"成员包括谭韵秋参赞和苏岚二秘。谭韵秋任主发言人（{A}），苏岚任候补发言人（{B}）。"),
    ("zh", f"主发言人为团长裴正则大使（{A}），候补发言人为苏岚二秘（{B}）。"),
    ("en", f"The speakers will be H.E. Ms. Awa NOUR (primary) and Mr. Ali TOM (alternate), who can be reached at {A} and {B} respectively."),
    ("en", f"Speakers for Interprefy: Ms. Awa NOUR (primary, {A}) and Mr. Ali TOM (alternate, {B})."),
    ("fr", f"Les orateurs seront Mme Awa NOUR (principale) et M. Ali TOM (suppléant), aux adresses {A} et {B} respectivement."),
    ("fr", f"Les intervenants seront Mme Awa NOUR (titulaire, {A}) et M. Ali TOM (suppléant, {B})."),
    ("es", f"Los oradores serán la Sra. Awa NOUR (principal, {A}) y el Sr. Ali TOM (suplente, {B})."),
    ("ru", f"Выступающими будут г-жа Ава НУР (основной, {A}) и г-н Али ТОМ (запасной, {B})."),
    ("ar", f"المتحدثان هما السيدة ريم العلي (الرئيسية، {A}) والسيد نديم حرفوشي (المناوب، {B})."),
    ("zh", f"发言人为裴正则大使（主，{A}）和苏岚二秘（候补，{B}）。"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_both_speakers_of_a_sentence(language, sentence):
    people = read(sentence, language)
    assert [(p.speaker, p.email) for p in people.persons] == [("primary", A), ("alternate", B)]
    assert not people.doubts


@pytest.mark.parametrize(
    "sentence",
    [
        "Ms. Awa NOUR will be the primary speaker and Mr. Ali TOM, Alternate Representative, will attend.",
        "Ms. Awa NOUR will be the primary speaker. The delegation includes Mr. Ali TOM, alternate head of delegation.",
    ],
)
def test_another_alternate_is_no_speaker(sentence):
    assert [p.speaker for p in read(sentence).persons] == ["primary", None]


CHANGES = [
    ("fr", "M. Ali TOM, Attaché, prend la place de M. Idriss SALEH comme orateur suppléant.", "SALEH"),
    ("es", "El Sr. Ali TOM, Agregado, toma el lugar del Sr. Idriss SALEH como orador suplente.", "SALEH"),
    ("ru", "1. В состав делегации включается Том Али Ильич, атташе;\n2. Салех Идрис Петрович исключается из состава делегации.", "Салех"),
    ("ar", "1- تنضم إلى الوفد السيدة ريم العلي، ملحقة؛\n2- لن يشارك السيد نديم حرفوشي.", "حرفوشي"),
    ("zh", "1. 增加随员费晓彤；\n2. 苏岚不再与会。", "苏"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "leaves"), CHANGES)
def test_who_leaves_in_an_item_or_gives_up_a_place(language, text, leaves):
    people = read(text, language)
    assert [p.family for p in people.leaving] == [leaves]
    assert len(people.persons) == 1


@pytest.mark.parametrize("text", ["主发言人钟思齐的正确邮箱是", "更正：主发言人钟思齐的邮箱应为"])
def test_whose_address_a_chinese_sentence_corrects(text):
    found = read(f"{text}siqi.zhong@association.example，其余无误。", "zh").persons
    assert [(p.family, p.given, p.speaker, p.email) for p in found] == [
        ("钟", "思齐", "primary", "siqi.zhong@association.example")
    ]


def test_what_joins_in_an_item_is_no_post():
    assert [p.function for p in read("1. 增加随员费晓彤；\n2. 增加国防部上校苏岚。", "zh").persons] == ["随员", "上校"]
