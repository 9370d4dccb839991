"""From delivery in Dovecot to acceptance by SMTP, through a running daemon; beside it, Dovecot's own announcement.

Also with fifty scans waiting for recognition: a text note is not to stand behind them.
"""

from __future__ import annotations

import argparse
import statistics
import time

from mailbot.reading.documents.tesseract import missing
from tests.e2e.mail import COMPLETE, note
from tests.servers.dovecot import Dovecot

from . import mixed
from .office import Bench, bench
from .rows import Row


def rows(options: argparse.Namespace) -> list[Row]:
    """Median and 95th percentile of an acknowledgement."""
    rounds = options.rounds
    with bench() as office:
        announced = _announcements(office.dovecot, rounds)
        acknowledged = acknowledgements(office, rounds)
    return [
        Row("acknowledgement, delivery to SMTP: median", statistics.median(acknowledged), "s",
            "Dovecot announces after", statistics.median(announced), 0.8),
        Row("acknowledgement, delivery to SMTP: 95th percentile", _p95(acknowledged), "s",
            "Dovecot announces after", _p95(announced), 1.0),
    ]  # fmt: skip


def rows_beside_scans(options: argparse.Namespace) -> list[Row]:
    """The same while scans wait, beside the same without them."""
    if missing():
        return []
    rounds = max(5, options.rounds // 3)
    with bench() as office:
        alone = statistics.median(acknowledgements(office, rounds))
    with bench() as office:
        scans = (raw for kind, raw in mixed.mailbox(20 * options.scans) if kind == "scan")
        office.fill(raw for _, raw in zip(range(options.scans), scans, strict=False))
        beside = acknowledgements(office, rounds, is_read=False)
        status = office.json("status")
    waiting = status["ledger"].get("pending", 0) if "ledger" in status else None
    left = f" ({waiting} left at the end)" if waiting is not None else ""
    what = f"text note while {options.scans} scans wait{left}: median"
    return [Row(what, statistics.median(beside), "s", "without scans", alone, 1.0)]


def _p95(taken: list[float]) -> float:
    return sorted(taken)[round(0.95 * (len(taken) - 1))]


def _announcements(dovecot: Dovecot, rounds: int) -> list[float]:
    """How long Dovecot itself takes to announce a message to a client in IDLE."""
    user, taken = dovecot.new_user(), []
    with dovecot.session(user) as client:
        client.select_folder("INBOX")
        for number in range(rounds):
            client.idle()
            began = time.monotonic()
            dovecot.deliver(user, note(*COMPLETE, subject=f"Announced {number}"))
            while not client.idle_check(timeout=5):
                pass
            taken.append(time.monotonic() - began)
            client.idle_done()
    return taken


def acknowledgements(office: Bench, rounds: int, *, is_read: bool = True) -> list[float]:
    """How long until the SMTP server has the acknowledgement of a message just delivered."""
    process, taken = office.start(), []
    if is_read:
        office.until(lambda: bool(office.json("status")["last_cycle_at"]))
    time.sleep(3)
    for number in range(rounds):
        before = len(office.smtp.messages)
        began = time.monotonic()
        office.submit(note(*COMPLETE, subject=f"Note {number}"))
        office.smtp.wait_for(before + 1, timeout_seconds=120)
        taken.append(time.monotonic() - began)
        time.sleep(0.3)
    process.kill()
    process.wait()
    return taken
