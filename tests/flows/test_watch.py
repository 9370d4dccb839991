"""While the mailbox cannot be read nobody is reminded, and staff hear of it; with a daemon and with cron alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from mailbot.adapters.smtp import SmtpTransport
from mailbot.config import Config, SmtpSettings
from mailbot.daemon import Daemon, once, open_desk
from mailbot.desk import Desk
from mailbot.ports import Temporary
from mailbot.reminders import still_wanted, sweep
from mailbot.watch import begin, note_read, note_unread
from tests.servers.smtp import SmtpReceiver

from .conftest import Clock

REMINDER_DUE = datetime(2020, 11, 11, 8, 0, tzinfo=UTC)


@pytest.fixture
def config(desk: Desk, smtp_receiver: SmtpReceiver, tmp_path: Path) -> Config:
    smtp = SmtpSettings(smtp_receiver.host, smtp_receiver.port, "none", timeout_seconds=5, per_minute=600)
    letters = replace(desk.config.letters, digest_time=None)
    return replace(desk.config, smtp=smtp, letters=letters, store=tmp_path / "data")


def subjects(receiver: SmtpReceiver) -> list[str]:
    return [str(message_from_bytes(m.raw)["Subject"]) for m in receiver.messages]


def test_once_reminds_nobody_while_the_mailbox_cannot_be_read(
    config: Config, clock: Clock, smtp_receiver: SmtpReceiver, tmp_path: Path
) -> None:
    assert once(config, clock)
    (tmp_path / "mail").rename(tmp_path / "away")
    clock.now = REMINDER_DUE
    assert not once(config, clock)
    assert smtp_receiver.messages == []
    (tmp_path / "away").rename(tmp_path / "mail")
    clock.now += timedelta(minutes=5)
    assert once(config, clock)
    assert len(smtp_receiver.messages) == 3


def test_once_tells_staff_when_the_mailbox_stays_away(
    config: Config, clock: Clock, smtp_receiver: SmtpReceiver, tmp_path: Path
) -> None:
    (tmp_path / "mail").rename(tmp_path / "away")
    assert not once(config, clock)
    assert smtp_receiver.messages == []
    for _ in range(3):
        clock.now += timedelta(minutes=20)
        assert not once(config, clock)
    (message,) = smtp_receiver.messages
    assert message.recipients == ("desk@secretariat.example",)
    assert "The mailbox cannot be read" in subjects(smtp_receiver)[0]


def test_once_says_when_it_last_read_the_mailbox_not_when_it_tried(
    config: Config, clock: Clock, tmp_path: Path
) -> None:
    assert once(config, clock)
    read_at = clock.now.isoformat()
    (tmp_path / "mail").rename(tmp_path / "away")
    clock.now += timedelta(hours=1)
    assert not once(config, clock)
    with open_desk(config, clock=clock) as desk:
        assert desk.store.setting("last_cycle_at") == read_at


def test_the_daemon_s_first_sweep_waits_for_its_first_look(desk: Desk, clock: Clock) -> None:
    sweep(desk, clock.now)
    note_read(desk)
    clock.now = REMINDER_DUE
    daemon = Daemon(desk, SmtpTransport(desk.config.smtp))
    begin(desk)
    daemon._remind()
    assert desk.store.letters_in("queued") == ()
    daemon._look()
    daemon._remind()
    assert len(desk.store.letters_in("queued")) == 3


def test_a_look_long_ago_is_no_look(desk: Desk, clock: Clock) -> None:
    sweep(desk, clock.now)
    note_read(desk)
    clock.now = REMINDER_DUE
    assert sweep(desk, clock.now) == 0


def test_a_reminder_that_waits_to_leave_waits_for_the_mailbox_too(desk: Desk, clock: Clock) -> None:
    sweep(desk, clock.now)
    clock.now = REMINDER_DUE
    sweep(desk, clock.now)
    letter = desk.store.letters_in("queued")[0]
    assert still_wanted(desk, letter) is None
    note_unread(desk, Temporary("the server is away"))
    assert still_wanted(desk, letter) == clock.now + timedelta(minutes=1)
    note_read(desk)
    assert still_wanted(desk, letter) is None
