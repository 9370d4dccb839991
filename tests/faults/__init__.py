"""Faults of servers, injected by protocol step between a running daemon and real servers."""

from __future__ import annotations

from tests.torture.figures import Figures


def run(seconds: float, seed: int) -> Figures:
    """Every fault of the table, once: a part of ``make torture``."""
    from .cases import CASES
    from .trial import run_together

    return run_together(CASES)
