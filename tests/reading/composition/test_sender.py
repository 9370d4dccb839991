from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.domain.message import Address
from mailbot.reading.composition.sender import Sender, listed_for, sender_of
from mailbot.reading.lexicon.names_of_states import all_names

from .meeting_of_tests import INVITEES, strand


def read(text: str, address: str | None = None, subject: str = "", cover: str = "") -> Sender:
    covers = [strand(cover, "body")] if cover else []
    sender = Address("", address) if address else None
    return sender_of([strand(text)], covers, [strand(subject, "subject")], sender, INVITEES, "en")


GREETINGS = [
    (
        "The Permanent Mission of the Lao People's Democratic Republic presents its compliments to the Secretariat",
        "LAO",
    ),
    (
        "The Permanent Mission of the United Kingdom of Great Britain and Northern Ireland presents its compliments",
        "GBR",
    ),
    ("The Permanent Mission of Ireland presents its compliments to the Embassy of the United Kingdom", "IRL"),
    ("The Permanent Mission of the Federal Republic of Nigeria presents its compliments", "NGA"),
    ("The Permanent Mission of the Republic of the Niger presents its compliments", "NER"),
    ("La Mission permanente de la République du Niger présente ses compliments", "NER"),
    ("La Mission permanente de la République de Guinée présente ses compliments", "GIN"),
    ("La Mission permanente de la Guinée-Bissau présente ses compliments", "GNB"),
    ("La Misión Permanente de la República de Guinea Ecuatorial saluda atentamente a la Secretaría", "GNQ"),
    ("The Permanent Mission of Papua New Guinea presents its compliments", "PNG"),
    ("La Mission Permanente de la République du Congo présente ses compliments", "COG"),
    ("La Mission permanente de la République démocratique du Congo présente ses compliments", "COD"),
    ("The Permanent Mission of DR Congo presents its compliments", "COD"),
    ("The Permanent Mission of the Republic of the Sudan presents its compliments", "SDN"),
    ("The Permanent Mission of the Republic of South Sudan presents its compliments", "SSD"),
    ("The Permanent Mission of the Commonwealth of Dominica presents its compliments", "DMA"),
    ("La Misión Permanente de la República Dominicana saluda muy atentamente a la Secretaría", "DOM"),
    ("La Mission permanente de l'Ordre souverain de Malte présente ses compliments", "SMOM"),
    ("The Permanent Mission of the Republic of Malta presents its compliments", "MLT"),
    ("The Permanent Mission of the Republic of Korea presents its compliments", "KOR"),
    ("The Permanent Mission of the Democratic People's Republic of Korea presents its compliments", "PRK"),
    ("La Mission permanente d'observation du Saint-Siège présente ses compliments", "VAT"),
    ("The Apostolic Nunciature presents its compliments to the Secretariat", "VAT"),
    ("L’Ambassade de la République de Côte d’Ivoire présente ses compliments", "CIV"),
    (
        "L’Ambassade de la République du Bénin accréditée auprès de la Confédération suisse présente ses compliments",
        "BEN",
    ),
    ("La Mission permanente de la Suisse présente ses compliments au Secrétariat", "CHE"),
    ("La Misión Permanente de los Estados Unidos Mexicanos saluda atentamente a la Secretaría", "MEX"),
    ("La Embajada de la República Oriental del Uruguay saluda atentamente a la Secretaría", "URY"),
    ("La Misión Permanente de El Salvador presenta su atento saludo a la Secretaría", "SLV"),
    ("Постоянное представительство Республики Беларусь свидетельствует свое уважение", "BLR"),
    ("Постоянное представительство\nРоссийской Федерации при Отделении ООН свидетельствует свое уважение", "RUS"),
    ("Посольство Федеративной Республики Германия свидетельствует своё уважение", "DEU"),
    ("Постоянное представительство Республики Корея свидетельствует свое уважение", "KOR"),
    ("Постоянное представительство Кыргызской Республики в Женеве, Швейцария, свидетельствует свое уважение", "KGZ"),
    ("تهدي البعثة الدائمة للجمهورية اللبنانية أطيب تحياتها إلى الأمانة", "LBN"),
    ("تهدي البعثة الدائمة لجمهورية مصر العربية تحياتها إلى أمانة الاتفاقية", "EGY"),
    ("يهدي الوفد الدائم لدولة قطر لدى الأمم المتحدة في جنيف، سويسرا، أطيب تحياته إلى أمانة الاتفاقية", "QAT"),
    ("تهدي البعثة الدائمة للمملكة المغربية أطيب تحياتها إلى سفارة سويسرا", "MAR"),
    ("تهدي بعثة المراقبة الدائمة لدولة فلسطين تحياتها إلى الأمانة", "PSE"),
    ("تهدي البعثة الدائمة لجمهورية جنوب السودان أطيب تحياتها إلى الأمانة", "SSD"),
    ("中华人民共和国常驻联合国日内瓦办事处和瑞士其他国际组织代表团向秘书处致意", "CHN"),
    ("大韩民国常驻日内瓦代表团向秘书处致意", "KOR"),
    ("朝鲜民主主义人民共和国常驻团向瑞士外交部致意", "PRK"),
    ("The Mission of the Cook Islands presents its compliments", "COK"),
    ("The Delegation of the European Union to the United Nations presents its compliments", None),
]


@pytest.mark.parametrize(("text", "code"), GREETINGS)
def test_the_one_who_greets_is_the_sender(text: str, code: str | None) -> None:
    sender = read(text)
    assert (sender.delegation, sender.stated) == (code, code)


def test_an_uninvited_organisation_is_named_but_has_no_code() -> None:
    sender = read("The Delegation of the European Union to the United Nations presents its compliments")
    assert sender.delegation is None
    assert sender.name == "European Union"


def test_the_addressee_is_never_the_sender() -> None:
    assert read("The Secretariat presents its compliments to the Permanent Mission of Chile").stated is None


def test_an_address_line_names_nobody() -> None:
    text = "Rue de Lausanne 119\n1202 Geneva, Switzerland\nDear colleagues,\nplease find our list"
    assert read(text).stated is None


def test_the_letterhead_counts_when_nobody_greets() -> None:
    sender = read("RÉPUBLIQUE DU TCHAD\nUnité – Travail – Progrès\nChemin Dunant 63, 1202 Genève, Suisse\nListe :")
    assert sender.stated == "TCD"


def test_a_name_in_the_letter_is_resolved_to_the_code_of_the_list() -> None:
    sender = read("COMITÉ INTERNATIONAL DE LA CROIX-ROUGE\nGenève\nLe CICR participera")
    assert sender.delegation == "RC"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Delegation of Norway", "NOR"),
        ("Delegation\tNorway", "NOR"),
        ("Slovenia will take part in the first part", "SVN"),
        ("la délégation ivoirienne à la première partie", "CIV"),
        ("composición de la delegación cubana", "CUB"),
        ("состав белорусской делегации", "BLR"),
        ("أسماء أعضاء الوفد العراقي", "IRQ"),
        ("中国代表团名单", "CHN"),
        ("Philippine delegation", "PHL"),
        ("CMC delegation - second part", "CMC"),
    ],
)
def test_headings_and_demonyms_are_weaker_signs(text: str, code: str) -> None:
    assert read(text).stated == code
    assert read("Please see below.", subject=text).stated == code


def test_a_congolese_delegation_may_be_either_congo() -> None:
    assert read("la délégation congolaise à la première partie").stated is None


def test_the_address_decides_when_the_text_does_not() -> None:
    sender = read("Please find our list.", "mission.geneva@mfa-no.example")
    assert (sender.delegation, sender.stated, sender.by_address) == ("NOR", None, ("NOR",))


def test_an_address_listed_for_two_settles_nothing() -> None:
    sender = read("Voici la liste.", "consul@etude.example")
    assert sender.delegation is None
    assert sender.by_address == ("BEN", "TGO")


def test_the_note_goes_before_the_address() -> None:
    sender = read("La Mission permanente du Togo présente ses compliments", "mission.geneva@mfa-no.example")
    assert (sender.delegation, sender.by_address) == ("TGO", ("NOR",))


def test_a_domain_is_enough_unless_anybody_can_have_it() -> None:
    assert listed_for(Address("", "Marit@MFA-NO.example"), INVITEES) == ("NOR",)
    assert listed_for(Address("", "somebody@gmail.com"), INVITEES) == ()
    assert listed_for(Address("", "minewatch@gmail.com"), INVITEES) == ("PRIV",)
    assert listed_for(None, INVITEES) == ()


def test_two_notes_of_two_delegations_are_left_to_a_person() -> None:
    notes = [
        strand("La Mission permanente du Togo présente ses compliments", "a.pdf"),
        strand("La Mission permanente du Bénin présente ses compliments", "b.pdf"),
    ]
    sender = sender_of(notes, [], [], Address("", "consul@etude.example"), INVITEES, "fr")
    assert sender.delegation is None
    assert [doubt.code for doubt in sender.doubts] == ["delegation_unclear"]


FORMS = [name for name in all_names() if name.is_state and name.form in {"short", "formal"}]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The Permanent Mission of the {} presents its compliments to the Secretariat"),
        ("fr", "La Mission permanente de la {} présente ses compliments au Secrétariat"),
        ("es", "La Misión Permanente de la {} saluda atentamente a la Secretaría"),
        ("zh", "{}常驻联合国日内瓦办事处和瑞士其他国际组织代表团向秘书处致意"),
        ("ar", "تهدي البعثة الدائمة ل{} أطيب تحياتها إلى الأمانة"),
    ],
)
def test_every_state_is_told_by_every_name_in_a_greeting(language: str, sentence: str) -> None:
    wrong = []
    for name in FORMS:
        if name.language != language:
            continue
        written = name.text
        if language == "ar" and written.startswith("ال"):
            written = "ل" + written[2:]
        if read(sentence.format(written)).stated != name.code:
            wrong.append((name.code, written))
    assert wrong == []


def test_every_state_is_told_by_its_russian_genitive() -> None:
    wrong = []
    for name in all_names():
        if name.is_state and name.form == "genitive":
            sender = read(f"Постоянное представительство {name.text} свидетельствует свое уважение Секретариату")
            if sender.stated != name.code:
                wrong.append((name.code, name.text))
    assert wrong == []


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    read(text, cover=text, subject=text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("On behalf of the United Kingdom I have the pleasure to nominate", "GBR"),
        ("Au nom du Bénin, j'ai l'honneur de désigner", "BEN"),
        ("En nombre del Perú, tengo el agrado de designar", "PER"),
        ("От имени Армении сообщаем состав делегации", "ARM"),
        ("السادة الأمانة،\nسيمثل لبنان في الجزء الأول:", "LBN"),
    ],
)
def test_who_writes_on_behalf_of_a_state_writes_for_it(text: str, code: str) -> None:
    assert read(text).delegation == code
