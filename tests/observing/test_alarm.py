"""From what goes wrong to the bell: with cron as with a daemon, and nothing said when all is well."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailbot.adapters.bringing_up import DATABASE
from mailbot.adapters.smtp import SmtpTransport
from mailbot.config import AlarmSettings, Config, SmtpSettings
from mailbot.daemon import Daemon, once, open_desk
from mailbot.desk import Desk
from mailbot.ports import Temporary
from tests.flows.conftest import Clock, clock, desk
from tests.servers.smtp import SmtpReceiver

__all__ = ["clock", "desk"]


@pytest.fixture
def config(desk: Desk, smtp_receiver: SmtpReceiver, tmp_path: Path) -> Config:
    """Letters by one server, alarms by a program that appends to ``heard``."""
    bell = tmp_path / "bell"
    bell.write_text(f'#!/bin/sh\necho "$MAILBOT_ALARM" >> {tmp_path}/heard\n')
    bell.chmod(0o700)
    smtp = SmtpSettings(smtp_receiver.host, smtp_receiver.port, "none", timeout_seconds=5, per_minute=600)
    letters = replace(desk.config.letters, digest_time=None)
    alarm = AlarmSettings(command=(str(bell),))
    return replace(desk.config, smtp=smtp, letters=letters, store=tmp_path / "data", alarm=alarm)


def heard(folder: Path) -> list[str]:
    path = folder / "heard"
    return path.read_text().splitlines() if path.exists() else []


def test_a_mailbox_and_a_mail_server_away_ring_once_and_once_more_when_it_is_over(
    config: Config, clock: Clock, smtp_receiver: SmtpReceiver, tmp_path: Path
) -> None:
    assert once(config, clock)
    smtp_receiver.stop()
    (tmp_path / "mail").rename(tmp_path / "away")
    for _ in range(12):
        clock.now += timedelta(minutes=5)
        assert not once(config, clock)
    assert sorted(heard(tmp_path)) == ["mailbot 2RC: Letters cannot leave", "mailbot 2RC: The mailbox cannot be read"]
    (tmp_path / "away").rename(tmp_path / "mail")
    smtp_receiver.start()
    for _ in range(5):
        clock.now += timedelta(minutes=5)
        once(config, clock)
    assert sorted(heard(tmp_path)[2:]) == [
        "mailbot 2RC: over: Letters cannot leave",
        "mailbot 2RC: over: The mailbox cannot be read",
    ]


def test_a_daemon_sounds_what_its_jobs_fail_at(desk: Desk, config: Config, tmp_path: Path) -> None:
    daemon = Daemon(replace(desk, config=config), SmtpTransport(config.smtp))

    def crash() -> None:
        raise ValueError("a fault of ours")

    for _ in range(3):
        daemon._observe()
        daemon._guarded("reminders", crash)
    assert heard(tmp_path) == []
    daemon._observe()
    daemon._observe()
    assert heard(tmp_path) == ["mailbot 2RC: Reminders cannot be written"]


def test_a_fault_of_ours_in_the_main_loop_ends_no_daemon(
    desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = Daemon(replace(desk, config=config), SmtpTransport(config.smtp))
    looks: list[float] = []

    def crash() -> None:
        looks.append(time.monotonic())
        raise ValueError("a fault of ours")

    monkeypatch.setattr(daemon, "_look", crash)
    runner = threading.Thread(target=daemon._watch)
    runner.start()
    until = time.monotonic() + 20
    while len(looks) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    daemon.stop()
    runner.join(10)
    assert len(looks) >= 2
    assert looks[1] - looks[0] > 0.9
    assert daemon.lookout.outages.all()[0].kind == "fault"


def test_a_store_that_refuses_is_named_as_itself(
    desk: Desk, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever work it was that met with it: a full disk is one cause, not as many as there are jobs."""
    daemon = Daemon(replace(desk, config=config), SmtpTransport(config.smtp))

    def full(*_: object) -> None:
        raise Temporary("the disk is full")

    monkeypatch.setattr(type(desk.store), "put_setting", full)
    monkeypatch.setattr(daemon.stopping, "wait", lambda _: True)
    for _ in range(3):
        daemon._note_unread(Temporary("the mailbox is away"))
        daemon._observe()
    assert [o.what for o in daemon.lookout.outages.all()] == ["mailbox", "store"]
    assert heard(tmp_path) == ["mailbot 2RC: The record cannot be written"]


def observed(daemon: Daemon, times: int) -> None:
    """As the scheduler does it, each time by another thread: its connection is a new one."""
    for _ in range(times):
        thread = threading.Thread(target=daemon._observe)
        thread.start()
        thread.join()


def test_a_store_whose_folder_is_another_one_now_is_heard_of(desk: Desk, config: Config, tmp_path: Path) -> None:
    """A disk that was unmounted leaves an empty folder: nothing is made in it, and somebody is told."""
    with open_desk(config) as real:
        daemon = Daemon(replace(real, config=config), SmtpTransport(config.smtp))
        config.store.rename(tmp_path / "unmounted")
        config.store.mkdir()
        observed(daemon, 3)
        assert heard(tmp_path) == ["mailbot 2RC: The record cannot be written"]
        assert list(config.store.iterdir()) == []


def test_a_record_that_cannot_be_looked_into_is_heard_of(desk: Desk, config: Config, tmp_path: Path) -> None:
    """One who cannot see whether all is well calls, whatever the reason."""
    with open_desk(config) as real:
        with contextlib.closing(sqlite3.connect(config.store / DATABASE)) as plain, plain:
            plain.execute("DROP TABLE letters")
        daemon = Daemon(replace(real, config=config), SmtpTransport(config.smtp))
        observed(daemon, 4)
        assert heard(tmp_path) == ["mailbot 2RC: It cannot be seen whether all is well"]
        assert daemon.lookout.view().is_down


def test_the_lookout_runs_though_a_job_hangs(desk: Desk, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheduler gives it a worker of its own."""
    daemon = Daemon(replace(desk, config=config), SmtpTransport(config.smtp))
    scheduler = daemon._schedule()
    try:
        jobs = {job.id: job.executor for job in scheduler.get_jobs()}
        assert [name for name, executor in jobs.items() if executor == jobs["lookout"]] == ["lookout"]
    finally:
        scheduler.shutdown()


def test_an_outage_error_kind_is_kept(desk: Desk, config: Config) -> None:
    daemon = Daemon(replace(desk, config=config), SmtpTransport(config.smtp))

    def away() -> None:
        raise Temporary("away")

    daemon._guarded("digest", away)
    assert [(o.what, o.kind) for o in daemon.lookout.outages.all()] == [("digest", "temporary")]
    daemon._guarded("digest", lambda: None)
    assert daemon.lookout.outages.all() == ()
