"""The meeting, the invitees and the hand-made documents that the tests of this folder share."""

from __future__ import annotations

from datetime import date

from mailbot.domain.meeting import Invitee, Invitees, Meeting, Part, Speakers
from mailbot.domain.message import Address, Message
from mailbot.reading.composition.anatomy import Strand, strand_of_text
from mailbot.reading.document import Cell, Document, Line, Page, Table

MEETING = Meeting(
    "2RC",
    {"en": "Second Review Conference"},
    "Europe/Zurich",
    (
        Part("PM1", {"en": "first preparatory meeting"}, date(2020, 6, 29), date(2020, 6, 29), "in_person"),
        Part("PM2", {"en": "second preparatory meeting"}, date(2020, 9, 4), date(2020, 9, 4), "in_person"),
        Part("RC1", {"en": "first part"}, date(2020, 11, 25), date(2020, 11, 27), "virtual", speakers=Speakers()),
        Part("RC2", {"en": "second part"}, date(2021, 2, 4), date(2021, 2, 5), "hybrid", speakers=Speakers()),
    ),
)

INVITEES = Invitees(
    (
        Invitee("NOR", "Norway", "state_party", "en", ("mission.geneva@mfa-no.example",)),
        Invitee("BEN", "Benin", "state_party", "fr", ("consul@etude.example",)),
        Invitee("TGO", "Togo", "state_party", "fr", ("consul@etude.example",)),
        Invitee("CHN", "China", "observer_state", "zh", ("chinamission@mfa-cn.example",)),
        Invitee("LAO", "Lao People's Democratic Republic", "state_party", "en", ("mission@laomission.example",)),
        Invitee("PRIV", "Mines Watch Network", "observer_1_3", "en", ("minewatch@gmail.com",)),
        Invitee("CMC", "Cluster Munition Coalition", "observer_1_2", "en", ("desk@cmc.example",)),
        Invitee("RC", "International Committee of the Red Cross", "observer_1_2", "en", ("legal@icrc.example",)),
        Invitee("SMOM", "Sovereign Order of Malta", "observer_1_3", "fr", ("mission@orderofmalta.example",)),
    )
)


def strand(text: str, name: str = "note") -> Strand:
    """The text as one strand."""
    return strand_of_text(name, text)


def document(text: str, name: str = "note.pdf", media_type: str = "application/pdf") -> Document:
    """The text as a one-page document of printed lines; lines with ``|`` make a table."""
    blocks: list[Line | Table] = []
    rows: list[tuple[Cell, ...]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if "|" in line:
            cells = line.split("|")
            rows.append(tuple(Cell(cell, len(rows), k, number=number) for k, cell in enumerate(cells)))
        elif line.strip():
            blocks.append(Line(line, number))
    if rows:
        blocks.append(Table(tuple(rows), rows[0][0].number))
    return Document(name, media_type, (Page("1", tuple(blocks)),))


def message(
    text: str = "", sender: str = "mission.geneva@mfa-no.example", subject: str = "", **more: object
) -> Message:
    """A plain message."""
    fields: dict[str, object] = {"text": text, "new_text": text, **more}
    return Message("0" * 64, "0" * 64, "<m@mfa.example>", subject, Address("", sender), **fields)  # type: ignore[arg-type]
