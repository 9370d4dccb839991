"""Figures kept in the repository, so that a regression shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .figures import share

TOLERANCE = 0.005
"""How far a share may fall before it is a regression: half a point, for one case more or less in the set."""
_LOWER_IS_BETTER = ("silent.rate",)
_EXACT = ("messages",)


@dataclass(frozen=True, slots=True)
class Drop:
    """One figure that is worse than kept; ``found`` is None where it is no longer measured."""

    name: str
    kept: float
    found: float | None

    def __str__(self) -> str:
        return f"{self.name}: kept {_shown(self.kept)}, now {_shown(self.found)}"


def kept(figures: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """The figures worth keeping, by name (``all/person.f1``), shares to four digits.

    Overall each figure; by channel and language persons and silent errors.
    """
    out = {name: value for name, value in _named(figures) if value is not None}
    return {name: round(value, 4) for name, value in sorted(out.items())}


def _named(figures: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, float | None]]:
    for slice_, row in figures.items():
        yield f"{slice_}/messages", row["messages"]
        yield f"{slice_}/person.f1", row["person"]["f1"]
        yield f"{slice_}/silent.rate", row["silent"]["rate"]
        if slice_ != "all":
            continue
        for name in ("precision", "recall"):
            yield f"{slice_}/person.{name}", row["person"][name]
            yield f"{slice_}/flags.{name}", row["flags"][name]
        for key, counts in row["keys"].items():
            yield f"{slice_}/keys.{key}", share(counts["ok"], counts["all"])


def drops(before: Mapping[str, float], now: Mapping[str, float], tolerance: float = TOLERANCE) -> list[Drop]:
    """Every kept figure that is worse now by more than the tolerance, or no longer measured."""
    return [Drop(name, old, now.get(name)) for name, old in before.items() if _is_worse(name, old, now, tolerance)]


def _is_worse(name: str, old: float, now: Mapping[str, float], tolerance: float) -> bool:
    if name not in now:
        return True
    loss = now[name] - old if name.endswith(_LOWER_IS_BETTER) else old - now[name]
    return loss > (0 if name.endswith(_EXACT) else tolerance)


def _shown(value: float | None) -> str:
    return "nothing" if value is None else f"{value:.4f}".rstrip("0").rstrip(".")
