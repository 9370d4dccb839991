"""Tables with merged cells, marks, two scripts and pages."""

from __future__ import annotations

from mailbot.domain.submission import Language
from mailbot.reading.composition import persons
from mailbot.reading.composition.people import Context, People
from mailbot.reading.document import Cell, Document, Page, Table

from .notes import MEETING, row


def table(rows: list[list[str]], merges: tuple[tuple[int, int, int, int], ...] = ()) -> Table:
    """A grid; ``merges`` as (top, left, bottom, right), the text in the top left cell."""
    owner: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, right in merges:
        cell = Cell(rows[top][left], top, left, bottom - top + 1, right - left + 1, number=top + 1)
        owner |= {(r, c): cell for r in range(top, bottom + 1) for c in range(left, right + 1)}
    return Table(
        tuple(
            tuple(owner.get((r, c)) or Cell(text, r, c, number=r + 1) for c, text in enumerate(line))
            for r, line in enumerate(rows)
        )
    )


def read(*tables: Table, language: Language = "en", parts: tuple[str, ...] = ("RC1",)) -> People:
    pages = tuple(Page(str(n + 1), (t,)) for n, t in enumerate(tables))
    return persons.find([Document("list.docx", "application/docx", pages)], Context(language, MEETING, parts))


def test_role_rows_over_the_whole_width():
    grid = table(
        [
            ["DELEGATION", "", ""],
            ["Name", "Function", "E-mail"],
            ["Head of Delegation", "", ""],
            ["Amb. Ida BERG", "Permanent Representative", "i.berg@n.example"],
            ["Advisers", "", ""],
            ["Dr. Uwe LANG", "Legal Officer", ""],
            ["Ms. Pia VOSS", "Researcher, Peace Institute", ""],
        ],
        ((0, 0, 0, 2), (2, 0, 2, 2), (4, 0, 4, 2)),
    )
    assert [row(p) for p in read(grid).persons] == [
        "Amb. | Ida | BERG | Permanent Representative |  | i.berg@n.example | head |  |  |",
        "Dr. | Uwe | LANG | Legal Officer |  |  | adviser |  |  |",
        "Ms. | Pia | VOSS | Researcher | Peace Institute |  | adviser |  |  |",
    ]


def test_role_column_merged_downwards():
    grid = table(
        [
            ["Rôle", "NOM, Prénom", "Fonction", "Interprefy"],
            ["Cheffe de délégation", "Mme AUBRY, Léa", "Ambassadrice", "principale"],
            ["Membres", "M. ROCHE, Luc", "Attaché", "suppléant"],
            ["", "M. de WECK, Marc", "Juriste", ""],
        ],
        ((2, 0, 3, 0),),
    )
    got = [(p.title, p.given, p.family, p.role, p.speaker) for p in read(grid, language="fr").persons]
    assert got == [
        ("Mme", "Léa", "AUBRY", "head", "primary"),
        ("M.", "Luc", "ROCHE", "delegate", "alternate"),
        ("M.", "Marc", "de WECK", "delegate", None),
    ]


def test_two_rows_of_headings_with_marks():
    grid = table(
        [
            ["Name", "Position", "Attendance", "", "E-mail"],
            ["", "", "in person", "online", ""],
            ["Mr. Ara SARYAN", "Counsellor", "+", "", "a@n.example"],
            ["Ms. Ani TERYAN", "Attaché", "", "+", ""],
        ],
        ((0, 2, 0, 3), (0, 0, 1, 0), (0, 1, 1, 1), (0, 4, 1, 4)),
    )
    assert [(p.family, p.mode) for p in read(grid).persons] == [("SARYAN", "in_person"), ("TERYAN", "virtual")]


def test_the_table_goes_on_over_the_page():
    head = ["No.", "Name", "Position", "Speaker"]
    first = table([head, ["1", "Ms. Ada OBI", "Ambassador,\nPermanent Representative", "primary"]])
    second = table(
        [
            ["2", "Mr. Uche EZE", "Chief of the Explosive\nOrdnance Division,\nArmy", "alternate"],
            ["3", "Ms. Ify NWOSU", "Attaché", ""],
        ]
    )
    third = table([head, ["4", "Mr. Obi UDO", "Driver", ""]])
    people = read(first, second, third)
    assert [(p.family, p.function, p.affiliation, p.speaker) for p in people.persons] == [
        ("OBI", "Ambassador, Permanent Representative", None, "primary"),
        ("EZE", "Chief of the Explosive Ordnance Division", "Army", "alternate"),
        ("NWOSU", "Attaché", None, None),
        ("UDO", "Driver", None, None),
    ]
    assert people.persons[1].sources["family"].page == 2


def test_two_scripts_in_one_cell_and_part_columns():
    grid = table(
        [
            ["序号", "姓名 / 拼音", "单位及职务", "代表团身份", "一期", "二期"],
            ["1", "邵砚清\nSHAO Yanqing", "外交部\n裁军大使", "团长", "√", "√"],
            ["2", "单于鹤\nCHANYU He", "外交部\n翻译", "团员", "", "√"],
        ]
    )
    assert [row(p) for p in read(grid, language="zh", parts=("RC1", "RC2")).persons] == [
        "| Yanqing | SHAO | 裁军大使 | 外交部 |  | head |  |  |",
        "| He | CHANYU | 翻译 | 外交部 |  |  |  |  | RC2",
    ]


def test_latin_names_in_two_columns_beside_the_chinese_ones():
    grid = table(
        [
            ["姓名", "拼音姓", "拼音名", "职务"],
            ["郭海平", "GUO", "Haiping", "参赞"],
            ["蒋思远", "JIANG", "Siyuan", "三秘"],
        ]
    )
    assert [row(p) for p in read(grid, language="zh").persons] == [
        "| Haiping | GUO | 参赞 |  |  |  |  |  |",
        "| Siyuan | JIANG | 三秘 |  |  |  |  |  |",
    ]


def test_a_counsellor_among_posts_is_no_adviser_and_a_duty_station_no_post():
    grid = table(
        [
            ["Nom", "Prénoms", "Qualité", "Ville", "Observation"],
            ["RABE", "Lalao", "Ambassadeur, Représentant permanent", "Genève", "Chef de délégation"],
            ["NAINA", "Tojo", "Conseiller", "Genève", "Orateur suppléant"],
            ["RAZAFY", "Voahirana", "Attachée", "Antananarivo", ""],
        ]
    )
    assert [row(p) for p in read(grid, language="fr").persons] == [
        "| Lalao | RABE | Ambassadeur, Représentant permanent |  |  | head |  |  |",
        "| Tojo | NAINA | Conseiller |  |  |  | alternate |  |",
        "| Voahirana | RAZAFY | Attachée |  |  |  |  |  |",
    ]


def test_address_and_speaker_in_one_cell():
    grid = table(
        [
            ["APELLIDOS", "NOMBRES", "CARGO", "CORREO / INTERPREFY"],
            ["Soto Lima", "Emb. Eva Luz", "Representante Permanente", "esoto@n.example\norador principal"],
            ["Paz", "Lic. Iván", "Asesor Legal", "por confirmar"],
        ]
    )
    assert [row(p) for p in read(grid, language="es").persons] == [
        "Emb. | Eva Luz | Soto Lima | Representante Permanente |  | esoto@n.example |  | primary |  |",
        "Lic. | Iván | Paz | Asesor Legal |  |  |  |  |  |",
    ]


def test_a_form_and_a_letterhead_are_no_list():
    form = table(
        [["Delegation", "Norway"], ["Our reference", "20/1"], ["Contact person", "Marit Svee, Administrative Officer"]]
    )
    head = table([["RÉPUBLIQUE DU NORD\nPaix – Travail – Patrie", "REPUBLIC OF THE NORTH\nPeace – Work – Fatherland"]])
    assert read(form, head).persons == ()


def test_a_post_broken_by_the_width_of_its_cell_is_one_post():
    grid = table(
        [
            ["Name", "Position", "Capacity"],
            ["Ms. Ida BERG", "Ambassador, Permanent\nRepresentative", "Head of delegation"],
            ["Mr. Uwe LANG", "Colonel\nMinistry of Defence", "Adviser"],
            ["Г-н ПЕТРОВ Иван Ильич", "советник, первый\nсекретарь", ""],
        ]
    )
    posts = [(p.function, p.affiliation) for p in read(grid).persons]
    assert posts == [
        ("Ambassador, Permanent Representative", None),
        ("Colonel", "Ministry of Defence"),
        ("советник, первый секретарь", None),
    ]
