"""Who has answered: by category and part, day by day against the deadlines; and how a composition became what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import get_args

from mailbot.domain.delegation import Diff, Revision, Standing, State
from mailbot.domain.difference import between
from mailbot.domain.meeting import Category, Invitees, Meeting

STATES: tuple[State, ...] = get_args(State)
LONGEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Cover:
    """How many of a category stand how for a part, and which (codes, in the order of the invitee list)."""

    part: str
    category: Category
    counts: Mapping[State, int]
    codes: Mapping[State, tuple[str, ...]]

    @property
    def invited(self) -> int:
        """All of that category."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Day:
    """How many had answered for a part by the end of that day, in the meeting's zone; ``withdrawn`` of them."""

    on: date
    answered: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Course:
    """How answers for a part came in. ``days`` has every day from the first answer on; ``due_at`` is aware."""

    part: str
    invited: int
    due_at: datetime | None
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One revision of a composition, and what it changed from the one before."""

    revision: Revision
    change: Diff


def coverage(standings: Iterable[Standing], invitees: Invitees, meeting: Meeting) -> tuple[Cover, ...]:
    """By part and category, in the meeting's order; categories of whom nobody is invited are left out."""
    by_code = {standing.delegation: standing for standing in standings}
    covers: list[Cover] = []
    for part in meeting.parts:
        for category in get_args(Category):
            codes: dict[State, list[str]] = {state: [] for state in STATES}
            for invitee in invitees.all:
                stands = by_code[invitee.code].part(part.id) if invitee.code in by_code else None
                if invitee.category == category and stands is not None:
                    codes[stands.state].append(invitee.code)
            if any(codes.values()):
                counts = {state: len(found) for state, found in codes.items()}
                covers.append(Cover(part.id, category, counts, {s: tuple(found) for s, found in codes.items()}))
    return tuple(covers)


def courses(
    revisions: Mapping[str, Sequence[Revision]], invitees: Invitees, meeting: Meeting, until: datetime
) -> tuple[Course, ...]:
    """For each part how many had answered, day by day to ``until``; ``revisions`` by delegation, in order."""
    last = until.astimezone(meeting.zone).date()
    invited = {invitee.code for invitee in invitees.all}
    found: list[Course] = []
    for part in meeting.parts:
        answers: Counter[date] = Counter()
        withdrawals: Counter[date] = Counter()
        for code in invited & set(revisions):
            for on, answered, withdrawn in _turns(revisions[code], part.id, meeting):
                answers[on] += answered
                withdrawals[on] += withdrawn
        due = part.milestone("note_verbale")
        days = tuple(_days(answers, withdrawals, last))
        found.append(Course(part.id, len(invited), due.due_at if due else None, days))
    return tuple(found)


def _turns(revisions: Sequence[Revision], part: str, meeting: Meeting) -> Iterator[tuple[date, int, int]]:
    """When a delegation began or ceased to count as having answered, and as withdrawn: +1, -1 or 0 for either."""
    was = (False, False)
    latest: date | None = None
    for revision in revisions:
        named = any(person.in_part(part) for person in revision.participants)
        now = (named or part in revision.withdrawn, part in revision.withdrawn)
        on = revision.received_at.astimezone(meeting.zone).date()
        # A note accepted after a later one counts from the day it stood in the record at the earliest.
        latest = on if latest is None else max(on, latest)
        if now != was:
            yield latest, now[0] - was[0], now[1] - was[1]
            was = now


def _days(answers: Mapping[date, int], withdrawals: Mapping[date, int], last: date) -> Iterator[Day]:
    answered = withdrawn = 0
    changes = sorted({*answers, *withdrawals})
    if not changes:
        return
    on = max(changes[0], last - timedelta(days=LONGEST_DAYS))
    for early in changes:
        if early < on:
            answered, withdrawn = answered + answers[early], withdrawn + withdrawals[early]
    while on <= last:
        answered, withdrawn = answered + answers.get(on, 0), withdrawn + withdrawals.get(on, 0)
        yield Day(on, answered, withdrawn)
        on += timedelta(days=1)


def history(revisions: Iterable[Revision]) -> tuple[Step, ...]:
    """Every revision with what it changed, in order."""
    steps: list[Step] = []
    before: Revision | None = None
    for revision in revisions:
        steps.append(Step(revision, difference(before, revision)))
        before = revision
    return tuple(steps)


def difference(before: Revision | None, after: Revision | None) -> Diff:
    """What changed from one revision to another; None is nobody at all."""
    return between(before.participants if before else (), after.participants if after else ())
