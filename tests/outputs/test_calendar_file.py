"""The calendar file: local times with their zone, stable identities, one event a session and day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar

from mailbot.domain.meeting import Meeting, Milestone, Part, Session, Speakers
from mailbot.outputs.calendar_file import calendar_file

NOW = datetime(2020, 10, 20, 8, 0, tzinfo=UTC)
PART = Part(
    "RC1",
    {"en": "first part", "ar": "الجزء الأول"},
    date(2020, 10, 24),
    date(2020, 10, 26),
    "virtual",
    sessions=(Session(time(10), time(12)), Session(time(13), time(15))),
    platform="Interprefy",
    webcast="https://webtv.un.example",
    speakers=Speakers(),
    milestones=(Milestone("connection_test", datetime(2020, 10, 23, 15, 0, tzinfo=UTC), (), "https://test.example"),),
)
ALL_DAY = Part("RC2", {"en": "second part"}, date(2021, 2, 4), date(2021, 2, 5), "in_person", place={"en": "Room XX"})
MEETING = Meeting("2RC", {"en": "Review Conference", "ar": "المؤتمر الاستعراضي"}, "Europe/Zurich", (PART, ALL_DAY))


def test_one_event_a_session_and_day_across_the_end_of_summer_time() -> None:
    calendar = Calendar.from_ical(calendar_file(MEETING, ("RC1",), "en", NOW, "un.example"))
    events = calendar.walk("VEVENT")
    starts = [event.decoded("dtstart") for event in events]
    assert [f"{s:%d %H:%M}" for s in starts] == [f"{d} {h}:00" for d in (24, 25, 26) for h in (10, 13)]
    assert [s.utcoffset() for s in starts] == [timedelta(hours=2)] * 2 + [timedelta(hours=1)] * 4
    assert calendar["method"] == "PUBLISH"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Zurich"]
    assert events[0]["summary"] == "Review Conference – first part"
    assert "Interprefy" in events[0]["description"]
    assert "2020-10-23 17:00 (Europe/Zurich)" in events[0]["description"]
    assert {event["dtstamp"].dt for event in events} == {NOW}


def test_identities_are_stable_and_a_later_file_replaces_an_earlier_one() -> None:
    first = Calendar.from_ical(calendar_file(MEETING, ("RC1",), "en", NOW, "un.example")).walk("VEVENT")
    later = Calendar.from_ical(calendar_file(MEETING, ("RC1",), "ar", NOW + timedelta(days=1), "un.example")).walk(
        "VEVENT"
    )
    assert [e["uid"] for e in first] == [e["uid"] for e in later]
    assert len({e["uid"] for e in first}) == len(first)
    assert all(b["sequence"] > a["sequence"] for a, b in zip(first, later, strict=True))
    assert calendar_file(MEETING, ("RC1",), "en", NOW, "x.example") == calendar_file(
        MEETING, ("RC1",), "en", NOW, "x.example"
    )
    assert str(later[0]["summary"]) == "المؤتمر الاستعراضي – الجزء الأول"


def test_a_part_without_sessions_takes_whole_days_and_an_unknown_part_nothing() -> None:
    events = Calendar.from_ical(calendar_file(MEETING, ("RC2", "RC2", "XX"), "fr", NOW, "un.example")).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [date(2021, 2, 4), date(2021, 2, 5)]
    assert events[0]["location"] == "Room XX"


def test_lines_are_folded_and_ended_as_rfc_5545_wants() -> None:
    content = calendar_file(MEETING, ("RC1",), "ar", NOW, "un.example")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
