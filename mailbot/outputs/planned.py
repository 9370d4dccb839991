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
    table = Table("When", "Letter", "Delegation", "To", "Why")
    for row in rows:
        table.add_row(row["at"], row["letter"], row["delegation"], "\n".join(row["to"]), row["reason"])
    console.print(table)
    console.print(f"{len(rows)} letters.")
