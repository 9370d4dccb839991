"""``late``: it arrived after the note-verbale deadline of a part it is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from .conftest import Judge
from .people import DELTA, note

ZURICH = ZoneInfo("Europe/Zurich")


@pytest.mark.parametrize(
    "received_at",
    [datetime(2020, 11, 19, 0, 0, tzinfo=ZURICH), datetime(2020, 11, 18, 23, 0, 1, tzinfo=UTC)],
)
def test_due_after_midnight_at_the_meeting(judge: Judge, received_at: datetime) -> None:
    (flag,) = judge(note(), received_at=received_at)
    assert (flag.part, flag.severity) == ("RC1", "note")
    assert "19 November 2020 at 00:00" in flag.detail


def test_not_due_to_the_last_minute(judge: Judge) -> None:
    assert judge(note(), received_at=datetime(2020, 11, 18, 23, 59, tzinfo=ZURICH)) == []


def test_a_senders_own_midnight_does_not_count(judge: Judge) -> None:
    """Already the 19th in Tokyo, still the 18th in Geneva."""
    assert judge(note(), received_at=datetime(2020, 11, 19, 2, 0, tzinfo=ZoneInfo("Asia/Tokyo"))) == []


def test_due_only_for_the_part_whose_deadline_has_passed(judge: Judge) -> None:
    flags = judge(note(parts=("RC1", "RC2", "PM1")), received_at=datetime(2020, 12, 1, tzinfo=UTC))
    assert [flag.part for flag in flags] == ["RC1"]


def test_due_for_a_change_too(judge: Judge) -> None:
    assert judge(note(revision=DELTA), received_at=datetime(2020, 12, 1, tzinfo=UTC))


def test_not_due_when_arrival_is_unknown_or_nothing_is_named(judge: Judge) -> None:
    assert judge(note(), received_at=None) == []
    assert judge(replace(note(), kind="question"), received_at=datetime(2020, 12, 1, tzinfo=UTC)) == []
