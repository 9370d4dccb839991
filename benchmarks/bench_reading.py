"""Processor time of a start, of understanding a text note and of a scanned page; beside it, Python's own start.

python -m benchmarks.bench_reading
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from mailbot.reading.documents.tesseract import missing
from tests.flows.conftest import CONFIG, INVITEES
from tests.reading.documents.test_ocr import encoded, page

ROUNDS = 5
NOTE = """From: mission@state.example
Subject: Note verbale 12/2020

The Permanent Mission presents its compliments to the Secretariat and has the honour to name its delegation:

1. H.E. Mr. John DOE, Ambassador, Head of delegation, john.doe@state.example, primary speaker
2. Ms. Jane ROE, Counsellor, jane.roe@state.example, alternate speaker
"""


def seconds(*arguments: str) -> float:
    """The median processor time of a Python process with those arguments, and of all it starts."""
    taken = []
    for _ in range(ROUNDS):
        before = os.times()
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own
        after = os.times()
        taken.append(sum(after[2:4]) - sum(before[2:4]))
    return statistics.median(taken)


def main() -> None:
    """Prints seconds of processor time, and each as a multiple of Python's own start."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "invitees.csv").write_text(INVITEES, encoding="utf-8")
        (here / "config.toml").write_text(CONFIG, encoding="utf-8")
        (here / "mail").mkdir()
        (here / "note.eml").write_text(NOTE, encoding="utf-8")
        (here / "scan.png").write_bytes(encoded(page(table=True), "PNG"))
        mailbot = ("-m", "mailbot", "-c", str(here / "config.toml"))
        python = seconds("-c", "pass")
        rows = {
            "python alone": python,
            "mailbot --help": seconds("-m", "mailbot", "--help"),
            "mailbot status": seconds(*mailbot, "status", "--json"),
            "one text note": seconds(*mailbot, "parse", "--json", str(here / "note.eml")),
            "the same note again, each": seconds(*mailbot, "parse", "--json", *[str(here / "note.eml")] * 100) / 100,
        }
        if not missing():
            rows["one scanned page"] = seconds(*mailbot, "parse", "--json", str(here / "scan.png"))
    print("processor time              seconds   × python")
    for name, taken in rows.items():
        print(f"{name:26} {taken:8.3f} {taken / python:10.1f}")


if __name__ == "__main__":
    main()
