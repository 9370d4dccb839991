"""How soon commands answer, and how soon the daemon is ready; beside it, Python's own start."""

from __future__ import annotations

import argparse
import sys

from .office import bench, median_seconds, seconds_until_ready
from .rows import Row


def rows(options: argparse.Namespace) -> list[Row]:
    """``--help`` and ``status``."""
    with bench() as office:
        _, process = seconds_until_ready(office)
        process.kill()
        process.wait()
        environment = office.environment
        python = median_seconds([sys.executable, "-c", "pass"], environment, options.rounds)
        shown = median_seconds([sys.executable, "-m", "mailbot", "--help"], environment, options.rounds)
        told = median_seconds(office.command("status"), environment, options.rounds)
    return [
        Row("mailbot --help", shown, "s", "Python alone", python),
        Row("mailbot status", told, "s", "Python alone", python),
    ]
