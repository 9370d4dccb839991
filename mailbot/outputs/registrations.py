"""Who is registered: one row for each participant and part, as JSON, CSV or XLSX.

The same record gives the same bytes (contract section 4): nothing here depends on the clock or the machine.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from ..domain.delegation import Participant, Participation, Revision
from ..domain.identity import fold
from ..domain.meeting import Invitees, Meeting

Row = dict[str, Any]

COLUMNS: tuple[tuple[str, int], ...] = (
    ("delegation", 11),
    ("name", 30),
    ("category", 15),
    ("part", 8),
    ("order", 7),
    ("title", 10),
    ("given", 20),
    ("family", 24),
    ("function", 36),
    ("affiliation", 30),
    ("role", 15),
    ("speaker", 10),
    ("mode", 11),
    ("email", 32),
    ("phone", 18),
    ("reference", 24),
    ("revision", 9),
    ("received_at", 26),
    ("late", 6),
)
NAMES = tuple(name for name, _ in COLUMNS)

# What makes Excel, LibreOffice or Sheets take a cell for a formula (OWASP, CSV injection), full width included.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Excel set to German or French cuts a line at semicolons, tabs and line ends wherever the quotes stand.
_INNER_CELL = re.compile(r"[;\t\r\n]['\"\s]*(?=[=+\-@＝＋－＠])")
# xlsxwriter drops a longer string without a word (Excel specifications and limits).
LONGEST_CELL_CHARACTERS = 32767
CREATED_AT = datetime(2020, 1, 1, tzinfo=UTC)


def registrations(revisions: Iterable[Revision], meeting: Meeting, invitees: Invitees) -> list[Row]:
    """One row for each participant and part; ``null`` where nothing was said.

    ``revisions`` may hold every revision or each delegation's latest; who takes part is what the latest
    says. ``reference``, ``received_at`` (in the meeting's zone) and ``late`` are those of the notes that
    part rests on, ``revision`` the number of the latest revision. Order: delegations by name without accents,
    parts as in the meeting (one it no longer has comes last), participants as in the note.
    """
    histories: dict[str, list[Revision]] = defaultdict(list)
    for revision in revisions:
        histories[revision.delegation].append(revision)
    rows: list[Row] = []
    for code in sorted(histories, key=lambda code: (fold(_name(code, invitees)), code)):
        history = sorted(histories[code], key=lambda r: r.number, reverse=True)
        for part in _parts(history[0], meeting):
            rows += _rows_of(part, history, meeting, invitees)
    return rows


def _name(code: str, invitees: Invitees) -> str:
    invitee = invitees.get(code)
    return invitee.name if invitee else code


def _parts(revision: Revision, meeting: Meeting) -> list[str]:
    present = {seat.part for p in revision.participants for seat in p.participations}
    known = [part.id for part in meeting.parts]
    return [part for part in known if part in present] + sorted(present - set(known))


def _rows_of(part: str, history: Sequence[Revision], meeting: Meeting, invitees: Invitees) -> list[Row]:
    latest = history[0]
    notes = _notes_behind(part, history)
    invitee = invitees.get(latest.delegation)
    common = {
        "delegation": latest.delegation,
        "name": _name(latest.delegation, invitees),
        "category": invitee.category if invitee else None,
        "part": part,
    }
    origin = {
        "reference": next((note.reference for note in notes if note.reference), None),
        "revision": latest.number,
        "received_at": notes[0].received_at.astimezone(meeting.zone).isoformat(timespec="seconds"),
        "late": _is_late(part, notes[0], meeting),
    }
    seats = [(p, seat) for p in latest.composition(part) if (seat := p.in_part(part))]
    return [{**common, "order": n, **_of(p, seat), **origin} for n, (p, seat) in enumerate(seats, 1)]


def _is_late(part_id: str, note: Revision, meeting: Meeting) -> bool:
    """By the deadline as it is now: one that was put off makes nobody late any more."""
    part = meeting.part(part_id)
    return part is not None and part.is_late(note.received_at)


def _notes_behind(part: str, history: Sequence[Revision]) -> list[Revision]:
    """The notes a part's composition rests on, newest first: changes, down to the last whole composition."""
    notes: list[Revision] = []
    for revision in history:
        if part not in revision.parts or revision.kind == "correction":
            continue
        notes.append(revision)
        if revision.kind != "delta":
            break
    return notes or [history[0]]


def _of(participant: Participant, seat: Participation) -> Row:
    return {
        "title": participant.title,
        "given": participant.given,
        "family": participant.family,
        "function": participant.function,
        "affiliation": participant.affiliation,
        "role": seat.role,
        "speaker": seat.speaker,
        "mode": seat.mode,
        "email": participant.email,
        "phone": participant.phone,
    }


def to_json(rows: Sequence[Row]) -> bytes:
    """A JSON array (RFC 8259, UTF-8), one object a row, values as read: for programmes."""
    text = json.dumps([{name: row[name] for name in NAMES} for row in rows], ensure_ascii=False, indent=1)
    return _encodable(text).encode() + b"\n"


def to_csv(rows: Sequence[Row]) -> bytes:
    """CSV (RFC 4180: commas, CRLF) in UTF-8 with byte order mark, without which Excel garbles accents and Arabic.

    A text that a spreadsheet would run as a formula has an apostrophe put before it (``'+41 22 …``); so has one that
    would become a cell of its own where the list separator is a semicolon, as in Geneva (``x;'=1+1``).
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(NAMES)
    writer.writerows([_harmless(_shown(row[name])) for name in NAMES] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Sequence[Row]) -> bytes:
    """A workbook of one sheet, ``Registrations``; texts are string cells, which no spreadsheet runs as formulas."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": "Registrations", "created": CREATED_AT.replace(tzinfo=None)})
        sheet = book.add_worksheet("Registrations")
        heading, plain = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        for column, (name, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, heading)
        for line, row in enumerate(rows, 1):
            for column, name in enumerate(NAMES):
                if type(row[name]) is int:
                    sheet.write_number(line, column, row[name])
                else:
                    sheet.write_string(line, column, _shown(row[name])[:LONGEST_CELL_CHARACTERS], plain)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(NAMES) - 1)
    return out.getvalue()


def _shown(value: object) -> str:
    """The text of a cell: nothing for null, yes or no for a truth value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _encodable(str(value))


def _encodable(text: str) -> str:
    """The text with half characters (lone surrogates, which UTF-8 cannot hold) replaced."""
    return text.encode("utf-8", "replace").decode()


def _harmless(text: str) -> str:
    text = _INNER_CELL.sub(r"\g<0>'", text)
    return "'" + text if text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS) else text
