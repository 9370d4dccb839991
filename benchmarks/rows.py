"""The rows of the table: a figure beside what it is measured against, and the goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """``ratio`` is ours ÷ reference. The goal is on the ratio if ``by_ratio``, else on our figure; None: to compare."""

    what: str
    ours: float
    unit: str
    reference: str = ""
    measured: float | None = None
    goal: float | None = None
    by_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        return self.ours / self.measured if self.measured else None

    @property
    def is_met(self) -> bool | None:
        """None if there is no goal."""
        judged = self.ratio if self.by_ratio else self.ours
        return None if self.goal is None or judged is None else judged <= self.goal


_WIDTHS = (58, 11, 46, 9, 9, 6)


def table(rows: Sequence[Row]) -> str:
    """All rows as text."""
    head = _line(("what", "mailbot", "reference, in this run", "ratio", "goal", ""))
    return "\n".join([head, "-" * len(head), *map(_text, rows)])


def _text(row: Row) -> str:
    reference = f"{row.reference} {_figure(row.measured, row.unit)}" if row.measured is not None else row.reference
    goal = "" if row.goal is None else f"≤ {row.goal:g} ×" if row.by_ratio else f"≤ {_figure(row.goal, row.unit)}"
    met = {None: "", True: "met", False: "MISSED"}[row.is_met]
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} ×"
    return _line((row.what, _figure(row.ours, row.unit), reference, ratio, goal, met))


def _figure(value: float, unit: str) -> str:
    shown = f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}"
    return f"{shown} {unit}".strip()


def _line(cells: Sequence[str]) -> str:
    name, ours, reference, *rest = (
        cell.ljust(width) if place in {0, 2} else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    )
    return f"{name} {ours}  {reference} {' '.join(rest)}".rstrip()
