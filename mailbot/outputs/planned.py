"""The letters to come: what ``mailbot plan`` shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mailbot.reminders import Planned


def plan_rows(plan: Iterable[Planned]) -> list[dict[str, Any]]:
    """The plan as plain data; ``at`` in the meeting's zone."""
    return [
        {
            "at": item.at.isoformat(timespec="minutes"),
            "letter": item.wanted.intent.template,
            "delegation": item.wanted.intent.delegation,
            "to": list(item.wanted.intent.to),
            "language": item.wanted.intent.language,
            "reason": item.wanted.intent.reason,
            "key": item.key,
            "held": {"by": item.held.by, "at": item.held.at.isoformat(), "remark": item.held.remark}
            if item.held
            else None,
        }
        for item in plan
    ]


def plan_table(rows: list[dict[str, Any]]) -> None:
    """Prints the plan for people."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if not rows:
        console.print("No letter would go out.")
        return
    table = Table("When", "Letter", "Delegation", "To", "Why", "Key")
    held = 0
    for row in rows:
        hold, why = row["held"], row["reason"]
        if hold:
            held += 1
            why = f"HELD BACK by {hold['by']} {hold['remark']}".rstrip() + f"\n{why}"
        key = row["key"].replace(",", ",\n")
        table.add_row(row["at"], row["letter"], row["delegation"], "\n".join(row["to"]), why, key)
    console.print(table)
    console.print(f"{len(rows) - held} letters{f', {held} held back' if held else ''}.")
    console.print("Hold one back with: mailbot plan hold KEY; let it go with: mailbot plan release KEY")
