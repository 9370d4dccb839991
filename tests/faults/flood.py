"""Very much mail of one sender, and notes of a delegation in its midst: python -m tests.faults.flood COUNT NOTES.

Tells how long the notes waited for their answers, and how many letters went out in all.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.conftest import Office
from tests.e2e.mail import COMPLETE, note
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpReceiver

from .unplug import drop_in, submission

FLOODER = "Flood <flood@flood.example>"
_LONGEST_WAIT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Flooded:
    """``waited`` is seconds from a note's delivery to its answer; ``letters`` to the flooder, to staff, by address."""

    messages: int
    handled: int
    waited: tuple[float, ...]
    to_flooder: int
    to_staff: int


def flood(count: int, notes: int, *, to_the_end: bool = False) -> Flooded:
    """``count`` messages lie there when the daemon starts; then ``notes`` come, one as soon as the last is answered."""
    dovecot, smtp = Dovecot(), SmtpReceiver()
    dovecot.start()
    smtp.start()
    with tempfile.TemporaryDirectory(prefix="mb-flood-") as folder:
        office = Office(Path(folder), dovecot, dovecot.new_user(), smtp)
        office.write_config()
        config = office.config.read_text().replace("per_correspondent_per_day = 1000\n", "")
        office.config.write_text(config)
        try:
            return _flood(office, count, notes, to_the_end)
        finally:
            for process in office.processes:
                if process.poll() is None:
                    office.stop(process)
            smtp.stop()
            dovecot.remove()


def _flood(office: Office, count: int, notes: int, to_the_end: bool) -> Flooded:
    with office.dovecot.session(office.user) as client:
        client.select_folder("INBOX")
    box = office.dovecot.folder / "mail" / office.user
    for number in range(count):
        drop_in(box, note(*COMPLETE, sender=FLOODER, subject=f"Note {number}"))
    process = office.start()
    office.until(lambda: _handled(office) > 0, 120)
    waited = []
    for number in range(notes):
        began, had = time.monotonic(), _letters_to(office, "mission@kenya-gva.example")
        drop_in(box, submission(number))
        while _letters_to(office, "mission@kenya-gva.example") == had:
            assert time.monotonic() - began < _LONGEST_WAIT_SECONDS, f"note {number} is not answered"
            time.sleep(0.05)
        waited.append(round(time.monotonic() - began, 1))
    if to_the_end:
        office.until(lambda: _handled(office) == count + notes, 60 + count)
    handled = _handled(office)
    office.stop(process)
    to_flooder, to_staff = _letters_to(office, "flood@flood.example"), _letters_to(office, "desk@secretariat.example")
    return Flooded(count, handled, tuple(waited), to_flooder, to_staff)


def _handled(office: Office) -> int:
    ledger = office.json("status")["ledger"]
    return sum(ledger.values()) - int(ledger.get("pending", 0))


def _letters_to(office: Office, address: str) -> int:
    return sum(address in taken.recipients for taken in list(office.smtp.messages))


if __name__ == "__main__":
    print(flood(int(sys.argv[1]), int(sys.argv[2]), to_the_end="end" in sys.argv))
