"""The state of things in one screen: what ``mailbot status`` shows."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mailbot.desk import Desk, standing
from mailbot.observing.health import Surroundings, health_of
from mailbot.observing.troubles import troubles_of

from .health import health_data, health_lines


def state_of(desk: Desk, surroundings: Surroundings | None = None) -> dict[str, Any]:
    """Whether all is well, delegations by part and state, open flags, letters, ledger, last cycle: plain data."""
    now, store = desk.clock(), desk.store
    health = health_of(desk, surroundings or Surroundings())
    troubles = troubles_of(health, desk.config.meeting.zone, desk.config.mailbox.poll_seconds)
    parts: dict[str, Counter[str]] = {part.id: Counter() for part in desk.config.meeting.parts}
    delegations = []
    for invitee in desk.config.invitees.all:
        stands = standing(desk, invitee.code)
        for part in stands.parts:
            parts[part.part][part.state] += 1
        revision = store.current_revision(invitee.code)
        delegations.append(
            {
                "code": invitee.code,
                "name": invitee.name,
                "revision": revision.number if revision else 0,
                "parts": {p.part: p.state for p in stands.parts},
                "missing": [
                    {"code": m.code, "part": m.part, "about": m.about} for p in stands.parts for m in p.missing
                ],
            }
        )
    return {
        "now": now.isoformat(),
        "meeting": desk.config.meeting.id,
        "health": health_data(health, troubles),
        "last_cycle_at": store.setting("last_cycle_at"),
        "parts": {part: dict(sorted(counts.items())) for part, counts in parts.items()},
        "delegations": delegations,
        "flags": store.flag_counts(),
        "letters": store.letter_counts(),
        "ledger": store.ledger_counts(),
    }


def state_table(state: dict[str, Any]) -> None:
    """Prints the state for people."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for line in health_lines(state):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    table = Table("Delegation", "Revision", *state["parts"], "Missing")
    for row in state["delegations"]:
        if not row["revision"] and set(row["parts"].values()) == {"silent"}:
            continue
        missing = ", ".join(dict.fromkeys(m["code"] for m in row["missing"]))
        table.add_row(f"{row['code']} {row['name']}", str(row["revision"]), *row["parts"].values(), missing)
    console.print(table)
    for heading in ("parts", "flags", "letters", "ledger"):
        console.print(f"{heading}: {_counts(state[heading])}", highlight=False, markup=False)


def _counts(counts: dict[str, Any]) -> str:
    def one(key: str, value: Any) -> str:
        return f"{key} ({_counts(value)})" if isinstance(value, dict) else f"{key} {value}"

    return ", ".join(one(k, v) for k, v in counts.items()) or "none"
