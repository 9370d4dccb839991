"""Changes told in formulas, names and posts that nothing parts, addresses in sentences."""
# ruff: noqa: E501 - notes are quoted as they come

from __future__ import annotations

import pytest

from .notes import expected, read, row

CHANGES = [
    (
        "en",
        "Mr. Nigel St. Louis, Second Secretary, has since been recalled and will no longer form part of the delegation. In his stead, "
        "Ms. Camille Ramdeen-Joseph, Attaché, will participate and will be the alternate speaker.",
        ["St. Louis"],
        ["Ramdeen-Joseph"],
    ),
    (
        "fr",
        "La Mission informe que M. Jean DUPONT, Conseiller, et Mme Anne PETIT, Attachée, ne feront plus partie de la délégation. "
        "À leur place, M. Luc BON et Mme Zoé LIN sont ajoutés.",
        ["DUPONT", "PETIT"],
        ["BON", "LIN"],
    ),
    (
        "ru",
        "Вместо ГАСАНОВА Рауфа Аликрам оглу (Mr. Rauf HASANOV) в состав делегации включаются:\n"
        "* МАМЕДОВА Нигяр Тофик кызы (Ms. Nigar MAMMADOVA), второй секретарь\n* КУЛИЕВ Эльчин Вагиф оглу (Mr. Elchin GULIYEV), атташе\n",
        ["HASANOV"],
        ["MAMMADOVA", "GULIYEV"],
    ),
    (
        "zh",
        "代表团成员罗慧敏（LOH Hui Min）因故不能与会，由一等秘书郑嘉颖（TAY Kah Yin，t@x.example）接替；另增派国防部高级政策官吴振邦（GOH Chin Pang）为代表团成员。",
        ["LOH"],
        ["TAY", "GOH"],
    ),
    (
        "ar",
        "أولاً: يُشطب من قائمة الوفد كل من السيد رشيد أيت بلعيد (M. Rachid AIT BELAID) والسيدة سلمى بنشقرون (Mme Salma BENCHEKROUN).\n"
        "ثانياً: تُضاف إلى القائمة السيدة كنزة الفاسي (Mme Kenza EL FASSI)، كاتبة أولى.",
        ["AIT BELAID", "BENCHEKROUN"],
        ["EL FASSI"],
    ),
]


@pytest.mark.parametrize(("language", "text", "leaving", "coming"), CHANGES, ids=[c[0] for c in CHANGES])
def test_who_leaves_and_who_comes(language, text, leaving, coming):
    people = read(text, language)
    assert [p.family for p in people.leaving] == leaving
    assert [p.family for p in people.persons] == coming


@pytest.mark.parametrize(
    ("language", "text", "people"),
    [
        (
            "ru",
            "Уважаемые дамы и господа!\nНа совещании Комитет представят:\nЛОГВИНЕНКО Мария Степановна, директор департамента – руководитель делегации;\n"
            "ГАЛСТЯН Ашот Рубенович, советник Председателя;\nСтрешнева Анна Дмитриевна старший советник, основной выступающий, a@x.example\n",
            " | Мария Степановна | ЛОГВИНЕНКО | директор департамента | | | head\n | Ашот Рубенович | ГАЛСТЯН | советник Председателя\n"
            " | Анна Дмитриевна | Стрешнева | старший советник | | a@x.example | | primary",
        ),
        (
            "ar",
            "أسماء أعضاء الوفد:\n- سعادة السفير / جمال خالد الغنيمان - المندوب الدائم - رئيساً للوفد\n- السيد / عبد الله سعود العتيقي - سكرتير أول\n"
            "- المقدم الركن / فهد ناصر بوقريص - وزارة الدفاع\n",
            "سعادة السفير | جمال خالد | الغنيمان | المندوب الدائم | | | head\nالسيد | عبد الله سعود | العتيقي | سكرتير أول\n"
            "المقدم الركن | فهد ناصر | بوقريص | | وزارة الدفاع",
        ),
        (
            "es",
            "La dirección de la oradora principal, Sra. Teresa MUÑAGORRI, es ahora t@x.example. Lo demás está bien.",
            "Sra. | Teresa | MUÑAGORRI | | | t@x.example | | primary",
        ),
        (
            "es",
            "La delegación:\n1. S.E. Carla Rodríguez Mancia de Cerezo, Embajadora, Jefa de Delegación\n2. Sr. Luis Pérez Del Valle, Cónsul\n",
            "S.E. | Carla | Rodríguez Mancia de Cerezo | Embajadora | | | head\nSr. | Luis | Pérez Del Valle | Cónsul",
        ),
    ],
)
def test_names_posts_and_addresses(language, text, people):
    assert [row(p) for p in read(text, language).persons] == expected(people)


def test_a_latin_name_on_the_line_below():
    people = read(
        "الوفد:\n1. رئيس الوفد: الدكتور سلوان عبد الكريم الجبوري، مدير عام\nDr. Salwan Abdulkareem AL-JUBOURI\n"
        "2. عضو: العميد كاوه رشيد بابان، وزارة الدفاع\nBrig. Gen. Kawa Rasheed BABAN\n",
        "ar",
    ).persons
    assert [(p.title, p.family, p.role) for p in people] == [
        ("Dr.", "AL-JUBOURI", "head"),
        ("Brig. Gen.", "BABAN", "delegate"),
    ]


def test_addresses_by_number_below_the_list():
    people = read(
        "The delegation:\n1. Ms Ann ROE, Counsellor, Head of Delegation\n2. Mr Bob DOE, Attaché, primary speaker\n\n"
        "E-mail: (2) desk2@x.example; (1) desk1@x.example\n"
    ).persons
    assert [p.email for p in people] == ["desk1@x.example", "desk2@x.example"]


def test_numbers_go_before_order():
    people = read(
        "La délégation :\n1. Mme Anne ROE, Ambassadrice, cheffe de délégation\n2. M. Luc BON, Conseiller\n3. Mme Zoé LIN, Attachée\n\n"
        "Les personnes mentionnées sous 3 et 2 seront respectivement oratrice principale et orateur suppléant. "
        "Adresses : 2. b2@x.example ; 3. l3@x.example\n",
        "fr",
    ).persons
    assert [(p.family, p.speaker, p.email) for p in people] == [
        ("ROE", None, None),
        ("BON", "alternate", "b2@x.example"),
        ("LIN", "primary", "l3@x.example"),
    ]


def test_an_item_broken_behind_its_label_is_one_entry():
    people = read(
        "La Misión tiene a bien acreditar a las siguientes personas en la Conferencia:\n\n"
        "1) Sra. D.ª Begoña de la Riva Herráez; Embajadora, Representante\n"
        "   Permanente; jefa de la delegación; b.delarivaherraez@n.example\n"
        "2) Sr. D. Juan Carlos Quiñones del Valle; Segundo Secretario; Jefe\n"
        "   Alterno de la Delegación; quinonesdelvallej@n.example\n"
        "3) Sra. D.ª Wara Ortega y Gasca; Consejera de Asuntos Políticos y\n"
        "   Desarme; ortegaygascaw@n.example\n",
        language="es",
    )
    assert [(p.family, p.role, p.email) for p in people.persons] == [
        ("de la Riva Herráez", "head", "b.delarivaherraez@n.example"),
        ("Quiñones del Valle", "alternate_head", "quinonesdelvallej@n.example"),
        ("Ortega y Gasca", "delegate", "ortegaygascaw@n.example"),
    ]


def test_two_full_lines_that_begin_with_persons_are_two():
    people = read(
        "La Mission a l'honneur de l'informer que les personnes suivantes prendront\n"
        "part à la Conférence :\n\n"
        "Dr DIALLO Ousmane, Chargé d'études\n"
        "Madame TRAORÉ Rokhaya, Directrice des affaires juridiques\n"
        "Monsieur OUÉDRAOGO-SAWA Boubacar, Chef de division, Ministère des\n"
        "Affaires étrangères et de la Coopération\n",
        language="fr",
    )
    assert [p.family for p in people.persons] == ["DIALLO", "TRAORÉ", "OUÉDRAOGO-SAWA"]


def test_a_name_broken_behind_the_given_name():
    people = read(
        "Постоянное представительство свидетельствует свое уважение и в дополнение\n"
        "к ноте о составе делегации имеет честь сообщить следующее.\n\n"
        "Электронный адрес запасного выступающего изменился, вот новый: г-н Ваан\nАКОПЯН – vahan.hakobyan@n.example\n",
        language="ru",
    )
    assert [(p.given, p.family, p.speaker) for p in people.persons] == [("Ваан", "АКОПЯН", "alternate")]


def test_labels_before_tabbed_rows_are_no_names():
    rows = "".join(
        f"- Mr. {name}\tCounsellor\tMember\t{name[0].lower()}@n.example\n" for name in ("Abel OBI", "Ben EZE", "Cy ADE")
    )
    people = read(f"Delegation:\n\n{rows}")
    assert [p.full_name for p in people.persons] == ["Abel OBI", "Ben EZE", "Cy ADE"]
    assert {p.title for p in people.persons} == {"Mr."}


def test_a_table_of_semicolons_needs_no_addresses():
    people = read(
        "No.; Title; Last name; Given name(s); Function\n1; Mr; Petković-Hadžić; Željko; Ambassador, Head of delegation\n"
        "2; Ms; Vukčević; Nataša; Director of Legal Affairs\n3; Mr; Brnčić; Dragan; Military Adviser\n"
    )
    assert [(p.given, p.family, p.role) for p in people.persons] == [
        ("Željko", "Petković-Hadžić", "head"),
        ("Nataša", "Vukčević", "delegate"),
        ("Dragan", "Brnčić", "delegate"),
    ]


def test_given_names_that_are_abbreviated_titles_too():
    people = read("Delegation:\n1. Ms. LU, Min, Adviser\n2. Mr. SITU, Col, Adviser\n3. Ms. Sina 'Ofahengaue, Adviser\n")
    assert [(p.given, p.family) for p in people.persons] == [("Min", "LU"), ("Col", "SITU"), ("Sina", "'Ofahengaue")]


def test_a_statement_broken_before_the_status_of_the_second_speaker():
    people = read(
        "الاسم: السفير نديم الشدراوي\nالمنصب: الممثل الدائم\n\nالاسم: السيدة رلى الزعنوني\nالمنصب: سكرتيرة ثالثة\n\n"
        "الاسم: السيدة سماح بن حمدان\nالمنصب: مستشارة\n\n"
        "وقد عُيّن السيدة رلى الزعنوني متحدثاً رئيسياً وسعادة السفير نديم الشدراوي\nمتحدثاً مناوباً.\n",
        language="ar",
    )
    assert {p.speaker: p.full_name for p in people.persons if p.speaker} == {
        "primary": "رلى الزعنوني",
        "alternate": "نديم الشدراوي",
    }


def test_a_ministry_and_its_attache_are_nobody():
    people = read("成员：林敏，国防部武官\n成员：高庭兰，国防部大校\n", language="zh")
    assert [(p.family, p.given) for p in people.persons] == [("林", "敏"), ("高", "庭兰")]


def test_two_given_and_two_family_names_in_a_note_in_english():
    people = read("Delegation:\n1. Mr. José María Iturbe Saldaña, Ambassador\n2. Mr. John Peter Smith, Adviser\n")
    assert [(p.given, p.family) for p in people.persons] == [("José María", "Iturbe Saldaña"), ("John Peter", "Smith")]


def test_members_behind_a_semicolon_have_no_title_either():
    people = read(
        "Chef de délégation : Drita Shehu, Ambassadrice\n"
        "Délégués : Luan Hoxhaj, Chef de division (orateur principal); Besnik Bërxholi, Chef de division\n",
        language="fr",
    )
    assert [(p.family, p.role, p.speaker) for p in people.persons] == [
        ("Shehu", "head", None),
        ("Hoxhaj", "delegate", "primary"),
        ("Bërxholi", "delegate", None),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Thank you for your message. The alternate speaker is Mr Nadim TARSHAN,\nCounsellor (n.tarshan@n.example).",
        "Merci de votre message. L'orateur suppléant est M. Nadim TARSHAN,\nConseiller (n.tarshan@n.example).",
    ],
)
def test_thanks_before_an_answer_close_nothing(line):
    people = read(line + "\n")
    assert [(p.family, p.speaker, p.email) for p in people.persons] == [("TARSHAN", "alternate", "n.tarshan@n.example")]


def test_a_post_in_brackets_names_nobody():
    people = read("Delegation:\n1. Edmilson MONDLANE (Second Secretary Disarmament)\n2. Ann BEE (Counsellor)\n")
    assert [(p.family, p.function) for p in people.persons] == [
        ("MONDLANE", "Second Secretary Disarmament"),
        ("BEE", "Counsellor"),
    ]


def test_an_item_that_ends_in_a_ministry_is_no_heading():
    people = read(
        "Delegation:\n• Matjaž Đurić, Ambassador\n  mduric@n.example\n• Tomislav Brnčić, Senior Policy Adviser, Ministry of "
        "Defence\n  t.brncic@n.example\n"
    )
    assert [(p.family, p.email) for p in people.persons] == [
        ("Đurić", "mduric@n.example"),
        ("Brnčić", "t.brncic@n.example"),
    ]


def test_a_post_under_a_name_alone_is_not_joined_to_it():
    people = read(
        "Постоянное представительство свидетельствует свое уважение Секретариату\nи имеет честь сообщить состав делегации:\n\n"
        "Г-жа Alesya RIMSKAYA-VOLKONSKAYA\nвторой секретарь\n\nГ-жа Svetlana ORLOVA\nвторой секретарь\n",
        language="ru",
    )
    assert [(p.family, p.function) for p in people.persons] == [
        ("RIMSKAYA-VOLKONSKAYA", "второй секретарь"),
        ("ORLOVA", "второй секретарь"),
    ]


def test_a_title_behind_chinese_words_ends_no_sentence():
    people = read(
        "代表团成员：\n1. Mr. Jian GAO，一等秘书\n2. Ms. Wanqing LU，裁军大使\n3. Mr. Mingqian OUYANG，一秘\n\n"
        "主发言人为Mr. Jian GAO，候补发言人为Mr. Mingqian OUYANG。\n",
        language="zh",
    )
    assert [(p.family, p.speaker) for p in people.persons] == [
        ("GAO", "primary"),
        ("LU", None),
        ("OUYANG", "alternate"),
    ]


def test_a_sentence_about_somebody_listed_is_no_post_of_the_last():
    people = read(
        "La Mission communique la composition de la délégation :\n"
        "- OULD CHEIKH Mokhtar, Ambassadeur <o@n.example>\n- BELHAJ Leïla, Ministre conseillère <l@n.example>\n"
        "OULD CHEIKH Mokhtar assurera les fonctions de chef de délégation.\n",
        language="fr",
    )
    assert [(p.family, p.role, p.function) for p in people.persons] == [
        ("OULD CHEIKH", "head", "Ambassadeur"),
        ("BELHAJ", "delegate", "Ministre conseillère"),
    ]


def test_names_with_marks_of_vietnamese_are_no_titles():
    people = read("Delegation:\n1. LÊ Đức Long, Counsellor\n2. Mr. Đức Anh TRẦN, Attaché\n")
    assert [(p.given, p.family, p.title) for p in people.persons] == [
        ("Đức Long", "LÊ", None),
        ("Đức Anh", "TRẦN", "Mr."),
    ]


def test_a_dutch_name_in_capitals():
    people = read(
        "The delegation will be headed by H.E. Dr. Pieter IN 'T VELD, Director, and will comprise Ms Ada OBI.\n"
    )
    assert [(p.given, p.family, p.role) for p in people.persons] == [
        ("Pieter", "IN 'T VELD", "head"),
        ("Ada", "OBI", "delegate"),
    ]
