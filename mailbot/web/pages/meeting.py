"""The meeting at a glance: who has answered, day by day against the deadlines; and the letters to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from starlette.responses import Response

from mailbot.corrections import Refused
from mailbot.desk import standing
from mailbot.outputs.coverage import STATES, Course, courses, coverage
from mailbot.reminders import Planned, plan
from mailbot.review import hold_letter, release_letter
from mailbot.web.site import Visit
from mailbot.web.wording import refusal_said

WIDTH, HEIGHT, LEFT, BOTTOM = 640, 200, 34, 24
PLANNED_DAYS = (14, 30, 90)
A_PLAN = 300


@dataclass(frozen=True, slots=True)
class Chart:
    """The course of one part, as a drawing: ``line`` are the points of an SVG polyline."""

    course: Course
    line: str
    due_x: float | None
    ticks: tuple[tuple[float, datetime], ...]
    top: int


def show(visit: Visit) -> Response:
    """Coverage by category and part, and how it came about."""
    desk = visit.desk
    invitees, meeting = desk.invitees, desk.config.meeting
    covers = coverage((standing(desk, invitee.code) for invitee in invitees.all), invitees, meeting)
    revisions = {code: desk.store.revisions(code) for code in desk.store.delegations()}
    found = courses(revisions, invitees, meeting, visit.now)
    totals = {
        part.id: {state: sum(c.counts[state] for c in covers if c.part == part.id) for state in STATES}
        for part in meeting.parts
    }
    return visit.page(
        "meeting.html.j2",
        covers=covers,
        totals=totals,
        states=("held", "incomplete", "complete", "withdrawn", "silent"),
        charts={course.part: chart_of(course, visit) for course in found if len(course.days) > 1},
    )


def chart_of(course: Course, visit: Visit) -> Chart:
    """The drawing of a course, its axis from the first answer to today or the deadline, whichever is later."""
    zone = visit.desk.config.meeting.zone
    first, last = course.days[0].on, course.days[-1].on
    if course.due_at is not None:
        due_on = course.due_at.astimezone(zone).date()
        # A deadline long past leaves the room to the days before it and a month after.
        last = min(max(last, due_on), due_on + timedelta(days=30))
    span = max(1, (last - first).days)
    top = max(1, course.invited)

    def x(days: int) -> float:
        return round(LEFT + (WIDTH - LEFT - 6) * days / span, 1)

    def y(count: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 8) * count / top, 1)

    points = [(x((day.on - first).days), y(day.answered)) for day in course.days if day.on <= last]
    due_x = x((course.due_at.astimezone(zone).date() - first).days) if course.due_at else None
    ticks = [first + timedelta(days=round(span * part / 4)) for part in range(5)]
    return Chart(
        course,
        " ".join(f"{a},{b}" for a, b in points),
        due_x if due_x is not None and due_x >= LEFT else None,
        tuple((x((on - first).days), datetime.combine(on, time(12), UTC)) for on in dict.fromkeys(ticks)),
        top,
    )


def planned(visit: Visit, status: int = 200, refusal: str = "") -> Response:
    """The letters that would go out in the next days if nothing more came in; one of them as it would read."""
    days = int(visit.query["days"]) if visit.query.get("days") in set(map(str, PLANNED_DAYS)) else PLANNED_DAYS[0]
    found: list[Planned] = []
    for one in plan(visit.desk, visit.now, visit.now + timedelta(days=days)):
        if len(found) == A_PLAN:
            break
        found.append(one)
    chosen = next((one for one in found if one.key == visit.query.get("key")), None)
    return visit.page(
        "plan.html.j2",
        status,
        planned=found,
        chosen=chosen,
        letter=visit.desk.write(chosen.wanted.intent, chosen.at) if chosen else None,
        is_cut=len(found) == A_PLAN,
        days=days,
        choices=PLANNED_DAYS,
        can_hold=visit.may("administrator"),
        refusal=refusal,
    )


def hold(visit: Visit) -> Response:
    """Holds a planned letter back, or releases it."""
    key = visit.said("key")
    try:
        if visit.said("action") == "release":
            release_letter(visit.desk, key, visit.by)
        else:
            hold_letter(visit.desk, key, visit.by, visit.said("remark"))
    except Refused as refusal:
        return planned(visit, 409, refusal_said(visit.words, refusal))
    return visit.go("/meeting/plan")
