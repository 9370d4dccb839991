"""Speakers named apart from the list."""
# ruff: noqa: E501 - notes are quoted as they come

from __future__ import annotations

import pytest

from .notes import read

LIST = (
    "Delegation:\n1. Amb. Katharina BRUNNHUBER, Permanent Representative, Head of Delegation\n"
    "2. Mag. Matthias HÖLZL-STADLER, Minister, m.hs@n.example\n3. Ms. Selina TSCHUGG, Attachée\n"
)


@pytest.mark.parametrize(
    ("line", "primary", "alternate"),
    [
        ("Interprefy (both parts): primary speaker K.B., alternate speaker M.H.-S.", "BRUNNHUBER", "HÖLZL-STADLER"),
        ("Primary speaker: Ms. Tschugg, s@n.example", "TSCHUGG", None),
        ("Primary speaker: S. Tschugg; alternate: to be named", "TSCHUGG", None),
        (
            "Interprefy: principal, K. Brunnhuber (k@n.example); suplente, S. Tschugg (s@n.example)",
            "BRUNNHUBER",
            "TSCHUGG",
        ),
        ("Основной выступающий – m.hs@n.example", "HÖLZL-STADLER", None),
        ("Interprefy: primary - k.brunnhuber@n.example; alternate - none", "BRUNNHUBER", None),
        ("主发言人：TSCHUGG，s@n.example", "TSCHUGG", None),
    ],
)
def test_whom_a_line_means(line, primary, alternate):
    people = read(LIST + "\n" + line + "\n")
    assert len(people.persons) == 3
    said = {p.speaker: p.family for p in people.persons if p.speaker}
    assert said == {key: name for key, name in (("primary", primary), ("alternate", alternate)) if name}


def test_an_address_under_a_name_is_that_persons():
    people = read(
        "Delegation:\n1. Ms. Ada OBI\n   Attaché\n   Primary speaker: mission@n.example\n2. Mr. Uche EZE\n   Attaché\n"
    )
    assert [(p.family, p.email, p.speaker) for p in people.persons] == [
        ("OBI", "mission@n.example", "primary"),
        ("EZE", None, None),
    ]


def test_more_speakers_than_seats_are_all_recorded():
    people = read(
        "Delegation:\n1. Ms. Ada OBI\n2. Mr. Uche EZE\n3. Ms. Ify NWOSU\nAlternate speakers: Mr. Eze and Ms. Nwosu\n"
    )
    assert [p.speaker for p in people.persons] == [None, "alternate", "alternate"]


def test_a_speaker_line_that_fits_nobody_is_doubted_not_invented():
    people = read(LIST + "\nPrimary speaker: X.Y.\n")
    assert len(people.persons) == 3
    assert [d.code for d in people.doubts] == ["low_confidence"]


def test_a_status_under_a_post_that_took_two_lines_is_that_persons():
    people = read(
        "The Mission has the honour to convey below the composition of its delegation to the Conference:\n\n"
        "Mr. Florian KÄRCHER\nPermanent Representative to the Conference on Disarmament and\nhead of delegation\n"
        "primary speaker\nflorian.karcher@n.example\n\nMr. Lukas WEIDMANN\nMinister Counsellor\nl.weidmann@n.example\n"
    )
    assert [(p.family, p.speaker, p.email) for p in people.persons] == [
        ("KÄRCHER", "primary", "florian.karcher@n.example"),
        ("WEIDMANN", None, "l.weidmann@n.example"),
    ]


def test_where_no_space_parts_them_a_status_stands_where_the_list_has_it():
    people = read(
        "Назначены следующие представители:\nХАЦКЕВИЧ Марина Петровна\nпосол\nглава делегации\n"
        "ЗАЛУЖНЫЙ Игорь Петрович\nвторой секретарь\nосновной докладчик\nОРЛОВ Николай Ильич\nсоветник\n"
    )
    assert [(p.family, p.role, p.speaker) for p in people.persons] == [
        ("ХАЦКЕВИЧ", "head", None),
        ("ЗАЛУЖНЫЙ", "delegate", "primary"),
        ("ОРЛОВ", "delegate", None),
    ]
    assert "low_confidence" in [d.code for d in people.doubts]


def test_addresses_with_a_status_each_in_its_line():
    people = read(
        "Delegation:\n1. Ms. Noura BIN HAMDAN, Adviser\n2. Ms. Inês DA SILVA TAVARES, Counsellor\n\n"
        "Links for the speakers should be sent to:\nnbinhamdan@n.example (primary speaker),\n"
        "dasilvatavaresi@n.example (alternate speaker).\nPermanent Mission of Ruritania\n"
    )
    assert [(p.family, p.speaker, p.email, p.affiliation) for p in people.persons] == [
        ("BIN HAMDAN", "primary", "nbinhamdan@n.example", None),
        ("DA SILVA TAVARES", "alternate", "dasilvatavaresi@n.example", None),
    ]


def test_a_title_broken_by_the_margin():
    people = read(
        "Please note the new e-mail address of the alternate speaker, His\n"
        "Excellency Mr. VUKČEVIĆ Andrej: a.vukcevic@n.example\n"
    )
    assert [(p.family, p.title, p.speaker) for p in people.persons] == [
        ("VUKČEVIĆ", "His Excellency Mr.", "alternate"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Amb. Brunnhuber is the primary speaker. Should she be unable to connect, the floor will be taken by"
        " Ms. Tschugg as alternate speaker.",
        "Primary speaker: Amb. Brunnhuber.\nMs. Tschugg will be alternate speaker should Mag. Brunnhuber be absent.",
        "Mme BRUNNHUBER sera l'oratrice principale. En cas d'empêchement, Mme TSCHUGG sera l'oratrice suppléante.",
        "La Sra. BRUNNHUBER será la oradora principal. En su ausencia, la Sra. TSCHUGG será la oradora suplente.",
        "Основной выступающий - г-жа BRUNNHUBER. В случае её отсутствия запасным выступающим будет г-жа TSCHUGG.",
        "主发言人为BRUNNHUBER。如其因故不能出席，由TSCHUGG担任候补发言人。",
        "وتكون السيدة BRUNNHUBER المتحدث الرئيسي. وفي حال غيابها، تكون السيدة TSCHUGG المتحدث البديل.",
    ],
)
def test_who_speaks_if_the_other_cannot_is_the_alternate(line):
    said = {p.speaker: p.family for p in read(f"{LIST}\n{line}\n").persons if p.speaker}
    assert said == {"primary": "BRUNNHUBER", "alternate": "TSCHUGG"}


@pytest.mark.parametrize(
    "line",
    [
        "Should Ms. Tschugg be unable to attend, Mag. Hölzl-Stadler will be alternate speaker.",
        "Should Amb. Brunnhuber be unable to attend, Mag. Hölzl-Stadler will be primary speaker.",
    ],
)
def test_a_condition_names_no_second_alternate_and_no_primary(line):
    people = read(f"{LIST}\nPrimary speaker: Amb. Brunnhuber\nAlternate speaker: Ms. Tschugg\n{line}\n")
    assert [p.speaker for p in people.persons] == ["primary", None, "alternate"]


@pytest.mark.parametrize(
    "line",
    [
        "Amb. Brunnhuber and Ms. Tschugg will be the primary and the alternate speaker.",
        "Ms. Tschugg and Amb. Brunnhuber will serve as alternate speaker and primary speaker.",
        "The primary and alternate speakers will be Amb. Brunnhuber and Ms. Tschugg.",
        "Primary and alternate speakers: Amb. Brunnhuber and Ms. Tschugg",
        "Mme BRUNNHUBER et Mme TSCHUGG seront l'oratrice principale et l'oratrice suppléante.",
        "La Sra. BRUNNHUBER y la Sra. TSCHUGG serán la oradora principal y la oradora suplente.",
        "Г-жа BRUNNHUBER и г-жа TSCHUGG будут основным выступающим и запасным выступающим.",
        "BRUNNHUBER和TSCHUGG担任主发言人和候补发言人。",
    ],
)
def test_two_people_have_the_two_seats_in_order(line):
    people = read(f"{LIST}\n{line}\n")
    assert {p.speaker: p.family for p in people.persons if p.speaker} == {
        "primary": "BRUNNHUBER",
        "alternate": "TSCHUGG",
    }
    assert not people.doubts


@pytest.mark.parametrize(
    "line",
    [
        "E-mails: k.brunnhuber@n.example (Amb. Brunnhuber); s.tschugg@n.example (Ms. Tschugg).",
        "Courriels : k.brunnhuber@n.example (Mme Brunnhuber) ; s.tschugg@n.example (Mme Tschugg).",
    ],
)
def test_a_line_of_addresses_with_names_is_not_of_the_last_person(line):
    people = read(
        "Delegation:\nAmb. Katharina BRUNNHUBER, Head of Delegation (primary speaker)\n"
        f"Ms. Selina TSCHUGG, Attachée (alternate speaker)\n{line}\n"
    )
    assert [p.email for p in people.persons] == ["k.brunnhuber@n.example", "s.tschugg@n.example"]
    assert not people.doubts


@pytest.mark.parametrize("first", ["المتحدث الرئيسي", "المتحدثة الرئيسية"])
def test_the_arabic_and_of_a_title_parts_two_speakers(first):
    people = read(
        "سيترأس الوفد سعادة السفير سامي نصر، المندوب الدائم، وعضوية كل من السيدة هدى بدر، مستشار، والسيد عمر زيد، ملحق."
        " وستكون السيدة هدى بدر " + first + " والسيد عمر زيد المتحدث البديل.",
        "ar",
    )
    assert [(p.family, p.role, p.speaker) for p in people.persons] == [
        ("نصر", "head", None),
        ("بدر", "delegate", "primary"),
        ("زيد", "delegate", "alternate"),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Thank you for your message. The alternate speaker is Hirut Gebremedhin (h.g@n.example)."),
        ("en", "Thank you. Our alternate speaker will be Hirut Gebremedhin, First Secretary (h.g@n.example)."),
        ("en", "Please note the new e-mail address of the alternate speaker, Hirut Gebremedhin: h.g@n.example"),
        ("fr", "Merci. L'oratrice suppléante sera Hirut Gebremedhin, Conseillère (h.g@n.example)."),
        ("es", "Muchas gracias. La oradora suplente es Hirut Gebremedhin, Consejera (h.g@n.example)."),
    ],
)
def test_a_name_without_title_in_the_midst_of_a_reply(language, text):
    people = read(text, language)
    found = [(p.given, p.family, p.speaker, p.email) for p in people.persons]
    assert found == [("Hirut", "Gebremedhin", "alternate", "h.g@n.example")]


def test_what_stands_in_brackets_behind_a_name_is_said_of_it():
    people = read(
        "a) H.E. Dr. Conceição ÉVORA, Ambassador\nb) Mrs. Maria do Céu DE ANDRADE E SOUSA, First Secretary\n\n"
        "The designated speakers on the platform are M. de Andrade e Sousa (primary) and C. Évora (alternate)."
    )
    assert [(p.family, p.speaker) for p in people.persons] == [
        ("ÉVORA", "alternate"),
        ("DE ANDRADE E SOUSA", "primary"),
    ]


def test_a_status_in_a_line_of_its_own_under_a_role_is_of_the_person_above():
    people = read(
        "Mme Ximena VARGAS\nReprésentante permanente\ncheffe de la délégation\noratrice principale\n"
        "M. Álvaro ORTEGA\nPremier Conseiller\nMme Wara RÍOS\nMinistre conseillère\noratrice suppléante",
        "fr",
    )
    assert [(p.family, p.speaker) for p in people.persons] == [
        ("VARGAS", "primary"),
        ("ORTEGA", None),
        ("RÍOS", "alternate"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1. Mr. Sung YANG\n   - Ambassador\n   - Head of delegation\n   - Primary speaker\n"
        "2. Ms. Hye BAEK\n   - Second Secretary\n   - Alternate speaker\n",
        "Mr. Sung YANG\n  * Head of delegation\n  * Ambassador\n  * Primary speaker\n\n"
        "Ms. Hye BAEK\n  * Second Secretary\n  * Alternate speaker\n",
        "- M. Sung YANG\n   • Ambassadeur\n   • Chef de délégation\n   • Orateur principal\n"
        "- Mme Hye BAEK\n   • Deuxième secrétaire\n   • Oratrice suppléante\n",
        "1) Г-н Sung YANG\n- посол\n- глава делегации\n- основной выступающий\n"
        "2) Г-жа Hye BAEK\n- второй секретарь\n- запасной выступающий\n",
    ],
)
def test_points_under_a_name_are_about_that_person(text):
    people = read("Delegation:\n\n" + text)
    assert [(p.family, len(p.function or "") > 4, p.role, p.speaker) for p in people.persons] == [
        ("YANG", True, "head", "primary"),
        ("BAEK", True, "delegate", "alternate"),
    ]


def test_a_bullet_above_numbered_names_is_a_heading():
    people = read(
        "Delegation:\n\n• Head of delegation\n1. Mr. Sung YANG, Ambassador\n• Members\n2. Ms. Hye BAEK, Attaché\n"
        "3. Mr. Kyu NOH, Attaché\n"
    )
    assert [(p.family, p.role) for p in people.persons] == [("YANG", "head"), ("BAEK", "delegate"), ("NOH", "delegate")]


@pytest.mark.parametrize(
    "text",
    [
        "Primary speaker - Mr. Yang, alternate - Ms. Baek.",
        "Primary speaker: Mr. Yang; alternate: Ms. Baek.",
        "Mr. Yang will be the primary speaker; Ms. Baek the alternate.",
        "Mr. Yang will be primary speaker. Ms. Baek will be the alternate.",
        "Speakers: Mr. Yang (primary); Ms. Baek (alternate)",
        "Orateur principal : M. Yang ; suppléante : Mme Baek.",
        "M. Yang sera l'orateur principal ; Mme Baek sera la suppléante.",
        "Orador principal: Sr. Yang; suplente: Sra. Baek.",
        "El Sr. Yang será el orador principal; la Sra. Baek, la suplente.",
        "Основной выступающий - г-н Yang, запасной - г-жа Baek.",
        "Основной выступающий – г-н Ян (Yang), запасной – г-жа Пек (Baek).",
        "المتحدث الرئيسي: السيد Yang، والمناوب: السيدة Baek",
        "主发言人：Yang；候补：Baek。",
    ],
)
def test_the_second_seat_may_be_named_by_one_word(text):
    people = read("Delegation:\n1. Mr. Sung YANG, Ambassador\n2. Ms. Hye BAEK, Attaché\n\n" + text + "\n")
    assert [(p.family, p.speaker) for p in people.persons] == [("YANG", "primary"), ("BAEK", "alternate")]
    assert not people.doubts


def test_an_alternate_representative_is_no_alternate_speaker():
    people = read(
        "Delegation:\n1. Mr. Sung YANG, Ambassador\n2. Ms. Hye BAEK, Attaché\n\n"
        "Mr. Yang will be the primary speaker. Ms. Baek is Alternate Permanent Representative.\n"
    )
    assert [(p.family, p.speaker) for p in people.persons] == [("YANG", "primary"), ("BAEK", None)]


def test_fields_under_a_numbered_name_are_that_persons():
    people = read(
        "Delegation:\n\n1. Mr. Sung YANG\n   Title: Ambassador\n   Role: Head of Delegation\n   Speaker: Primary\n\n"
        "2. Ms. Hye BAEK\n   Title: First Secretary\n   Role: Delegate\n   Speaker: Alternate\n"
    )
    assert [(p.title, p.function, p.role, p.speaker) for p in people.persons] == [
        ("Mr.", "Ambassador", "head", "primary"),
        ("Ms.", "First Secretary", "delegate", "alternate"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Primary speaker - the Head of Delegation; alternate - Ms. Baek.",
        "Primary speaker: Head of Delegation. Alternate speaker: Ms. Baek.",
        "Основной выступающий – глава делегации, запасной – г-жа Baek.",
        "Orateur principal : le Chef de délégation ; suppléante : Mme Baek",
        "Orador principal: el Jefe de Delegación; oradora suplente: Sra. Baek",
        "主发言人：团长；候补发言人：Baek",
    ],
)
def test_one_seat_may_be_the_heads_and_the_other_a_name(text):
    people = read("Delegation:\n1. Mr. Sung YANG, Head of Delegation\n2. Ms. Hye BAEK, Attaché\n\n" + text + "\n")
    assert [(p.family, p.speaker) for p in people.persons] == [("YANG", "primary"), ("BAEK", "alternate")]
    assert not people.doubts


@pytest.mark.parametrize(
    ("language", "list_", "sentence"),
    [
        ("ru", "Глава делегации: г-н Olaf TERN, посол\nЧлены: г-жа Ada LUND, советник; г-н Nils BERG, атташе", "Выступающими будут г-жа Lund (основной) и г-н Berg (запасной)."),
        ("ar", "رئيس الوفد: السيد Olaf TERN، السفير\nالأعضاء: السيدة Ada LUND، مستشارة، والسيد Nils BERG، ملحق", "ويكون المتحدثان السيدة Lund (أصلية) والسيد Berg (مناوب)."),
    ],
)  # fmt: skip
def test_bare_words_behind_the_names_of_speakers(language, list_, sentence) -> None:
    found = read(f"{list_}\n\n{sentence}", language)
    assert [(p.family, p.speaker) for p in found.persons] == [
        ("TERN", None),
        ("LUND", "primary"),
        ("BERG", "alternate"),
    ]
    assert not found.doubts


def test_named_head_of_its_delegation_in_arabic() -> None:
    found = read("تبلغها أن السيدة Mona KHALIL، سكرتيرة أولى، قد سُمّيت رئيسة لوفد لبنان إلى الجزء الأول.", "ar").persons
    assert [(p.family, p.role) for p in found] == [("KHALIL", "head")]
