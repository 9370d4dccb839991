"""The export of registrations: one row a participant and part, the same bytes each time, nothing a sheet would run."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailbot.domain.delegation import Participant, Participation, Revision
from mailbot.domain.meeting import Invitee, Invitees, Meeting, Milestone, Part
from mailbot.outputs.registrations import NAMES, Row, registrations, to_csv, to_json, to_xlsx

MEETING = Meeting(
    "2RC",
    {"en": "Second Review Conference"},
    "Europe/Zurich",
    (
        Part(
            "RC1",
            {"en": "first part"},
            date(2020, 11, 25),
            date(2020, 11, 27),
            "virtual",
            milestones=(Milestone("note_verbale", datetime(2020, 11, 16, 22, 59, tzinfo=UTC)),),
        ),
        Part(
            "RC2",
            {"en": "second part"},
            date(2021, 2, 4),
            date(2021, 2, 5),
            "hybrid",
            milestones=(Milestone("note_verbale", datetime(2020, 11, 30, 22, 59, tzinfo=UTC)),),
        ),
    ),
)
INVITEES = Invitees(
    (
        Invitee("ZMB", "Zambia", "state_party", "en"),
        Invitee("CIV", "Côte d'Ivoire", "state_party", "fr"),
        Invitee("CRI", "Costa Rica", "state_party", "es"),
    )
)
RECEIVED_AT = datetime(2020, 11, 17, 9, 30, 15, tzinfo=UTC)


def participant(family: str, *parts: str, **fields: str) -> Participant:
    return Participant(family, participations=tuple(Participation(p) for p in parts), **fields)


def first(delegation: str, *people: Participant, **fields: object) -> Revision:
    parts = tuple(dict.fromkeys(q.part for p in people for q in p.participations))
    made = Revision(delegation, 1, "first", "message:1", RECEIVED_AT, parts, people)
    return replace(made, **fields)  # type: ignore[arg-type]


def columns(rows: list[Row], *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def cells(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_every_field_of_a_row():
    head = Participant(
        "Kouamé",
        "Aya",
        title="S.E. Mme",
        function="Ambassadrice",
        affiliation="Mission permanente",
        email="aya.kouame@diplomatie-ci.example",
        phone="+41 22 000 00 00",
        participations=(Participation("RC1", "head", "primary", "virtual"),),
    )
    (row,) = registrations([first("CIV", head, reference="0456/MP")], MEETING, INVITEES)
    assert row == {
        "delegation": "CIV",
        "name": "Côte d'Ivoire",
        "category": "state_party",
        "part": "RC1",
        "order": 1,
        "title": "S.E. Mme",
        "given": "Aya",
        "family": "Kouamé",
        "function": "Ambassadrice",
        "affiliation": "Mission permanente",
        "role": "head",
        "speaker": "primary",
        "mode": "virtual",
        "email": "aya.kouame@diplomatie-ci.example",
        "phone": "+41 22 000 00 00",
        "reference": "0456/MP",
        "revision": 1,
        "received_at": "2020-11-17T10:30:15+01:00",
        "late": True,
    }
    assert tuple(row) == NAMES


def test_order_by_name_then_part_then_note():
    revisions = [
        first("ZMB", participant("Z", "RC1")),
        first("CIV", participant("B", "RC2", "RC1"), participant("A", "RC2"), participant("C", "RC1")),
        first("CRI", participant("Q", "RC1")),
    ]
    rows = registrations(revisions, MEETING, INVITEES)
    assert columns(rows, "delegation", "part", "order", "family") == [
        ("CRI", "RC1", 1, "Q"),
        ("CIV", "RC1", 1, "B"),
        ("CIV", "RC1", 2, "C"),
        ("CIV", "RC2", 1, "B"),
        ("CIV", "RC2", 2, "A"),
        ("ZMB", "RC1", 1, "Z"),
    ]
    assert registrations(reversed(revisions), MEETING, INVITEES) == rows


def test_nobody_is_lost_whom_the_configuration_no_longer_knows():
    rows = registrations([first("XYZ", participant("A", "PM9", "RC1"))], MEETING, INVITEES)
    assert columns(rows, "delegation", "name", "category", "part") == [
        ("XYZ", "XYZ", None, "RC1"),
        ("XYZ", "XYZ", None, "PM9"),
    ]


def test_the_latest_revision_says_who_and_each_parts_own_notes_say_whence():
    later = datetime(2020, 12, 1, tzinfo=UTC)
    whole = first("CIV", participant("A", "RC1"), reference="one")
    change = replace(
        whole, number=2, kind="delta", received_at=later, reference=None,
        parts=("RC1",), participants=(participant("A", "RC1"), participant("B", "RC1")),
    )  # fmt: skip
    other = replace(
        change, number=3, kind="replace", reference="three", parts=("RC2",),
        participants=(*change.participants, participant("C", "RC2")),
    )  # fmt: skip
    correction = replace(other, number=4, kind="correction", reference=None, parts=("RC1", "RC2"))
    rows = registrations([correction, whole, other, change], MEETING, INVITEES)
    assert columns(rows, "part", "family", "reference", "revision", "received_at", "late") == [
        ("RC1", "A", "one", 4, "2020-12-01T01:00:00+01:00", True),
        ("RC1", "B", "one", 4, "2020-12-01T01:00:00+01:00", True),
        ("RC2", "C", "three", 4, "2020-12-01T01:00:00+01:00", True),
    ]


def test_a_new_composition_without_reference_does_not_inherit_one():
    old = first("CIV", participant("A", "RC1"), reference="one")
    new = replace(old, number=2, kind="replace", reference=None)
    assert registrations([old, new], MEETING, INVITEES)[0]["reference"] is None


def test_a_withdrawn_delegation_has_no_rows():
    gone = replace(first("CIV", participant("A", "RC1")), number=2, kind="withdrawal", participants=())
    assert registrations([first("CIV", participant("A", "RC1")), gone], MEETING, INVITEES) == []


SCRIPTS = first(
    "CIV",
    participant("عبد الله", "RC1", title="سعادة السيد"),
    participant("欧阳", "RC1", given="明"),
    participant('O"Neill, Jr.\nsecond line', "RC1", function="=1+1", phone="+41 22 000"),
)


def test_json_keeps_values_as_they_are():
    rows = registrations([SCRIPTS], MEETING, INVITEES)
    assert json.loads(to_json(rows)) == rows
    assert "欧阳".encode() in to_json(rows)
    assert to_json([]) == b"[]\n"


def test_csv_opens_in_excel_and_loses_nothing():
    rows = registrations([SCRIPTS], MEETING, INVITEES)
    raw = to_csv(rows)
    assert raw.startswith(b"\xef\xbb\xbfdelegation,name,")
    heading, *lines = cells(raw)
    assert tuple(heading) == NAMES
    assert [line[NAMES.index("family")] for line in lines] == ["عبد الله", "欧阳", 'O"Neill, Jr.\nsecond line']
    assert lines[0][NAMES.index("late")] == "yes"
    assert lines[0][NAMES.index("email")] == ""
    assert lines[2][NAMES.index("function")] == "'=1+1"
    assert lines[2][NAMES.index("phone")] == "'+41 22 000"


def test_xlsx_holds_texts_and_numbers_never_formulas():
    rows = registrations([SCRIPTS], MEETING, INVITEES)
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(rows)))["Registrations"]
    assert [c.value for c in sheet[1]] == list(NAMES)
    assert sheet.cell(2, 1 + NAMES.index("family")).value == "عبد الله"
    assert sheet.cell(4, 1 + NAMES.index("order")).value == 3
    function = sheet.cell(4, 1 + NAMES.index("function"))
    assert (function.value, function.data_type) == ("=1+1", "s")
    assert sheet.cell(4, 1 + NAMES.index("phone")).value == "+41 22 000"
    assert sheet.auto_filter.ref == "A1:S4"


def test_a_field_too_long_for_excel_is_cut_not_dropped():
    rows = registrations([first("CIV", participant("A", "RC1", function="x" * 40000))], MEETING, INVITEES)
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(rows)))["Registrations"]
    assert sheet.cell(2, 1 + NAMES.index("function")).value == "x" * 32767


def test_the_same_record_gives_the_same_bytes():
    rows = registrations([SCRIPTS], MEETING, INVITEES)
    assert (to_json(rows), to_csv(rows)) == (to_json(rows), to_csv(rows))
    book = to_xlsx(rows)
    assert book == to_xlsx(rows)
    # two runs within a second would agree even if they carried the time
    with zipfile.ZipFile(io.BytesIO(book)) as unzipped:
        assert {entry.date_time for entry in unzipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert unzipped.read("docProps/core.xml").count(b"2020-01-01T00:00:00Z") == 2


def test_no_rows_is_a_heading():
    assert cells(to_csv([])) == [list(NAMES)]
    assert openpyxl.load_workbook(io.BytesIO(to_xlsx([])))["Registrations"].max_row == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\t @", "＝"])
def test_no_cell_of_the_csv_starts_a_formula(start: str):
    rows = registrations([first("CIV", participant(f"{start}cmd|' /C calc'!A0", "RC1"))], MEETING, INVITEES)
    assert cells(to_csv(rows))[1][NAMES.index("family")].startswith("'")


@pytest.mark.parametrize("text", ["x;=1+1", 'x"; =1+1', "x\t@SUM(A1)", "x\n+1", 'x;"=1+1'])
def test_no_formula_begins_where_excel_cuts_at_semicolons(text: str):
    """What the list separator of Switzerland, France or Germany makes of a file with commas."""
    raw = to_csv(registrations([first("CIV", participant("A", "RC1", function=text))], MEETING, INVITEES))
    line = raw.decode("utf-8-sig").split("\r\n", 1)[1]
    pieces = [piece.strip(" \"'") if piece.lstrip(' "')[:1] != "'" else "" for piece in re.split("[;\t\r\n]", line)]
    assert len(pieces) > 1
    assert not any(piece.startswith(("=", "+", "-", "@")) for piece in pieces)


@example("\ufffe\uffff", "\x00\x0b\ud800")
@given(st.text(st.characters(), max_size=30), st.text(st.characters(), max_size=30))
def test_any_text_can_be_exported(family: str, function: str):
    """Lone surrogates and control characters included, and no cell of the CSV begins like a formula."""
    rows = registrations([first("CIV", participant(family, "RC1", function=function))], MEETING, INVITEES)
    assert json.loads(to_json(rows))[0]["delegation"] == "CIV"
    assert not any(cell.lstrip()[:1] in set("=+-@") - {""} for cell in cells(to_csv(rows))[1] if cell.lstrip())
    with zipfile.ZipFile(io.BytesIO(to_xlsx(rows))) as unzipped:
        ElementTree.fromstring(unzipped.read("xl/sharedStrings.xml"))  # noqa: S314 - our own output
