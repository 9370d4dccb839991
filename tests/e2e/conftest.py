"""A secretariat of its own for each test: configuration on disk, real Dovecot, real SMTP receiver, real process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp import SmtpReceiver

INVITEES = """\
code,name,category,language,emails
KEN,Kenya,signatory,en,mission@kenya-gva.example
BFA,Burkina Faso,state_party,fr,mission@burkina-gva.example
LBN,Lebanon,state_party,ar,mission.liban@mfa-lb.example
CMC,Cluster Munition Coalition,observer_1_2,en,participation@cmc.example
"""

MEETING = """
[meeting]
id = "2RC"
title.en = "Second Review Conference"
title.fr = "deuxième Conférence d'examen"

[[meeting.parts]]
id = "RC1"
title.en = "first part"
title.fr = "première partie"
starts_on = 2020-11-25
ends_on = 2020-11-27
format = "virtual"
sessions = ["10:00-12:00", "13:00-15:00"]
platform = "Interprefy"
speakers = { primary = 1, alternate = 1, personal_email = true }

[[meeting.parts.milestones]]
kind = "note_verbale"
due = 2020-11-18
remind_days_before = [14, 7, 2, 0]
"""


@dataclass
class Office:
    """One mailbot with its servers."""

    folder: Path
    dovecot: Dovecot
    user: str
    smtp: SmtpReceiver
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def write_config(self, **mailbox: object) -> None:
        more = "\n".join(f"{key} = {json.dumps(value)}" for key, value in mailbox.items())
        text = f"""
timezone = "Europe/Zurich"
invitees = "invitees.csv"
[secretariat]
name = "CCM Secretariat"
address = "ccm@secretariat.example"
staff = ["desk@secretariat.example"]
[mailbox]
host = "127.0.0.1"
port = {self.dovecot.port}
security = "none"
username = "{self.user}"
password_env = "IMAP_PASSWORD"
timeout_seconds = 5
{more}
[smtp]
host = "127.0.0.1"
port = {self.smtp.port}
security = "none"
per_minute = 6000
timeout_seconds = 5
[letters]
quiet_from = ""
quiet_until = ""
digest_time = ""
per_correspondent_per_day = 1000
{MEETING}"""
        self.config.write_text(text, encoding="utf-8")
        (self.folder / "invitees.csv").write_text(INVITEES, encoding="utf-8")

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "mailbot", "-c", str(self.config), *arguments]

    def run(self, *arguments: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self.command(*arguments), capture_output=True, text=True, env=self.environment, timeout=110, check=False
        )
        if expect is not None:
            assert done.returncode == expect, done.stderr
        return done

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "IMAP_PASSWORD": PASSWORD}

    def start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            self.command("run"), env=self.environment, stderr=(self.folder / "log").open("a"), text=True
        )
        self.processes.append(process)
        return process

    def stop(self, process: subprocess.Popen[str]) -> int:
        process.send_signal(signal.SIGTERM)
        return process.wait(20)

    def log(self) -> str:
        return (self.folder / "log").read_text() if (self.folder / "log").exists() else ""

    def submit(self, raw: bytes) -> None:
        self.dovecot.deliver(self.user, raw)

    def count_in(self, folder: str) -> int:
        with self.dovecot.session(self.user) as client:
            return int(client.select_folder(folder, readonly=True)[b"EXISTS"]) if client.folder_exists(folder) else 0

    def until(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        ends_at = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < ends_at, f"did not happen in {seconds} s\n{self.log()[-3000:]}"
            time.sleep(0.05)


@pytest.fixture
def office(dovecot: Dovecot, mail_user: str, smtp_receiver: SmtpReceiver, tmp_path: Path) -> Iterator[Office]:
    """On the shared Dovecot, with a mailbox of its own."""
    yield from _office(Office(tmp_path, dovecot, mail_user, smtp_receiver))


@pytest.fixture
def own_office(own_dovecot: Dovecot, smtp_receiver: SmtpReceiver, tmp_path: Path) -> Iterator[Office]:
    """On a Dovecot of its own, to stop and start."""
    yield from _office(Office(tmp_path, own_dovecot, own_dovecot.new_user(), smtp_receiver))


def _office(office: Office) -> Iterator[Office]:
    office.write_config()
    yield office
    for process in office.processes:
        if process.poll() is None:
            process.kill()
            process.wait()
