"""A full mailbox, a real daemon: much is understood beforehand, and the record is what a rebuild makes of it."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from pathlib import Path

import pytest

from mailbot.intake import MANY

from .conftest import Office
from .mail import COMPLETE, INCOMPLETE, message, note

pytestmark = pytest.mark.dovecot


def children_of(pid: int) -> str:
    """The command lines of the processes it has started."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            found += (task / "children").read_text().split()
    lines = []
    for child in found:
        with contextlib.suppress(OSError):
            lines.append(Path(f"/proc/{child}/cmdline").read_text())
    return "\n".join(lines)


def rows(office: Office) -> list[tuple[object, ...]]:
    reader = sqlite3.connect(f"{(office.folder / 'data' / 'mailbot.sqlite').as_uri()}?mode=ro", uri=True, timeout=30)
    with contextlib.closing(reader):
        return sorted(reader.execute("SELECT * FROM messages"), key=repr)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes as Linux shows them")
def test_a_full_mailbox_is_recorded_as_a_rebuild_records_it(office: Office) -> None:
    office.config.write_text(office.config.read_text() + "\n[reading]\nprocesses = 2\n")
    for number in range(MANY // 3 + 2):
        office.submit(note(*COMPLETE, subject=f"Note Verbale {number}"))
        office.submit(note(*INCOMPLETE, subject=f"Note Verbale {number} again"))
        office.submit(message(f"Where is meeting number {number}?", subject="A question"))
    process = office.start()
    seen = False
    ends_at = time.monotonic() + 90
    while office.count_in("INBOX"):
        assert time.monotonic() < ends_at, office.log()[-2000:]
        seen = seen or "understander" in children_of(process.pid)
        time.sleep(0.05)
    assert seen
    assert office.stop(process) == 0
    before = rows(office)
    assert len(before) == 3 * (MANY // 3 + 2)
    office.run("rebuild", "--in-place")
    assert rows(office) == before
