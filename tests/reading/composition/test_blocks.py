"""One person to a block of lines: labels in any order, roles and speaker status above or below the name."""
# ruff: noqa: E501 - notes and patterns are quoted as they come

from __future__ import annotations

import pytest

from mailbot.reading.composition import persons
from mailbot.reading.composition.people import Context
from mailbot.reading.document import Document, Line, Page

from .notes import MEETING, read, row


def people(text: str, language: str = "en") -> list[str]:
    return [row(p) for p in read(text, language).persons]


@pytest.mark.parametrize(
    ("language", "text", "first", "second"),
    [
        ("en", "Title: Mr.\nFirst name: Themba\nFamily name: Mavu\nPosition: Director\n\nTitle: Ms.\nFirst name: Elinah\nFamily name: Chiru\nPosition: Officer", "Mr. | Themba | Mavu | Director", "Ms. | Elinah | Chiru | Officer"),
        ("en", "Title: Mr.\nFirst name: Themba\nFamily name: Mavu\nPosition: Director\nTitle: Ms.\nFirst name: Elinah\nFamily name: Chiru\nPosition: Officer", "Mr. | Themba | Mavu | Director", "Ms. | Elinah | Chiru | Officer"),
        ("es", "Participantes:\n\nTratamiento: Sra.\nNombre: Ana Berg Ruiz\nCargo: Embajadora\nTratamiento: Sr.\nNombre: Olaf Tern Paz\nCargo: Consejero", "Sra. | Ana | Berg Ruiz | Embajadora", "Sr. | Olaf | Tern Paz | Consejero"),
        ("ar", "الاسم العائلي: BENNANI\nالاسم الشخصي: Houda\nاللقب: السيدة\nالوظيفة: سفيرة\n\nالاسم العائلي: TALEB\nالاسم الشخصي: Moha\nاللقب: السيد\nالوظيفة: مستشار", "السيدة | Houda | BENNANI | سفيرة", "السيد | Moha | TALEB | مستشار"),
    ],
)  # fmt: skip
def test_labels_belong_to_the_name_of_their_block(language, text, first, second):
    found = people(text, language)
    assert [f[: len(w)] for f, w in zip(found, (first, second), strict=True)] == [first, second]


def test_a_role_above_the_name_in_a_block():
    text = (
        "Participants:\n\nRole: Head of delegation\nName: Ms. Anna Berg\n\nRole: Alternate speaker\nName: Mr. Olaf Tern"
    )
    assert [(p.family, p.role, p.speaker) for p in read(text).persons] == [
        ("Berg", "head", None),
        ("Tern", "delegate", "alternate"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Head of Delegation\nMs. Litia NAQA\nChargé d'affaires\nE-mail: l@n.example\nPrimary speaker\n\nDelegates\nMr. Josefa DRAU\nFirst Secretary\nE-mail: j@n.example\nAlternate speaker\n\nMr. Ilai VUNI\nThird Secretary",
        "Ms. Litia NAQA\nChargé d'affaires\nHead of Delegation\nPrimary speaker\nl@n.example\n\nMr. Josefa DRAU\nFirst Secretary\nAlternate speaker\nj@n.example\n\nMr. Ilai VUNI\nThird Secretary",
        "Head of Delegation:\nMs. Litia NAQA, Chargé d'affaires, l@n.example, primary speaker\n\nAlternate speaker:\nMr. Josefa DRAU, First Secretary, j@n.example\n\nMember:\nMr. Ilai VUNI, Third Secretary",
    ],
)  # fmt: skip
def test_the_speaker_line_of_a_block_stays_in_it(text):
    assert [(p.family, p.role, p.speaker, p.email) for p in read("Delegation of Fiji\n\n" + text).persons] == [
        ("NAQA", "head", "primary", "l@n.example"),
        ("DRAU", "delegate", "alternate", "j@n.example"),
        ("VUNI", "delegate", None, None),
    ]


@pytest.mark.parametrize(
    ("language", "line", "want"),
    [
        ("fr", "1. Ndiku, Espérance (Mme) - Chargée d'affaires a.i. - oratrice principale", "Mme | Espérance | Ndiku | Chargée d'affaires a.i. |  |  |  | primary"),
        ("fr", "1. M. LUNDA wa NGOIE Fiston, Premier conseiller", "M. | Fiston | LUNDA wa NGOIE | Premier conseiller"),
        ("fr", "1. Comte Wolfram zu HOHEN, Ministre conseiller", "Comte | Wolfram | zu HOHEN | Ministre conseiller"),
        ("es", "1. Cap. (Av.) Soledad Techera Rivas, Agregada", "Cap. (Av.) | Soledad | Techera Rivas | Agregada"),
        ("ru", "1. Велибей Ф.Г., советник", "| Ф.Г. | Велибей | советник"),
        ("zh", "1. 国防部龚映雪中校（Ms. GONG Yingxue）", "Ms. | Yingxue | GONG | 中校 | 国防部"),
        ("zh", "1. 拉扎列娃（Ms. Ksenia LAZAREVA），高级专家", "Ms. | Ksenia | LAZAREVA | 高级专家"),
    ],
)  # fmt: skip
def test_names_as_lists_write_them(language, line, want):
    heading = {"zh": "代表团名单：\n"}.get(language, "Delegation:\n")
    assert [found.rstrip(" |") for found in people(heading + line, language)] == [want]


def test_a_second_spelling_in_a_sentence_is_the_same_person():
    text = "Делегация в составе: Эргашбоев Баходир Рустамович (Mr. Bakhodir ERGASHBOEV), советник, - глава делегации; Собирова Нилуфар Акмаловна (Ms. Nilufar SOBIROVA), атташе."
    assert [(p.full_name, p.role) for p in read(text, "ru").persons] == [
        ("Bakhodir ERGASHBOEV", "head"),
        ("Nilufar SOBIROVA", "delegate"),
    ]


def test_the_writer_of_a_reply_is_no_participant():
    text = "The composition of the delegation is awaited and will be communicated in due course.\n\nKindly bear with us.\n\nMrs. Patience EKPE\nSenior Counsellor"
    assert read(text).persons == ()


def test_a_sentence_is_no_part_of_the_joined_lines_of_a_post_above() -> None:
    post = "Specialist, Directorate-General for Multilateral Affairs and International Law, Ministry of Foreign Affairs"
    said = (
        "The floor will be taken by Ms. Berg as primary speaker and by Mr. Tern as alternate speaker of the delegation."
    )
    listed = (
        Line("Ms. Anna Berg, Counsellor", 1, "1.", box=(60, 100, 200, 112)),
        Line("Mr. Olaf Tern", 2, "2.", box=(60, 116, 150, 128)),
        Line(post, 3, None, box=(60, 132, 510, 160), lines=2),
        Line(said, 4, None, box=(60, 170, 530, 198), lines=2),
    )
    found = persons.find([Document("a.pdf", "application/pdf", (Page("1", listed),))], Context("en", MEETING, ("RC1",)))
    assert [(p.family, p.speaker) for p in found.persons] == [("Berg", "primary"), ("Tern", "alternate")]
    assert str(found.persons[1].function).startswith("Specialist")


def test_blocks_that_begin_with_the_name_keep_their_fields():
    people = read(
        "Nom et prénom : S.E. Mme Corina RADU\nQualité : Représentante permanente\nRôle dans la délégation : Chef de la "
        "délégation\nAdresse électronique : c.radu@n.example\nOrateur : orateur principal\nNom et prénom : M. Ștefan CEAI\n"
        "Qualité : Directeur des affaires juridiques\nRôle dans la délégation : Membre\n"
        "Adresse électronique : s.ceai@n.example\nOrateur : Suppléant",
        "fr",
    )
    assert [(p.family, p.function, p.role, p.email, p.speaker) for p in people.persons] == [
        ("RADU", "Représentante permanente", "head", "c.radu@n.example", "primary"),
        ("CEAI", "Directeur des affaires juridiques", "delegate", "s.ceai@n.example", "alternate"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "first", "second"),
    [
        ("es", "Participantes:\nParticipante 1\nNombre y apellidos: Sra. Ana Berg Ruiz\nCargo: Embajadora\nParticipante 2\nNombre y apellidos: Sr. Olaf Tern Paz\nCargo: Consejero", "Embajadora", "Consejero"),
        ("en", "Participants:\nDelegate 1: Ms. Ana BERG\nCounsellor\nDelegate 2: Mr. Olaf TERN\nAttaché", "Counsellor", "Attaché"),
        ("fr", "Participants :\nPersonne n° 1\nNom et prénom : Mme Ana BERG\nFonction : Conseillère\nPersonne n° 2\nNom et prénom : M. Olaf TERN\nFonction : Attaché", "Conseillère", "Attaché"),
        ("ar", "الوفد:\nالمشارك 1\nالاسم: Ms. Ana BERG\nالمنصب: سفيرة\nالمشارك 2\nالاسم: Mr. Olaf TERN\nالمنصب: سكرتير أول", "سفيرة", "سكرتير أول"),
        ("zh", "代表团名单：\n代表1\n姓名：林澄岳\n职务：大使\n代表2\n姓名：高弋\n职务：二等秘书", "大使", "二等秘书"),
        ("es", "Delegación:\n1. Sra. Ana BERG RUIZ\nMinisterio de Defensa\nDelegada\n2. Sr. Olaf TERN PAZ\nConsejero\nDelegado", None, "Consejero"),
    ],
)  # fmt: skip
def test_a_number_or_membership_is_no_post(language, text, first, second):
    assert [p.function for p in read(text, language).persons] == [first, second]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("ar", "الاسم: هند المفتاح\nName: Hend AL-MUFTAH\nالمسمى الوظيفي: سفير", "الاسم: مريم العطية\nName: Mariam AL-ATTIYAH\nالمسمى الوظيفي: سكرتير"),
        ("zh", "姓名：林澄岳\nName: LIN Chengyue\n职务：大使", "姓名：高弋\nName: GAO Yi\n职务：二等秘书"),
        ("ru", "ФИО: Белова Анна Петровна\nName: Anna BELOVA\nДолжность: советник", "ФИО: Котов Павел Ильич\nName: Pavel KOTOV\nДолжность: атташе"),
    ],
)  # fmt: skip
def test_a_name_spelt_again_under_a_label_of_its_script_is_nobody_else(language, first, second):
    assert len(read(f"{first}\n{second}", language).persons) == 2
    assert all(p.function and p.full_name.isascii() for p in read(f"{first}\n\n{second}", language).persons)
