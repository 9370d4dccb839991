"""A secretariat to measure: a real Dovecot and SMTP receiver, a store on the disk, the daemon as its own process."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.conftest import INVITEES, MEETING, Office
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpReceiver

from . import mixed

PLACE = Path(os.environ.get("MAILBOT_BENCH", "build"))
"""Where stores and mailboxes are laid: on the disk to be measured, never in memory."""

_MORE = """
[letters]
quiet_from = ""
quiet_until = ""
digest_time = ""
per_correspondent_per_day = 1000
per_correspondent_per_hour = 1000
answers_per_hour = 100000
receipts_per_hour = 100000
"""


@dataclass
class Bench(Office):
    """An office whose invitees are those of the mixed mailbox."""

    def write_config(self, **mailbox: object) -> None:
        super().write_config(**mailbox)
        text = self.config.read_text(encoding="utf-8")
        start, end = text.index("[letters]"), text.index(MEETING.strip()[:10])
        self.config.write_text(text[:start] + _MORE.lstrip() + text[end:], encoding="utf-8")
        mixed.write_invitees(self.folder / "invitees.csv", INVITEES)

    @property
    def store(self) -> Path:
        return self.folder / "data"

    def fill(self, messages: Iterable[bytes], first: int = 1) -> None:
        """Lays messages into the mailbox as a delivery to the Maildir would, without the server's help."""
        home = self.dovecot.folder / "mail" / self.user
        owner = (self.dovecot.folder / "mail").stat()
        for folder in (home, home / "cur", home / "new", home / "tmp"):
            folder.mkdir(exist_ok=True)
        for number, raw in enumerate(messages, first):
            (home / "new" / f"{1_600_000_000 + number}.M{number}.bench").write_bytes(raw)
        shutil.chown(home, owner.st_uid, owner.st_gid)
        for path in home.rglob("*"):
            os.chown(path, owner.st_uid, owner.st_gid)


@contextlib.contextmanager
def bench() -> Iterator[Bench]:
    """An office with servers of its own; everything is gone afterwards."""
    PLACE.mkdir(parents=True, exist_ok=True)
    dovecot, smtp = Dovecot(), SmtpReceiver()
    dovecot.start()
    smtp.start()
    with tempfile.TemporaryDirectory(dir=PLACE, prefix="bench-") as folder:
        office = Bench(Path(folder).resolve(), dovecot, dovecot.new_user(), smtp)
        try:
            office.write_config()
            yield office
        finally:
            for process in office.processes:
                if process.poll() is None:
                    process.kill()
                    process.wait()
            smtp.stop()
            dovecot.remove()


def seconds_until_ready(office: Bench) -> tuple[float, subprocess.Popen[str]]:
    """From the start of the daemon's process until it tells systemd that it is ready."""
    with tempfile.TemporaryDirectory(prefix="mb-") as place, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(f"{place}/notify")
        told.settimeout(60)
        environment = {**office.environment, "NOTIFY_SOCKET": f"{place}/notify"}
        began = time.monotonic()
        log = (office.folder / "log").open("a")
        process = subprocess.Popen(office.command("run"), env=environment, stderr=log, text=True)  # noqa: S603 - our own
        office.processes.append(process)
        while b"READY=1" not in told.recv(4096):
            pass
        return time.monotonic() - began, process


def median_seconds(arguments: list[str], environment: dict[str, str], rounds: int) -> float:
    """The median time a command takes, from its start to its end."""
    taken = []
    for _ in range(rounds):
        began = time.monotonic()
        subprocess.run(arguments, stdout=subprocess.DEVNULL, env=environment, check=True)  # noqa: S603 - our own
        taken.append(time.monotonic() - began)
    return sorted(taken)[rounds // 2]
