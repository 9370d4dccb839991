"""mailbot that does not start is heard of, once: real processes, started again and again as systemd does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailbot.adapters.bringing_up import DATABASE
from mailbot.adapters.daemon_lock import take_lock
from mailbot.adapters.maildir import create_maildir, deliver
from mailbot.config import load
from mailbot.daemon import once
from mailbot.observing.starting import FILE, note_not_started
from mailbot.ports import Temporary
from tests.e2e.mail import COMPLETE, note
from tests.flows.conftest import CONFIG, INVITEES, Clock
from tests.servers.smtp import SmtpReceiver

LINE = "mailbot 2RC: mailbot does not start"


@dataclass
class Machine:
    """A store that has been in use, and a bell that appends what it is given to a file."""

    folder: Path

    def start(self, command: str = "run") -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "mailbot", "-c", str(self.folder / "config.toml"), command]
        return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)

    def heard(self) -> list[str]:
        path = self.folder / "heard"
        return path.read_text().splitlines() if path.exists() else []

    def said(self) -> str:
        return (self.folder / "text").read_text()


@pytest.fixture
def machine(tmp_path: Path, smtp_receiver: SmtpReceiver) -> Machine:
    (tmp_path / "invitees.csv").write_text(INVITEES, encoding="utf-8")
    bell = tmp_path / "bell"
    bell.write_text(f'#!/bin/sh\necho "$MAILBOT_ALARM" >> {tmp_path}/heard\ncat >> {tmp_path}/text\n')
    bell.chmod(0o700)
    text = CONFIG.replace('host = "127.0.0.1"', f'host = "127.0.0.1"\nport = {smtp_receiver.port}')
    text += f'\n[alarm]\ncommand = ["{bell}"]\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    create_maildir(tmp_path / "mail")
    deliver(tmp_path / "mail", note(*COMPLETE))
    machine = Machine(tmp_path)
    assert machine.start("once").returncode == 0
    return machine


def lose_database(machine: Machine) -> None:
    for path in (machine.folder / "data").glob(DATABASE + "*"):
        path.rename(machine.folder / path.name)


def damage_database(machine: Machine) -> None:
    (machine.folder / DATABASE).write_bytes((machine.folder / "data" / DATABASE).read_bytes())
    (machine.folder / "data" / DATABASE).write_bytes(b"no database at all")


@pytest.mark.parametrize("harm", [lose_database, damage_database])
@pytest.mark.parametrize("command", ["run", "once"])
def test_a_store_that_cannot_be_opened_is_heard_of_once_and_called_off(
    machine: Machine, harm: Callable[[Machine], None], command: str
) -> None:
    harm(machine)
    assert [machine.start(command).returncode for _ in range(3)] == [1, 1, 1]
    assert machine.heard() == [LINE]
    assert "mailbot rebuild --in-place" in machine.said()
    assert (machine.folder / "data" / FILE).stat().st_mode & 0o077 == 0
    (machine.folder / DATABASE).rename(machine.folder / "data" / DATABASE)
    config = load(machine.folder / "config.toml")
    clock = Clock(datetime.now(UTC))
    for _ in range(5):
        once(config, clock)
        clock.now += timedelta(minutes=5)
    assert machine.heard() == [LINE, "mailbot 2RC: over: mailbot does not start"]
    assert not (machine.folder / "data" / FILE).exists()


def test_a_faulty_configuration_is_heard_of_without_a_word_of_what_stands_there(machine: Machine) -> None:
    path = machine.folder / "config.toml"
    path.write_text(path.read_text().replace('"ccm@secretariat.example"', '"ccm@@secret"'), encoding="utf-8")
    for command in ("run", "once", "run"):
        done = machine.start(command)
        assert done.returncode == 2
        assert "secretariat.address" in done.stderr.splitlines()[-1]
    assert machine.heard() == [LINE]
    assert "secretariat.address" in machine.said()
    assert "ccm@@secret" not in machine.said()


def test_where_the_alarm_itself_is_at_fault_the_faults_are_told_all_the_same(machine: Machine) -> None:
    path = machine.folder / "config.toml"
    path.write_text(path.read_text().replace("[alarm]", "[alarm]\nwebhook = 5"), encoding="utf-8")
    done = machine.start()
    assert done.returncode == 2
    assert "alarm.webhook" in done.stderr
    assert machine.heard() == []


def test_a_second_daemon_is_no_alarm(machine: Machine) -> None:
    with take_lock(machine.folder / "data"):
        assert machine.start().returncode == 1
    assert machine.heard() == []


def test_what_may_mend_itself_has_a_quarter_of_an_hour(machine: Machine) -> None:
    config, now = load(machine.folder / "config.toml"), datetime.now(UTC)
    for minutes in (0, 1, 5, 14):
        note_not_started(
            config, Temporary("the disk is full"), lambda minutes=minutes: now + timedelta(minutes=minutes)
        )  # type: ignore[misc]
    assert machine.heard() == []
    for minutes in (16, 20, 60):
        note_not_started(
            config, Temporary("the disk is full"), lambda minutes=minutes: now + timedelta(minutes=minutes)
        )  # type: ignore[misc]
    assert machine.heard() == [LINE]


def test_where_the_store_cannot_be_written_systemds_folder_remembers(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = machine.folder / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(runtime))
    (machine.folder / "data").rename(machine.folder / "gone")
    (machine.folder / "data").write_text("no folder")
    assert [machine.start().returncode for _ in range(2)] == [2, 2]
    assert machine.heard() == [LINE]
    assert json.loads((runtime / FILE).read_text())
