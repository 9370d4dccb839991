"""A letter of the plan that staff hold back is not written until it is released."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.reminders import Planned, plan, sweep
from mailbot.review import hold_letter, log, release_letter, undo
from tests.e2e.mail import COMPLETE, note

from .conftest import Clock
from .deciding import take_in

NOW = datetime(2020, 11, 3, 7, 0, tzinfo=UTC)
END = datetime(2020, 11, 30, tzinfo=UTC)


def coming(desk: Desk, code: str = "KEN") -> list[Planned]:
    return [p for p in plan(desk, desk.clock(), END) if p.wanted.intent.delegation == code]


def written(desk: Desk) -> list[str]:
    return sorted(x.delegation or "" for x in desk.store.all_letters() if x.template.startswith("reminder"))


@pytest.fixture(autouse=True)
def _begun(desk: Desk, clock: Clock) -> None:
    sweep_at(desk, clock, NOW)


def sweep_at(desk: Desk, clock: Clock, at: datetime) -> None:
    clock.now = at
    with desk.store.transaction():
        desk.store.put_setting("last_cycle_at", at.isoformat())
    sweep(desk, at)


def test_the_sweep_leaves_it_and_the_plan_shows_who_holds_it(desk: Desk, clock: Clock) -> None:
    before = coming(desk)
    first = before[0]
    hold_letter(desk, first.key, "a.keller", "they have called")
    held = coming(desk)
    assert [(p.at, p.key) for p in held] == [(p.at, p.key) for p in before]
    assert held[0].held is not None
    assert (held[0].held.by, held[0].held.at, held[0].held.remark) == ("a.keller", NOW, "they have called")
    assert [p.held for p in held[1:]] == [None] * (len(before) - 1)
    sweep_at(desk, clock, first.at + timedelta(minutes=1))
    assert written(desk) == ["BFA", "CMC"]
    assert coming(desk)[0].held is not None
    release_letter(desk, first.key, "b.meier")
    assert coming(desk)[0].held is None
    sweep_at(desk, clock, clock.now + timedelta(hours=2))
    assert written(desk) == ["BFA", "CMC", "KEN"]
    assert [(e.what, e.by, e.delegation) for e in log(desk) if e.kind == "decision"] == [
        ("release", "b.meier", "KEN"),
        ("hold", "a.keller", "KEN"),
    ]


def test_a_later_occasion_goes_all_the_same(desk: Desk, clock: Clock) -> None:
    first, second, *_ = coming(desk)
    hold_letter(desk, first.key, "a.keller")
    sweep_at(desk, clock, first.at + timedelta(minutes=1))
    sweep_at(desk, clock, second.at + timedelta(minutes=1))
    assert written(desk).count("KEN") == 1


def test_a_letter_to_a_speaker(desk: Desk, clock: Clock) -> None:
    take_in(desk, note(*COMPLETE))
    one, *others = [p for p in coming(desk) if p.wanted.intent.template == "speaker_indico"]
    hold_letter(desk, one.key, "a.keller")
    assert [p.held is not None for p in coming(desk) if p.key == one.key] == [True]
    sweep_at(desk, clock, one.at + timedelta(minutes=1))
    sent = [x.to for x in desk.store.all_letters() if x.template == "speaker_indico"]
    assert sent == [p.wanted.intent.to for p in others]


def test_what_cannot_be_held_is_refused(desk: Desk, clock: Clock) -> None:
    first = coming(desk)[0]
    for key, says in [
        ("", "Name the letter"),
        ("KEN|RC9/x/y/1", "no letter"),
        (first.key.replace("KEN", "XXX"), "no letter"),
    ]:
        with pytest.raises(Refused, match=says):
            hold_letter(desk, key, "a.keller")
    with pytest.raises(Refused, match="not held back"):
        release_letter(desk, first.key, "a.keller")
    hold_letter(desk, first.key, "a.keller")
    with pytest.raises(Refused, match=r"already, by a\.keller"):
        hold_letter(desk, first.key, "b.meier")
    with pytest.raises(Refused, match="plan release"):
        undo(desk, desk.store.decisions()[0].id, "b.meier")
    release_letter(desk, first.key, "a.keller")
    sweep_at(desk, clock, first.at + timedelta(minutes=1))
    with pytest.raises(Refused, match="letters cancel"):
        hold_letter(desk, first.key, "a.keller")
    clock.now = END
    with pytest.raises(Refused, match="has passed"):
        hold_letter(desk, first.key, "a.keller")
