"""What the demonstration shows at its end: delegations, what needs a person, letters, and where to look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from mailbot.desk import Desk, standing
from mailbot.review import queue

from .postman import Delivered

_COLOURS = {"complete": "green", "incomplete": "yellow", "silent": "red", "held": "magenta", "withdrawn": "dim"}


def print_report(console: Console, desk: Desk, folder: Path, letters: Sequence[Delivered]) -> None:
    """Prints the tables and the commands worth trying next."""
    console.print(_delegations(desk))
    console.print(_flags(desk))
    console.print(_letters(letters, frozenset(desk.config.secretariat.staff)))
    console.print(
        f"\n{len(letters)} letters, each as text and HTML under [bold]{folder / 'letters'}[/]; open any in a browser."
        f"\nThe record is real; try it:  mailbot -c {folder / 'config.toml'} status   (or flags, export, plan)"
        f"\nOr read a submission of your own:  mailbot -c {folder / 'config.toml'} parse FILE.eml",
        highlight=False,
    )


def _delegations(desk: Desk) -> Table:
    table = Table("Delegation", "Standing", "Revisions", "Speakers", "Still missing", title="First part, 25 November")
    for invitee in desk.config.invitees.all:
        part = standing(desk, invitee.code).part("RC1")
        if part is None:
            continue
        speakers = [f"{p.full_name} ({q.speaker})" for p in part.participants if (q := p.in_part("RC1")) and q.speaker]
        missing = ", ".join(dict.fromkeys(m.code for m in part.missing))
        colour = _COLOURS.get(part.state, "white")
        revisions = str(len(desk.store.revisions(invitee.code)))
        table.add_row(invitee.name, f"[{colour}]{part.state}[/]", revisions, escape("\n".join(speakers)), missing)
    return table


def _flags(desk: Desk) -> Table:
    table = Table("Message", "Delegation", "What a person must look at", title="Needs a person")
    for item in queue(desk):
        holds = [r.flag for r in item.flags if r.flag.severity == "hold"]
        for flag in holds:
            subject = item.record.subject if item.record else "(a letter)"
            table.add_row(escape(subject), item.flags[0].delegation or "?", escape(flag.detail or flag.code))
    return table


def _letters(letters: Sequence[Delivered], staff: frozenset[str]) -> Table:
    """Letters to delegations and speakers in full; those to staff come daily, so the last one stands for all."""
    table = Table("Sent (UTC)", "Subject", title="Letters")
    table.add_column("Look at", no_wrap=True, overflow="fold")
    outside = [letter for letter in letters if letter.to not in staff]
    inside = [letter for letter in letters if letter.to in staff]
    for letter in outside + inside[-1:]:
        table.add_row(f"{letter.at:%d %b %H:%M}", escape(letter.subject), letter.file.name)
    return table
