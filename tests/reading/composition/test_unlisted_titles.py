"""Titles no lexicon lists, names in two scripts side by side, abbreviations a legend explains."""
# ruff: noqa: E501 - notes are quoted as they come

from __future__ import annotations

import pytest

from .notes import expected, read, row


@pytest.mark.parametrize(
    ("text", "language", "people"),
    [
        (
            "The delegation:\n1. WCDR Fiona McALLISTER, Director, Head of Delegation\n2. Mr. BELLO, Ibrahim, First Secretary\n"
            "3. Barr. ETIM-BASSEY, Ekaette, Legal Adviser\n4. Ms. Jane DOE, Second Secretary\n",
            "en",
            "WCDR | Fiona | McALLISTER | Director | | | head\nMr. | Ibrahim | BELLO | First Secretary\n"
            "Barr. | Ekaette | ETIM-BASSEY | Legal Adviser\nMs. | Jane | DOE | Second Secretary",
        ),
        (
            "La delegación:\nSr. Emilio YZQUIERDO MIÑO, Embajador, Jefe de la delegación\n"
            "Mayo. de E. Byron PAREDES, Agregado\nP.M. Natán Euceda, Segundo Secretario\nSra. Ma. Fernanda Paz, Cónsul\n",
            "es",
            "Sr. | Emilio | YZQUIERDO MIÑO | Embajador | | | head\nMayo. de E. | Byron | PAREDES | Agregado\n"
            "P.M. | Natán | Euceda | Segundo Secretario\nSra. | Ma. Fernanda | Paz | Cónsul",
        ),
        (
            "代表团名单如下：\n1. TAN Wee Hiong 陈伟雄，大使，团长\n2. 罗慧敏 LOH Hui Min，二等秘书，主发言人\n3. Ms. 李娜 LI Na，参赞\n",
            "zh",
            " | Wee Hiong | TAN | 大使 | | | head\n | Hui Min | LOH | 二等秘书 | | | | primary\nMs. | Na | LI | 参赞",
        ),
        (
            "The delegation:\nMs Rosalind THWAITE - Ambassador - Head of Delegation\n"
            "Mr Piers COURCY, Deputy Head, Arms Control Division, Ministry of Foreign Affairs\n"
            "Ms Ann LO, Minister Counsellor, Deputy Head\n",
            "en",
            "Ms | Rosalind | THWAITE | Ambassador | | | head\n"
            "Mr | Piers | COURCY | Deputy Head, Arms Control Division | Ministry of Foreign Affairs\n"
            "Ms | Ann | LO | Minister Counsellor | | | alternate_head",
        ),
    ],
)
def test_titles_and_spellings(text, language, people):
    assert [row(p) for p in read(text, language).persons] == expected(people)


def test_initials_are_no_title_where_others_have_none():
    people = read(
        "The delegation:\n1. Jane DOE, Counsellor\n2. K.L. Rahul Dravid, Attaché\n3. Ann ROE, Attaché\n"
    ).persons
    assert [p.title for p in people] == [None, None, None]


def test_abbreviations_of_a_legend():
    table = "Nom\tPrénom\tQualité\tRôle\n{}\nCD = chef de délégation ; OP = orateur principal ; OS = orateur suppléant ; M = membre"
    rows = "DIALLO\tAwa\tAmbassadrice\tCD\nSY\tAli\tConseiller\tM, OS\nBA\tIda\tAttachée\tM/OP"
    assert [row(p) for p in read(table.format(rows), "fr").persons] == expected(
        " | Awa | DIALLO | Ambassadrice | | | head\n | Ali | SY | Conseiller | | | | alternate\n | Ida | BA | Attachée | | | | primary"
    )


def test_a_row_whose_last_cells_were_left_out():
    text = "AGBO-PRINCE Yawa\tDirectrice\tChef de la délégation\ty@x.example\nTCHALLA Esso\tChargé d'études\tOrateur suppléant\te@x.example\nLAWSON-BODY Ida\tJuriste\tMembre\n"
    assert [p.family for p in read(text, "fr").persons] == ["AGBO-PRINCE", "TCHALLA", "LAWSON-BODY"]
