"""The sweep, the plan and the recheck at send time, over a real store and the shipped letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mailbot.config import Config
from mailbot.desk import Desk
from mailbot.domain.delegation import Participant, Participation, Revision
from mailbot.domain.letter import Letter
from mailbot.domain.meeting import Milestone
from mailbot.reminders import digest, plan, still_wanted, sweep

from .conftest import Clock

ZONE = ZoneInfo("Europe/Zurich")
LOCAL = "%d %b %H:%M %z"


def member(family: str, role: str = "delegate", speaker: str | None = None) -> Participant:
    email = f"{family.casefold()}@people.example" if speaker else None
    seat = Participation("RC1", role, speaker)  # type: ignore[arg-type]
    return Participant(family, "Ann", "Ms.", "Counsellor", email=email, participations=(seat,))


COMPLETE = (member("HEAD", "head"), member("FIRST", speaker="primary"), member("SECOND", speaker="alternate"))


def record(desk: Desk, code: str, *members: Participant, number: int = 1) -> None:
    revision = Revision(code, number, "first", "message:x", desk.clock(), ("RC1",), members)
    with desk.store.transaction():
        desk.store.add_revision(revision)


def queued(desk: Desk) -> list[Letter]:
    return sorted(desk.store.letters_in("queued"), key=lambda letter: (letter.created_at, letter.key))


def until(desk: Desk, clock: Clock, last: datetime) -> None:
    """Lets the time pass, hour by hour, as the daemon would see it."""
    while clock.now < last:
        clock.now += timedelta(hours=1)
        sweep(desk, clock.now)


def test_plan_is_right_to_the_minute_across_the_end_of_summer_time(desk: Desk) -> None:
    end = datetime(2020, 12, 1, tzinfo=ZONE)
    rows = [(f"{p.at:{LOCAL}}", p.wanted.intent.delegation) for p in plan(desk, desk.clock(), end)]
    days = [
        "14 Oct 09:00 +0200",
        "04 Nov 09:00 +0100",
        "11 Nov 09:00 +0100",
        "16 Nov 09:00 +0100",
        "18 Nov 09:00 +0100",
    ]
    assert rows == [(day, code) for day in days for code in ("KEN", "BFA", "CMC")]


def test_plan_follows_a_moved_deadline(desk: Desk) -> None:
    moved = replace(desk, config=_with_deadline(desk.config, datetime(2020, 11, 20, 12, 0, tzinfo=ZONE)))
    end = datetime(2020, 12, 1, tzinfo=ZONE)
    kenya = [f"{p.at:{LOCAL}}" for p in plan(moved, desk.clock(), end) if p.wanted.intent.delegation == "KEN"]
    assert kenya == [
        "16 Oct 09:00 +0200",
        "06 Nov 09:00 +0100",
        "13 Nov 09:00 +0100",
        "18 Nov 09:00 +0100",
        "20 Nov 09:00 +0100",
    ]


def _with_deadline(config: Config, due_at: datetime) -> Config:
    part = config.meeting.parts[0]
    milestones = (Milestone("note_verbale", due_at, part.milestones[0].remind_days_before), part.milestones[1])
    return replace(config, meeting=replace(config.meeting, parts=(replace(part, milestones=milestones),)))


def test_what_the_plan_says_is_what_the_daemon_does(desk: Desk, clock: Clock) -> None:
    record(desk, "BFA", *COMPLETE)
    record(desk, "CMC", COMPLETE[0], COMPLETE[1])
    sweep(desk, clock.now)
    end = datetime(2020, 11, 25, tzinfo=ZONE)
    planned = [(p.at.astimezone(UTC), p.wanted.intent.template, p.wanted.intent.to) for p in plan(desk, clock.now, end)]
    assert {template for _, template, _ in planned} == {
        "reminder_nothing_received",
        "reminder_incomplete",
        "reminder_last_day",
        "speaker_indico",
    }
    until(desk, clock, end)
    done = [(letter.created_at, letter.template, letter.to) for letter in queued(desk)]
    assert sorted(done) == sorted(planned)


def test_plan_sends_and_changes_nothing(desk: Desk) -> None:
    list(plan(desk, desk.clock(), datetime(2020, 12, 1, tzinfo=ZONE)))
    assert queued(desk) == []
    assert desk.store.setting("reminders_since") is None


def test_sweeping_twice_sends_once(desk: Desk, clock: Clock) -> None:
    sweep(desk, clock.now)
    clock.now = datetime(2020, 10, 14, 7, 0, tzinfo=UTC)
    assert sweep(desk, clock.now) == 3
    assert sweep(desk, clock.now) == 0
    clock.now += timedelta(hours=5)
    assert sweep(desk, clock.now) == 0


def test_after_an_outage_each_hears_once(desk: Desk, clock: Clock) -> None:
    sweep(desk, clock.now)
    clock.now = datetime(2020, 11, 17, 10, 0, tzinfo=UTC)
    assert sweep(desk, clock.now) == 3
    clock.now += timedelta(hours=2)
    assert sweep(desk, clock.now) == 0


def test_a_reminder_is_cancelled_when_the_note_came_in_between(desk: Desk, clock: Clock) -> None:
    sweep(desk, clock.now)
    clock.now = datetime(2020, 10, 14, 7, 0, tzinfo=UTC)
    sweep(desk, clock.now)
    kenya = next(letter for letter in queued(desk) if letter.delegation == "KEN")
    assert still_wanted(desk, kenya) is None
    record(desk, "KEN", *COMPLETE)
    assert still_wanted(desk, kenya) == "nothing is missing any more"


def test_a_speaker_s_letter_is_cancelled_when_somebody_else_speaks(desk: Desk, clock: Clock) -> None:
    record(desk, "BFA", *COMPLETE)
    sweep(desk, clock.now)
    clock.now = datetime(2020, 11, 18, 8, 0, tzinfo=UTC)
    sweep(desk, clock.now)
    letter = next(x for x in queued(desk) if x.to == ("second@people.example",))
    assert letter.template == "speaker_indico"
    assert [a.media_type.partition(";")[0] for a in letter.attachments] == ["application/pdf", "text/calendar"]
    assert still_wanted(desk, letter) is None
    record(desk, "BFA", COMPLETE[0], COMPLETE[1], member("THIRD", speaker="alternate"), number=2)
    assert still_wanted(desk, letter) == "no longer a speaker"


def test_digest_once_a_day_in_the_meeting_s_zone(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2020, 11, 10, 6, 59, tzinfo=UTC)
    assert not digest(desk, clock.now)
    clock.now = datetime(2020, 11, 10, 7, 0, tzinfo=UTC)
    assert digest(desk, clock.now)
    assert not digest(desk, clock.now + timedelta(hours=3))
    assert digest(desk, clock.now + timedelta(days=1))
    assert all("KEN" in letter.text for letter in queued(desk))
