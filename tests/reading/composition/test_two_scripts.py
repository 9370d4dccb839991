"""A name written in two scripts side by side: one person, the Latin spelling recorded, the post apart."""

from __future__ import annotations

import pytest

from mailbot.domain.submission import Language

from .notes import expected, read, row


def persons(language: Language, text: str) -> list[str]:
    return [row(person) for person in read(text, language).persons]


LISTED = """
 | Siyuan | TAO | 参赞 |  | tao@mfa.example | head | primary
 | Bei | KE | 一等秘书 |  | ke@mfa.example |  | alternate
"""


@pytest.mark.parametrize(
    "text",
    [
        "团长　陶思远　TAO Siyuan　参赞　tao@mfa.example　主发言人\n"
        "团员　柯蓓　KE Bei　一等秘书　ke@mfa.example　候补发言人",
        "1. 陶思远 TAO Siyuan 参赞 团长 主发言人 tao@mfa.example\n2. 柯蓓 KE Bei 一等秘书 候补发言人 ke@mfa.example",
        "1. TAO Siyuan 陶思远 参赞 团长 主发言人 tao@mfa.example\n2. KE Bei 柯蓓 一等秘书 候补发言人 ke@mfa.example",
        "1. TAO Siyuan 参赞 团长 主发言人 tao@mfa.example\n2. KE Bei 一等秘书 候补发言人 ke@mfa.example",
        "1. 陶思远，TAO Siyuan，参赞，团长，主发言人，tao@mfa.example\n"
        "2. 柯蓓，KE Bei，一等秘书，候补发言人，ke@mfa.example",
    ],
)
def test_chinese_beside_latin(text: str) -> None:
    assert persons("zh", f"代表团名单如下：\n{text}") == expected(LISTED)


def test_a_title_before_the_latin_name() -> None:
    text = "代表团名单如下：\n* 陶思远 Mr. TAO Siyuan，副会长，团长\n* 乐思宁 Ms. YUE Sining，项目官员"
    assert persons("zh", text) == expected("""
Mr. | Siyuan | TAO | 副会长 |  |  | head
Ms. | Sining | YUE | 项目官员
""")


def test_an_acronym_belongs_to_the_post() -> None:
    assert persons("zh", "代表团名单如下：\n1. 林国 LIN Guo 参赞\n2. 柯蓓 Bei KE，DDR 项目官员") == expected("""
 | Guo | LIN | 参赞
 | Bei | KE | DDR 项目官员
""")


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ("Осмоналиев Бакыт Осмонович, Osmonaliev Bakyt, советник", " | Bakyt | Osmonaliev | советник"),
        ("Бакыт ОСМОНАЛИЕВ, Bakyt OSMONALIEV, советник", " | Bakyt | OSMONALIEV | советник"),
        ("Анна Сидорова, Anna Sidorova, эксперт", " | Anna | Sidorova | эксперт"),
    ],
)
def test_cyrillic_before_latin(listed: str, found: str) -> None:
    text = f"состав делегации:\n1. {listed}\n2. Mr. Oleg PETROV, атташе"
    assert persons("ru", text)[0] == expected(found)[0]
