"""Commands that show what there is: they write nothing and work beside the daemon."""

from __future__ import annotations

import getpass
import json
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import click

from .invocation import configured, fail, json_option, now_option, outside, record_to_read


@click.command()
@json_option
@now_option
@click.pass_context
def status(ctx: click.Context, as_json: bool, now: datetime | None) -> None:
    """Whether all is well and, if not, what to do; delegations, flags, letters, mailbox ledger, last cycle."""
    from mailbot.observing.surroundings import surroundings
    from mailbot.outputs.state import state_of, state_table

    def work() -> None:
        with record_to_read(ctx, now) as desk:
            state = state_of(desk, surroundings(desk.config))
            click.echo(json.dumps(state, ensure_ascii=False, indent=1)) if as_json else state_table(state)

    outside(work)


@click.command()
@click.argument("kind", type=click.Choice(["registrations"]))
@click.option("--format", "form", type=click.Choice(["json", "csv", "xlsx"]), required=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File (default: standard output)."
)
@click.pass_context
def export(ctx: click.Context, kind: str, form: str, output: Path | None) -> None:
    """Writes the registrations as they stand now."""
    from mailbot.outputs import registrations

    exports = {
        ("registrations", "json"): registrations.to_json,
        ("registrations", "csv"): registrations.to_csv,
        ("registrations", "xlsx"): registrations.to_xlsx,
    }

    def work() -> bytes:
        with record_to_read(ctx) as desk:
            revisions = [r for code in desk.store.delegations() for r in desk.store.revisions(code)]
            return exports[kind, form](
                registrations.registrations(revisions, desk.config.meeting, desk.config.invitees)
            )

    content = outside(work)
    if output:
        try:
            output.write_bytes(content)
        except OSError as error:
            fail([f"{output} cannot be written ({error.strerror}); name a file in a folder that you may write to."])
    else:
        sys.stdout.buffer.write(content)


@click.command()
@json_option
@click.option("--all", "every", is_flag=True, help="Every message, also of a sender of whom very many wait.")
@click.pass_context
def flags(ctx: click.Context, as_json: bool, every: bool) -> None:
    """What needs a person, most urgent first."""
    from mailbot.outputs.queue import queue_table, queued
    from mailbot.review import queue

    def work() -> None:
        with record_to_read(ctx) as desk:
            items = queued(queue(desk, every=every))
            click.echo(json.dumps(items, ensure_ascii=False, indent=1)) if as_json else queue_table(items)

    outside(work)


@click.command()
@click.argument("message")
@json_option
@click.pass_context
def show(ctx: click.Context, message: str, as_json: bool) -> None:
    """One message before deciding on it: who was read, where, the flags, the letter that would go out, the hash."""
    from mailbot.corrections import Refused
    from mailbot.outputs import shown
    from mailbot.review import view

    def work() -> None:
        with record_to_read(ctx) as desk:
            seen = view(desk, message)
            click.echo(json.dumps(shown.shown(seen), ensure_ascii=False, indent=1)) if as_json else shown.show(seen)

    try:
        outside(work)
    except Refused as error:
        fail([str(error)])


@click.group(invoke_without_command=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day (default: the end of the meeting).")
@json_option
@now_option
@click.pass_context
def plan(ctx: click.Context, until: datetime | None, as_json: bool, now: datetime | None) -> None:
    """Every letter that would go out by then if nothing more came in, and why; sends nothing.

    `plan hold` holds one back, `plan release` lets it go.
    """
    from mailbot.outputs.planned import plan_rows, plan_table
    from mailbot.reminders import plan as planned

    if ctx.invoked_subcommand:
        return

    def work() -> None:
        with record_to_read(ctx, now) as desk:
            zone = desk.config.meeting.zone
            last: date = until.date() if until else max(p.ends_on for p in desk.config.meeting.parts)
            end = datetime.combine(last + timedelta(days=1), time(), zone)
            rows = plan_rows(planned(desk, desk.clock(), end))
            click.echo(json.dumps(rows, ensure_ascii=False, indent=1)) if as_json else plan_table(rows)

    outside(work)


def _decide_on_planned(ctx: click.Context, key: str, by: str, remark: str | None) -> None:
    from mailbot.corrections import Refused
    from mailbot.daemon import open_desk
    from mailbot.review import hold_letter, release_letter

    def work() -> None:
        with open_desk(configured(ctx), deciding=True) as desk:
            if remark is None:
                release_letter(desk, key, by or getpass.getuser())
            else:
                hold_letter(desk, key, by or getpass.getuser(), remark)
            click.echo(f"{'released' if remark is None else 'held back'}: {key}")

    try:
        outside(work)
    except Refused as error:
        fail([str(error)])


@plan.command()
@click.argument("key")
@click.option("--text", default="", help="Why.")
@click.option("--by", default="", help="Who decides (default: the user name).")
@click.pass_context
def hold(ctx: click.Context, key: str, text: str, by: str) -> None:
    """Holds the planned letter of that KEY back; quote it for the shell: 'KEN|RC1/…'."""
    _decide_on_planned(ctx, key, by, text)


@plan.command()
@click.argument("key")
@click.option("--by", default="", help="Who decides (default: the user name).")
@click.pass_context
def release(ctx: click.Context, key: str, by: str) -> None:
    """Lets the planned letter of that KEY go when it is due."""
    _decide_on_planned(ctx, key, by, None)


@click.command()
@click.argument("letter")
@click.option("--language", default="en", show_default=True)
@click.option("--html", is_flag=True, help="The HTML form.")
@click.pass_context
def preview(ctx: click.Context, letter: str, language: str, html: bool) -> None:
    """Shows one letter with invented data."""
    from mailbot.daemon import open_letters
    from mailbot.outputs.previewed import previewed

    config = configured(ctx)
    try:
        outside(lambda: click.echo(previewed(open_letters(config), config, letter, language, html=html)))
    except LookupError as error:
        fail([str(error)])


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=int, default=50, show_default=True)
@json_option
@click.pass_context
def search(ctx: click.Context, words: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Messages and letters that have all WORDS, in any script and accent: kabore finds KABORÉ, ivanov Иванов, li 李."""
    from mailbot.outputs.found import hit_rows, rows_table
    from mailbot.review import search as found

    def work() -> None:
        with record_to_read(ctx) as desk:
            rows = hit_rows(found(desk, " ".join(words), limit=limit))
            if as_json:
                click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
            else:
                rows_table(rows, ("at", "kind", "id", "delegation", "who", "subject", "state"))

    outside(work)


@click.command()
@click.argument("words", nargs=-1)
@click.option("--delegation", help="Only what is about this one.")
@click.option("--limit", type=int, default=50, show_default=True)
@json_option
@click.pass_context
def log(ctx: click.Context, words: tuple[str, ...], delegation: str | None, limit: int, as_json: bool) -> None:
    """What happened, the latest first: what became of messages, who decided what, why each letter was written."""
    from mailbot.outputs.found import logged_rows, rows_table
    from mailbot.review import log as logged

    def work() -> None:
        with record_to_read(ctx) as desk:
            code = delegation.upper() if delegation else None
            rows = logged_rows(logged(desk, delegation=code, words=" ".join(words), limit=limit))
            if as_json:
                click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
            else:
                rows_table(rows, ("at", "kind", "what", "by", "id", "delegation", "text", "subject"))

    outside(work)


@click.command()
@click.argument("delegation")
@json_option
@click.pass_context
def history(ctx: click.Context, delegation: str, as_json: bool) -> None:
    """How the composition of DELEGATION became what it is: every revision, and what it changed."""
    from mailbot.outputs.coverage import history as steps_of
    from mailbot.outputs.shown import step_rows, steps_table

    def work() -> None:
        with record_to_read(ctx) as desk:
            rows = step_rows(steps_of(desk.store.revisions(delegation.upper())))
            click.echo(json.dumps(rows, ensure_ascii=False, indent=1)) if as_json else steps_table(rows)

    outside(work)
