"""Reminders that staff hold back: which occasions, by whom, since when."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .domain.record import Decision
from .ports import Store

HELD_OCCASIONS = "held_occasions"
"""The setting they are kept in: JSON, occasion → who and when. It follows from the decisions alone."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Who holds an occasion back, since when, and why."""

    by: str
    at: datetime
    remark: str = ""


def held_occasions(store: Store) -> Mapping[str, Hold]:
    """The occasions held back now, as ``remind.occasion_key`` names them."""
    kept: dict[str, list[str]] = json.loads(store.setting(HELD_OCCASIONS) or "{}")
    return {key: Hold(by, datetime.fromisoformat(at), remark) for key, (by, at, remark) in kept.items()}


def held_after(decisions: Iterable[Decision], setting: str = "") -> str:
    """The setting after those decisions, oldest first; ``setting`` is what it was before them."""
    kept: dict[str, list[str]] = json.loads(setting or "{}")
    for decision in decisions:
        for key in decision.detail.get("occasions", ()):
            if decision.action == "hold":
                kept[key] = [decision.by, decision.at.isoformat(), decision.detail.get("text", "")]
            elif decision.action == "release":
                kept.pop(key, None)
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)
