"""Milestones across the end of summer time: 25 October 2020, 03:00 back to 02:00 in Zurich."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from mailbot.domain.calendar import Hours, after_quiet, days_left, is_quiet, local_moment, occasions, sending_moment
from mailbot.domain.meeting import Meeting

ZONE = ZoneInfo("Europe/Zurich")
NIGHT = Hours(time(9, 0), time(20, 0), time(7, 0))


def test_nine_o_clock_stays_nine_o_clock_across_summer_time() -> None:
    assert sending_moment(date(2020, 10, 24), ZONE, Hours()) == datetime(2020, 10, 24, 7, 0, tzinfo=UTC)
    assert sending_moment(date(2020, 10, 25), ZONE, Hours()) == datetime(2020, 10, 25, 8, 0, tzinfo=UTC)


def test_a_clock_time_that_occurs_twice_is_its_first() -> None:
    assert local_moment(date(2020, 10, 25), time(2, 30), ZONE) == datetime(2020, 10, 25, 0, 30, tzinfo=UTC)


def test_a_clock_time_that_never_is_moves_on() -> None:
    assert local_moment(date(2020, 3, 29), time(2, 30), ZONE) == datetime(2020, 3, 29, 1, 30, tzinfo=UTC)


def test_occasions_of_the_meeting_to_the_minute(meeting: Meeting) -> None:
    found = [(o.part, o.milestone.kind, o.days_before, o.at) for o in occasions(meeting, NIGHT)]
    assert found == [
        ("RC1", "note_verbale", 14, datetime(2020, 11, 4, 8, 0, tzinfo=UTC)),
        ("RC1", "note_verbale", 7, datetime(2020, 11, 11, 8, 0, tzinfo=UTC)),
        ("RC1", "note_verbale", 2, datetime(2020, 11, 16, 8, 0, tzinfo=UTC)),
        ("RC1", "indico", 3, datetime(2020, 11, 17, 8, 0, tzinfo=UTC)),
        ("RC1", "note_verbale", 0, datetime(2020, 11, 18, 8, 0, tzinfo=UTC)),
        ("RC1", "indico", 0, datetime(2020, 11, 20, 8, 0, tzinfo=UTC)),
    ]


def test_quiet_hours_over_midnight_end_in_the_morning() -> None:
    evening = datetime(2020, 11, 18, 22, 15, tzinfo=ZONE)
    assert after_quiet(evening, ZONE, NIGHT) == datetime(2020, 11, 19, 6, 0, tzinfo=UTC)
    assert after_quiet(datetime(2020, 11, 19, 3, 0, tzinfo=ZONE), ZONE, NIGHT) == datetime(2020, 11, 19, 6, tzinfo=UTC)


def test_days_left_counts_calendar_days_of_the_meeting_s_zone() -> None:
    due = datetime(2020, 11, 18, 23, 59, tzinfo=ZONE)
    assert days_left(due, datetime(2020, 11, 17, 23, 30, tzinfo=UTC), ZONE) == 0
    assert days_left(due, datetime(2020, 11, 16, 22, 30, tzinfo=UTC), ZONE) == 2


moments = st.datetimes(datetime(2020, 1, 1), datetime(2021, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
clock = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(moments, clock, clock)
def test_nothing_is_ever_sent_in_the_quiet_hours(moment: datetime, begins: time, ends: time) -> None:
    hours = Hours(time(9, 0), begins, ends)
    moved = after_quiet(moment, ZONE, hours)
    assert moment <= moved < moment + timedelta(hours=26)
    if not any(abs(moved - change) < timedelta(hours=26) for change in SUMMER_TIME_CHANGES):
        assert not is_quiet(moved, ZONE, hours)


SUMMER_TIME_CHANGES = tuple(
    datetime(*day, 1, 0, tzinfo=UTC) for day in ((2020, 3, 29), (2020, 10, 25), (2021, 3, 28), (2021, 10, 31))
)
