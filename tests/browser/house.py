"""A secretariat with mail in its store and the page served: what the browser tests look at."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers.ports import free_port
from tests.servers.smtp import SmtpReceiver

CASES = Path(__file__).parents[1] / "cases"
PASSWORD = "correct horse battery"
USERS = (("anna", "reviewer"), ("ben", "reviewer"), ("vera", "viewer"), ("ada", "administrator"))
NOW = "2020-11-16T10:00+01:00"


@dataclass
class House:
    """One mailbot, its store filled by ``once``, its page by ``serve``; everything as real processes."""

    folder: Path
    port: int = field(default_factory=free_port)
    smtp: SmtpReceiver = field(default_factory=SmtpReceiver)
    serving: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.folder / "config.toml"

    def fill(self, messages: Iterable[Path], meeting: str, invitees: Path) -> None:
        """Writes the configuration, takes the messages in, adds the users."""
        box = self.folder / "mail"
        for name in ("cur", "new", "tmp"):
            (box / name).mkdir(parents=True)
        for number, path in enumerate(messages):
            shutil.copy(path, box / "new" / f"16000{number:05d}.M1P1.host")
        shutil.copy(invitees, self.folder / "invitees.csv")
        self._meeting(meeting)
        self.smtp.start()
        self.run("once", "--now", NOW)
        for name, role in USERS:
            self.run("user", "add", name, "--role", role, "--password-file", "-", typed=f"{PASSWORD}\n")

    def like(self, other: House) -> None:
        """The same as another, as it is now, to be changed without changing that."""
        shutil.copytree(other.folder, self.folder, dirs_exist_ok=True)
        self._meeting(meeting_of(other.config))
        self.smtp.start()

    def _meeting(self, meeting: str) -> None:
        self.config.write_text(
            f"""
timezone = "Europe/Zurich"
invitees = "invitees.csv"
[secretariat]
name = "CCM Secretariat"
address = "ccm@secretariat.example"
staff = ["a.keller@secretariat.example", "desk@secretariat.example"]
[mailbox]
kind = "maildir"
path = "mail"
[smtp]
host = "127.0.0.1"
port = {self.smtp.port}
security = "none"
per_minute = 6000
[web]
listen = "127.0.0.1:{self.port}"
{meeting}""",
            encoding="utf-8",
        )

    def run(self, *words: str, typed: str = "") -> str:
        """One command; its output."""
        command = [sys.executable, "-m", "mailbot", "--config", str(self.config), *words]
        done = subprocess.run(command, input=typed, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def json(self, *words: str) -> Any:
        """What a command says as JSON."""
        return json.loads(self.run(*words, "--json"))

    def serve(self) -> None:
        """Starts the page and waits until it answers."""
        command = [sys.executable, "-m", "mailbot", "--config", str(self.config), "serve", "--with-daemon"]
        self.serving = subprocess.Popen(command, stdin=subprocess.PIPE, env={**os.environ})
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/login", timeout=5):  # noqa: S310 - our own page
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the page was not served")

    def close(self) -> None:
        """Ends everything."""
        if self.serving is not None and self.serving.stdin is not None:
            self.serving.stdin.close()
            self.serving.wait(15)
        self.smtp.stop()


def meeting_of(config: Path) -> str:
    """The sections of a configuration that describe the meeting."""
    text = config.read_text(encoding="utf-8")
    return text[text.index("[meeting]") :]
