"""Building blocks of the tests on persons: the meeting, notes as text, what is expected of each person."""

from __future__ import annotations

from datetime import date

from mailbot.domain.meeting import Meeting, Part
from mailbot.domain.submission import Language, Person
from mailbot.reading.composition import persons
from mailbot.reading.composition.people import Context, People
from mailbot.reading.document import Document, Page
from mailbot.reading.plain import plain_blocks

KEYS = ("title", "given", "family", "function", "affiliation", "email", "role", "speaker", "mode", "parts")
MEETING = Meeting(
    "2RC",
    {"en": "Second Review Conference"},
    "Europe/Zurich",
    (
        Part("PM1", {"en": "first preparatory meeting"}, date(2020, 6, 29), date(2020, 6, 29), "in_person"),
        Part("PM2", {"en": "second preparatory meeting"}, date(2020, 9, 4), date(2020, 9, 4), "in_person"),
        Part("RC1", {"en": "Review Conference, first part"}, date(2020, 11, 25), date(2020, 11, 27), "virtual"),
        Part("RC2", {"en": "Review Conference, second part"}, date(2021, 2, 4), date(2021, 2, 5), "hybrid"),
    ),
)


def note(text: str) -> Document:
    """A note as a mail body."""
    return Document("body", "text/plain", (Page("1", plain_blocks(text)),))


def read(text: str, language: Language = "en", parts: tuple[str, ...] = ("RC1",)) -> People:
    """Whom a note in plain text names."""
    return persons.find([note(text)], Context(language, MEETING, parts))


def row(person: Person) -> str:
    """A person in one line, the keys parted by bars, nothing for what is not said."""
    values = [getattr(person, key) for key in KEYS]
    values[-1] = "+".join(person.parts or ())
    values[6] = "" if person.role == "delegate" else person.role
    return " | ".join(str(value or "") for value in values).strip()


def expected(text: str) -> list[str]:
    """Expected rows: one a line, trailing empty keys left out."""
    rows = []
    for line in text.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        rows.append(" | ".join(cells + [""] * (len(KEYS) - len(cells))).strip())
    return rows
