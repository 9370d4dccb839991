"""OAuth2 dies while nobody looks: somebody hears of it by the second way, status and health say why; it recovers."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from mailbot.config import load
from mailbot.daemon import Daemon, once, open_desk, open_transport
from tests.conftest import require_dovecot
from tests.flows.conftest import Clock
from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port
from tests.servers.smtp import SmtpReceiver
from tests.servers.tokens import TokenServer

from .conftest import INVITEES, MEETING
from .mail import COMPLETE, note

USER = "ccm"
EXPIRED = (401, {"error": "invalid_client", "error_description": "AADSTS7000222: The provided client secret keys are"})
MOST_MINUTES = 20
CRON_MINUTES = 5


@dataclass
class Tenant:
    """One mailbot that logs in by tokens everywhere, its servers, and an alarm that writes down what it hears."""

    folder: Path
    dovecot: Dovecot
    smtp: SmtpReceiver
    tokens: TokenServer
    port: int = field(default_factory=free_port)
    clock: Clock = field(default_factory=Clock)

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def configure(self, more: str = "") -> None:
        bell = self.folder / "bell"
        bell.write_text(f'#!/bin/sh\n{{ echo "$MAILBOT_ALARM"; cat; }} >> {self.folder}/heard\n')
        bell.chmod(0o700)
        (self.folder / "secret").write_text("s3cret")
        (self.folder / "invitees.csv").write_text(INVITEES, encoding="utf-8")
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
username = "{USER}"
timeout_seconds = 5
[mailbox.oauth2]
token_url = "{self.tokens.url}"
client_id = "app-1"
client_secret_file = "secret"
{more}
[smtp]
host = "127.0.0.1"
port = {self.smtp.port}
security = "none"
username = "{USER}"
per_minute = 6000
timeout_seconds = 5
[smtp.oauth2]
same_as_mailbox = true
[letters]
quiet_from = ""
quiet_until = ""
digest_time = ""
[alarm]
command = ["{bell}"]
[http]
listen = "127.0.0.1:{self.port}"
{MEETING}"""
        self.config.write_text(text, encoding="utf-8")

    def once(self) -> bool:
        return once(load(self.config), self.clock)

    def heard(self) -> str:
        path = self.folder / "heard"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def status(self) -> str:
        return self.run("status", "--now", self.clock.now.isoformat())

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "mailbot", "-c", str(self.config), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        return done.stdout

    def health(self) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=10) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[Tenant]:
    require_dovecot()
    tokens = TokenServer(username=USER)
    tokens.start()
    dovecot = Dovecot()
    dovecot.take_tokens(tokens.introspection)
    dovecot.start()
    smtp = SmtpReceiver(username=USER, token_holds=tokens.holds)
    smtp.start()
    made = Tenant(tmp_path, dovecot, smtp, tokens)
    made.configure()
    yield made
    smtp.stop()
    dovecot.remove()
    tokens.stop()


def refuse(tokens: TokenServer) -> None:
    tokens.refuses = EXPIRED


def ail(tokens: TokenServer) -> None:
    tokens.refuses = (503, "out of order")


def vanish(tokens: TokenServer) -> None:
    tokens.refuses = (404, "<html>no such page</html>")


DEATHS = [
    (refuse, "the client secret has expired: make a new one", 0),
    (vanish, "check token_url", 0),
    # What may pass by itself is given a quarter of an hour.
    (ail, "is busy or out of order (503)", 15),
]


@pytest.mark.dovecot
@pytest.mark.parametrize(("die", "why", "patience_minutes"), DEATHS)
def test_somebody_hears_within_twenty_minutes_under_cron_and_once_more_when_it_is_over(
    tenant: Tenant, die: Callable[[TokenServer], None], why: str, patience_minutes: int
) -> None:
    tenant.dovecot.deliver(USER, note(*COMPLETE))
    assert tenant.once()
    assert len(tenant.smtp.messages) == 1
    died_at = tenant.clock.now
    die(tenant.tokens)
    tenant.tokens.revoke()
    tenant.dovecot.deliver(USER, note(*COMPLETE, subject="a second note"))
    while "The mailbox cannot be read" not in tenant.heard():
        assert tenant.clock.now - died_at < timedelta(minutes=MOST_MINUTES), tenant.heard()
        tenant.clock.now += timedelta(minutes=CRON_MINUTES)
        assert not tenant.once()
    assert tenant.clock.now - died_at >= timedelta(minutes=patience_minutes)
    assert why in tenant.heard()
    said = tenant.status()
    assert "NOT WELL: The mailbox cannot be read" in said.splitlines()[0]
    assert why in said.replace("\n", " ")
    assert "s3cret" not in said + tenant.heard()

    rings = tenant.heard().count("The mailbox cannot be read")
    tenant.tokens.refuses = None
    for _ in range(5):
        assert tenant.once()
        tenant.clock.now += timedelta(minutes=CRON_MINUTES)
    assert len(to_kenya(tenant)) == 2
    assert tenant.heard().count("over: The mailbox cannot be read") > 0
    assert tenant.heard().count("The mailbox cannot be read") > rings
    assert "NOT WELL" not in tenant.status()


@pytest.mark.dovecot
def test_a_secret_that_runs_out_is_counted_down_in_the_status_and_sounded(tenant: Tenant) -> None:
    day = tenant.clock.now.date() + timedelta(days=7)
    tenant.configure(f"secret_expires_on = {day}")
    assert tenant.once()
    assert f"secret until {day} (7 days)" in tenant.status()
    assert "runs out in 7 days" in tenant.heard()
    assert "A secret has run out" not in tenant.heard()
    tenant.clock.now += timedelta(days=8)
    assert tenant.once()
    assert "A secret has run out" in tenant.heard()
    assert "A secret has run out" in tenant.status().splitlines()[0]


@pytest.mark.dovecot
def test_a_daemon_whose_tokens_die_calls_and_recovers(tenant: Tenant) -> None:
    """The lookout, which goes round once a minute, is sent at once here."""
    config = load(tenant.config)
    with open_desk(config, daemon=True) as desk:
        daemon = Daemon(desk, open_transport(config))
        runner = threading.Thread(target=daemon.run)
        runner.start()
        try:
            _dies_and_recovers(tenant, daemon)
        finally:
            daemon.stop()
            runner.join(30)
    assert not runner.is_alive()


def _dies_and_recovers(tenant: Tenant, daemon: Daemon) -> None:
    until(lambda: tenant.health()[0] == 200)
    tenant.dovecot.deliver(USER, note(*COMPLETE))
    tenant.smtp.wait_for(1, timeout_seconds=30)
    tenant.tokens.refuses = EXPIRED
    tenant.tokens.revoke()
    tenant.dovecot.kill()
    tenant.dovecot.start()
    until(lambda: tenant.health()[0] == 503)
    assert "The mailbox cannot be read" in tenant.health()[1]
    daemon._observe()
    assert "the client secret has expired: make a new one" in tenant.heard()
    found = json.loads(tenant.run("status", "--json"))["health"]
    assert not found["well"]
    tenant.tokens.refuses = None
    tenant.dovecot.deliver(USER, note(*COMPLETE, subject="a second note"))
    until(lambda: tenant.health()[0] == 200, 60)
    until(lambda: len(to_kenya(tenant)) == 2)


def to_kenya(tenant: Tenant) -> list[object]:
    return [message for message in tenant.smtp.messages if message.recipients == ("mission@kenya-gva.example",)]


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    ends_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends_at, f"did not happen in {seconds} s"
        time.sleep(0.1)
