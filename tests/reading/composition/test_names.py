"""Splitting written names."""
# ruff: noqa: E501 - notes and patterns are quoted as they come

from __future__ import annotations

import pytest

from mailbot.reading.composition import names

from .notes import read


@pytest.mark.parametrize(
    ("written", "given", "family"),
    [
        ("Chikondi NYIRONGO", "Chikondi", "NYIRONGO"),
        ("KOUADIO N'Guessan Armand", "N'Guessan Armand", "KOUADIO"),
        ("Jos van der MEULEN", "Jos", "van der MEULEN"),
        ("Siobhan O'NEILL", "Siobhan", "O'NEILL"),
        ("Rory McDONALD", "Rory", "McDONALD"),
        ("Khadijetou MINT EL HADJ", "Khadijetou", "MINT EL HADJ"),
        ("Cathal Ó DUBHGHAILL", "Cathal", "Ó DUBHGHAILL"),
        ("Haitham bin Saif AL RASHDI", "Haitham bin Saif", "AL RASHDI"),
        ("Zainab binte OMAR", "Zainab", "binte OMAR"),
        ("Ignacio de la RIVA-HERRÁEZ", "Ignacio", "de la RIVA-HERRÁEZ"),
        ("Renato V. DE LOS SANTOS", "Renato V.", "DE LOS SANTOS"),
        ("GUZMÁN ARÉVALO, Roxana", "Roxana", "GUZMÁN ARÉVALO"),
        ("Гринкевская Алеся Петровна", "Алеся Петровна", "Гринкевская"),
        ("Фаррух Саидович Назриев", "Фаррух Саидович", "Назриев"),
        ("Ганич Роман Евгеньевич", "Роман Евгеньевич", "Ганич"),
        ("Алиев Расул Мамед оглы", "Расул Мамед оглы", "Алиев"),
        ("欧阳楚宁", "楚宁", "欧阳"),
        ("高弋", "弋", "高"),
        ("再娜·宾蒂·奥马尔", "再娜·宾蒂", "奥马尔"),
        ("عبد الكريم هاشم العبيدي", "عبد الكريم هاشم", "العبيدي"),
        ("وسام أبو غيدا", "وسام", "أبو غيدا"),
        ("منى آل ثاني", "منى", "آل ثاني"),
        ("Sukarno", None, "Sukarno"),
    ],
)
def test_what_the_name_itself_tells(written, given, family):
    split = names.split(written)
    assert (split.given, split.family, split.certain) == (given, family, True)


@pytest.mark.parametrize(
    ("written", "family"),
    [
        ("María Fernanda Quiñones Del Valle", "Quiñones Del Valle"),
        ("Wilmer Huamanchumo Rojas", "Huamanchumo Rojas"),
        ("Judith Tello Mendívil", "Tello Mendívil"),
        ("Juan Carlos Pérez", "Pérez"),
        ("Inés de la Torre Gómez", "de la Torre Gómez"),
        ("María de los Ángeles Soto Ruiz", "Soto Ruiz"),
        ("Denis Chirinos", "Chirinos"),
    ],
)
def test_spanish_double_surnames(written, family):
    assert names.split(written, language="es").family == family


@pytest.mark.parametrize("written", ["RAMON LUIS T. EVARISTO", "Jose Luis T. Evaristo", "Maria Luisa T Evaristo"])
def test_an_initial_before_the_last_name_is_a_given_name(written):
    assert names.split(written).family.casefold() == "evaristo"


@pytest.mark.parametrize(
    ("written", "email", "family"),
    [
        ("Noh Jae-hwi", "jhnoh17@n.example", "Noh"),
        ("Ha-eun Seo", "hseo20@n.example", "Seo"),
        ("Lázaro Yoel Pedraza Montané", "lpedraza@n.example", "Pedraza Montané"),
        ("Pim van der Holst", "p.holst@n.example", "van der Holst"),
        ("Tatjana Zupan Kotnik", "tatjana.zupan-kotnik@n.example", "Zupan Kotnik"),
    ],
)
def test_the_address_tells(written, email, family):
    assert names.split(written, email=email).family == family


def test_an_address_with_both_names_tells_no_order():
    assert not names.split("Wang Li", email="wang.li@n.example").certain


def test_order_that_varies_is_doubted_and_given_back_as_uncertain():
    people = read(
        "Our delegation:\n1. Mr. Kwon Tae-seong, Ambassador, Head of Delegation\n2. Ms. Yu-bin Pyo, Researcher\n"
    )
    assert [d.code for d in people.doubts] == ["name_order_uncertain"]
    assert [p.order_certain for p in people.persons] == [False, False]
    assert [p.family for p in people.persons] == ["Kwon", "Pyo"]


def test_order_of_a_plain_western_list_is_certain():
    people = read("Our delegation:\n1. Mr Blaž Vidmar, Counsellor\n2. Ms Neža Oblak, Third Secretary\n")
    assert [(p.given, p.family, p.order_certain) for p in people.persons] == [
        ("Blaž", "Vidmar", True),
        ("Neža", "Oblak", True),
    ]
    assert not people.doubts


def test_the_other_script_tells_the_order():
    people = read("姓名|拼音|职务\n邵砚清|Yanqing Shao|大使\n陆鸣谦|Lu Mingqian|参赞\n单于鹤|He Chanyu|翻译\n", "zh")
    assert [(p.given, p.family) for p in people.persons] == [
        ("Yanqing", "Shao"),
        ("Mingqian", "Lu"),
        ("He", "Chanyu"),
    ]


def test_families_elsewhere_spell_their_chinese_names_otherwise():
    people = read("团长：陈慧敏（Ms. Tan Hwee Min），常驻代表\n团员：黄诗婷（Ms. Si Ting Ng），一等秘书\n", "zh")
    assert [(p.given, p.family, p.order_certain) for p in people.persons] == [
        ("Hwee Min", "Tan", True),
        ("Si Ting", "Ng", True),
    ]


@pytest.mark.parametrize(
    "text",
    ["Permanent Mission", "Review Conference", "Avenue de France 23", "Head of Delegation", "Ministère de la Défense", "第二次审议大会", "البعثة الدائمة"],
)  # fmt: skip
def test_what_is_no_name(text):
    assert not names.is_name(text, titled=False)


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("The delegation will be led by Ms. Salma HAJ IDRIS, Attaché.", "Salma", "HAJ IDRIS"),
        ("The delegation will be headed by Mr. Hassan Sheikh MOHAMUD, Minister.", "Hassan Sheikh", "MOHAMUD"),
        ("يترأس الوفد السيد زياد الحاج شحادة (Mr. Ziad HAJJ CHEHADE)، المندوب الدائم.", "Ziad", "HAJJ CHEHADE"),
        ("سيرأس الوفد السيد حسن شيخ محمود (Mr. Hassan SHEIKH MOHAMUD)، سكرتير أول.", "Hassan", "SHEIKH MOHAMUD"),
    ],
)
def test_an_honorific_inside_a_name_is_part_of_it(text, given, family):
    assert [(p.given, p.family) for p in read(text).persons] == [(given, family)]
