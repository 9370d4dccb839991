"""What the daemon costs while nothing happens: memory of the process and its children, share of a core."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.e2e.mail import COMPLETE, note

from .office import bench
from .rows import Row

_SETTLED_SECONDS = 40  # children that read documents are let go after 30
_FIVE = "import tinydb, imapclient, apscheduler, jinja2, email_validator, time; time.sleep(60)"


def rows(options: argparse.Namespace) -> list[Row]:
    """After one note has been read and answered, and its readers have been let go."""
    with bench() as office:
        process = office.start()
        office.until(lambda: bool(office.json("status")["last_cycle_at"]))
        office.submit(note(*COMPLETE))
        office.smtp.wait_for(1, timeout_seconds=30)
        time.sleep(_SETTLED_SECONDS)
        before, began = _seconds_used(process.pid), time.monotonic()
        time.sleep(options.idle)
        used = (_seconds_used(process.pid) - before) / (time.monotonic() - began)
        rss, pss = _memory(process.pid)
        process.kill()
        process.wait()
    floor = subprocess.Popen([sys.executable, "-c", _FIVE])  # noqa: S603 - our own
    time.sleep(3)
    floor_rss, floor_pss = _memory(floor.pid)
    floor.kill()
    floor.wait()
    name = "Python with the five libraries"
    return [
        Row("idle daemon, resident memory", rss, "MB", name, floor_rss, 60),
        Row("idle daemon, proportional share (PSS)", pss, "MB", name, floor_pss, 60),
        Row(f"idle daemon, share of a core over {options.idle} s", used * 100, "%", goal=0.2),
    ]


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def _memory(pid: int) -> tuple[float, float]:
    """Resident and proportional memory of a process and its children, in MB (of a million bytes)."""
    sums = {"Rss": 0, "Pss": 0}
    for each in _family(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in sums:
                sums[name] += int(rest.split()[0])
    return sums["Rss"] * 1024 / 1e6, sums["Pss"] * 1024 / 1e6


def _seconds_used(pid: int) -> float:
    ticks = 0
    for each in _family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
