"""What needs a person: the list ``mailbot flags`` shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mailbot.review import Item


def queued(items: Iterable[Item]) -> list[dict[str, Any]]:
    """The items as plain data, in the order given."""
    return [
        {
            "message": item.id,
            "seen": item.seen,
            "delegation": item.record.delegation if item.record else item.flags[0].delegation,
            "kind": item.record.kind if item.record else None,
            "disposition": item.record.disposition if item.record else None,
            "received_at": item.since.isoformat(),
            "from": item.record.sender if item.record else None,
            "subject": item.record.subject if item.record else "",
            "more": item.more,
            "aside": {"by": item.aside.by, "remark": item.aside.remark} if item.aside else None,
            "flags": [
                {
                    "code": record.flag.code,
                    "severity": record.flag.severity,
                    "part": record.flag.part,
                    "about": record.flag.about,
                    "detail": record.flag.detail,
                }
                for record in item.flags
            ],
        }
        for item in items
    ]


def queue_table(items: list[dict[str, Any]]) -> None:
    """Prints the list for people."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    if not items:
        console.print("Nothing needs a person.")
        return
    table = Table(show_lines=True)
    table.add_column("Message, hash", no_wrap=True)  # what is typed again must stay whole on a narrow screen
    for heading in ("Received (UTC)", "Delegation", "Subject", "Flags"):
        table.add_column(heading)
    for item in items:
        lines = [f"{flag['severity']}: {escape(flag['detail'] or flag['code'])}" for flag in item["flags"]]
        if item["more"]:
            lines.append(f"and {item['more']} more messages of {escape(item['from'] or '')} (mailbot flags --all)")
        if item["aside"]:
            lines.append(f"put aside by {escape(item['aside']['by'])}: {escape(item['aside']['remark'])}".rstrip(": "))
        table.add_row(
            f"{item['message'][:12]}\n{item['seen']}",
            item["received_at"][:16].replace("T", " "),
            item["delegation"] or "?",
            escape(item["subject"]),
            "\n".join(lines),
        )
    console.print(table)
    console.print("Look at one with: mailbot show MESSAGE")
    console.print("Decide with: mailbot resolve MESSAGE accept | correct | assign | reject | answer | dismiss | …")
    console.print("--seen HASH refuses the decision if anything has changed since you looked.", highlight=False)
