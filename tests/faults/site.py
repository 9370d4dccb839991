"""A secretariat for faults: real servers, a line to each that meddles, and the daemon as a process of its own."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mailbot.adapters.store import open_store
from mailbot.ports import Store
from tests.e2e.conftest import MEETING
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.smtp import Received, SmtpReceiver

from .meddler import Meddler

INVITEES = """\
code,name,category,language,emails
KEN,Kenya,signatory,en,mission@kenya-gva.example
"""

_CONFIG = """
timezone = "Europe/Zurich"
invitees = "invitees.csv"
[secretariat]
name = "CCM Secretariat"
address = "ccm@secretariat.example"
staff = ["desk@secretariat.example", "second@secretariat.example", "third@secretariat.example"]
[store]
path = "data"
[mailbox]
host = "127.0.0.1"
port = {imap}
security = "{imap_security}"
username = "{user}"
password_env = "FAULTS_PASSWORD"
timeout_seconds = 1
idle_seconds = {idle_seconds}
poll_seconds = {poll_seconds}
max_message_bytes = 1000000
sent = "{sent}"
ca_file = "{ca_file}"
[smtp]
host = "127.0.0.1"
port = {smtp}
security = "{smtp_security}"
username = "ccm"
password_env = "FAULTS_PASSWORD"
per_minute = 6000
timeout_seconds = 1
ca_file = "{ca_file}"
[letters]
quiet_from = ""
quiet_until = ""
digest_time = ""
per_correspondent_per_day = 1000
per_correspondent_per_hour = 1000
answers_per_hour = 10000
[alarm]
command = ["/bin/sh", "-c", 'echo "$MAILBOT_ALARM" >> "$0"', "{alarms}"]
{meeting}"""


@dataclass
class Site:
    """``command`` starts the daemon; the clock it runs by can be put forward."""

    folder: Path
    dovecot: Dovecot
    smtp_server: SmtpReceiver
    settings: dict[str, object] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    ahead: float = 0.0

    def __post_init__(self) -> None:
        self.user = self.dovecot.new_user()
        self.imap = Meddler("imap", self.dovecot.port)
        self.smtp = Meddler("smtp", self.smtp_server.port)
        self.store: Store | None = None

    @property
    def alarms(self) -> list[str]:
        """What the second channel has told so far."""
        path = self.folder / "alarms"
        return path.read_text().splitlines() if path.exists() else []

    def write_config(self) -> None:
        values: dict[str, object] = {
            "imap": self.imap.port,
            "smtp": self.smtp.port,
            "imap_security": "none",
            "smtp_security": "none",
            "user": self.user,
            "idle_seconds": 1,
            "poll_seconds": 1,
            "sent": "",
            "ca_file": self.dovecot.certificate.cert,
            "alarms": self.folder / "alarms",
            "meeting": MEETING,
        }
        (self.folder / "config.toml").write_text(_CONFIG.format(**{**values, **self.settings}))
        (self.folder / "invitees.csv").write_text(INVITEES)

    def start(self) -> None:
        self.write_config()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.fast_daemon", str(self.folder / "config.toml"), str(self.ahead)],
            env=self.environment,
            stdin=subprocess.PIPE,
            stderr=(self.folder / "log").open("a"),
            text=True,
        )
        self.until(lambda: (self.folder / "data").exists() and self.has_looked(), 90)

    def has_looked(self) -> bool:
        return bool(self.record.setting("last_cycle_at"))

    @property
    def record(self) -> Store:
        if self.store is None:
            self.store = open_store(self.folder / "data")
        return self.store

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "FAULTS_PASSWORD": PASSWORD}

    def put_forward(self, seconds: float) -> None:
        """The daemon's clock."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.ahead += seconds
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()

    def cpu_seconds(self) -> float:
        """Processor time of the daemon so far, its children's apart."""
        assert self.process is not None
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def submit(self, *raws: bytes) -> None:
        """Behind the lines: the servers themselves are well."""
        self.dovecot.deliver(self.user, *raws)

    def answers_to(self, message_id: str) -> int:
        """How many letters the SMTP server took that answer this message."""
        wanted = re.compile(rb"^In-Reply-To:\s*" + re.escape(message_id.encode()), re.MULTILINE | re.IGNORECASE)
        return sum(1 for taken in list(self.smtp_server.messages) if wanted.search(taken.raw))

    @staticmethod
    def letter_id(taken: Received) -> str:
        """The Message-ID of a letter that was taken."""
        found = re.search(rb"^Message-ID:\s*(\S+)", taken.raw, re.MULTILINE | re.IGNORECASE)
        return found[1].decode() if found else ""

    def count_in(self, folder: str) -> int:
        with self.dovecot.session(self.user) as client:
            return int(client.select_folder(folder, readonly=True)[b"EXISTS"]) if client.folder_exists(folder) else 0

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mailbot", "-c", str(self.folder / "config.toml"), *arguments],
            capture_output=True,
            text=True,
            env=self.environment,
            timeout=110,
            check=False,
        )

    def doctor(self) -> list[str]:
        """What `mailbot doctor` finds wrong."""
        done = self.command("doctor", "--json")
        if done.returncode not in {0, 1} or not done.stdout:
            return [done.stdout + done.stderr]
        return [f"{row['about']}: {row['what']}" for row in json.loads(done.stdout) if row["weight"] == "fault"]

    def log(self) -> str:
        return (self.folder / "log").read_text() if (self.folder / "log").exists() else ""

    def until(self, condition: Callable[[], bool], seconds: float) -> bool:
        ends_at = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > ends_at:
                return False
            time.sleep(0.03)
        return True

    def stop(self) -> int:
        """The daemon's exit status; it may be dead already."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process = None
        return status

    def close(self) -> None:
        self.stop()
        if self.store is not None:
            self.store.close()
        self.imap.close()
        self.smtp.close()


@contextlib.contextmanager
def own_dovecot() -> Iterator[Dovecot]:
    """A server for as many sites as like: each has a mailbox of its own."""
    dovecot = Dovecot()
    dovecot.start()
    try:
        yield dovecot
    finally:
        dovecot.remove()


@contextlib.contextmanager
def site_of(dovecot: Dovecot, **settings: object) -> Iterator[Site]:
    """A running site, with a receiver of its own that demands a login."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(dovecot.certificate.cert, dovecot.certificate.key)
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # warns of its own future at each session
    smtp = _receiver(tls)
    with tempfile.TemporaryDirectory(prefix="mb-faults-") as folder:
        site = Site(Path(folder), dovecot, smtp, settings)
        try:
            site.start()
            yield site
        finally:
            site.close()
            smtp.stop()


def _receiver(tls: ssl.SSLContext) -> SmtpReceiver:
    """Others look for free ports too, and may be quicker."""
    for _ in range(5):
        smtp = SmtpReceiver(username="ccm", password=PASSWORD, tls=tls)
        with contextlib.suppress(RuntimeError):
            smtp.start()
            return smtp
    raise RuntimeError("no port is free")
