"""An alarm is heard once for each cause and day, and once when it is over; it survives a restart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mailbot.adapters.store import memory_store
from mailbot.observing.sounding import CALM, Sounder
from mailbot.observing.troubles import Level, Trouble
from mailbot.ports import Notice, Store, Temporary

NOW = datetime(2020, 11, 9, 7, 0, tzinfo=UTC)


@dataclass
class Bell:
    """Counts; or is out of order."""

    name: str = "bell"
    broken: bool = False
    heard: list[Notice] = field(default_factory=list)

    def sound(self, notice: Notice) -> None:
        if self.broken:
            raise Temporary("out of order")
        self.heard.append(notice)


def trouble(cause: str = "mailbox", level: Level = "down", occurrence: str = "") -> Trouble:
    return Trouble(cause, level, f"The {cause}", "Since 07:00.", "Mend it.", NOW, occurrence)


def sweep(sounder: Sounder, troubles: Sequence[Trouble], minutes: Sequence[float]) -> None:
    for minute in minutes:
        sounder.sweep(troubles, NOW + timedelta(minutes=minute))


def causes(bell: Bell) -> list[tuple[str, bool]]:
    return [(notice.cause, notice.is_over) for notice in bell.heard]


def test_once_a_day_while_it_lasts() -> None:
    bell = Bell()
    sweep(Sounder([bell], memory_store()), [trouble()], range(0, 3 * 24 * 60, 7))
    assert [notice.at - NOW for notice in bell.heard] == [timedelta(), timedelta(minutes=1442), timedelta(minutes=2884)]


def test_each_cause_by_itself_and_what_is_only_to_be_looked_at_never() -> None:
    bell = Bell()
    sweep(Sounder([bell], memory_store()), [trouble(), trouble("delivery"), trouble("held", "look")], range(5))
    assert causes(bell) == [("mailbox", False), ("delivery", False)]


def test_the_all_clear_once_and_a_new_outage_is_a_new_alarm() -> None:
    bell, calm = Bell(), CALM.total_seconds() / 60
    sounder = Sounder([bell], memory_store())
    sweep(sounder, [trouble()], [0])
    sweep(sounder, [], [1, calm, calm + 1, calm + 2, calm + 60])
    sweep(sounder, [trouble()], [calm + 90])
    assert causes(bell) == [("mailbox", False), ("mailbox", True), ("mailbox", False)]


def test_what_comes_and_goes_is_one_alarm() -> None:
    bell = Bell()
    sounder = Sounder([bell], memory_store())
    for minute in range(0, 600, 2):
        sweep(sounder, [trouble()] if minute % 4 else [], [minute])
    assert causes(bell) == [("mailbox", False)]


def test_a_secret_is_told_of_at_each_step_not_each_day() -> None:
    bell = Bell()
    sounder = Sounder([bell], memory_store())
    for day in range(20):
        sweep(sounder, [trouble("secret", "warning", "30 days" if day < 16 else "14 days")], [day * 1440])
    assert len(bell.heard) == 2


def test_a_restart_does_not_repeat_it_and_still_gives_the_all_clear() -> None:
    bell, store = Bell(), memory_store()
    sweep(Sounder([bell], store), [trouble()], [0])
    sweep(Sounder([bell], store), [trouble()], [10])
    sweep(Sounder([bell], store), [], [11, 30])
    assert causes(bell) == [("mailbox", False), ("mailbox", True)]


def test_one_channel_that_works_is_enough_and_none_is_tried_again() -> None:
    bell, broken = Bell(), Bell(broken=True)
    sounder = Sounder([broken, bell], memory_store())
    sweep(sounder, [trouble()], [0, 1])
    assert len(bell.heard) == 1
    alone = Sounder([broken], memory_store())
    sweep(alone, [trouble()], [0, 1])
    broken.broken = False
    sweep(alone, [trouble()], [2, 3])
    assert len(broken.heard) == 1


def test_a_clock_set_back_does_not_silence_it() -> None:
    bell = Bell()
    sweep(Sounder([bell], memory_store()), [trouble()], [0, -3000])
    assert len(bell.heard) == 2


def test_a_store_that_refuses_keeps_no_alarm_back() -> None:
    class Full:
        def __init__(self, store: Store) -> None:
            self.setting = store.setting

        def put_setting(self, *_: str) -> None:
            raise Temporary("the disk is full")

    bell = Bell()
    sounder = Sounder([bell], Full(memory_store()))  # type: ignore[arg-type]
    sweep(sounder, [trouble("store")], [0, 1, 2])
    assert causes(bell) == [("store", False)]
