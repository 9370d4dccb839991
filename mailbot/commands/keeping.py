"""Commands that keep the record: made anew, saved, examined, forgotten."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from .invocation import clock_of, configured, fail, json_option, now_option, outside


@click.command()
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="A new folder for the rebuilt store.")
@click.option("--in-place", is_flag=True, help="Put the rebuilt database in the place of the present one.")
@click.pass_context
def rebuild(ctx: click.Context, into: Path | None, in_place: bool) -> None:
    """Makes the record anew from the raw messages and the decisions; sends nothing. Without an option: a rehearsal.

    Exit 0: everything came out as it had been, as far as there was anything to compare it with; 1: something did not,
    and what is told.
    """
    from mailbot import keeping

    config = configured(ctx)
    if into and in_place:
        fail(["--into and --in-place are two things; give one."])

    def work() -> tuple[object, bool | None]:
        if into:
            return keeping.rebuild_into(config, into), keeping.is_same(config, into)
        return keeping.rebuild_in_place(config) if in_place else keeping.rehearse(config)

    rebuilt, same = outside(work)
    where = f"in {into}" if into else "in place" if in_place else "for a rehearsal, nothing is changed"
    compared = {
        True: "the registrations are the same",
        False: "the registrations are NOT the same",
        None: "there was no readable database to compare the registrations with",
    }
    click.echo(
        f"Rebuilt {where}: {rebuilt.messages} messages, {rebuilt.decisions} decisions, {rebuilt.letters} letters; "
        f"{compared[same]}."
    )
    for problem in rebuilt.problems:
        click.echo(f"mailbot: {problem}", err=True)
    sys.exit(0 if same is not False and not rebuilt.problems else 1)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def backup(ctx: click.Context, file: Path) -> None:
    """Writes everything but passwords and tokens into one FILE; the daemon may be running."""
    from mailbot import keeping
    from mailbot.daemon import utc_now

    config = configured(ctx)
    if file.exists():
        fail([f"{file} is there already; name a new file."])
    count, damage = outside(lambda: keeping.backup_by_hand(config, file, utc_now()), 1)
    click.echo(f"Backed up: {count} messages, the record, the journal, the configuration.")
    click.echo(f"Check it with: mailbot restore {file} --check")
    _tell_damage(damage)


def _tell_damage(damage: tuple[str, ...]) -> None:
    """Exit 1 if there is any: what is in the file is as it was in the store, and that was not whole."""
    if damage:
        remedy = "the store this backup is of had damage: run `mailbot doctor`, and keep an older backup"
        fail([*damage, remedy], 1)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="A new folder.")
@click.option("--check", is_flag=True, help="Only read the file to its end and compare the hashes.")
def restore(file: Path, into: Path | None, check: bool) -> None:
    """Unpacks a backup into a new folder, once every byte of it is found to be as it was written."""
    from mailbot.adapters.backups import check_backup, restore_backup

    if check == bool(into):
        fail(["Give the folder to restore into, `--into FOLDER`, or `--check`."])
    if into is None:
        count, damage = outside(lambda: check_backup(file))
        _tell_damage(damage)
        click.echo(f"Sound: {count} messages.")
        return
    count, damage = outside(lambda: restore_backup(file, into))
    click.echo(
        f"Restored {count} messages. The store is {into / 'store'}, the configuration {into / 'configuration'}: set "
        "[store] path to the one, put back the other, give it its passwords; then run `mailbot doctor`."
    )
    _tell_damage(damage)


@click.command()
@click.option("--repair", is_flag=True, help="Mend what can be mended safely; the daemon must be stopped.")
@click.option("--offline", is_flag=True, help="Leave the mailbox out.")
@json_option
@click.pass_context
def doctor(ctx: click.Context, repair: bool, offline: bool, as_json: bool) -> None:
    """Compares archive, record, journal, letters and mailbox; exit 0: sound, 1: something is wrong."""
    from mailbot import keeping

    config = configured(ctx, need_secrets=not offline)
    found = outside(lambda: keeping.doctor(config, server=not offline, repair=repair))
    rows = [
        {"weight": f.weight, "about": f.about, "what": f.what, "remedy": f.remedy, "repair": made} for f, made in found
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    for row in () if as_json else rows:
        tail = f" [{row['repair']}]" if row["repair"] else f" {row['remedy']}"
        click.echo(f"{row['weight']}: {row['about']}: {row['what'].rstrip('.')}.{tail}")
    wrong = any(row["weight"] == "fault" for row in rows)
    if not wrong and not as_json:
        click.echo("Sound: archive, record, journal and letters agree" + ("." if offline else ", and the mailbox."))
    sys.exit(1 if wrong else 0)


@click.command()
@click.option("--dry-run", is_flag=True, help="Tell what would go; delete nothing.")
@click.option(
    "--early", is_flag=True, help="Before the day that [store] purge_days_after_meeting sets, or without one."
)
@now_option
@click.pass_context
def purge(ctx: click.Context, dry_run: bool, early: bool, now: datetime | None) -> None:
    """Deletes all personal data for good: messages, persons, addresses, letters, decisions, backups. Counts stay."""
    from mailbot import keeping
    from mailbot.daemon import open_desk
    from mailbot.upkeep.purge import due_at

    config, clock = configured(ctx), clock_of(now)
    at = due_at(config)
    if not dry_run and not early and (at is None or clock() < at):
        when = f"not before {at.astimezone(config.meeting.zone):%d %B %Y}" if at else "no day is set"
        fail([f"Nothing is deleted: {when} ([store] purge_days_after_meeting); --early deletes now, for good."])

    def work() -> keeping.Purged:
        with open_desk(config, clock=clock, daemon=not dry_run, deciding=True) as desk:
            return keeping.purge(desk, rehearsal=dry_run)

    done = outside(work)
    verb = "Would delete" if dry_run else "Deleted"
    click.echo(f"{verb}: {done.messages} messages, {done.letters} letters, {len(done.backups)} backups.")
    for path in done.elsewhere:
        click.echo(f"mailbot: not touched, delete it yourself: {path}", err=True)
    click.echo("mailbot: not touched: the mail in the mailbox itself.", err=True)
    if done.certificate:
        click.echo(f"Certificate: {done.certificate}")
