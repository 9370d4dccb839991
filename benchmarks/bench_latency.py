"""From delivery in Dovecot to acceptance by SMTP, through a running daemon; beside it, Dovecot's own announcement.

python -m benchmarks.bench_latency [MESSAGES]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.conftest import Office
from tests.e2e.mail import COMPLETE, note
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpReceiver


def announcement_seconds(dovecot: Dovecot, rounds: int) -> list[float]:
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


def acknowledgement_seconds(office: Office, rounds: int) -> list[float]:
    """How long until the SMTP server has the acknowledgement of a message just delivered."""
    process, taken = office.start(), []
    office.until(lambda: bool(office.json("status")["last_cycle_at"]))
    time.sleep(1)
    for number in range(rounds):
        began = time.monotonic()
        office.submit(note(*COMPLETE, subject=f"Note {number}"))
        office.smtp.wait_for(number + 1, timeout_seconds=30)
        taken.append(time.monotonic() - began)
        time.sleep(0.3)
    office.stop(process)
    return taken


def main() -> None:
    """Prints medians and 95th percentiles, and their ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 15
    dovecot, smtp = Dovecot(), SmtpReceiver()
    dovecot.start()
    smtp.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            office = Office(Path(folder), dovecot, dovecot.new_user(), smtp)
            office.write_config()
            figures = {
                "Dovecot announces": announcement_seconds(dovecot, rounds),
                "acknowledged": acknowledgement_seconds(office, rounds),
            }
    finally:
        smtp.stop()
        dovecot.remove()
    print("seconds from delivery        first   median      p95")
    for name, taken in figures.items():
        median, p95 = statistics.median(taken), sorted(taken)[int(0.95 * (len(taken) - 1))]
        print(f"{name:24} {taken[0]:9.2f} {median:8.2f} {p95:8.2f}")
    medians = [statistics.median(taken) for taken in figures.values()]
    print(f"acknowledged ÷ announced {medians[1] / medians[0]:9.2f}")


if __name__ == "__main__":
    main()
