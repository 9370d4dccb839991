"""HTML mail to lines and tables."""

# ruff: noqa: E501 - mail as it is sent has long lines
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.domain.message import Message
from mailbot.reading.body import body_document
from mailbot.reading.document import Line, Table
from mailbot.reading.forwarded import blocks_html
from mailbot.reading.html import html_blocks, html_text
from mailbot.reading.mime import decode
from mailbot.reading.plain import plain_blocks


def lines(html: str) -> list[tuple[str | None, int, str]]:
    return [(b.marker, b.level, b.text) for b in html_blocks(html) if isinstance(b, Line) and b.text]


def tables(html: str) -> list[list[list[str]]]:
    return [[[c.text for c in row] for row in b.rows] for b in html_blocks(html) if isinstance(b, Table)]


def test_paragraphs_and_breaks() -> None:
    assert lines("<p>Mr&nbsp;One,<br>Head</p><div>Ms <b>T</b>wo<div>Three</div>four</div>") == [
        (None, 0, "Mr One,"), (None, 0, "Head"), (None, 0, "Ms Two"), (None, 0, "Three"), (None, 0, "four"),
    ]  # fmt: skip


def test_lists() -> None:
    html = "<ol start=3><li>a<ul><li>n</li></ul></li><li><p>b</p></li></ol><ol type=i><li>x<li>y</ol><ul><li>z</ul>"
    assert lines(html) == [
        ("3.", 0, "a"),
        ("-", 1, "n"),
        ("4.", 0, "b"),
        ("i.", 0, "x"),
        ("ii.", 0, "y"),
        ("-", 0, "z"),
    ]


def test_word_list_paragraphs() -> None:
    html = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span>Mr One</p>"
    assert lines(html) == [("1.", 0, "Mr One")]


def test_hidden_text_is_dropped() -> None:
    html = (
        "<style>p{}</style><script>x</script><!-- c --><p style='display:none'>h</p><span style='font-size:0px'>h</span>"
        "<p hidden>h</p><p style='font-size:0.9em'>seen</p><p style='mso-hide:all'>h</p>"
    )
    assert lines(html) == [(None, 0, "seen")]


def test_invisible_characters_and_entities() -> None:
    assert lines("<p>Mr&#8203; O&shy;ne&#160;&amp;&nbsp; &eacute;t&eacute;\u200f</p>") == [(None, 0, "Mr One & été")]


def test_mailto_address_is_kept_when_the_text_hides_it() -> None:
    assert lines("<p><a href='mailto:one%40x.example?subject=a'>Mr One</a></p>") == [
        (None, 0, "Mr One <one@x.example>")
    ]
    assert lines("<p><a href='mailto:one@x.example'>one@x.example</a></p>") == [(None, 0, "one@x.example")]


def test_data_table_with_spans_and_breaks() -> None:
    html = (
        "<table><thead><tr><th colspan=2>Name<th>Post</tr></thead>"
        "<tr><td rowspan=2>Mr<td>One<td>Counsellor<br>Geneva</tr><tr><td>Two<td><ol><li>a<li>b</ol></table>"
    )
    (table,) = [b for b in html_blocks(html) if isinstance(b, Table)]
    assert [[c.text for c in row] for row in table.rows] == [
        ["Name", "Name", "Post"], ["Mr", "One", "Counsellor\nGeneva"], ["Mr", "Two", "1. a\n2. b"],
    ]  # fmt: skip
    assert table.rows[1][0] is table.rows[2][0]
    assert (table.rows[1][0].row_span, table.rows[0][0].column_span) == (2, 2)
    assert [row[-1].number for row in table.rows] == [1, 2, 3]


def test_short_rows_are_filled() -> None:
    assert tables("<table><tr><td>a<td>b<td>c<tr><td>d<td>e</table>") == [[["a", "b", "c"], ["d", "e", ""]]]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>Mr One</td></tr></table>",
        "<table><tr><td><table><tr><td>Mr One</td></tr></table></td></tr></table>",
        "<table><tr><td></td><td>Mr One</td></tr><tr><td>&nbsp;</td><td></td></tr></table>",
    ],
)
def test_layout_tables_are_lines(html: str) -> None:
    assert lines(html) == [(None, 0, "Mr One")]
    assert tables(html) == []


def test_data_table_inside_a_layout_table() -> None:
    html = "<table><tr><td>Intro<table><tr><td>a<td>b<tr><td>c<td>d</table>Outro</td><td>side</td></tr></table>"
    assert tables(html) == [[["a", "b"], ["c", "d"]]]
    assert [text for _, _, text in lines(html)] == ["Intro", "Outro", "side"]


def test_quotes_by_markup() -> None:
    html = "<div>New</div><div class=gmail_quote><div class=gmail_attr>On x wrote:</div><blockquote class=gmail_quote>old</blockquote></div><div>below</div>"
    assert html_text(html) == "New\n> On x wrote:\n> old\nbelow"
    body = body_document(decode(b"Subject: Re: x\r\nContent-Type: text/html\r\n\r\n" + html.encode()))
    assert body.text == "New\nbelow"


def test_deep_nesting() -> None:
    assert lines("<div>" * 900 + "x" + "</div>" * 900) == [(None, 0, "x")]
    assert lines("<div>" * 90_000 + "x") == [(None, 0, "x")]


@given(st.text(alphabet="<>/abp trdlivo=\"'&;#\n1", max_size=400))
def test_any_markup(html: str) -> None:
    for block in html_blocks(html):
        if isinstance(block, Table):
            assert len({len(row) for row in block.rows}) == 1
            assert all(
                0 <= c.row <= r and 0 <= c.column <= k for r, row in enumerate(block.rows) for k, c in enumerate(row)
            )


CELLS = st.text(alphabet="abé林1 .@", min_size=1, max_size=8).map(lambda t: f"x{t}".strip())


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=5))
def test_table_survives_rendering(rows: list[list[str]]) -> None:
    html = "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows) + "</table>"
    blocks = html_blocks(html)
    assert html_blocks(blocks_html(blocks)) == blocks


def plain(text: str) -> list[tuple[int, str | None, str]]:
    return [(b.number, b.marker, b.text) for b in plain_blocks(text) if isinstance(b, Line)]


@pytest.mark.parametrize(
    ("label", "marker"),
    [("1. ", "1."), ("1) ", "1)"), ("(a) ", "(a)"), ("a) ", "a)"), ("- ", "-"), ("– ", "–"), ("• ", "•"), ("* ", "*"), ("١- ", "١-"),
     ("١. ", "١."), ("一、", "一、"), ("（一）", "（一）"), ("1、", "1、"), ("①", "①"), ("iv. ", "iv."), ("1.", "1."), ("1 - ", "1 -"), ("أ) ", "أ)")],
)  # fmt: skip
def test_list_labels(label: str, marker: str) -> None:
    assert plain(f"{label}Адам ONE") == [(1, marker, "Адам ONE")]


@pytest.mark.parametrize(
    "text",
    [
        "12.11.2020 Geneva",
        "25-27 November",
        "M. Dupont, Conseiller",
        "A. Smith",
        "№ 16",
        "1.5 million",
        "2020 list",
        "S.E. M. X",
    ],
)
def test_no_list_labels(text: str) -> None:
    assert plain(text) == [(1, None, text)]


def test_hard_wrapped_paragraph_is_joined_and_items_are_not() -> None:
    text = (
        "The Permanent Mission of Ruritania presents its compliments to the Secretariat\n"
        "and has the honour to inform it that the delegation to the first part of the\n"
        "Conference will be composed as follows:\n\n"
        "Mr One, Ambassador and Permanent Representative to the Conference on Disarmament\n"
        "Ms Two, Counsellor at the Permanent Mission of Ruritania in Geneva, one@x.example\n"
        "Head: Mr One"
    )
    assert [t for _, _, t in plain(text)] == [
        "The Permanent Mission of Ruritania presents its compliments to the Secretariat and has the honour to inform it that "
        "the delegation to the first part of the Conference will be composed as follows:",
        "Mr One, Ambassador and Permanent Representative to the Conference on Disarmament",
        "Ms Two, Counsellor at the Permanent Mission of Ruritania in Geneva, one@x.example",
        "Head: Mr One",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Name|Post|Mode\nOne|Counsellor|online\nTwo|Attaché|room",
        "| Name | Post | Mode |\n|---|---|---|\n| One | Counsellor | online |\n| Two | Attaché | room |",
        "Name\tPost\tMode\nOne\tCounsellor\tonline\nTwo\tAttaché\troom",
        "Name   Post        Mode\nOne    Counsellor  online\nTwo    Attaché     room",
    ],
)
def test_plain_tables(text: str) -> None:
    (table,) = plain_blocks(text)
    assert isinstance(table, Table)
    assert [[c.text for c in row] for row in table.rows] == [
        ["Name", "Post", "Mode"],
        ["One", "Counsellor", "online"],
        ["Two", "Attaché", "room"],
    ]


@given(st.text(max_size=800))
def test_plain_blocks_lose_no_word(text: str) -> None:
    message = Message("", "", None, "", None, text=text, new_text=text)
    kept = "".join(body_document(message).text.split())
    letters = [c for c in text if c.isalnum()]
    assert all(c in kept for c in letters)
