"""Chinese words set wide, and headings of Chinese lists that are nobody's name."""
# ruff: noqa: E501 - notes are quoted as they come

from __future__ import annotations

import pytest

from mailbot.domain.submission import Source
from mailbot.reading.composition.spans import Span
from mailbot.reading.composition.spread import closed_up, initials_apart

from .notes import expected, read, row

SOURCE = Source("body", 1, 1, "")


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("团　长　沈　岩　裁军大使", "团长　沈岩　裁军大使"),
        ("副 团 长：罗　颂，参赞", "副团长：罗颂，参赞"),
        ("成    员  陆  丰  三等秘书", "成员  陆丰  三等秘书"),
        ("王　芳　李　娜", "王芳　李娜"),
        ("王　芳　女　参赞", "王芳　女　参赞"),
        ("2020 年 11 月 25 日", "2020 年 11 月 25 日"),
        ("Ms. LU Feng 参赞", "Ms. LU Feng 参赞"),
        ("端木晴　三等秘书", "端木晴　三等秘书"),
    ],
)
def test_blanks_inside_words_go(text, closed):
    assert closed_up(Span(text, ((0, SOURCE),))).text == closed


def test_what_is_closed_up_knows_its_lines():
    below = Source("body", 1, 2, "")
    span = closed_up(Span("团　长　沈　岩", ((0, SOURCE), (4, below))))
    assert [span.source_at(at) for at in (0, 3)] == [SOURCE, below]


SPREAD = [
    """
代表团组成如下：

团　长　沈　岩（SHEN Yan）　裁军大使
副团长　罗　颂（LUO Song）　参赞
团　员　端木晴（DUANMU Qing）　三等秘书
　　　　郝建川（HAO Jianchuan）　随员
""",
    """
代表团名单：

1. 沈　岩（SHEN Yan），裁军大使，团长
2. 罗　颂（LUO Song），参赞，副团长
3. 端木晴（DUANMU Qing），三等秘书
4. 郝建川（HAO Jianchuan），随员
""",
    """
代表团名单：

团长 SHEN Yan 裁军大使
副团长 LUO Song 参赞
团员 DUANMU Qing 三等秘书
团员 HAO Jianchuan 随员
""",
]


@pytest.mark.parametrize("text", SPREAD)
def test_names_and_roles_set_wide(text):
    assert [row(person) for person in read(text, "zh").persons] == expected("""
| Yan | SHEN | 裁军大使 | | | head
| Song | LUO | 参赞 | | | alternate_head
| Qing | DUANMU | 三等秘书
| Jianchuan | HAO | 随员
""")


LEAVING_UNDER_A_HEADING = [
    ("zh", "一、新增人员\n陆丰，二等秘书\n\n二、不再参会人员\n耿介，随员\n", ("丰", "介")),
    (
        "es",
        "1. Nuevos participantes\nSr. Tom WARIU, Segundo Secretario\n\n2. Ya no participarán\nSra. Hine PARATA, Agregada\n",
        ("Tom", "Hine"),
    ),
    (
        "ar",
        "1. مشاركون جدد\nالسيد نديم حرفوشي، سكرتير ثان\n\n2. لن يشاركوا\nالسيدة رلى الشدراوي، ملحق\n",
        ("نديم", "رلى"),
    ),
]


@pytest.mark.parametrize(("language", "text", "given"), LEAVING_UNDER_A_HEADING)
def test_headings_of_changes_name_nobody(language, text, given):
    people = read(f"\n{text}", language)
    assert ([p.given for p in people.persons], [p.given for p in people.leaving]) == ([given[0]], [given[1]])


def test_a_heading_of_others_names_nobody():
    people = read("\n代表团名单：\n\n一、发言安排\n1. 沈既白，大使，主发言人\n\n二、其他\n2. 罗颂，参赞\n", "zh")
    assert [(p.family, p.speaker) for p in people.persons] == [("沈", "primary"), ("罗", None)]


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("посол И.И.Иванов, глава", "посол И.И. Иванов, глава"),
        ("Ж.-П.Дюбуа", "Ж.-П. Дюбуа"),
        ("H.E.Mr. J.P.Smith", "H.E. Mr. J.P. Smith"),
        ("Ms. A.O'Neill, A.ONeill@n.example", "Ms. A. O'Neill, A.ONeill@n.example"),
        ("MD-GVA/06.R.Add", "MD-GVA/06.R.Add"),
        ("г.Женева, U.N.", "г.Женева, U.N."),
    ],
)
def test_initials_stand_apart(text, apart):
    assert initials_apart(Span(text, ((0, SOURCE),))).text == apart


@pytest.mark.parametrize(
    ("language", "text", "people"),
    [
        (
            "ru",
            "Состав делегации:\n\nЧрезвычайный и Полномочный Посол И.И.Иванов (Igor Ivanov) – глава делегации,\n"
            "советник А.А.Петрова (Anna Petrova) – основной выступающий, a.petrova@n.example,\n"
            "первый секретарь О.Л.Сидоров (Oleg Sidorov) – запасной выступающий, o.sidorov@n.example.\n",
            "Чрезвычайный и Полномочный Посол | Igor | Ivanov | | | | head\n"
            "советник | Anna | Petrova | | | a.petrova@n.example | | primary\n"
            "первый секретарь | Oleg | Sidorov | | | o.sidorov@n.example | | alternate",
        ),
        (
            "ru",
            "В состав делегации войдут посол И.И.Иванов (глава делегации) и эксперт Минобороны О.Л.Сидоров.\n",
            "посол | И.И. | Иванов | | | | head\n | О.Л. | Сидоров | эксперт Минобороны",
        ),
        (
            "fr",
            "La délégation :\n\nl'Ambassadeur Jean BOYER – chef de délégation\n",
            "Ambassadeur | Jean | BOYER | | | | head",
        ),
        (
            "zh",
            "代表团成员如下：\n沈既白（SHEN Jibai）先生，大使，团长\n罗颂（LUO Song）女士，参赞\n",
            "先生 | Jibai | SHEN | 大使 | | | head\n女士 | Song | LUO | 参赞",
        ),
    ],
)
def test_names_written_onto_titles_and_initials(language, text, people):
    assert [row(person) for person in read(f"\n{text}", language).persons] == expected(people)


def test_who_leaves_by_the_post_before_the_name():
    people = read("\n我团参赞罗颂因工作调动离任，请将其从名单中删除，并增加新任参赞陆丰（LU Feng）为主发言人。\n", "zh")
    assert ([p.family for p in people.persons], [p.family for p in people.leaving]) == (["LU"], ["罗"])
