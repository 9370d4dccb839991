"""Commands that keep the record: made anew, saved, examined, forgotten."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .invocation import configured, fail, outside


@click.command()
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="A new folder for the rebuilt store.")
@click.option("--in-place", is_flag=True, help="Put the rebuilt database in the place of the present one.")
@click.pass_context
def rebuild(ctx: click.Context, into: Path | None, in_place: bool) -> None:
    """Makes the record anew from the raw messages and the decisions; sends nothing. Without an option: a rehearsal.

    Exit 0: everything came out as it had been; 1: something did not, and what is told.
    """
    from mailbot import keeping

    config = configured(ctx)
    if into and in_place:
        fail(["--into and --in-place are two things; give one."])

    def work() -> tuple[object, bool]:
        if into:
            return keeping.rebuild_into(config, into), keeping.is_same(config, into)
        return keeping.rebuild_in_place(config) if in_place else keeping.rehearse(config)

    rebuilt, same = outside(work)
    where = f"in {into}" if into else "in place" if in_place else "for a rehearsal, nothing is changed"
    click.echo(
        f"Rebuilt {where}: {rebuilt.messages} messages, {rebuilt.decisions} decisions, {rebuilt.letters} letters; "
        f"the registrations are {'the same' if same else 'NOT the same'}."
    )
    for problem in rebuilt.problems:
        click.echo(f"mailbot: {problem}", err=True)
    sys.exit(0 if same and not rebuilt.problems else 1)
