"""Letters and what became of them: what ``mailbot letters`` shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mailbot.domain.letter import Letter
from mailbot.review.outbox import letter_id


def posted(letters: Iterable[Letter]) -> list[dict[str, Any]]:
    """The letters as plain data, in the order given."""
    return [
        {
            "id": letter_id(letter),
            "key": letter.key,
            "state": letter.state,
            "template": letter.template,
            "delegation": letter.delegation,
            "to": list(letter.to),
            "refused": list(letter.refused),
            "subject": letter.subject,
            "created_at": letter.created_at.isoformat(),
            "not_before": letter.not_before.isoformat(),
            "attempts": letter.attempts,
            "failure": letter.failure,
        }
        for letter in letters
    ]


def posted_table(rows: list[dict[str, Any]]) -> None:
    """Prints the letters for people."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    if not rows:
        console.print("No letter waits, has failed or is in doubt.")
        return
    table = Table(show_lines=True)
    table.add_column("Letter", no_wrap=True)
    for heading in ("State", "Written (UTC)", "To", "Subject", "What went wrong"):
        table.add_column(heading)
    for row in rows:
        table.add_row(
            row["id"][:12],
            row["state"],
            row["created_at"][:16].replace("T", " "),
            escape("\n".join(row["to"])),
            escape(row["subject"]),
            escape(row["failure"] or ""),
        )
    console.print(table)
    console.print("Decide with: mailbot letters resend LETTER, or mailbot letters cancel LETTER")
