from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.reading.composition.dates import dates_in
from mailbot.reading.composition.parts import parts_of
from mailbot.reading.folding import fold

from .meeting_of_tests import MEETING, strand


def read(*texts: str, received_on: date | None = None) -> tuple[str, ...]:
    return parts_of([[strand(text)] for text in texts], MEETING, received_on).parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("to the First Part of the Second Review Conference", ("RC1",)),
        ("for Part Two of the Conference", ("RC2",)),
        ("both parts of the Second Review Conference", ("RC1", "RC2")),
        ("the first and the second part of the Conference", ("RC1", "RC2")),
        ("2e Conférence d'examen CCM, 1re partie", ("RC1",)),
        ("à la 2ème partie de la deuxième Conférence d'examen", ("RC2",)),
        ("aux deux parties de la deuxième Conférence d'examen", ("RC1", "RC2")),
        ("Participation\n1re partie\n1re et 2e parties", ("RC1", "RC2")),
        ("a la primera parte de la Segunda Conferencia de Examen", ("RC1",)),
        ("en ambas partes de la Conferencia", ("RC1", "RC2")),
        ("SEGUNDA PARTE (4 y 5 de febrero de 2021)", ("RC2",)),
        ("на первой части второй Обзорной конференции", ("RC1",)),
        ("в обеих частях Конференции", ("RC1", "RC2")),
        ("1-я часть", ("RC1",)),
        ("إلى الجزء الأول من المؤتمر الاستعراضي الثاني", ("RC1",)),
        ("(الجزآن الأول والثاني)", ("RC1", "RC2")),
        ("والجزء الثاني من المؤتمر الاستعراضي الثاني", ("RC2",)),
        ("سيضم كلاً من: الجزء الأول", ("RC1",)),
        ("بجزأيه الأول (نوفمبر 2020) والثاني (فبراير 2021):\nالجزء الثاني فقط", ("RC1", "RC2")),
        ("the first (November 2020) and second (February 2021) parts:\nsecond part only", ("RC1", "RC2")),
        ("aux première (25-27 novembre 2020) et deuxième (4-5 février 2021) parties :\n2e partie", ("RC1", "RC2")),
        ("a la primera (noviembre de 2020) y la segunda (febrero de 2021) partes:\nsegunda parte", ("RC1", "RC2")),
        ("на первой (ноябрь 2020 г.) и второй (февраль 2021 г.) частях:\nвторая часть", ("RC1", "RC2")),
        ("第一（2020年11月）和第二阶段（2021年2月）会议\n仅第二阶段", ("RC1", "RC2")),
        ("the delegation (first part, 25-27 November 2020)", ("RC1",)),
        ("第二次审议大会第一阶段会议", ("RC1",)),
        ("第二次审议大会第二期会议", ("RC2",)),
        ("照会及代表团名单（两期会议）", ("RC1", "RC2")),
        ("第二次审议大会第二次筹备会议", ("PM2",)),
        ("First Preparatory Meeting\nSecond Preparatory Meeting", ("PM1", "PM2")),
        ("aux deux réunions préparatoires", ("PM1", "PM2")),
        ("la segunda reunión preparatoria", ("PM2",)),
        ("на втором подготовительном совещании", ("PM2",)),
        ("الاجتماع التحضيري الأول", ("PM1",)),
        ("delegation for RC2", ("RC2",)),
        ("第二次審議大會第一階段會議", ("RC1",)),
        ("في جزأي المؤتمر الاستعراضي", ("RC1", "RC2")),
        ("to the second part, as in the first part,", ("RC2",)),
        ("pour la deuxième partie, comme pour la première partie", ("RC2",)),
        ("en la segunda parte, al igual que en la primera parte", ("RC2",)),
        ("во второй части, так же как и в первой части", ("RC2",)),
    ],
)
def test_parts_are_told_by_words(text: str, parts: tuple[str, ...]) -> None:
    assert read(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("to the November part", ("RC1",)),
        ("à la partie de novembre", ("RC1",)),
        ("la reunión preparatoria de septiembre", ("PM2",)),
        ("الجزء المنعقد في نوفمبر", ("RC1",)),
        ("出席二月会议", ("RC2",)),
        ("Our note of November was lost", ()),
        ("Ginebra, noviembre", ()),
    ],
)
def test_a_month_without_a_year_tells_the_part_beside_a_word_for_it(text: str, parts: tuple[str, ...]) -> None:
    assert read(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "25-27 November 2020",
        "from 25 to 27 November",
        "November 25–27, 2020",
        "(25, 26 et 27 novembre 2020)",
        "du 25 au 27 novembre 2020",
        "(25-27.11.2020)",
        "25.11.-27.11.2020",
        "del 25 al 27 de noviembre de 2020",
        "с 25 по 27 ноября 2020 года",
        "من ٢٥ إلى ٢٧ نوفمبر ٢٠٢٠",
        "25-27 تشرين الثاني/نوفمبر 2020",
        "من 25 إلى 27 نونبر 2020",
        "2020年11月25日至27日",
        "二〇二〇年十一月二十五日至二十七日",
        "25th to 27th November, 2020",
        "(ноябрь 2020 года)",
    ],
)
def test_parts_are_told_by_dates(text: str) -> None:
    assert read(f"the meeting {text}, virtually, of the States Parties") == ("RC1",)


def test_the_date_of_the_note_is_no_date_of_a_part() -> None:
    assert read("Geneva, 4 September 2020") == ()
    assert read("Delegation list\nGenève, le 25 novembre 2020") == ()


def test_other_dates_and_meetings_name_no_part() -> None:
    assert read("la próxima reunión de la Convención, 12 de noviembre de 2020") == ()
    assert read("the Second Review Conference") == ()


def test_the_note_goes_before_the_subject() -> None:
    assert read("delegation to the second part", "subject: first part") == ("RC2",)
    assert read("Please see attached.", "", "2RC first part") == ("RC1",)


@pytest.mark.parametrize(
    "text",
    [
        "the delegation to the second part is as follows. The composition for the first part will follow.",
        "its delegation to the second part. Mr X took part in the first part.",
        "la délégation à la deuxième partie. Celle à la première partie sera communiquée ultérieurement.",
        "代表团出席第二期会议名单如下。第一期会议名单另行通知。",
    ],
)
def test_asides_do_not_count(text: str) -> None:
    assert read(text) == ("RC2",)


def test_an_aside_counts_when_nothing_else_is_said() -> None:
    assert read("The list for the first part will follow.") == ("RC1",)


def test_the_conference_means_the_only_part_that_is_still_to_come() -> None:
    text = "the delegation to the Second Review Conference"
    assert read(text, received_on=date(2020, 10, 1)) == ()
    assert read(text, received_on=date(2021, 1, 10)) == ("RC2",)


def test_a_meeting_of_one_part_needs_no_word_for_it() -> None:
    single = replace(MEETING, parts=MEETING.parts[2:3])
    assert parts_of([[strand("the delegation is as follows")]], single).parts == ("RC1",)


def test_parts_are_the_configured_ones() -> None:
    later = replace(MEETING.parts[2], starts_on=date(2021, 9, 20), ends_on=date(2021, 9, 21))
    moved = replace(MEETING, parts=(later,))
    both = replace(moved, parts=(*MEETING.parts[:2], MEETING.parts[3], later))
    assert parts_of([[strand("20-21 September 2021 in Geneva")]], both).parts == ("RC1",)


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    read(text)
    dates_in(fold(text))
