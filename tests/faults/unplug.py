"""Servers that are stopped and started at random while submissions arrive: python -m tests.faults.unplug MINUTES COUNT.

The daemon is ``mailbot run`` as anybody starts it. Submissions come as a delivery agent would bring them: to the mail
folder while Dovecot is up or down, since a queue in front of it would try again.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.conftest import Office
from tests.e2e.mail import ALTERNATE, CLOSING, HEAD, OPENING, message
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpReceiver

_LONGEST_SECONDS = 20
"""A server stays up or down for at most so long."""

_numbers = itertools.count()
_IN_REPLY_TO = re.compile(rb"^In-Reply-To:\s*(\S+)", re.MULTILINE | re.IGNORECASE)


@dataclass
class Figures:
    """What a run came to. ``cuts`` by server; ``seconds_down`` too; ``settled_after`` the last server was back."""

    submitted: int = 0
    recorded: int = 0
    answered_once: int = 0
    answered_twice: int = 0
    doubtful: int = 0
    unaccounted: int = 0
    cuts: Counter[str] = field(default_factory=Counter)
    seconds_down: Counter[str] = field(default_factory=Counter)
    settled_after: float = 0.0
    restarts: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Everything recorded, everything answered once or left to a person, the ledger balanced."""
        return (
            self.submitted == self.recorded == self.answered_once + self.doubtful
            and not (self.answered_twice or self.unaccounted or self.restarts or self.faults)
        )  # fmt: skip


def submission(number: int) -> bytes:
    """A note with a counsellor of its own, so that no two are the same mail."""
    speaker = f"2. Mr. Peter MWANGI, Counsellor, primary speaker (p.mwangi{number}@mfa-ke.example)\n"
    return message(OPENING + HEAD + speaker + ALTERNATE + CLOSING, subject=f"Note Verbale {number}/20")


class Plug:
    """A server that is pulled out and put back."""

    def __init__(self, name: str, server: Dovecot | SmtpReceiver, chance: random.Random) -> None:
        self.name = name
        self.is_up = True
        self._server = server
        self._chance = chance
        self._next = time.monotonic() + chance.uniform(1, _LONGEST_SECONDS)
        self._since = 0.0

    def turn(self, figures: Figures, *, back: bool = False) -> None:
        """Out or in, if it is time; ``back``: in, at once."""
        if not (back and not self.is_up) and (back or time.monotonic() < self._next):
            return
        if self.is_up:
            self._server.kill() if isinstance(self._server, Dovecot) else self._server.stop()
            figures.cuts[self.name] += 1
            self._since = time.monotonic()
        else:
            self._server.start()
            figures.seconds_down[self.name] += int(time.monotonic() - self._since)
        self.is_up = not self.is_up
        self._next = time.monotonic() + self._chance.uniform(0.2, _LONGEST_SECONDS)


def unplug(minutes: float, count: int, seed: int = 1) -> Figures:
    """Runs it; the servers are back for good once the minutes are over."""
    dovecot, smtp = Dovecot(), SmtpReceiver()
    dovecot.start()
    smtp.start()
    with tempfile.TemporaryDirectory(prefix="mb-unplug-") as folder:
        office = Office(Path(folder), dovecot, dovecot.new_user(), smtp)
        office.write_config()
        process = office.start()
        try:
            office.until(lambda: bool(office.json("status")["last_cycle_at"]), 60)
            figures = _run(office, process, minutes, count, random.Random(seed))  # noqa: S311 - a seed gives the same run again
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(30)
            smtp.stop()
            dovecot.remove()
    return figures


def _run(office: Office, process: subprocess.Popen[str], minutes: float, count: int, chance: random.Random) -> Figures:
    figures = Figures()
    with office.dovecot.session(office.user) as client:
        client.select_folder("INBOX")
    box = office.dovecot.folder / "mail" / office.user
    plugs = [Plug("Dovecot", office.dovecot, chance), Plug("SMTP", office.smtp, chance)]
    began, sent = time.monotonic(), {}
    times = sorted(chance.uniform(0, minutes * 60) for _ in range(count))
    while (passed := time.monotonic() - began) < minutes * 60 or times:
        while times and times[0] <= passed:
            times.pop(0)
            raw = submission(len(sent))
            sent[_id_of(raw)] = raw
            drop_in(box, raw)
        for plug in plugs:
            plug.turn(figures)
        figures.restarts += process.poll() is not None
        time.sleep(0.05)
    for plug in plugs:
        plug.turn(figures, back=True)
    figures.submitted, back_at = len(sent), time.monotonic()
    while time.monotonic() - back_at < 400 and not _is_settled(office, figures.submitted):
        time.sleep(1)
    figures.settled_after = round(time.monotonic() - back_at, 1)
    _count(office, figures, set(sent))
    return figures


def drop_in(box: Path, raw: bytes) -> None:
    """As a delivery agent puts it there, whether or not anybody serves it now."""
    name = f"{time.time_ns()}.{os.getpid()}_{next(_numbers)}.localhost"
    owner = box.stat()
    draft = box / "tmp" / name
    draft.write_bytes(raw.replace(b"\r\n", b"\n"))
    os.chown(draft, owner.st_uid, owner.st_gid)
    draft.rename(box / "new" / name)


def _id_of(raw: bytes) -> bytes:
    found = re.search(rb"^Message-ID:\s*(\S+)", raw, re.MULTILINE | re.IGNORECASE)
    assert found
    return found[1]


def _is_settled(office: Office, submitted: int) -> bool:
    status = office.json("status")
    waiting = status["letters"].get("queued", 0) + status["letters"].get("sending", 0)
    return sum(status["ledger"].values()) >= submitted and not waiting and office.count_in("INBOX") == 0


def _count(office: Office, figures: Figures, sent: set[bytes]) -> None:
    status = office.json("status")
    figures.recorded = status["ledger"].get("recorded", 0)
    figures.unaccounted = status["ledger"].get("pending", 0) + office.count_in("INBOX")
    figures.doubtful = status["letters"].get("doubtful", 0)
    had = Counter(found[1] for taken in office.smtp.messages if (found := _IN_REPLY_TO.search(taken.raw)))
    figures.answered_once = sum(1 for each in sent if had[each] == 1)
    figures.answered_twice = sum(1 for times in had.values() if times > 1)
    done = office.run("doctor", "--json", expect=None)
    figures.faults += [row["what"] for row in json.loads(done.stdout) if row["weight"] == "fault"]
    if "Traceback" in office.log():
        figures.faults.append("a traceback in the log")
    if office.count_in("Processed") != figures.submitted:
        figures.faults.append(f"{office.count_in('Processed')} in Processed")


if __name__ == "__main__":
    told = unplug(float(sys.argv[1]), int(sys.argv[2]), *(int(word) for word in sys.argv[3:4]))
    print(told)
    sys.exit(0 if told.is_good else 1)
