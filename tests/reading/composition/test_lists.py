"""Lists: headings, labels, what goes on with an entry, where a list ends."""
# ruff: noqa: E501 - notes are quoted as they come

from __future__ import annotations

import pytest

from mailbot.reading.composition import persons
from mailbot.reading.composition.people import Context
from mailbot.reading.document import Document, Line, Page

from .notes import MEETING, read, row


def lines(*given: tuple[str, str | None, int]) -> Document:
    """A Word file whose lines are (text, list label, level)."""
    made = tuple(Line(text, n + 1, marker=marker, level=level) for n, (text, marker, level) in enumerate(given))
    return Document("note.docx", "application/docx", (Page("1", made),))


def test_nested_headings_with_automatic_labels():
    document = lines(
        ("The delegation is composed as follows:", None, 0),
        ("Head of Delegation", "I.", 0),
        ("H.E. Mr. Blaise ADJOVI, Ambassador", "1.", 1),
        ("Speakers for Interprefy", "II.", 0),
        ("Primary speaker: Ms. Rita SOGLO, Counsellor (r.soglo@n.example)", "1.", 1),
        ("Members", "III.", 0),
        ("Lt. Col. Yves KOUKPAKI, Arms Control Division, Ministry of Defence", "1.", 1),
    )
    people = persons.find([document], Context("en", MEETING, ("RC1",)))
    assert [row(p) for p in people.persons] == [
        "H.E. Mr. | Blaise | ADJOVI | Ambassador |  |  | head |  |  |",
        "Ms. | Rita | SOGLO | Counsellor |  | r.soglo@n.example |  | primary |  |",
        "Lt. Col. | Yves | KOUKPAKI |  | Arms Control Division, Ministry of Defence |  |  |  |  |",
    ]


def test_a_ministry_as_heading_gives_the_body():
    document = lines(
        ("Республику представят члены делегации:", None, 0),
        ("Министерство иностранных дел:", "1.", 0),
        ("Фаррух Саидович Назриев, заместитель начальника управления, руководитель делегации", "a)", 1),
        ("Национальный центр по разминированию:", "2.", 0),
        ("Диловар Курбонович Шарипзода, инженер", "a)", 1),
    )
    people = persons.find([document], Context("ru", MEETING, ("RC1",)))
    assert [(p.family, p.affiliation, p.role) for p in people.persons] == [
        ("Назриев", "Министерство иностранных дел", "head"),
        ("Шарипзода", "Национальный центр по разминированию", "delegate"),
    ]


def test_names_posts_and_addresses_on_lines_of_their_own():
    people = read(
        "The delegation:\n1.  H.E. Ms. Palesa MOKO-TSIE\n      Ambassador/Permanent Representative\n      Head of Delegation\n"
        "2.  Mr. Thabo NKOSI\n      Minister Counsellor\n      t.nkosi@n.example\n"
    )
    assert [row(p) for p in people.persons] == [
        "H.E. Ms. | Palesa | MOKO-TSIE | Ambassador/Permanent Representative |  |  | head |  |  |",
        "Mr. | Thabo | NKOSI | Minister Counsellor |  | t.nkosi@n.example |  |  |  |",
    ]


def test_label_and_person_parted_by_a_tab():
    people = read(
        "Состав делегации:\nГлава делегации:\tг-н Даурен ЕСЕНОВ (Mr. Dauren YESSENOV), посол\n"
        "Члены делегации:\tг-жа Мадина КАСЕНОВА (Ms. Madina KASSENOVA), первый секретарь;\n\tг-н Санжар ТОКБАЕВ (Mr. Sanzhar TOKBAYEV), эксперт\n",
        "ru",
    )
    assert [(p.title, p.given, p.family, p.function, p.role) for p in people.persons] == [
        ("Mr.", "Dauren", "YESSENOV", "посол", "head"),
        ("Ms.", "Madina", "KASSENOVA", "первый секретарь", "delegate"),
        ("Mr.", "Sanzhar", "TOKBAYEV", "эксперт", "delegate"),
    ]


def test_alternate_after_the_head_stands_in_for_the_head():
    people = read(
        "Delegación:\nJefa de Delegación: Emb. Eva SOLÍS\nAlterno: Min. Luis MORA, Representante Alterno\n", "es"
    )
    assert [(p.family, p.role) for p in people.persons] == [("SOLÍS", "head"), ("MORA", "alternate_head")]


def test_what_follows_the_closing_is_nobody_but_an_annex_is_read():
    people = read(
        "The Mission has the honour to send its delegation.\n\nThe Mission avails itself of this opportunity to renew the assurances of its highest consideration.\n\n"
        "Ms. Lara UDO\nRegistrar\n\nAnnex\n\n1. Mr. Uche EZE, Attaché\n"
    )
    assert [p.family for p in people.persons] == ["EZE"]


def test_broken_addresses_are_kept_as_written():
    people = read(
        "Delegation:\n1. Ms. Ada OBI, Attaché, a.obi@n,example\n2. Mr. Uche EZE, Attaché, u.eze@n..example\n3. Ms. Ify NWOSU, Attaché, ify [at] n.example\n"
    )
    assert [p.email for p in people.persons] == ["a.obi@n,example", "u.eze@n..example", "ify [at] n.example"]


def test_telephones():
    people = read("Delegation:\n1. Ms. Ada OBI, Attaché, tel. +41 22 555 01 02, a.obi@n.example\n")
    assert [(p.phone, p.email, p.function) for p in people.persons] == [
        ("+41 22 555 01 02", "a.obi@n.example", "Attaché")
    ]


@pytest.mark.parametrize(
    "opening",
    [
        "Please find below our delegation:",
        "Kindly find below the text of our note.\n\nThe Mission has the honour to communicate its delegation:",
        "Please find the delegation below.",
        "Thank you for your letter of 3 November.",
        "Veuillez trouver ci-dessous notre délégation :",
        "Merci de votre courrier.\n\nLa délégation sera composée comme suit :",
        "Adjuntamos la lista de la delegación:",
        "Спасибо за письмо.\n\nСостав делегации:",
        "مرفق طيه أسماء الوفد:",
    ],
)
@pytest.mark.parametrize("markers", [("1. ", "2. ", "3. "), ("- ", "- ", "- "), ("", "", "")])
def test_courtesy_before_the_list_does_not_close_it(opening, markers):
    lines = ("Mr. Paul SMITH, Head of Delegation", "Mr. Luis EVARISTO, Counsellor", "Ms. Joy MACARAEG, Attachée")
    items = "\n".join(marker + line for marker, line in zip(markers, lines, strict=True))
    assert [p.family for p in read(f"{opening}\n\n{items}\n").persons] == ["SMITH", "EVARISTO", "MACARAEG"]


def test_who_signs_a_covering_mail_is_no_participant():
    covering = "Please find attached the list of our delegation.\n\nMr. Paul Smith\nThird Secretary\nPermanent Mission"
    assert read(covering).persons == ()


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("ar", ("أولا:", "ثانيا:", "ثالثا:")),
        ("ar", ("أولاً -", "ثانيًا -", "ثالثاً -")),
        ("en", ("Firstly:", "Secondly:", "Thirdly:")),
        ("fr", ("Premièrement :", "Deuxièmement :", "Troisièmement :")),
    ],
)
def test_a_list_may_be_numbered_in_words(language, labels):
    lines = ("Mr. Paul SMITH, Head of Delegation", "Mr. Luis EVARISTO, Counsellor", "Col. Omar ACHKAR")
    text = "\n\n".join(f"{label} {line}" for label, line in zip(labels, lines, strict=True))
    assert [p.family for p in read(f"Delegation:\n\n{text}\n", language).persons] == ["SMITH", "EVARISTO", "ACHKAR"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "La délégation sera composée de :\n\nM. Paul MOREL, Ambassadeur, Chef de délégation\nle R.P. Luc Ngabo, attaché\nMme Ana Ruiz, Conseillère"),
        ("fr", "La délégation sera composée de :\n\nM. Paul MOREL, Chef de délégation\nle Colonel Luc Ngabo, attaché\nMme Ana Ruiz, Conseillère"),
        ("es", "La delegación estará integrada por:\n\nel Sr. Pablo MOREL, Embajador, Jefe de Delegación\nel Coronel Luc Ngabo, agregado\nla Sra. Ana Ruiz, Consejera"),
        ("en", "The delegation consists of:\n\nthe Hon. Paul MOREL, Minister, Head of Delegation\nthe Rev. Luc Ngabo, attaché\nMs. Ana Ruiz, Counsellor"),
    ],
)  # fmt: skip
def test_an_entry_may_begin_with_an_article(language, text):
    found = read(text, language).persons
    assert [(p.family, p.role) for p in found] == [("MOREL", "head"), ("Ngabo", "delegate"), ("Ruiz", "delegate")]


def test_a_printed_sentence_that_ends_in_a_colon_after_a_blank_is_no_half_of_a_name():
    """French sets a blank before the colon; the list follows in the middle of the page, without white space."""
    edges = ((62.5, 527.0), (125.0, 470.0), (166.0, 428.0))
    texts = (
        "La Mission a l'honneur de faire savoir que le Saint-Siège sera représenté à la réunion préparatoire par :",
        "S.E. Mgr Ottavio Bressanelli, Nonce apostolique, Chef de délégation",
        "le R.P. Alphonse Tuyizere, Secrétaire de Nonciature",
    )
    made = tuple(
        Line(text, n + 1, box=(left, 100.0 + 20 * n, right, 112.0 + 20 * n))
        for n, (text, (left, right)) in enumerate(zip(texts, edges, strict=True))
    )
    document = Document("note.pdf", "application/pdf", (Page("1", made),))
    people = persons.find([document], Context("fr", MEETING, ("PM2",)))
    assert [(p.family, p.role, p.function) for p in people.persons] == [
        ("Bressanelli", "head", "Nonce apostolique"),
        ("Tuyizere", "delegate", "Secrétaire de Nonciature"),
    ]


def test_a_list_of_addresses_repeats_nobody():
    people = read(
        "Состав делегации:\n\n1. г-н Yerlan SARMANBET, заместитель директора департамента обороны\n"
        "2. генерал-майор Aigerim ZHUMATAYEVA, старший офицер\n3. г-жа Madina NURLANKYZY, третий секретарь\n\n"
        "Эл. почта:\nг-н Yerlan SARMANBET: y.sarmanbet@n.example\n"
        "генерал-майор Aigerim ZHUMATAYEVA: zhumatayevaa@n.example\nг-жа Madina NURLANKYZY:\nnurlankyzym@n.example",
        "ru",
    )
    assert [p.email for p in people.persons] == [
        "y.sarmanbet@n.example",
        "zhumatayevaa@n.example",
        "nurlankyzym@n.example",
    ]
    assert people.doubts == ()


@pytest.mark.parametrize(
    "sentence",
    ["Orador principal: n.º 1; orador suplente: n.º 2.", "Основной выступающий – № 1, запасной выступающий – № 2.", "Primary speaker: No. 1; alternate speaker: No. 2.",
     "Orateur principal : nº 1 ; orateur suppléant : nº 2."],
)  # fmt: skip
def test_speakers_by_the_number_of_an_item_that_begins_with_a_role(sentence):
    people = read(
        f"1) Head of Delegation: Ms. Lina FARO, Ambassador\n2) Deputy Head: Mr. Omar BELL, Counsellor\n\n{sentence}"
    )
    assert [(p.family, p.speaker) for p in people.persons] == [("FARO", "primary"), ("BELL", "alternate")]


def test_a_line_that_ends_in_delegation_is_whole():
    document = lines(
        ("г-н Санжар САРМАНБЕТ (Постоянный представитель) – Глава делегации", None, 0),
        ("г-н Бакыт ЖУМАТАЕВ (заместитель Постоянного представителя) – Член делегации", None, 0),
        ("г-жа Айгерим ТОКБАЙ (атташе) – Член делегации, основной докладчик", None, 0),
        ("Постоянное представительство пользуется этим случаем, чтобы возобновить Секретариату " * 3, None, 0),
    )
    people = persons.find([document], Context("ru", MEETING, ("RC1",)))
    assert [(p.family, p.speaker) for p in people.persons] == [
        ("САРМАНБЕТ", None),
        ("ЖУМАТАЕВ", None),
        ("ТОКБАЙ", "primary"),
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Tel. +41 22 909 28 30; a.ruiz@n.example"),
        ("fr", "Tél. +41 22 909 28 30 ; a.ruiz@n.example"),
        ("es", "Tel.: +41 22 909 28 30 / a.ruiz@n.example"),
    ],
)
def test_a_telephone_and_an_address_share_a_line(language, line):
    people = read(f"Delegation:\n\nMme Ana RUIZ, Head of Delegation\n{line}\nM. Bo REY, Attaché\n", language)
    assert [(p.family, p.phone, p.email) for p in people.persons] == [
        ("RUIZ", "+41 22 909 28 30", "a.ruiz@n.example"),
        ("REY", None, None),
    ]


PARTS = {
    "en": "First part\nHead of delegation: Mr. Ian LOE, Ambassador\nMember: Ms. Ann ROE, Attaché, primary speaker\n"
    "Second part\nHead of delegation: Mr. Ian LOE, Ambassador\nMember: Mr. Tom POE, Attaché, primary speaker\n",
    "fr": "Première partie\nChef de délégation : M. Ian LOE, Nonce\nMembre : Mme Ann ROE, oratrice principale\n"
    "Deuxième partie\nChef de délégation : M. Ian LOE, Nonce\nMembre : M. Tom POE, orateur principal\n",
    "ru": "Первая часть\nГлава делегации: Берг Антон Петрович, посол\n"
    "Член делегации: Терн Ольга Ильинична, атташе, основной выступающий\n"
    "Вторая часть\nГлава делегации: Берг Антон Петрович, посол\n"
    "Член делегации: Дудин Карл Ильич, атташе, основной выступающий\n",
    "zh": "第一阶段会议\n团长：姚宏斌，大使\n团员：邱书怡，二等秘书，主发言人\n"
    "第二阶段会议\n团长：姚宏斌，大使\n团员：孟梓萱，一等秘书，主发言人\n",
}


@pytest.mark.parametrize("language", PARTS)
def test_who_leads_in_both_parts_is_listed_below_each(language):
    people = read(PARTS[language], language, ("RC1", "RC2")).persons
    assert [(p.role, p.speaker, p.parts) for p in people] == [
        ("head", None, None),
        ("delegate", "primary", ("RC1",)),
        ("delegate", "primary", ("RC2",)),
    ]


@pytest.mark.parametrize("mark", [";", " |"])
def test_items_with_their_fields_apart_may_be_broken_over_lines(mark):
    people = read(
        f"- Excma. Sra. ORTEGA Y GASCA Ximena{mark} Representante Permanente{mark} Jefa de la\n"
        f"  Delegación{mark} oradora principal{mark} x.ortega@n.example\n"
        f"- Señora CONDORI MAMANI Ana Belén{mark} Primera Secretaria{mark}\n  a.condori@n.example\n"
        f"- Señora DE LA RIVA Wara{mark} Consejera{mark} oradora suplente{mark}\n  w.delariva@n.example",
        "es",
    )
    assert [(p.family, p.role, p.speaker, p.email) for p in people.persons] == [
        ("ORTEGA Y GASCA", "head", "primary", "x.ortega@n.example"),
        ("CONDORI MAMANI", "delegate", None, "a.condori@n.example"),
        ("DE LA RIVA", "delegate", "alternate", "w.delariva@n.example"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Members: Mr. Nils BERG, Counsellor, and Ada LUND, Attaché",
        "Members: Nils Berg, Counsellor, and Ada Lund, Attaché",
        "Members: Mr. Nils Berg (Ministry of Defence) and Ada Lund (Ministry of Health)",
        "Membres : Nils BERG, conseiller, et Ada LUND, attachée",
        "Miembros: Nils Berg, Consejero, y Ada Lund, Agregada",
    ],
)
def test_one_more_without_title_behind_and(text):
    assert [str(p.family).upper() for p in read(f"Delegation:\n\n{text}\n").persons] == ["BERG", "LUND"]


@pytest.mark.parametrize(
    "text",
    [
        "Members: Mr. Nils BERG, Director for Disarmament, and Political Coordinator, Adviser",
        "Members: Mr. Nils BERG, Attaché, and Military Affairs (MoD)",
        "Membres : M. Nils BERG, Conseiller, et Affaires Humanitaires, Attaché",
    ],
)
def test_a_second_post_behind_and_is_nobody(text):
    assert [p.family for p in read(f"Delegation:\n\n{text}\n").persons] == ["BERG"]


@pytest.mark.parametrize(
    "text",
    [
        "Члены делегации – Берг Нильс Иванович, советник, и Лунд Ада Павловна, атташе.",
        "Эксперты: полковник Нильс Иванович Берг (Минобороны), Ада Павловна Лунд (МИД)",
        "Члены делегации: г-н Берг Н.И., атташе, и Лунд Ада Павловна, советник Департамента",
    ],
)
def test_names_in_full_behind_a_comma_are_persons(text):
    assert [p.family for p in read(f"Состав делегации:\n\n{text}\n", "ru").persons] == ["Берг", "Лунд"]
