"""The meeting as configured: parts, sessions, speaker quotas and milestones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

from ..domain.meeting import Format, Meeting, Milestone, Part, Session, Speakers
from .findings import nearest, shown
from .section import CLOCK, Section

FORMATS: tuple[Format, ...] = get_args(Format)
REMINDED_KINDS = ("note_verbale", "indico", "connection_test")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,19}")
KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
SESSION = re.compile(rf"\s*({CLOCK.pattern})\s*[-–—]\s*({CLOCK.pattern})\s*")
END_OF_DAY = time(23, 59)
LONGEST_LEAD_DAYS = 366
MOST_SPEAKERS = 100


def read_meeting(top: Section, zone: ZoneInfo) -> Meeting:
    """The ``[meeting]`` section; dates without an hour end at 23:59 in ``zone``."""
    section = top.section("meeting", required=True)
    meeting_id = _identifier(section)
    parts = tuple(_part(table, zone) for table in section.sections("parts", "id", required=not section.absent))
    seen: set[str] = set()
    for part in parts:
        if part.id and part.id.casefold() in seen:
            section.findings.add(section.path("parts"), part.id, "stands twice: give each part its own id")
        seen.add(part.id.casefold())
    title = section.by_language("title", required=True)
    return Meeting(meeting_id, title, zone.key, parts, section.by_language("place"))


def _identifier(section: Section) -> str:
    value = section.text("id", required=True, like="RC1")
    if value and not ID.fullmatch(value):
        section.fault("id", "may hold letters, digits, - _ and . only, at most 20: shorten it, such as RC1")
    return value


def _part(section: Section, zone: ZoneInfo) -> Part:
    starts_on, ends_on = section.day("starts_on", required=True), section.day("ends_on", required=True)
    if starts_on and ends_on and ends_on < starts_on:
        section.fault("ends_on", f"is before starts_on, {starts_on}: correct one of the two")
        ends_on = None
    tables = section.sections("milestones", "kind")
    milestones = tuple(m for table in tables if (m := _milestone(table, zone, ends_on)))
    _note_repeated_kinds(section, tables)
    return Part(
        id=_identifier(section),
        title=section.by_language("title", required=True),
        starts_on=starts_on or date.min,
        ends_on=ends_on or date.max,
        format=section.choice("format", FORMATS, "in_person", required=True),
        aliases=section.texts("aliases"),
        sessions=_sessions(section),
        platform=section.text("platform") or None,
        webcast=section.link("webcast"),
        place=section.by_language("place"),
        speakers=_speakers(section),
        milestones=milestones,
    )


def _speakers(section: Section) -> Speakers | None:
    table = section.section("speakers")
    default = Speakers()
    speakers = Speakers(
        primary=table.number("primary", default.primary, 0, MOST_SPEAKERS),
        alternate=table.number("alternate", default.alternate, 0, MOST_SPEAKERS),
        personal_email=table.switch("personal_email", default.personal_email),
    )
    if table.absent:
        return None
    if speakers.primary == speakers.alternate == 0:
        section.fault("speakers", "allows nobody to speak: leave speakers out if the part has no such rule")
    return speakers


def _sessions(section: Section) -> tuple[Session, ...]:
    sessions: list[Session] = []
    for text in section.texts("sessions"):
        found = SESSION.fullmatch(text)
        if not found:
            section.findings.add(section.path("sessions"), text, 'must be "from-to", such as "10:00-12:00"')
            continue
        session = Session(time(int(found[2]), int(found[3])), time(int(found[5]), int(found[6])))
        if session.ends <= session.starts:
            section.findings.add(section.path("sessions"), text, "ends before it starts: correct the hours")
        else:
            sessions.append(session)
    sessions.sort(key=lambda s: s.starts)
    for before, after in pairwise(sessions):
        if after.starts < before.ends:
            hours = f"{after.starts:%H:%M}-{after.ends:%H:%M}"
            remedy = f"overlaps {before.starts:%H:%M}-{before.ends:%H:%M}: correct the hours"
            section.findings.add(section.path("sessions"), hours, remedy)
    return tuple(sessions)


def _milestone(section: Section, zone: ZoneInfo, ends_on: date | None) -> Milestone | None:
    kind = section.text("kind", required=True, like="note_verbale")
    stated = section.moment("due", required=True)
    days = section.numbers("remind_days_before", (), 0, LONGEST_LEAD_DAYS)
    link = section.link("link")
    if len(set(days)) < len(days):
        section.fault("remind_days_before", "names a day twice: remove one")
    _check_kind(section, kind, days)
    if stated is None:
        return None
    due_at = _in_zone(section, stated, zone)
    if due_at and ends_on and due_at.date() > ends_on:
        section.fault("due", f"is after the part ends, {ends_on}: correct one of the two")
    return Milestone(kind, due_at, tuple(sorted(set(days), reverse=True)), link) if due_at else None


def _check_kind(section: Section, kind: str, days: tuple[int, ...]) -> None:
    if not kind or kind in REMINDED_KINDS:
        return
    near = nearest(kind, REMINDED_KINDS)
    if near:
        section.fault("kind", f"did you mean {near}?")
    elif not KIND.fullmatch(kind):
        section.fault("kind", "must be small letters, digits and _, such as note_verbale")
    elif days:
        known = ", ".join(REMINDED_KINDS)
        section.fault("remind_days_before", f"nobody is reminded of {shown(kind)}: remove it, or use {known}")


def _note_repeated_kinds(section: Section, tables: tuple[Section, ...]) -> None:
    kinds = [kind for table in tables if isinstance(kind := table.table.get("kind"), str)]
    for kind in dict.fromkeys(kinds):
        if kinds.count(kind) > 1:
            section.findings.add(section.path("milestones"), kind, "stands twice: keep one milestone of a kind")


def _in_zone(section: Section, stated: date | datetime, zone: ZoneInfo) -> datetime | None:
    """The moment in the meeting's zone. None, and a fault, for an hour the clocks skip.

    An hour that comes twice, when summer time ends, is its second coming: nobody is late by the clock.
    """
    if not isinstance(stated, datetime):
        stated = datetime.combine(stated, END_OF_DAY)
    if stated.tzinfo:
        return stated.astimezone(zone)
    local = stated.replace(tzinfo=zone, fold=1).astimezone(UTC).astimezone(zone)
    if local.replace(tzinfo=None, fold=0) != stated:
        section.fault("due", f"does not exist: the clocks of {zone.key} skip that hour; name another")
        return None
    return local
