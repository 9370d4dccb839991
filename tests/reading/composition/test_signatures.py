"""Who signs a letter below its list, and who below a sentence still takes part."""
# ruff: noqa: E501 - notes are quoted as they come

from __future__ import annotations

import pytest

from .notes import read

LISTS = {
    "en": "Our delegation:\n\n1. Ms. Helen VAUTERS, Head of delegation\n2. Mr. Jonas KILCH, Legal Officer, primary speaker\n",
    "fr": "Notre délégation :\n\n1. Mme Hélène VAUTERS, cheffe de délégation\n2. M. Jonas KILCH, Juriste, orateur principal\n",
    "es": "Nuestra delegación:\n\n1. Sra. Elena VAUTERS, jefa de delegación\n2. Sr. Jonás KILCH, Jurista, orador principal\n",
    "ru": "Наша делегация:\n\n1. Ваутерс Елена Ивановна, глава делегации\n2. Кильх Иона Петрович, юрист, основной выступающий\n",
    "zh": "我们的代表是：\n\n1. 沈既白，处长（团长）\n2. 罗颂，法律官员（主发言人）\n",
}
SIGNED = [
    ("en", "Should you need anything further, do let us know.\n\nPierre DORBET\nRegional Director"),
    ("en", "We are at your disposal.\n\nRegional Director\nPierre DORBET\nGeneva, 12 November 2020"),
    ("fr", "Nous restons à votre disposition.\n\nLe Directeur régional\nPierre DORBET"),
    ("es", "Quedamos a su disposición.\n\nPedro DORBET RUIZ\nDirector Regional"),
    ("ru", "Готовы предоставить дополнительные сведения.\n\nДорбе Петр Сергеевич\nисполнительный секретарь"),
    ("zh", "谨此感谢贵处为会议所做的准备工作。\n\n东亚地区代表处主任\n皮埃尔·多尔贝"),
    ("zh", "如需进一步信息，请随时告知。\n\n秘书长\n段若虚\n2020年11月10日"),
]


@pytest.mark.parametrize(("language", "end"), SIGNED)
def test_who_signs_below_a_list_takes_no_part(language, end):
    people = read(f"\n{LISTS[language]}\n{end}\n", language)
    assert len(people.persons) == 2


def test_who_signs_below_a_list_without_numbers():
    text = "Our delegation:\n\nMs. Helen VAUTERS, Head of delegation\nMr. Jonas KILCH, Legal Officer\n\nWe are at your disposal.\n\nPierre DORBET\nRegional Director\n"
    assert [p.family for p in read(f"\n{text}").persons] == ["VAUTERS", "KILCH"]


@pytest.mark.parametrize(
    "end",
    [
        "The alternate speaker is named below.\n\nMs. Ann ROE\nAttaché",
        "They will be joined online by two experts.\n\nMs. Ann ROE, Expert\nMr. Tom LOE, Expert",
        "Kindly issue badges to all.\n\nAlternate speaker\nMs. Ann ROE",
        "Kindly issue badges to all.\n\nAlso attending:\nMs. Ann ROE, Attaché",
    ],
)
def test_who_stands_below_a_sentence_about_the_delegation(end):
    assert "ROE" in [p.family for p in read(f"\n{LISTS['en']}\n{end}\n").persons]


def test_the_last_of_a_list_of_blocks_does_not_sign():
    text = "Our delegation:\n\nMs. Helen VAUTERS\nHead of delegation\n\nMr. Jonas KILCH\nLegal Officer\nHe requires a visa.\n\nMs. Ann ROE\nAttaché\n"
    assert [p.family for p in read(f"\n{text}").persons] == ["VAUTERS", "KILCH", "ROE"]


TOLD = [
    ("en", "The alternate speaker will be Mr. Tom LOE, Attaché (t@n.example).", "Ann ROE\nAssistant"),
    ("fr", "L'orateur suppléant sera M. Tom LOE, Attaché (t@n.example).", "Anne ROE"),
    ("es", "El orador suplente será el Sr. Tom LOE, Agregado (t@n.example).", "Ana ROA RUIZ\nMisión Permanente"),
    ("ru", "Запасным выступающим будет Терн Олаф Ильич, атташе (t@n.example).", "Петрова Анна Ивановна"),
    ("zh", "候补发言人为司徒以宁二等秘书（t@n.example）。", "乔欣\n2020年11月3日"),
]


@pytest.mark.parametrize(("language", "sentence", "end"), TOLD)
def test_who_signs_below_a_sentence_about_somebody_takes_no_part(language, sentence, end):
    people = read(f"\n{sentence}\n\n{end}\n", language)
    assert [p.speaker for p in people.persons] == ["alternate"]


@pytest.mark.parametrize(
    "end",
    ["Ann ROE, Attaché, a.roe@n.example", "1. Ann ROE, Attaché", "Members:\nAnn ROE, Attaché"],
)
def test_who_is_listed_below_a_sentence_about_somebody(end):
    people = read(f"\n{TOLD[0][1]}\n\n{end}\n")
    assert [p.family for p in people.persons] == ["LOE", "ROE"]
