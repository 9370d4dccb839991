"""Milestones → the moments at which something is due, in the meeting's zone, across summer time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .meeting import Meeting, Milestone, Part


@dataclass(frozen=True, slots=True)
class Hours:
    """When letters that answer nothing may go: at ``reminder_time``, never in the quiet hours (local time)."""

    reminder_time: time = time(9, 0)
    quiet_from: time | None = None
    quiet_until: time | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """One offset of one milestone of one part: from ``at`` (UTC) on it is due, until the milestone itself."""

    part: str
    milestone: Milestone
    days_before: int
    at: datetime

    @property
    def key(self) -> str:
        """Names the occasion; a deadline that moves makes new ones."""
        due = f"{self.milestone.due_at.astimezone(UTC):%Y-%m-%dT%H%MZ}"
        return f"{self.part}/{self.milestone.kind}/{due}/{self.days_before}"


def occasions(meeting: Meeting, hours: Hours) -> tuple[Occasion, ...]:
    """Every occasion of the meeting, in order of time."""
    found = [o for part in meeting.parts for o in _of_part(part, meeting.zone, hours)]
    return tuple(sorted(found, key=lambda o: (o.at, o.part, o.milestone.kind)))


def _of_part(part: Part, zone: ZoneInfo, hours: Hours) -> Iterator[Occasion]:
    for milestone in part.milestones:
        due_on = milestone.due_at.astimezone(zone).date()
        for days in milestone.remind_days_before:
            at = sending_moment(due_on - timedelta(days=days), zone, hours)
            if at >= milestone.due_at:
                at = sending_moment(due_on - timedelta(days=days + 1), zone, hours)
            yield Occasion(part.id, milestone, days, at)


def sending_moment(day: date, zone: ZoneInfo, hours: Hours) -> datetime:
    """The moment (UTC) at which that day's reminders go: the reminder time, or when the quiet hours end."""
    return after_quiet(local_moment(day, hours.reminder_time, zone), zone, hours)


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time in UTC. One that summer time skips is moved on by the gap; of two, the first."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def is_quiet(moment: datetime, zone: ZoneInfo, hours: Hours) -> bool:
    """Whether the moment falls into the quiet hours."""
    if hours.quiet_from is None or hours.quiet_until is None or hours.quiet_from == hours.quiet_until:
        return False
    clock = moment.astimezone(zone).time()
    if hours.quiet_from < hours.quiet_until:
        return hours.quiet_from <= clock < hours.quiet_until
    return clock >= hours.quiet_from or clock < hours.quiet_until


def after_quiet(moment: datetime, zone: ZoneInfo, hours: Hours) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into."""
    if not is_quiet(moment, zone, hours) or hours.quiet_until is None:
        return moment
    local = moment.astimezone(zone)
    day = local.date() if local.time() < hours.quiet_until else local.date() + timedelta(days=1)
    return local_moment(day, hours.quiet_until, zone)


def days_left(due_at: datetime, now: datetime, zone: ZoneInfo) -> int:
    """Calendar days from ``now`` to the deadline, in the meeting's zone."""
    return (due_at.astimezone(zone).date() - now.astimezone(zone).date()).days
