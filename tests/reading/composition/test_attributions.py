"""Sentences after a list that say who leads and who speaks, and what a list and what is said of it disagree on."""
# ruff: noqa: E501 - notes and patterns are quoted as they come

from __future__ import annotations

import time

import pytest

from .notes import read

LIST = {
    "en": "1. H.E. Ms. Anna BERG, Ambassador, Head of Delegation\n2. Mr. Olaf TERN, Counsellor\n3. Ms. Siri LUND, Attaché\n\n",
    "fr": "1. Mme Anna BERG, Ambassadrice, cheffe de délégation\n2. M. Olaf TERN, Conseiller\n3. Mme Siri LUND, Attachée\n\n",
    "es": "1. Sra. Anna BERG, Embajadora, Jefa de Delegación\n2. Sr. Olaf TERN, Consejero\n3. Sra. Siri LUND, Agregada\n\n",
    "ru": "1. Берг Анна Петровна, посол, глава делегации\n2. Терн Олаф Ильич, советник\n3. Лунд Сири Львовна, атташе\n\n",
    "ar": "١- السيدة رلى الشدراوي، سفيرة، رئيسة الوفد\n٢- السيد نديم حرفوشي، مستشار\n٣- السيدة ريم العلي، ملحقة\n\n",
    "zh": "团长：林澄岳大使\n团员：高弋二秘\n团员：闵知夏随员\n\n",
}


@pytest.mark.parametrize(
    ("language", "sentence", "primary", "alternate"),
    [
        ("en", "No. 2 will take the floor as the primary speaker (o@n.example), and No. 3 is the alternate speaker.", 1, 2),
        ("en", "Nos. 2 and 3 are designated as primary and alternate speaker respectively.", 1, 2),
        ("en", "The Head of Delegation will be the primary speaker and Mr. Tern the alternate speaker.", 0, 1),
        ("en", "The Ambassador will be the primary speaker and Ms. Lund the alternate.", 0, 2),
        ("en", "Mr. Tern is our primary speaker, Ms. Lund the alternate speaker.", 1, 2),
        ("en", "Primary speaker: the Head of Delegation\nAlternate speaker: No. 3", 0, 2),
        ("ru", "В качестве основного выступающего просим зарегистрировать О.И.Терна (o@n.example), в качестве запасного – С.Л.Лунд.", 1, 2),
        ("fr", "Veuillez inscrire comme orateur principal M. Tern, comme suppléante Mme Lund.", 1, 2),
        ("en", "Mr. Tern will head the team. He will also be the primary speaker, with Ms. Lund as alternate.", 1, 2),
        ("fr", "M. Tern dirigera l'équipe. Il sera également l'orateur principal, Mme Lund l'oratrice suppléante.", 1, 2),
        ("en", "Mr. Tern shall be the primary speaker while the alternate speaker shall be Ms. Lund.", 1, 2),
        ("en", "Links should be sent to Mr. Tern (primary speaker) at o@n.example and to Ms. Lund (alternate speaker).", 1, 2),
        ("en", "Primary: Mr. Tern (o@n.example)\nAlternate: Ms. Lund", 1, 2),
        ("es", "Principal: Sr. Tern\nSuplente: Sra. Lund", 1, 2),
        ("ru", "Основной: О. Терн\nЗапасной: С. Лунд", 1, 2),
        ("fr", "Le n° 2 sera orateur principal et le n° 3 oratrice suppléante.", 1, 2),
        ("fr", "La cheffe de délégation sera oratrice principale, M. Tern orateur suppléant.", 0, 1),
        ("es", "Los números 2 y 3 serán orador principal y suplente, respectivamente.", 1, 2),
        ("es", "Se designa como oradora principal a la Embajadora Berg (a@n.example) y como orador suplente al señor Tern.", 0, 1),
        ("es", "Actuará como oradora principal la señora Embajadora y como orador suplente el Consejero.", 0, 1),
        ("fr", "Sont désignés comme oratrice principale Mme l'Ambassadrice et comme orateur suppléant le Conseiller.", 0, 1),
        ("ru", "Основным выступающим назначается посол (a@n.example), запасным - Лунд.", 0, 2),
        ("es", "La Sra. Berg será la oradora principal y el Sr. Tern el suplente.", 0, 1),
        ("ru", "Основным выступающим будет глава делегации, запасным выступающим - Терн.", 0, 1),
        ("ru", "Основным выступающим является О. Терн (o@n.example), запасным – С. Лунд.", 1, 2),
        ("ru", "Основной выступающий – пункт 2 списка, запасной выступающий – пункт 3.", 1, 2),
        ("ar", "رئيسة الوفد هي المتحدث الرئيسي والسيد حرفوشي هو المتحدث المناوب.", 0, 1),
        ("zh", "高弋为主发言人，电子邮箱gaoyi@mfa.example；闵知夏为候补发言人。", 1, 2),
        ("zh", "团长为主发言人，高弋为候补发言人。", 0, 1),
    ],
)  # fmt: skip
def test_who_speaks_of_those_listed(language, sentence, primary, alternate):
    people = read("Delegation:\n" + LIST[language] + sentence, language).persons
    assert [p.speaker for p in people] == [
        "primary" if i == primary else "alternate" if i == alternate else None for i in range(3)
    ]


def test_who_speaks_by_the_place_in_a_chinese_list():
    text = "代表团名单：\n\n1. 沈既白，大使\n2. 罗颂，参赞\n\n第2阶段会议的主发言人为名单第1位，候补发言人为名单第2位。"
    assert [p.speaker for p in read(text, "zh").persons] == ["primary", "alternate"]


def test_a_status_said_of_a_stranger_is_nobody_elses():
    text = "The primary speaker will be my deputy from the capital, and the alternate speaker Mr. Tern."
    people = read("Delegation:\n" + LIST["en"] + text).persons
    assert [p.speaker for p in people] == [None, "alternate", None]


def test_addresses_in_the_order_of_the_people():
    text = "The Head of Delegation will be the primary speaker and Mr. Tern the alternate speaker; their addresses are a@n.example and o@n.example respectively."
    people = read("Delegation:\n" + LIST["en"] + text).persons
    assert [p.email for p in people] == ["a@n.example", "o@n.example", None]


def test_the_head_by_number():
    people = read("Delegation:\n1. Ms. Anna BERG\n2. Mr. Olaf TERN\n\nThe delegation is led by No. 2.").persons
    assert [p.role for p in people] == ["delegate", "head"]


def test_each_part_has_its_speaker():
    text = "No. 2 will be primary speaker for the first part and alternate speaker for the second part."
    person = read("Delegation:\n" + LIST["en"] + text, parts=("RC1", "RC2")).persons[1]
    assert (person.speaker, person.speaker_in, person.parts) == ("primary", {"RC2": "alternate"}, None)


def test_a_short_name_with_a_title_tells_the_family_name():
    text = "Delegation:\n- Mr. Rafael Quiroga Montoya, Manager\n- Ms. Thuy Tran, Campaigner\n\nMr. Quiroga Montoya is our primary speaker."
    assert read(text).persons[0].family == "Quiroga Montoya"


@pytest.mark.parametrize(
    ("language", "text", "name", "speaker"),
    [
        ("en", "As alternate speaker we nominate Ms. Jane FOX, First Secretary, j.fox@n.example.", "Jane", "alternate"),
        ("fr", "Notre oratrice suppléante pour la première partie sera Mme Clarisse ZONGO, Deuxième Secrétaire, c.z@n.example.", "Clarisse", "alternate"),
        ("es", "Como orador suplente para la primera parte designamos a la Sra. Tatiana OLMOSQUE, Segunda Secretaria.", "Tatiana", "alternate"),
        ("es", "El orador principal será el Sr. Hernán Buitraguez Lozada, Ministro Consejero (h@n.example).", "Hernán", "primary"),
        ("ru", "Запасным выступающим назначается г-жа Анна ЛЬВОВА, атташе, a.lvova@n.example.", "Анна", "alternate"),
        ("fr", "M. Luc SYLLA est retiré de la délégation. Il est remplacé comme orateur principal par Mme Aya CAMARA, Conseillère.", "Aya", "primary"),
        ("zh", "公孙宁不再参加代表团，改由二等秘书鲁西平担任主发言人。", "西平", "primary"),
    ],
)  # fmt: skip
def test_a_speaker_named_in_a_sentence(language, text, name, speaker):
    people = read(text, language).persons
    assert [(p.given, p.speaker) for p in people] == [(name, speaker)]
    assert people[0].function


@pytest.mark.parametrize(
    "text",
    [
        "Ms. Anna BERG, Ambassador, will lead the delegation. She will also be the primary speaker (a.berg@n.example).",
        "Mme Anna BERG, Conseillère, conduira la délégation. Elle sera aussi oratrice principale (a.berg@n.example).",
    ],
)
def test_a_pronoun_means_the_person_before(text):
    person = read(text).persons[0]
    assert (person.role, person.speaker, person.email) == ("head", "primary", "a.berg@n.example")


def test_people_without_titles_in_a_sentence():
    text = "The delegation will be composed of Maria Lindqvist, Ambassador and head of delegation, Jonas Eriksson, Counsellor, who will be primary speaker, and Eva Strand, First Secretary."
    people = read(text).persons
    assert [(p.full_name, p.role, p.speaker) for p in people] == [
        ("Maria Lindqvist", "head", None),
        ("Jonas Eriksson", "delegate", "primary"),
        ("Eva Strand", "delegate", None),
    ]


def test_not_attending_one_part_is_no_leaving():
    people = read(
        "Norland will not attend the first part, but will attend the second part with Mr. Olav HAUGEN, Counsellor."
    )
    assert [p.family for p in people.persons] == ["HAUGEN"]
    assert people.leaving == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Delegation:\n1. Ms. Anna BERG, Ambassador\n2. Mr. Olaf TERN\n\nPrimary speaker: Mr. Erik DAHL (e.dahl@n.example)", "not in the list"),
        ("The delegation of five persons is as follows:\n1. Ms. Anna BERG, Ambassador\n2. Mr. Olaf TERN, Counsellor", "5 people"),
        ("Delegation:\n1. Ms. Anna BERG, Ambassador\n2. to be named later by the capital\n3. Mr. Olaf TERN, Counsellor\n", "Item 2"),
        ("Head of delegation\nMs. Anna BERG\nPrimary speaker\nMr. Olaf TERN\nCounsellor", "above it or the one below"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_doubted(text, word):
    doubts = [d.detail for d in read(text).doubts if d.code == "low_confidence"]
    assert any(word in detail for detail in doubts), doubts


@pytest.mark.parametrize("language", sorted(LIST))
def test_a_plain_list_is_not_doubted(language):
    assert read("Delegation:\n" + LIST[language], language).doubts == ()


def test_three_short_words_could_be_in_either_order():
    people = read("Delegation:\n1. Mr. Kang Sung Rok, Ambassador\n2. Mr. Ju Yong Nam, Counsellor")
    assert [d.code for d in people.doubts] == ["name_order_uncertain"]
    assert not any(p.order_certain for p in people.persons)


def test_a_long_statement_takes_little_time():
    text = "Delegation:\n" + LIST["en"] + "No. 2 is primary speaker and Ms. Lund, " * 1_500
    before = time.process_time()
    read(text)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("language", "labels", "sentence"),
    [
        ("en", "(i)|(ii)|(iii)", "The official listed under (ii) shall be the primary speaker and the official listed under (iii) the alternate speaker."),
        ("en", "a.|b.|c.", "Persons (b) and (c) will be primary and alternate speaker respectively."),
        ("es", "a)|b)|c)", "La persona indicada en el inciso b) será la oradora principal y la indicada en el inciso c) la suplente."),
        ("ru", "а)|б)|в)", "Основным выступающим будет лицо, указанное под буквой б), запасным – указанное под буквой в)."),
        ("ar", "أ)|ب)|ج)", "وسيكون المذكور في (ب) المتحدث الرئيسي والمذكور في (ج) المتحدث المناوب."),
    ],
)  # fmt: skip
def test_a_sentence_may_mean_people_by_the_letters_of_a_list(language, labels, sentence):
    one, two, three = labels.split("|")
    people = read(
        f"Delegation:\n{one} Mr. Paul SMITH, Head of Delegation\n{two} Ms. Joy REY, Counsellor\n{three} Col. Ann OBI, Attaché\n\n{sentence}",
        language,
    )
    assert [p.speaker for p in people.persons] == [None, "primary", "alternate"]


@pytest.mark.parametrize(
    "heading", ["VIRTUAL PLATFORM", "Online Platform", "PLATEFORME VIRTUELLE", "Plataforma virtual"]
)
def test_a_heading_above_the_speakers_is_nobody(heading):
    people = read(
        f"MEMBERS\nMr. Paul SMITH\nMs. Joy REY\n{heading}\nPrimary speaker: Mr. Smith\nAlternate speaker: Ms. Rey"
    )
    assert [(p.family, p.speaker) for p in people.persons] == [("SMITH", "primary"), ("REY", "alternate")]


_DEPUTIES = [
    ("en", "Ambassador Soler will be the head of the delegation and Ms. Rey the deputy head."),
    ("en", "Ambassador Soler will act as Head of Delegation. Ms. Rey will act as Deputy Head of Delegation."),
    ("fr", "L'Ambassadeur Soler sera le chef de la délégation et Mme Rey la cheffe adjointe."),
    ("fr", "L'Ambassadeur Soler dirigera la délégation, Mme Rey en sera la cheffe adjointe."),
    ("es", "El Embajador Soler será el jefe de la delegación y la Sra. Rey la jefa alterna."),
    ("ru", "Г-н Soler является главой делегации, г-жа Rey - заместителем главы делегации."),
    ("zh", "Paul SOLER任团长，Joy REY任副团长。"),
    ("ar", "السفير Paul SOLER هو رئيس الوفد والسيدة Joy REY نائبة رئيس الوفد."),
]


@pytest.mark.parametrize(("language", "sentence"), _DEPUTIES)
def test_a_sentence_may_say_who_is_the_heads_deputy(language, sentence):
    people = read(f"Delegation:\n\n1. Mr. Paul SOLER\n2. Ms. Joy REY\n3. Col. Ann OBI\n\n{sentence}", language)
    assert [(p.family, p.role) for p in people.persons] == [
        ("SOLER", "head"),
        ("REY", "alternate_head"),
        ("OBI", "delegate"),
    ]


def test_the_deputy_may_be_who_a_sentence_is_about():
    people = read(
        "Chef de délégation : Mme Ana RUIZ (a@n.example)\nChef adjoint de la délégation : M. Bo REY (b@n.example)\n\n"
        "Le chef adjoint de la délégation sera l'orateur principal, le chef de délégation l'orateur suppléant.",
        "fr",
    )
    assert [(p.family, p.role, p.speaker) for p in people.persons] == [
        ("RUIZ", "head", "alternate"),
        ("REY", "alternate_head", "primary"),
    ]
