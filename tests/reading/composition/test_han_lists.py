"""Several people in one Chinese line, and posts that are nobody."""

from __future__ import annotations

import pytest

from .notes import expected, read, row

PEOPLE = """
| 介 | 耿 | 随员
| 连山 | 祁 | 中校 | 国防部
| 露 | 白 | 处长
"""
SPELLED = """
| Jie | GENG | 随员
| Lianshan | QI | 中校 | 国防部
| Lu | BAI | 处长
"""


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("随员耿介、国防部中校祁连山、处长白露", PEOPLE),
        ("耿介随员、国防部祁连山中校、白露处长", PEOPLE),
        ("耿介（随员）、祁连山（国防部中校）、白露（处长）", PEOPLE),
        ("随员耿介（GENG Jie）、国防部中校祁连山（QI Lianshan）、处长白露（BAI Lu）", SPELLED),
        ("耿介（GENG Jie）随员、祁连山（QI Lianshan）国防部中校、白露（BAI Lu）处长", SPELLED),
        ("耿介（GENG Jie），随员，祁连山（QI Lianshan），国防部中校，白露（BAI Lu），处长", SPELLED),
    ],
)
def test_members_in_one_line(line, people):
    assert [row(person) for person in read(f"代表团名单如下：\n\n团员：{line}\n", "zh").persons] == expected(people)


@pytest.mark.parametrize(
    ("line", "function"),
    [
        ("耿介随员、安全官员", "随员、安全官员"),
        ("耿介，公使、常驻副代表", "公使、常驻副代表"),
        ("耿介（GENG Jie），司长、高级代表", "司长、高级代表"),
    ],
)
def test_posts_of_one_person(line, function):
    assert [p.function for p in read(f"代表团名单如下：\n\n团员：{line}\n", "zh").persons] == [function]


def test_who_leads_by_a_post_before_the_name():
    people = read("我代表团由裁军大使沈既白（SHEN Jibai）任团长，成员包括参赞罗颂（LUO Song）。", "zh").persons
    assert [(p.family, p.role, p.function, p.affiliation) for p in people] == [
        ("SHEN", "head", "裁军大使", None),
        ("LUO", "delegate", "参赞", None),
    ]
