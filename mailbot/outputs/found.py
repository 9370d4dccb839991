"""What was found, and what happened: ``mailbot search`` and ``mailbot log``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mailbot.review import Hit, Logged

from .shown import changes


def hit_rows(hits: Iterable[Hit]) -> list[dict[str, Any]]:
    """The hits as plain data."""
    return [
        {
            "kind": hit.kind,
            "id": hit.id,
            "at": hit.at.isoformat(),
            "delegation": hit.delegation,
            "who": hit.who,
            "subject": hit.subject,
            "state": hit.state,
        }
        for hit in hits
    ]


def logged_rows(entries: Iterable[Logged]) -> list[dict[str, Any]]:
    """The entries of the log as plain data."""
    return [
        {
            "at": entry.at.isoformat(),
            "kind": entry.kind,
            "what": entry.what,
            "by": entry.by,
            "id": entry.id,
            "delegation": entry.delegation,
            "message": entry.message,
            "hash": entry.hash,
            "text": entry.text,
            "subject": entry.subject,
            "to": list(entry.to),
            "cause": entry.cause,
            "state": entry.state,
            "corrections": [f"{key}={value}" for key, value in entry.changes],
            "revision": entry.revision,
            "changes": changes(entry.change) if entry.change else [],
        }
        for entry in entries
    ]


def rows_table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> None:
    """Prints those columns for people."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from .shown import plain

    table = Table()
    for column in columns:
        # What is typed again must stay whole on a narrow screen.
        table.add_column(column.capitalize(), no_wrap=column == "id")
    for row in rows:
        said = {**row, "at": row["at"][:16].replace("T", " "), "id": row["id"][:12]}
        table.add_row(*(Text(plain(str(said[column] or ""))) for column in columns))
    Console().print(table if rows else "Nothing was found.")
