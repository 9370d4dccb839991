"""Changes in sentences and lists: who leaves, who stays, and who is only mentioned."""
# ruff: noqa: E501 - notes and patterns are quoted as they come

from __future__ import annotations

import pytest

from .notes import read


@pytest.mark.parametrize(
    ("language", "text", "joins", "leaves"),
    [
        ("en", "In our delegation Ms. Hana SATO replaces Mr. Ken MORI as alternate speaker.", "SATO", "MORI"),
        ("en", "Mr. Ken MORI will be replaced by Ms. Hana SATO in the delegation.", "SATO", "MORI"),
        ("en", "Instead of Mr. Ken MORI, Ms. Hana SATO will join the delegation.", "SATO", "MORI"),
        ("fr", "Dans la délégation, Mme Zoé BLANC remplace M. Luc PERRIN en qualité d'oratrice suppléante.", "BLANC", "PERRIN"),
        ("es", "La Sra. Wara LIMACHI sustituye en la delegación al Sr. Edson ROJAS.", "LIMACHI", "ROJAS"),
        ("ru", "Вместо г-на Ивана ПЕТРОВА в состав делегации включена г-жа Нина РЫБАК.", "РЫБАК", "ПЕТРОВА"),
        ("ar", "السيد زياد المصري سيحل محل السيدة ريم العلي في الوفد.", "المصري", "العلي"),
        ("ru", "исключить: Оразова Гульшат (Ms. Gulshat ORAZOVA), советник;\nвключить: Бердыева Айна (Ms. Ayna BERDIYEVA), второй секретарь.", "BERDIYEVA", "ORAZOVA"),
        ("ar", "- يضاف إلى الوفد: السيدة انتصار الشويهدي (Ms. Intisar ELSHWEHDI)، سكرتير ثان\n- يسحب من الوفد: السيد أيمن المقريف (Mr. Ayman MAGARIEF)", "ELSHWEHDI", "MAGARIEF"),
        ("ar", "السيد معتصم الطيب (Mr. Mutasim ELTAYEB) اعتذر عن المشاركة في الوفد، وستحل محله السيدة سلمى حامد (Ms. Salma HAMID)، سكرتير ثالث.", "HAMID", "ELTAYEB"),
        ("ar", "اعتذر السيد معتصم الطيب (Mr. Mutasim ELTAYEB) عن الحضور وسيخلفه في الوفد السيد بدر حامد (Mr. Badr HAMID)، ملحق.", "HAMID", "ELTAYEB"),
        ("es", "Cambios en la delegación:\n- Se incorpora: Sra. Elsa RUMI, Agregada\n- Se retira: Sr. Óscar VALDEZ", "RUMI", "VALDEZ"),
    ],
)  # fmt: skip
def test_who_joins_and_who_leaves(language, text, joins, leaves):
    people = read(text, language)
    assert [p.family for p in people.persons] == [joins]
    assert [p.family for p in people.leaving] == [leaves]


def test_what_stands_after_the_one_who_leaves_is_about_the_other():
    people = read("Ms. Hana SATO (h.sato@n.example) replaces Mr. Ken MORI as alternate speaker in the delegation.")
    assert people.persons[0].speaker == "alternate"
    assert people.leaving[0].speaker is None


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "All other members remain unchanged."), ("fr", "Le reste de la délégation demeure inchangé."), ("es", "Los demás no cambian."),
     ("ru", "Остальной состав остается без изменений."), ("zh", "其余名单不变。"), ("ar", "ويبقى باقي أعضاء الوفد دون تغيير.")],
)  # fmt: skip
def test_the_rest_stays(language, text):
    assert read(text, language).says_unchanged


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ms. Keller,\n\nplease find attached the list of our delegation.\n\nKind regards,\nAoife Brannigan\nThird Secretary",
        "H.E. Mr. Felix OYELARAN, President-designate of the Review Conference\n\nThe list of our delegation will follow.",
        "Our delegation is not yet known.\n\nContact person: Ms. Lara UDO, registry@n.example, +41 22 555 00 00",
        "السيد إيريارتي المحترم،\n\nمرفق تعديل على الوفد.",
        "Delegation list to follow.\n\nYours faithfully,\n\nKnut LAURIN\nLegal Division",
    ],
)
def test_who_is_only_mentioned(text):
    assert read(text).persons == ()


@pytest.mark.parametrize(
    "text",
    [
        "informs that Ms. Ada OBI, Attaché, Ministry of Foreign and CARICOM Affairs, has been added to the delegation.",
        "The delegation will be led by Ms. Ada OBI of the Ministry of Foreign and EUROPEAN Affairs.",
    ],
)
def test_a_body_with_capitals_behind_and_is_nobody(text):
    assert [p.family for p in read(text).persons] == ["OBI"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Mission wishes to add Ms. Hiba ZEIN, Third Secretary, to the delegation, and to delete Mr. Kamal FARES."),
        ("en", "The Mission wishes to withdraw Mr. Kamal FARES from the delegation and to add Ms. Hiba ZEIN, Third Secretary."),
        ("fr", "La Mission souhaite ajouter Mme Hiba ZEIN, Conseillère, à la délégation et en retirer M. Kamal FARES."),
        ("fr", "La Mission souhaite retirer M. Kamal FARES de la délégation et y ajouter Mme Hiba ZEIN, Conseillère."),
        ("es", "La Misión desea agregar a la Sra. Hiba ZEIN, Consejera, a la delegación y retirar al Sr. Kamal FARES."),
        ("ru", "Просим включить в состав делегации г-жу ZEIN Hiba, советника, и исключить г-на FARES Kamal."),
        ("ar", "تود البعثة إضافة الآنسة هبة زين (Ms. Hiba ZEIN)، ملحقة، إلى الوفد، وحذف اسم السيد كمال فارس (Mr. Kamal FARES)."),
        ("ar", "يعتذر السيد كمال فارس (Mr. Kamal FARES) عن المشاركة في الوفد وستتولى مهامه السيدة هبة زين (Ms. Hiba ZEIN)، ملحقة."),
    ],
)  # fmt: skip
def test_who_is_added_does_not_leave_with_who_is_deleted(language, text):
    people = read(text, language)
    assert [p.family for p in people.persons] == ["ZEIN"]
    assert [p.family for p in people.leaving] == ["FARES"]
    assert all(word not in (people.persons[0].function or "") for word in ("إلى", "delegation"))


def test_a_mission_that_apologises_takes_nobody_out():
    people = read("تعتذر البعثة عن التأخير وتفيد بأن الوفد سيضم السيد بدر حامد (Mr. Badr HAMID)، ملحق.", "ar")
    assert [p.family for p in people.persons] == ["HAMID"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The delegation will be led by Ms. Ana PINTO, Counsellor, accompanied by Mr. Ivan CRUZ, Attaché (a@x.example and b@x.example respectively)."),
        ("fr", "La délégation sera conduite par Mme Ana PINTO, Conseillère, accompagnée de M. Ivan CRUZ, Attaché, dont les adresses sont respectivement a@x.example et b@x.example."),
        ("ar", "سيرأس الوفد السيدة آنا بينتو (Ana PINTO)، مستشارة، ويرافقها السيد إيفان كروز (Ivan CRUZ)، ملحق، وعنواناهما على التوالي a@x.example و b@x.example."),
        ("zh", "丁安（Ana PINTO）参赞为团长，成一凡（Ivan CRUZ）随员为团员，电子邮箱分别为a@x.example和b@x.example。"),
    ],
)  # fmt: skip
def test_addresses_behind_the_last_name_are_given_in_order(language, text):
    assert [(p.family, p.email) for p in read(text, language).persons] == [
        ("PINTO", "a@x.example"),
        ("CRUZ", "b@x.example"),
    ]


def test_addresses_after_a_sentence_go_to_those_they_spell():
    people = read(
        "The delegation is led by Ms. Ana PINTO, Consul, with Mr. Ivan CRUZ, Attaché.\n\nMs. Pinto is our primary speaker; if need be,"
        " Mr. Cruz will take over as alternate speaker. E-mail: ana.pinto@x.example, ivan.cruz@x.example."
    )
    assert [p.email for p in people.persons] == ["ana.pinto@x.example", "ivan.cruz@x.example"]


@pytest.mark.parametrize(
    ("language", "text", "post"),
    [
        ("es", "El Sr. Edson RUMI, Ministro Consejero (e.rumi@n.example), se incorporará también a la delegación.", "Ministro Consejero"),
        ("fr", "Monsieur João VARELA, Premier secrétaire (j.varela@n.example), se joindra également à la délégation.", "Premier secrétaire"),
        ("fr", "La délégation sera dirigée par Monsieur João VARELA, Ambassadeur (j.varela@n.example). Les autres membres sont Mme Ana SOSA, Conseillère, et M. Luc BRUN, Attaché.", "Ambassadeur"),
        ("ru", "Членом делегации является г-жа Нина РЫБАК, советник-посланник. Членом делегации является г-н Иван ПЕТРОВ, атташе.", "советник-посланник"),
    ],
)  # fmt: skip
def test_where_the_post_ends(language, text, post):
    people = read(text, language)
    assert people.persons[0].function == post
    assert all(person.given and person.family for person in people.persons)


def test_a_family_name_that_begins_with_an_apostrophe_is_known_again():
    people = read(
        "- Mr. Manu SEUMALO, Ambassador\n- Ms. Fetu 'OFAHENGAUE, Third Secretary\n\nThe primary speaker will be "
        "Mr. SEUMALO (m@n.example) and the alternate speaker Ms. 'OFAHENGAUE (f@n.example)."
    )
    assert [(p.speaker, p.email) for p in people.persons] == [("primary", "m@n.example"), ("alternate", "f@n.example")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Due to the illness of Mr. Kamal FARES, Ms. Hiba ZEIN, Attaché, will join the delegation."),
        ("en", "In view of the departure of Mr. Kamal FARES from Geneva, Ms. Hiba ZEIN, Attaché, is added to the delegation."),
        ("en", "Ms. Hiba ZEIN, Attaché, joins the delegation. Mr. Kamal FARES is no longer on the list."),
        ("fr", "En raison de l'indisponibilité de M. Kamal FARES, Mme Hiba ZEIN, Attachée, rejoindra la délégation."),
        ("fr", "Suite au départ de M. Kamal FARES, Mme Hiba ZEIN, Attachée, est ajoutée à la délégation."),
        ("es", "Por enfermedad del Sr. Kamal FARES, se incorpora a la delegación la Sra. Hiba ZEIN, Agregada."),
        ("es", "La Sra. Hiba ZEIN se incorpora a la delegación. El Sr. Kamal FARES ya no figura en la lista."),
        ("ru", "В связи с болезнью г-на FARES Kamal в состав делегации включается г-жа ZEIN Hiba, атташе."),
        ("ru", "Ввиду отъезда г-на FARES Kamal в состав делегации включена г-жа ZEIN Hiba, атташе."),
        ("zh", "因高弋（Kamal FARES）参赞离任，增派闵知夏（Hiba ZEIN）二等秘书参加代表团。"),
        ("zh", "代表团中，由高弋（Kamal FARES）参赞更换为闵知夏（Hiba ZEIN）二等秘书。"),
        ("ar", "نظرا لمرض السيد كمال فارس (Mr. Kamal FARES)، ستنضم إلى الوفد السيدة هبة زين (Ms. Hiba ZEIN)، ملحقة."),
        ("ar", "بسبب سفر السيد كمال فارس (Mr. Kamal FARES)، تضاف إلى الوفد السيدة هبة زين (Ms. Hiba ZEIN)، ملحقة."),
    ],
)  # fmt: skip
def test_because_of_whose_absence_another_comes(language, text):
    people = read(text, language)
    assert [p.family for p in people.persons] == ["ZEIN"]
    assert [p.family for p in people.leaving] == ["FARES"]


def test_who_is_no_longer_a_member_in_arabic():
    people = read("لم يعد سعادة السيدة رغد الحرفوشي عضواً في الوفد.", "ar")
    assert [p.family for p in people.leaving] == ["الحرفوشي"]


def test_a_latin_name_behind_an_arabic_one_needs_no_brackets():
    people = read(
        "سيترأس الوفد السفير كمال فارس Kamal FARES المندوب الدائم، ويضم في عضويته السيد جاد خوري Jad EL KHOURY، سكرتير أول.",
        "ar",
    )
    assert [(p.given, p.family, p.function) for p in people.persons] == [
        ("Kamal", "FARES", "المندوب الدائم"),
        ("Jad", "EL KHOURY", "سكرتير أول"),
    ]


def test_numbers_of_a_list_in_a_line_are_no_posts():
    people = read(
        "Delegates: (1) Mr. Tom ASH, Counsellor [HoD]; (2) Ms. Uma RAO, Attaché; (3) Lt Col Ken MORI, Adviser."
    )
    assert [p.function for p in people.persons] == ["Counsellor", "Attaché", "Adviser"]


def test_who_enters_joins():
    people = read("Cambios en la delegación:\nSale: Sr. Tom ASH\nEntra: Sra. Uma RAO, Agregada", "es")
    assert [p.family for p in people.persons] == ["RAO"]
    assert [p.family for p in people.leaving] == ["ASH"]


def test_names_without_titles_are_whole():
    people = read(
        "María Fernanda de los Ríos Mora, Embajadora, presidirá la delegación. José María Ortega y Gasca, Tercer Secretario, "
        "participará como delegado. Lucía de la Riva Herráez, Primera Secretaria, participará como delegado.",
        "es",
    )
    assert [(p.given, p.family) for p in people.persons] == [
        ("María Fernanda", "de los Ríos Mora"),
        ("José María", "Ortega y Gasca"),
        ("Lucía", "de la Riva Herráez"),
    ]
