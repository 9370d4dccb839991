"""The sweep, the plan and the recheck at send time, over a real store and the shipped letters."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailbot.adapters.letters import LetterRenderer
from mailbot.adapters.smtp import SmtpTransport
from mailbot.config import Config, SmtpSettings
from mailbot.daemon import deliver
from mailbot.desk import Desk
from mailbot.digest import digest
from mailbot.domain.delegation import Participant, Participation, Revision
from mailbot.domain.flag import Flag
from mailbot.domain.letter import Intent, Letter
from mailbot.domain.meeting import Milestone
from mailbot.domain.record import FlagRecord, MessageRecord
from mailbot.domain.submission import Submission
from mailbot.ports import Temporary
from mailbot.reminders import is_time, plan, still_wanted, sweep
from tests.servers.smtp import SmtpReceiver

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


def test_the_plan_of_a_fresh_store_promises_no_more_than_its_daemon_sends(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2020, 11, 12, 10, 0, tzinfo=UTC)
    end = datetime(2020, 11, 25, tzinfo=ZONE)
    planned = [(p.at.astimezone(UTC), p.wanted.intent.template, p.wanted.intent.to) for p in plan(desk, clock.now, end)]
    assert planned[0][0] == datetime(2020, 11, 16, 8, 0, tzinfo=UTC)
    sweep(desk, clock.now)
    until(desk, clock, end)
    assert sorted((x.created_at, x.template, x.to) for x in queued(desk)) == sorted(planned)


def test_the_plan_of_a_fresh_store_at_the_very_moment(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2020, 11, 11, 8, 0, tzinfo=UTC)
    assert len([p for p in plan(desk, clock.now, clock.now) if p.at == clock.now]) == 3
    assert sweep(desk, clock.now) == 3


def test_a_plan_from_before_the_first_sweep_is_not_empty(desk: Desk, clock: Clock) -> None:
    end = datetime(2020, 12, 1, tzinfo=ZONE)
    before = [(p.at, p.wanted.intent.key) for p in plan(desk, clock.now, end)]
    sweep(desk, datetime(2020, 11, 19, 10, 0, tzinfo=UTC))
    assert [(p.at, p.wanted.intent.key) for p in plan(desk, clock.now, end)] == before
    assert before


def test_two_letters_a_day_are_planned_as_they_are_sent(desk: Desk, clock: Clock) -> None:
    part = desk.config.meeting.parts[0]
    more = replace(part, milestones=(*part.milestones, replace(part.milestones[1], kind="connection_test")))
    letters = replace(desk.config.letters, per_delegation_per_day=2)
    config = replace(desk.config, meeting=replace(desk.config.meeting, parts=(more,)), letters=letters)
    desk = replace(desk, config=config)
    record(desk, "KEN", *COMPLETE)
    sweep(desk, clock.now)
    end = datetime(2020, 11, 25, tzinfo=ZONE)
    planned = [(p.at.astimezone(UTC), p.wanted.intent.template, p.wanted.intent.to) for p in plan(desk, clock.now, end)]
    until(desk, clock, end)
    assert sorted((x.created_at, x.template, x.to) for x in queued(desk)) == sorted(planned)


def test_a_stranger_silences_nobody_s_reminder(desk: Desk, clock: Clock) -> None:
    sweep(desk, clock.now)
    clock.now = datetime(2020, 11, 11, 8, 0, tzinfo=UTC)
    receive(desk, clock, "reporter@news.example")
    assert [x.to for x in queued(desk) if x.delegation == "KEN"] == [("reporter@news.example",)]
    sweep(desk, clock.now)
    reminded = [x for x in queued(desk) if x.template == "reminder_nothing_received"]
    assert sorted(x.delegation or "" for x in reminded) == ["BFA", "CMC", "KEN"]


def test_what_the_delegation_s_own_held_note_puts_off_is_made_up_for(desk: Desk, clock: Clock) -> None:
    sweep(desk, clock.now)
    clock.now = datetime(2020, 11, 10, 10, 0, tzinfo=UTC)
    receive(desk, clock, "mission@kenya-gva.example", hold="low_confidence")
    clock.now = datetime(2020, 11, 11, 8, 0, tzinfo=UTC)
    assert sweep(desk, clock.now) == 2
    for flag in desk.store.open_flags(delegation="KEN"):
        desk.store.put_flag(replace(flag, verdict="rejected", decided_by="desk", decided_at=clock.now))
    clock.now += timedelta(hours=3)
    assert is_time(desk, clock.now)
    assert sweep(desk, clock.now) == 1
    assert queued(desk)[-1].delegation == "KEN"


def receive(desk: Desk, clock: Clock, sender: str, hold: str = "sender_unknown") -> None:
    """A note of Kenya's from that address, held, with the bare receipt to whoever wrote."""
    submission = Submission(kind="submission", language="en", delegation="KEN", parts=("RC1",))
    message = MessageRecord(
        sender, sender, None, sender, "Note", clock.now, clock.now, "held", "submission", "KEN", submission
    )
    intent = Intent(
        template="acknowledgement_under_review",
        cause=f"message:{sender}",
        to=(sender,),
        language="en",
        delegation="KEN",
        facts={"received": {"subject": "Note", "at": clock.now, "reference": None}},
    )
    with desk.store.transaction():
        desk.store.put_message(message)
        desk.store.put_flag(FlagRecord(f"{sender}|{hold}", Flag(hold, "hold"), clock.now, sender, "KEN"))
        desk.store.add_letter(desk.write(intent, clock.now))


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


@pytest.fixture
def transport(smtp_receiver: SmtpReceiver) -> Iterator[SmtpTransport]:
    made = SmtpTransport(SmtpSettings(smtp_receiver.host, smtp_receiver.port, "none", timeout_seconds=5))
    yield made
    made.close()


def live(desk: Desk, clock: Clock, last: datetime, transport: SmtpTransport) -> None:
    """Lets the time pass, two hours at a time, with sweeps and deliveries."""
    while clock.now < last:
        clock.now += timedelta(hours=2)
        if is_time(desk, clock.now):
            sweep(desk, clock.now)
        with contextlib.suppress(Temporary):
            deliver(desk, transport, None)


def to_kenya(desk: Desk, state: str) -> list[Letter]:
    return [x for x in desk.store.letters_in(state) if x.delegation == "KEN"]


def test_after_an_smtp_outage_past_the_deadline_nobody_is_reminded(
    desk: Desk, clock: Clock, smtp_receiver: SmtpReceiver, transport: SmtpTransport
) -> None:
    clock.now = datetime(2020, 11, 3, 10, 0, tzinfo=UTC)
    sweep(desk, clock.now)
    smtp_receiver.stop()
    for day in (4, 11, 16, 18):
        clock.now = datetime(2020, 11, day, 8, 0, tzinfo=UTC)
        sweep(desk, clock.now)
    assert len(to_kenya(desk, "queued")) == 4
    clock.now = datetime(2020, 11, 19, 10, 0, tzinfo=UTC)
    smtp_receiver.start()
    live(desk, clock, datetime(2020, 11, 19, 16, 0, tzinfo=UTC), transport)
    assert smtp_receiver.messages == []
    assert {x.failure for x in to_kenya(desk, "cancelled")} == {"the deadline has passed"}


def test_after_an_smtp_outage_one_reminder_and_not_in_the_quiet_hours(
    desk: Desk, clock: Clock, smtp_receiver: SmtpReceiver, transport: SmtpTransport
) -> None:
    clock.now = datetime(2020, 11, 3, 10, 0, tzinfo=UTC)
    sweep(desk, clock.now)
    smtp_receiver.stop()
    for day in (4, 11):
        clock.now = datetime(2020, 11, day, 8, 0, tzinfo=UTC)
        sweep(desk, clock.now)
    assert len(to_kenya(desk, "queued")) == 2
    clock.now = datetime(2020, 11, 12, 22, 0, tzinfo=UTC)
    smtp_receiver.start()
    live(desk, clock, datetime(2020, 11, 13, 4, 0, tzinfo=UTC), transport)
    assert smtp_receiver.messages == []
    live(desk, clock, datetime(2020, 11, 13, 12, 0, tzinfo=UTC), transport)
    (letter,) = to_kenya(desk, "sent")
    assert letter.sent_at == datetime(2020, 11, 13, 6, 0, tzinfo=UTC)
    assert letter.created_at.date() == date(2020, 11, 11)
    assert [x.failure for x in to_kenya(desk, "cancelled")] == ["a newer reminder has been written"]


def test_a_reminder_of_a_deadline_that_has_moved_does_not_leave(desk: Desk, clock: Clock) -> None:
    kenya = reminder_of_kenya(desk, clock)
    moved = replace(desk, config=_with_deadline(desk.config, datetime(2020, 11, 20, 12, 0, tzinfo=ZONE)))
    assert still_wanted(moved, kenya) == "the deadline has been changed"


def test_a_reminder_that_says_too_little_is_written_again(desk: Desk, clock: Clock) -> None:
    """Silent when it was written, incomplete when it leaves: what it says would be wrong."""
    kenya = reminder_of_kenya(desk, clock)
    record(desk, "KEN", COMPLETE[0], COMPLETE[1])
    assert still_wanted(desk, kenya) == "what it says is no longer so"
    desk.store.put_letter(replace(kenya, state="cancelled", failure="what it says is no longer so"))
    clock.now += timedelta(hours=2)
    assert sweep(desk, clock.now) == 1
    assert queued(desk)[-1].template == "reminder_incomplete"


def test_a_reminder_waits_while_the_delegation_s_note_is_held(desk: Desk, clock: Clock) -> None:
    kenya = reminder_of_kenya(desk, clock)
    receive(desk, clock, "mission@kenya-gva.example", hold="low_confidence")
    assert isinstance(still_wanted(desk, kenya), str)


def test_a_reminder_that_cannot_be_written_stops_no_other(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "letters" / "reminder_nothing_received"
    folder.mkdir(parents=True)
    (folder / "fr.txt.j2").write_text("Subject: {{ nobody.knows }}\n", encoding="utf-8")
    config = desk.config
    broken = replace(desk, letters=LetterRenderer(tmp_path / "templates", config.meeting, config.secretariat, None))
    sweep(broken, clock.now)
    clock.now = datetime(2020, 10, 14, 7, 0, tzinfo=UTC)
    assert sweep(broken, clock.now) == 2
    assert sorted(x.delegation or x.template for x in queued(desk)) == ["CMC", "KEN", "staff_alert"]
    assert [f.flag.about for f in desk.store.open_flags()] == ["reminder_nothing_received"]
    clock.now += timedelta(hours=2)
    assert sweep(desk, clock.now) == 1, "put right, the third goes too"


def reminder_of_kenya(desk: Desk, clock: Clock) -> Letter:
    sweep(desk, clock.now)
    clock.now = datetime(2020, 10, 14, 7, 0, tzinfo=UTC)
    sweep(desk, clock.now)
    letter = to_kenya(desk, "queued")[0]
    assert still_wanted(desk, letter) is None
    return letter


def test_digest_once_a_day_in_the_meeting_s_zone(desk: Desk, clock: Clock) -> None:
    clock.now = datetime(2020, 11, 10, 6, 59, tzinfo=UTC)
    assert not digest(desk, clock.now)
    clock.now = datetime(2020, 11, 10, 7, 0, tzinfo=UTC)
    assert digest(desk, clock.now)
    assert not digest(desk, clock.now + timedelta(hours=3))
    assert digest(desk, clock.now + timedelta(days=1))
    assert all("KEN" in letter.text for letter in queued(desk))
