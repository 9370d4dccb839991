"""Layouts of tables that missions send: turned, without headings, with marks, codes and legends, in six languages."""
# ruff: noqa: E501 - a table stands in one line

from __future__ import annotations

import pytest

from mailbot.reading.composition import legends, persons
from mailbot.reading.composition.headings import heading
from mailbot.reading.composition.people import Context, People
from mailbot.reading.document import Cell, Document, Line, Page, Table

from .notes import MEETING, expected, row


def table(text: str) -> Table:
    """A grid from lines with cells parted by bars; a line without bars is one cell all over; ``\\n`` breaks a line."""
    rows = [[cell.strip().replace("\\n", "\n") for cell in line.split("|")] for line in text.strip("\n").split("\n")]
    width = max(len(cells) for cells in rows)
    out: list[tuple[Cell, ...]] = []
    for r, cells in enumerate(rows):
        if len(cells) == 1:
            out.append((Cell(cells[0], r, 0, 1, width, number=r + 1),) * width)
        else:
            filled = cells + [""] * (width - len(cells))
            out.append(tuple(Cell(value, r, c, number=r + 1) for c, value in enumerate(filled)))
    return Table(tuple(out), 1)


def document(text: str) -> Document:
    """Blocks parted by empty lines: with bars a table, without them lines."""
    blocks: list[Line | Table] = []
    for number, chunk in enumerate(text.strip("\n").split("\n\n")):
        if "|" in chunk:
            blocks.append(table(chunk))
        else:
            blocks += [Line(line, 100 * number + n) for n, line in enumerate(chunk.split("\n"))]
    return Document("list.docx", "application/docx", (Page("1", tuple(blocks)),))


def read(text: str, language: str, parts: str) -> People:
    return persons.find([document(text)], Context(language, MEETING, tuple(parts.split())))  # type: ignore[arg-type]


LAYOUTS = [
    (
        "a column for each person",
        "en",
        "RC1",
        """
 | Delegate 1 | Delegate 2
Title | Mr. | Col.
First name | John | Peter
Family name | DOE-LIND | STONEHAM
Function | Counsellor | Defence Attaché
Role in delegation | Head of delegation | Adviser
Interprefy | Primary speaker | -
E-mail | j.doe@n.example |
""",
        """
Mr. | John | DOE-LIND | Counsellor | | j.doe@n.example | head | primary
Col. | Peter | STONEHAM | Defence Attaché | | | adviser
""",
    ),
    (
        "forms below one another, with headings",
        "es",
        "RC1",
        """
Nombre de la delegación | Uruguay
Jefe de delegación
Nombre | Lía Elena
Apellidos | Montoya Paz
Cargo | Embajadora
Correo | l@n.example
Orador suplente
Nombre | Hugo
Apellidos | Rentería Sol
Cargo | Consejero
Correo | h@n.example
""",
        """
| Lía Elena | Montoya Paz | Embajadora | | l@n.example | head
| Hugo | Rentería Sol | Consejero | | h@n.example | | alternate
""",
    ),
    (
        "forms in a sheet, a form about the body before them",
        "zh",
        "RC2",
        """
单位 | 中国扫雷援助促进会
文号 | 扫促函〔2021〕2号

姓名 | 晏北辰
英文名 | Mr. Beichen YAN
职务 | 秘书长
身份 | 团长、主发言人
方式 | 线上
""",
        "Mr. | Beichen | YAN | 秘书长 | | | head | primary | virtual",
    ),
    (
        "label and value twice in a row",
        "en",
        "RC1",
        """
Surname | DOE-LIND | First name | John
Title | Mr. | Position | Counsellor
E-mail | j@n.example | Role | Head of delegation
""",
        "Mr. | John | DOE-LIND | Counsellor | | j@n.example | head",
    ),
    (
        "two persons in a row",
        "en",
        "RC1",
        """
Name | Position | Name | Position
Mr. John DOE-LIND | Counsellor | Ms. Jane ROEPER | First Secretary
""",
        "Mr. | John | DOE-LIND | Counsellor\nMs. | Jane | ROEPER | First Secretary",
    ),
    (
        "headings and names in two languages",
        "ru",
        "RC1",
        """
ФИО / Name | Должность / Position | Статус / Status | Эл. почта / E-mail | Спикер / Speaker
Иванцов Пётр Ильич / Mr. Petr IVANTSOV | советник | глава | p@n.example | основной
Сидорчук Анна Львовна / Ms. Anna SIDORCHUK | атташе | член | a@n.example | запасной
""",
        """
Mr. | Petr | IVANTSOV | советник | | p@n.example | head | primary
Ms. | Anna | SIDORCHUK | атташе | | a@n.example | | alternate
""",
    ),
    (
        "abbreviated headings, numbers cut by a narrow column",
        "es",
        "RC2",
        """
N\\n° | Apellidos | Nombres | Trat. | Cargo e institución | Calidad | Orad.
9 | BASCUÑÁN EDWARDS | Rodolfo | Emb. | Representante\\nPermanente | Jefe de Delegación | Principal
1\\n0 | SUBERCASEAUX VIAL | Matías | Sr. | Jefe de Departamento, Dirección de Seguridad | Delegado | Suplente
""",
        """
Emb. | Rodolfo | BASCUÑÁN EDWARDS | Representante Permanente | | | head | primary
Sr. | Matías | SUBERCASEAUX VIAL | Jefe de Departamento | Dirección de Seguridad | | | alternate
""",
    ),
    (
        "a number column without heading",
        "es",
        "RC1",
        """
 | Nombre | Cargo | Correo
1 | Sra. Lía Montoya Paz | Embajadora | lm@n.example
2 | Sr. Hugo Rentería Sol | Consejero | hr@n.example
""",
        """
Sra. | Lía | Montoya Paz | Embajadora | | lm@n.example
Sr. | Hugo | Rentería Sol | Consejero | | hr@n.example
""",
    ),
    (
        "family name, given name, patronymic",
        "ru",
        "RC1",
        """
Фамилия | Имя | Отчество | Должность | Роль
Иванцов | Пётр | Ильич | советник | глава делегации
""",
        "| Пётр Ильич | Иванцов | советник | | | head",
    ),
    (
        "four columns of a name",
        "es",
        "RC1",
        """
Primer apellido | Segundo apellido | Primer nombre | Segundo nombre | Cargo
Montoya | Paz | Lía | Elena | Embajadora
Rentería | Sol | Hugo | | Consejero
""",
        "| Lía Elena | Montoya Paz | Embajadora\n| Hugo | Rentería Sol | Consejero",
    ),
    (
        "name columns in two scripts",
        "ru",
        "RC1",
        """
Фамилия | Имя | Surname | Name | Должность
Иванцов | Пётр | IVANTSOV | Petr | советник
""",
        "| Petr | IVANTSOV | советник",
    ),
    (
        "surname and name, the second being the given one",
        "en",
        "RC1",
        """
Surname | Name | Title | Position
DOE-LIND | John | Mr | Counsellor
Roeper | Jane | Ms | First Secretary
""",
        "Mr | John | DOE-LIND | Counsellor\nMs | Jane | Roeper | First Secretary",
    ),
    (
        "a title under a word that also means family name",
        "ar",
        "RC1",
        """
م | اللقب | الاسم | الوظيفة | الصفة
1 | السيدة | هدى النصيري | مستشار | رئيس الوفد
2 | السيد | عمر السقاف | سكرتير ثان | عضو
""",
        "السيدة | هدى | النصيري | مستشار | | | head\nالسيد | عمر | السقاف | سكرتير ثان",
    ),
    (
        "pinyin in two columns, sex, body and post in one",
        "zh",
        "RC1",
        """
序 | 中文姓名 | 姓（拼音） | 名（拼\\n音） | 性别 | 工作单位和职务 | 身份 | 是否主/候补发言人
1 | 邵砚清 | SHAO | Yanqing | 男 | 外交部军控司参赞 | 团长 | 主
2 | 韦思远 | WEI | Siyuan | 女 | 国防部上校 | 团员 | 候补
3 | 高弋 | GAO | Yi | 男 | 外交部二秘 | 团员 | 否
""",
        """
| Yanqing | SHAO | 参赞 | 外交部军控司 | | head | primary
| Siyuan | WEI | 上校 | 国防部 | | | alternate
| Yi | GAO | 二秘 | 外交部
""",
    ),
    (
        "codes for speakers and ticks for the way of attending",
        "en",
        "RC1",
        """
Name | Position | Speaker (P/A) | Physical | Zoom
Mr. John DOE-LIND | Counsellor | P | x |
Ms. Jane ROEPER | First Secretary | A | | x
""",
        """
Mr. | John | DOE-LIND | Counsellor | | | | primary | in_person
Ms. | Jane | ROEPER | First Secretary | | | | alternate | virtual
""",
    ),
    (
        "marks behind names, explained below",
        "en",
        "RC1",
        """
Name | Position
Mr. John DOE-LIND* | Counsellor
Ms. Jane ROEPER** | First Secretary
Mr. Otto FREIBORG | Attaché

* primary speaker
** alternate speaker
""",
        """
Mr. | John | DOE-LIND | Counsellor | | | | primary
Ms. | Jane | ROEPER | First Secretary | | | | alternate
Mr. | Otto | FREIBORG | Attaché
""",
    ),
    (
        "codes explained below, parts only numbered",
        "fr",
        "RC1 RC2",
        """
N° | Noms | Prénoms | Fonction, service | Rang | 1re p. | 2e p. | Orat.
1 | NDAO | Abdoul Aziz | Directeur adjoint | Chef de délégation | X | X | OP
2 | COLY | Landing | Chef de division, Centre national | Membre | X | X | OS
3 | WADE | Mame Birame | Officier traitant | Conseiller | X | |

OP = orateur principal ; OS = orateur suppléant (les deux parties).
""",
        """
| Abdoul Aziz | NDAO | Directeur adjoint | | | head | primary
| Landing | COLY | Chef de division | Centre national | | | alternate
| Mame Birame | WADE | Officier traitant | | | adviser | | | RC1
""",
    ),
    (
        "speakers by the numbers of their rows",
        "en",
        "RC1",
        """
No. | Name | Position
1 | Mr. John DOE-LIND | Counsellor
2 | Ms. Jane ROEPER | First Secretary
3 | Mr. Otto FREIBORG | Attaché

Speakers: no. 3 (primary) and no. 1 (alternate)
""",
        """
Mr. | John | DOE-LIND | Counsellor | | | | alternate
Ms. | Jane | ROEPER | First Secretary
Mr. | Otto | FREIBORG | Attaché | | | | primary
""",
    ),
    (
        "contact persons and sums are nobody's registration",
        "en",
        "RC1",
        """
Role | Name | Position
Head of delegation | Mr. John DOE-LIND | Counsellor
Contact person | Mr. Otto FREIBORG | Attaché
Total | 2 |
""",
        "Mr. | John | DOE-LIND | Counsellor | | | head",
    ),
    (
        "a heading over contact persons",
        "en",
        "RC1",
        """
Name | Position | E-mail
Representative
Mr. John DOE-LIND | Counsellor | j@n.example
Contact person
Mr. Otto FREIBORG | Secretary | o@n.example
""",
        "Mr. | John | DOE-LIND | Counsellor | | j@n.example",
    ),
    (
        "the rest of a row below it, headings again",
        "en",
        "RC1",
        """
No | Name | Position
1 | Ms. Jane ROEPER | First Secretary
 | | Permanent Mission
No | Name | Position
2 | Mr. Otto FREIBORG | Attaché
""",
        "Ms. | Jane | ROEPER | First Secretary | Permanent Mission\nMr. | Otto | FREIBORG | Attaché",
    ),
    (
        "days as headings of the parts, presence in words",
        "fr",
        "RC1 RC2",
        """
Nom | Fonction | 25-27 novembre 2020 | 4-5 février 2021
M. Jean ALLARDET | Ambassadeur | présent | présent
Mme Anne BRUNOD | Conseillère | absente | présente
""",
        "M. | Jean | ALLARDET | Ambassadeur\nMme | Anne | BRUNOD | Conseillère | | | | | | RC2",
    ),
    (
        "no headings, name in two columns",
        "en",
        "RC1",
        """
DOE-LIND | John | Mr. | Counsellor | j@n.example
ROEPER | Jane | Ms. | First Secretary | r@n.example
""",
        """
Mr. | John | DOE-LIND | Counsellor | | j@n.example
Ms. | Jane | ROEPER | First Secretary | | r@n.example
""",
    ),
    (
        "a column called quality that holds the posts",
        "fr",
        "RC1",
        """
Délégués | Qualité
S.E. M. Jean ALLARDET | Représentant permanent, chef de délégation
M. Luc PERRAY | Expert, Ministère de la Défense, orateur suppléant
""",
        """
S.E. M. | Jean | ALLARDET | Représentant permanent | | | head
M. | Luc | PERRAY | Expert | Ministère de la Défense | | | alternate
""",
    ),
]


@pytest.mark.parametrize(
    ("language", "parts", "text", "want"), [case[1:] for case in LAYOUTS], ids=[c[0] for c in LAYOUTS]
)
def test_layout(language, parts, text, want):
    assert [row(person) for person in read(text, language, parts).persons] == expected(want)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Nombre | Primera parte | Segunda parte\nHugo RENTERÍA | Orador principal | Orador suplente"),
        ("ru", "ФИО | Первая часть | Вторая часть\nЖуков Лев Львович | основной выступающий | запасной выступающий"),
        ("zh", "姓名 | 第一阶段 | 第二阶段\n欧阳楚宁 | 主发言人 | 候补发言人"),
        ("ar", "الاسم | الجزء الأول | الجزء الثاني\nالسيد عمر السقاف | المتحدث الرئيسي | المتحدث المناوب"),
        ("en", "Name | RC1 | RC2\nMr. John DOE-LIND | P | A\n\nP: primary speaker, A: alternate speaker"),
    ],
)
def test_another_speaker_status_in_each_part(language, text):
    people = read(text, language, "RC1 RC2")
    assert [(p.speaker, p.speaker_in, p.parts) for p in people.persons] == [("primary", {"RC2": "alternate"}, None)]
    assert not people.doubts


PARTS = [
    ("en", "Name|Position|Part|E-mail", "1 & 2", "1", "2"),
    ("en", "Name|Position|Part(s)|E-mail", "both", "1st", "2nd"),
    ("en", "Name|Position|Session|E-mail", "I/II", "I", "II"),
    ("fr", "Nom|Fonction|Partie|Courriel", "1re et 2e", "1re", "2e"),
    ("es", "Nombre|Cargo|Parte|Correo", "Ambas", "Primera", "Segunda"),
    ("ru", "Ф.И.О.|Должность|Часть|Почта", "I, II", "I", "II"),
    ("ru", "Ф.И.О.|Должность|Этап|Почта", "оба", "первый", "второй"),
    ("ar", "الاسم|الوظيفة|الجزء|البريد الإلكتروني", "الأول والثاني", "الأول", "الثاني"),
    ("zh", "姓名|职务|阶段|邮箱", "一、二", "一", "二"),
]


@pytest.mark.parametrize(("language", "header", "both", "first", "second"), PARTS)
def test_parts_by_their_number_in_a_column(language, header, both, first, second):
    people = read(
        f"{header}\nMr. John DOE|Counsellor|{both}|j@n.example\nMs. Ann HALL|Attaché|{first}|a@n.example\n"
        f"Mr. Leo GOLD|Expert|{second}|l@n.example",
        language,
        "RC1 RC2",
    ).persons
    assert [(p.function, p.affiliation, p.parts) for p in people] == [
        ("Counsellor", None, None),
        ("Attaché", None, ("RC1",)),
        ("Expert", None, ("RC2",)),
    ]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Primary speaker (both parts): no. 2 of the list; alternate speaker: no. 3."),
        ("fr", "Orateur principal (les deux parties) : n° 2 de la liste ; orateur suppléant : n° 3."),
        ("ru", "Основной выступающий (обе части) – п. 2 списка, запасной выступающий – п. 3 списка."),
    ],
)
def test_speakers_by_number_under_a_table(language, line):
    people = read(
        f"№|Name|Position\n1|Mr. John DOE|Counsellor\n2|Ms. Ann HALL|Attaché\n3|Mr. Leo GOLD|Expert\n\n{line}",
        language,
        "RC1 RC2",
    ).persons
    assert [p.speaker for p in people] == [None, "primary", "alternate"]


def test_a_tick_under_speaker_is_a_doubt():
    people = read("Name | Position | Speaker\nMr. John DOE-LIND | Counsellor | X", "en", "RC1")
    assert [p.speaker for p in people.persons] == [None]
    assert [doubt.code for doubt in people.doubts] == ["low_confidence"]


def test_a_form_about_the_contact_names_nobody():
    assert read("Delegation | Norway\nContact person | Marit Svee\nE-mail | m@n.example", "en", "RC1").persons == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("名（拼\n音）", "given"),
        ("المتحد\nث", "speaker"),
        ("1. Full name (as in passport)", "latin"),
        ("Name of the delegation", "ignored"),
        ("Должность,\nместо работы", "post"),
        ("Mr. John DOE-LIND", None),
    ],
)
def test_headings_however_they_are_broken(text, kind):
    assert heading(text, Context("en", MEETING, ("RC1",))) == kind


def test_a_long_legend_takes_no_time():
    lines = tuple(Line("A = primary speaker, " * 200 + "* " * 5000, n) for n in range(200))
    assert legends.read(Document("x", "text/plain", (Page("1", lines),))).marks == {}


def test_a_delegation_column_with_the_head_alone_tells_who_leads():
    found = read(
        """
Family name | First name | Function | Delegation | Speaker
LIND | Eva | Permanent Representative | Head of delegation |
BERG | Nils | Counsellor | | primary
""",
        "en",
        "RC1",
    )
    assert [(p.family, p.role, p.speaker) for p in found.persons] == [
        ("LIND", "head", None),
        ("BERG", "delegate", "primary"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "title", "function"),
    [
        ("ar", "الاسم والشهرة | بالأحرف اللاتينية | الوظيفة\nالسيد سليم بدورة | Salim BADDOURA | مندوب دائم", "السيد", "مندوب دائم"),
        ("ar", "السيدات والسادة | بالأحرف اللاتينية | الوظيفة\nالسيد سليم بدورة | Salim BADDOURA | مندوب دائم\nالسيدة هبة غصن | Hiba GHOSN | سكرتيرة", "السيد", "مندوب دائم"),
        ("ru", "Кто | Латиницей | Должность\nг-н Белов Иван Петрович | Ivan BELOV | советник\nг-жа Котова Анна Ильинична | Anna KOTOVA | атташе", "г-н", "советник"),
    ],
)  # fmt: skip
def test_an_unheaded_column_beside_latin_names_holds_the_names(language, text, title, function):
    found = read(text, language, "RC1").persons[0]
    assert (found.title, found.function) == (title, function)
