"""What a template may speak of: the facts of an intent, and what follows from them and from the meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from mailbot.domain.delegation import Diff, Missing, Participant, Standing
from mailbot.domain.meeting import Meeting, Milestone, Part, in_language

from . import dates
from .values import Value, fit, gender_of, is_excellency, name_html, name_text

NO_CHANGE = Diff()
FACTS_IN_FULL = frozenset({"text"})


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the meeting as a letter speaks of it. Times are in the meeting's zone."""

    part: Part
    title: str
    days: str
    place: str
    state: str
    people: tuple[Participant, ...]
    missing: tuple[Missing, ...]
    due_at: datetime | None
    is_overdue: bool
    is_over: bool
    is_late: bool
    hours: tuple[str, ...]
    zone: str
    indico: Milestone | None
    connection_test: Milestone | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """How the letter's language writes dates of this meeting."""

    meeting: Meeting
    language: str

    def place(self) -> str:
        """What the hours are named after."""
        named = in_language(self.meeting.place, self.language)
        return dates.hours_named_after(str(named), self.meeting.zone, self.language)

    def local(self, at: datetime) -> datetime:
        """The moment in the meeting's zone."""
        return at.astimezone(self.meeting.zone)

    def moment(self, at: datetime) -> str:
        """Date, hour and zone of an aware time."""
        return dates.moment(self.local(at), self.place(), self.language)

    def day(self, at: date) -> str:
        """The date of an aware time in the meeting's zone, or a date, without the weekday."""
        return dates.day_alone(self.local(at).date() if isinstance(at, datetime) else at, self.language)

    def hour(self, at: datetime) -> str:
        """Hour and zone of an aware time."""
        here = self.local(at)
        return f"{dates.clock(here.time(), self.language)} ({dates.offset(here)})"

    def section(self, part: Part, standing: Standing | None, late: bool, missing: tuple[Missing, ...]) -> Section:
        """The part as a letter speaks of it."""
        stands = standing.part(part.id) if standing else None
        announced = part.milestone("note_verbale")
        due_at = (stands.due_at if stands else None) or (announced.due_at if announced else None)
        opening = datetime.combine(part.starts_on, time(12), self.meeting.zone)
        return Section(
            part=part,
            title=in_language(part.title, self.language) or part.id,
            days=dates.days(part.starts_on, part.ends_on, self.language),
            place=in_language(part.place or self.meeting.place, self.language),
            state=stands.state if stands else "",
            people=stands.participants if stands else (),
            missing=tuple(m for m in missing if m.part == part.id),
            due_at=due_at,
            is_overdue=False,
            is_over=False,
            is_late=late,
            hours=tuple(
                f"{dates.clock(s.starts, self.language)}–{dates.clock(s.ends, self.language)}" for s in part.sessions
            ),
            zone=dates.zone_label(opening, self.place(), self.language),
            indico=part.milestone("indico"),
            connection_test=part.milestone("connection_test"),
        )


def part_id(part: Any) -> str:
    """The id of a part given as id or as Part."""
    return str(getattr(part, "id", part))


def fitted(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The facts fit to print in ``language``; those in FACTS_IN_FULL keep their line breaks."""
    return {
        key: value if key in FACTS_IN_FULL and isinstance(value, str) else fit(value, language)
        for key, value in facts.items()
    }


def derived(facts: dict[str, Any], meeting: Meeting, language: str, now: datetime) -> dict[str, Any]:
    """What templates use besides the facts as given: sections, names in the right order, defaults.

    ``facts`` and ``meeting`` are fit to print already. Facts that were not given and have no default stay
    absent, so that a template which needs them says so.
    """
    calendar = Calendar(meeting, language)
    standing: Standing | None = facts.get("standing")
    missing = facts.get("missing")
    if missing is None:
        missing = tuple(m for p in standing.parts for m in p.missing) if standing else ()
    people = tuple(p for s in standing.parts for p in s.participants) if standing else ()
    missing = tuple(_named(m, people) for m in missing)
    out: dict[str, Any] = {
        "calendar": calendar,
        "diff": facts.get("diff") or NO_CHANGE,
        "missing": missing,
        "late_parts": facts.get("late_parts") or (),
        "pending_approval": bool(facts.get("pending_approval")),
        "answer_to": facts.get("received"),
    }
    if "participant" in facts:
        title = facts["participant"].title
        out |= {"gender": gender_of(title), "excellency": is_excellency(title)}
    milestones = facts.get("milestones") or ((facts["milestone"],) if "milestone" in facts else ())
    wanted = facts.get("parts")
    if wanted is None:
        wanted = [part_id(m["part"]) for m in milestones] or [p.part for p in (standing.parts if standing else ())]
    late = {part_id(p) for p in out["late_parts"]}
    sections = []
    for each in dict.fromkeys(part_id(p) for p in wanted):
        part = meeting.part(each)
        if part:
            section = calendar.section(part, standing, each in late, missing)
            sections.append(
                replace(
                    section,
                    is_overdue=bool(section.due_at and section.due_at < now),
                    is_over=part.ends_on < calendar.local(now).date(),
                )
            )
    by_id = {part.id: part for part in meeting.parts}
    return out | {
        "sections": tuple(sections),
        "missing_anywhere": tuple(m for m in missing if m.part is None or m.part not in {s.part.id for s in sections}),
        "milestones": tuple(_milestone(m, by_id.get(part_id(m["part"])), calendar) for m in milestones),
        "part_title": lambda each: in_language(by_id[each].title, language) if each in by_id else each,
    }


def _milestone(milestone: dict[str, Any], part: Part | None, calendar: Calendar) -> dict[str, Any]:
    title = in_language(part.title, calendar.language) or part.id if part else ""
    days = dates.days(part.starts_on, part.ends_on, calendar.language) if part else ""
    return {"link": None, **milestone, "part": part, "title": title, "days": days}


def _named(missing: Missing, people: tuple[Participant, ...]) -> Missing:
    """The item with the person's name in printing order, where it is somebody recorded."""
    for person in people:
        if missing.about and missing.about in {person.full_name, person.email}:
            if missing.about == person.email and missing.email is None:
                return missing
            return replace(missing, about=type(missing.about)(name_text(replace(person, title=None))))
    return missing


def names(language: str) -> tuple[Any, Any]:
    """How a participant's name is printed in text and in HTML."""

    def in_text(participant: Participant) -> Any:
        return fit(name_text(participant), language)

    return in_text, name_html


__all__ = ["Calendar", "Section", "Value", "derived", "fitted", "names"]
