"""What counts as well, and what as a trouble of which level."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailbot.desk import Desk
from mailbot.observing.health import Account, Surroundings, health_of
from mailbot.observing.lookout import Lookout
from mailbot.observing.outages import Outages, kept_outages
from mailbot.observing.troubles import Trouble, troubles_of
from mailbot.outputs.state import state_of
from mailbot.ports import Permanent, Temporary
from mailbot.watch import begin, note_read
from tests.flows.conftest import Clock, clock, desk

__all__ = ["clock", "desk"]

RUNS = Surroundings(daemon="process 1", disk_free_bytes=10**12)


def troubles(desk: Desk, around: Surroundings = RUNS) -> dict[str, Trouble]:
    zone = desk.config.meeting.zone
    return {t.cause: t for t in troubles_of(health_of(desk, around), zone, desk.config.mailbox.poll_seconds)}


@pytest.fixture
def outages(desk: Desk) -> Outages:
    note_read(desk)
    return Outages(desk.store, desk.clock)


def test_all_is_well_after_a_look(desk: Desk) -> None:
    note_read(desk)
    assert troubles(desk) == {}
    state = state_of(desk, RUNS)
    assert state["health"]["well"]
    assert state["health"]["verdict"] == "All is well."


def test_a_mailbox_that_is_away_calls_somebody_after_a_quarter_of_an_hour(
    desk: Desk, clock: Clock, outages: Outages
) -> None:
    outages.failed("mailbox", Temporary("the server is away"))
    assert troubles(desk)["mailbox"].level == "look"
    clock.now += timedelta(minutes=15)
    outages.failed("mailbox", Temporary("the server is away"))
    found = troubles(desk)["mailbox"]
    assert (found.level, found.remedy) == ("down", "Run `mailbot check`.")
    assert "the server is away" in found.detail
    outages.over("mailbox")
    note_read(desk)
    assert troubles(desk) == {}


def test_what_no_time_mends_calls_at_once(desk: Desk, outages: Outages) -> None:
    outages.failed("mailbox", Permanent("the token server gives no token (invalid_client)"))
    assert troubles(desk)["mailbox"].level == "down"


def test_a_fault_of_our_own_is_named_by_its_kind_alone(desk: Desk, outages: Outages) -> None:
    for _ in range(3):
        outages.failed("reminders", ValueError("JOHN DOE"))
    found = troubles(desk)["reminders"]
    assert found.level == "down"
    assert "ValueError" in found.detail
    assert "DOE" not in found.detail


def test_a_backup_that_fails_again_and_again_is_a_warning(desk: Desk, outages: Outages) -> None:
    outages.failed("backup", Temporary("the disk is full"))
    assert troubles(desk)["backup"].level == "look"
    outages.failed("backup", Temporary("the disk is full"))
    outages.failed("backup", Temporary("the disk is full"))
    assert troubles(desk)["backup"].level == "warning"


def test_outages_are_seen_by_other_commands(desk: Desk, outages: Outages) -> None:
    outages.failed("delivery", Temporary("refused"))
    assert [(o.what, o.failures, o.why) for o in kept_outages(desk.store)] == [("delivery", 1, "refused")]
    assert Outages(desk.store, desk.clock).all() == kept_outages(desk.store)


def test_a_look_long_ago_is_told_whether_a_daemon_runs_or_not(desk: Desk, clock: Clock) -> None:
    note_read(desk)
    clock.now += timedelta(hours=1)
    assert "gets nowhere" in troubles(desk)["mailbox"].detail
    stopped = troubles(desk, replace(RUNS, daemon=None))["mailbox"]
    assert (stopped.level, stopped.remedy) == ("down", "Start `mailbot run`.")


def test_a_daemon_that_works_through_a_heap_is_not_down(desk: Desk, clock: Clock) -> None:
    begin(desk)
    clock.now += timedelta(hours=1)
    Lookout(desk, lambda: RUNS, ()).observe()
    assert troubles(desk)["mailbox"].level == "look"


def test_messages_left_in_the_folder_are_told(desk: Desk) -> None:
    note_read(desk, listed=5, left=2)
    assert "2 of 5" in troubles(desk)["left"].detail


@pytest.mark.parametrize(
    ("days", "level", "occurrence"),
    [(31, None, ""), (30, "warning", "30 days"), (15, "warning", "30 days"), (14, "warning", "14 days"),
     (7, "warning", "7 days"), (2, "warning", "3 days"), (1, "warning", "1 days"), (0, "warning", "1 days"),
     (-1, "down", "")],
)  # fmt: skip
def test_a_secret_is_counted_down(desk: Desk, clock: Clock, days: int, level: str | None, occurrence: str) -> None:
    note_read(desk)
    account = Account("[mailbox.oauth2]", None, clock.now.date() + timedelta(days=days))
    found = troubles(desk, replace(RUNS, accounts=(account,))).get("secret [mailbox.oauth2]")
    assert (found and found.level, found.occurrence if found else "") == (level, occurrence)


def test_a_disk_that_fills_up_is_told(desk: Desk) -> None:
    note_read(desk)
    assert troubles(desk, replace(RUNS, disk_free_bytes=300 * 2**20))["disk"].level == "warning"
    assert troubles(desk, replace(RUNS, disk_free_bytes=5 * 2**20))["disk"].level == "down"


def test_the_status_names_the_account_and_its_days(desk: Desk, clock: Clock) -> None:
    note_read(desk)
    account = Account("[smtp.oauth2]", clock.now, date(2021, 1, 1))
    (found,) = state_of(desk, replace(RUNS, accounts=(account,)))["health"]["oauth2"]
    assert found == {
        "account": "[smtp.oauth2]",
        "token_expires_at": clock.now.isoformat(),
        "secret_expires_on": "2021-01-01",
        "secret_days_left": 92,
    }


def test_a_loop_that_hangs_and_a_store_that_refuses_are_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    note_read(desk)
    lookout = Lookout(desk, lambda: RUNS, ())
    assert lookout.observe().troubles == ()
    monkeypatch.setattr(lookout.progress, "_moved", lookout.progress._moved - 700)
    assert [t.cause for t in lookout.observe().troubles] == ["stalled"]
    lookout.progress.beat(rests_for_seconds=60)
    assert not lookout.observe().is_down

    def full(*_: object) -> None:
        raise Temporary("the disk is full")

    monkeypatch.setattr(type(desk.store), "put_setting", full)
    for _ in range(3):
        view = lookout.observe()
    assert [(t.cause, t.level) for t in view.troubles] == [("store", "down")]


def test_staff_are_written_to_of_a_secret_that_runs_out_once_each_step(desk: Desk, clock: Clock) -> None:
    note_read(desk)
    expires_on = clock.now.date() + timedelta(days=30)
    around = replace(RUNS, accounts=(Account("[mailbox.oauth2]", None, expires_on),))
    lookout = Lookout(desk, lambda: around, ())
    written = []
    for _ in range(20):
        lookout.observe()
        lookout.observe()
        written.append(len(desk.store.letters_in("queued")))
        clock.now += timedelta(days=1)
        note_read(desk)
    assert (written[0], written[15], written[16], written[-1]) == (1, 1, 2, 2)
    letter = desk.store.letters_in("queued")[0]
    assert letter.to == desk.config.secretariat.staff
    assert "runs out in 30 days" in letter.text


def test_no_letter_says_that_letters_cannot_leave(desk: Desk, outages: Outages) -> None:
    lookout = Lookout(desk, lambda: RUNS, ())
    for what in ("delivery", "mailbox"):
        lookout.outages.failed(what, Permanent("refused"))
    assert {t.level for t in lookout.observe().troubles} == {"down"}
    assert desk.store.letters_in("queued") == ()
