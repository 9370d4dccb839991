"""What a person types. Each command is a few lines: read the configuration, call a flow, print."""

from __future__ import annotations

import getpass
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from . import __version__
from .outputs.logs import quieten_libraries, set_up

if TYPE_CHECKING:
    from .config import Config


class Aware(click.ParamType[datetime]):
    """An ISO 8601 date-time; without a zone it is UTC."""

    name = "ISO-8601"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The aware datetime, or a usage error."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date-time; write it as 2020-11-18T09:00+01:00.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


now_option = click.option("--now", type=Aware(), help="Set the clock, for rehearsals.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mailbot")
@click.option(
    "-c",
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help="Configuration (default: config.toml, MAILBOT_CONFIG).",
)
@click.pass_context
def main(ctx: click.Context, path: Path | None) -> None:
    """Answers the notes verbales of a meeting: reads, records, acknowledges, reminds."""
    quieten_libraries()
    ctx.obj = path


def _path(ctx: click.Context) -> Path:
    if ctx.obj:
        return Path(ctx.obj)
    here = Path("config.toml")
    return here if here.exists() else Path(os.environ.get("MAILBOT_CONFIG", "config.toml"))


def _config(ctx: click.Context, *, need_secrets: bool = False) -> Config:
    """The checked configuration; every fault on standard error and exit 2 otherwise."""
    from .config import ConfigError, load

    try:
        return load(_path(ctx), need_secrets=need_secrets)
    except ConfigError as error:
        _fail([str(fault) for fault in error.faults])


def _fail(lines: Sequence[str], code: int = 2) -> NoReturn:
    for line in lines:
        click.echo(f"mailbot: {line}", err=True)
    sys.exit(code)


def _outside(work: Callable[[], Any], code: int = 2) -> Any:
    """Runs a command's work; what the world outside refuses becomes one sentence and exit ``code``.

    What only shows in use to be wrong with the configuration is exit 2 all the same.
    """
    from .config import ConfigError
    from .ports import OutsideError

    try:
        return work()
    except ConfigError as error:
        _fail([str(fault) for fault in error.faults])
    except OutsideError as error:
        _fail([str(error)], code)


def _words_in(file: TextIO) -> str:
    try:
        return file.read()
    except UnicodeDecodeError:
        _fail([f"{file.name} is not UTF-8: save it as UTF-8 and repeat."])


def _logging(config: Config) -> None:
    set_up(config.log_format, config.log_level)


def _clock(now: datetime | None) -> Callable[[], datetime]:
    from .daemon import utc_now

    return (lambda: now) if now else utc_now


@main.command()
@click.pass_context
def run(ctx: click.Context) -> None:
    """The daemon: mailbox, letters, reminders, digest; until SIGTERM."""
    from . import daemon

    config = _config(ctx, need_secrets=True)
    _logging(config)
    _outside(lambda: daemon.run(config), 1)


@main.command()
@now_option
@click.pass_context
def once(ctx: click.Context, now: datetime | None) -> None:
    """One full cycle, then exit: 0 all done, 1 something is left for the next cycle."""
    from . import daemon
    from .configuration.settings import is_loopback

    config = _config(ctx, need_secrets=True)
    _logging(config)
    hosts = [config.smtp.host] + ([config.mailbox.host] if config.mailbox.kind == "imap" else [])
    if now and not all(is_loopback(host) for host in hosts):
        _fail(["--now sends nothing through real servers; point [mailbox] and [smtp] at loopback to rehearse."])
    done = _outside(lambda: daemon.once(config, _clock(now)), 1)
    sys.exit(0 if done else 1)


@main.command()
@click.option("--offline", is_flag=True, help="Leave the servers out.")
@click.pass_context
def check(ctx: click.Context, offline: bool) -> None:
    """Checks configuration, invitee list, templates and servers; reports every fault at once."""
    from .check import faults, notes

    found = faults(_path(ctx), offline=offline)
    for line in notes(_path(ctx)):
        click.echo(f"mailbot: note: {line}", err=True)
    if found:
        _fail(found)
    click.echo(
        "All is well: configuration, invitee list, templates" + ("." if offline else ", mailbox and SMTP server.")
    )


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@now_option
@click.pass_context
def parse(ctx: click.Context, files: tuple[Path, ...], as_json: bool, now: datetime | None) -> None:
    """What mailbot would understand of each message or document; changes nothing, sends nothing."""
    from .adapters.sandbox import open_reader
    from .outputs.understanding import as_table, understood_safely

    config = _config(ctx)
    with open_reader(config.reading) as read:
        for file in files:
            understanding = understood_safely(file.name, file.read_bytes(), config, now, read)
            if as_json:
                click.echo(json.dumps(understanding, ensure_ascii=False))
            else:
                as_table(understanding)


@main.command()
@click.argument("truth", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("predictions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--index",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Channel, language and tolerated flags of each file (default: index.csv beside TRUTH).",
)
@json_option
@click.option("--misses", is_flag=True, help="List everything that is not as in TRUTH, one a line.")
@click.option("--baseline", type=click.Path(dir_okay=False, path_type=Path), help="Compare with the figures kept here.")
@click.option("--name", default="", help="The set's name in the baseline (default: the folder of TRUTH).")
@click.option("--tolerance", type=float, default=0.005, show_default=True, help="How far a kept share may fall.")
@click.option("--keep", is_flag=True, help="Write the figures to the baseline instead.")
def evaluate(
    truth: Path,
    predictions: Path,
    index: Path | None,
    as_json: bool,
    misses: bool,
    baseline: Path | None,
    name: str,
    tolerance: float,
    keep: bool,
) -> None:
    """How right PREDICTIONS are: figures, errors no flag admits, calibration; exit 1 if worse than the baseline."""
    from .evaluation import evaluate, report
    from .evaluation.baseline import drops, kept
    from .evaluation.figures import figures
    from .evaluation.files import Unusable, read_index, read_kept, read_lines, write_kept

    if keep and not baseline:
        _fail(["--keep needs the file to keep them in: --baseline FILE."])
    beside = truth.with_name("index.csv")
    name = name or truth.resolve().parent.name
    try:
        rows = read_index(index or beside) if index or beside.exists() else {}
        scores = evaluate(read_lines(truth), read_lines(predictions), rows)
        found = figures(scores)
        before = read_kept(baseline, name) if baseline and not keep else {}
        if baseline and keep:
            write_kept(baseline, name, kept(found))
    except Unusable as error:
        _fail([str(error)])
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(report.report(found)))
    if misses:
        click.echo("\n".join(["", *report.misses(scores)]), err=as_json)
    worse = drops(before, kept(found), tolerance)
    for drop in worse:
        click.echo(f"mailbot: {name}: {drop}", err=True)
    sys.exit(1 if worse else 0)


@main.command()
@json_option
@now_option
@click.pass_context
def status(ctx: click.Context, as_json: bool, now: datetime | None) -> None:
    """Delegations, flags, letters, mailbox ledger and last cycle."""
    from .daemon import open_desk
    from .outputs.state import state_of, state_table

    def work() -> None:
        with open_desk(_config(ctx), clock=_clock(now)) as desk:
            state = state_of(desk)
            click.echo(json.dumps(state, ensure_ascii=False, indent=1)) if as_json else state_table(state)

    _outside(work)


@main.command()
@click.argument("kind", type=click.Choice(["registrations"]))
@click.option("--format", "form", type=click.Choice(["json", "csv", "xlsx"]), required=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File (default: standard output)."
)
@click.pass_context
def export(ctx: click.Context, kind: str, form: str, output: Path | None) -> None:
    """Writes the registrations as they stand now."""
    from .daemon import open_desk
    from .outputs import registrations

    exports = {
        ("registrations", "json"): registrations.to_json,
        ("registrations", "csv"): registrations.to_csv,
        ("registrations", "xlsx"): registrations.to_xlsx,
    }

    def work() -> bytes:
        with open_desk(_config(ctx)) as desk:
            revisions = [r for code in desk.store.delegations() for r in desk.store.revisions(code)]
            return exports[kind, form](
                registrations.registrations(revisions, desk.config.meeting, desk.config.invitees)
            )

    content = _outside(work)
    if output:
        try:
            output.write_bytes(content)
        except OSError as error:
            _fail([f"{output} cannot be written ({error.strerror}); name a file in a folder that you may write to."])
    else:
        sys.stdout.buffer.write(content)


@main.command()
@json_option
@click.pass_context
def flags(ctx: click.Context, as_json: bool) -> None:
    """What needs a person, most urgent first."""
    from .daemon import open_desk
    from .outputs.queue import queue_table, queued
    from .review import queue

    def work() -> None:
        with open_desk(_config(ctx)) as desk:
            items = queued(queue(desk))
            click.echo(json.dumps(items, ensure_ascii=False, indent=1)) if as_json else queue_table(items)

    _outside(work)


@main.command()
@click.argument("message")
@json_option
@click.pass_context
def show(ctx: click.Context, message: str, as_json: bool) -> None:
    """One message before deciding on it: who was read, where, the flags, the letter that would go out, the hash."""
    from .corrections import Refused
    from .daemon import open_desk
    from .outputs import shown
    from .review import view

    def work() -> None:
        with open_desk(_config(ctx)) as desk:
            seen = view(desk, message)
            click.echo(json.dumps(shown.shown(seen), ensure_ascii=False, indent=1)) if as_json else shown.show(seen)

    try:
        _outside(work)
    except Refused as error:
        _fail([str(error)])


@main.group(invoke_without_command=True)
@click.option("--state", "states", multiple=True, help="Only letters in this state (sent, cancelled … too).")
@json_option
@click.pass_context
def letters(ctx: click.Context, states: tuple[str, ...], as_json: bool) -> None:
    """Letters that wait, have failed or are in doubt; `letters resend`, `letters cancel` decide on one."""
    from .daemon import open_desk
    from .outputs.posted import posted, posted_table
    from .review import letters as found

    if ctx.invoked_subcommand:
        return

    def work() -> None:
        with open_desk(_config(ctx)) as desk:
            rows = posted(found(desk, states) if states else found(desk))
            click.echo(json.dumps(rows, ensure_ascii=False, indent=1)) if as_json else posted_table(rows)

    _outside(work)


def _rule_on_letter(ctx: click.Context, letter: str, action: str, by: str) -> None:
    from .corrections import Refused
    from .daemon import open_desk
    from .review import rule_on_letter

    def work() -> None:
        with open_desk(_config(ctx)) as desk:
            settled = rule_on_letter(desk, letter, action, by or getpass.getuser())
            click.echo(f"{action}: the letter to {', '.join(settled.to)} is {settled.state}.")

    try:
        _outside(work)
    except Refused as error:
        _fail([str(error)])


@letters.command()
@click.argument("letter")
@click.option("--by", default="", help="Who decides (default: the user name).")
@click.pass_context
def resend(ctx: click.Context, letter: str, by: str) -> None:
    """Sends a letter that failed or is in doubt again; LETTER is the beginning of its id."""
    _rule_on_letter(ctx, letter, "resend", by)


@letters.command()
@click.argument("letter")
@click.option("--by", default="", help="Who decides (default: the user name).")
@click.pass_context
def cancel(ctx: click.Context, letter: str, by: str) -> None:
    """Gives up a letter that failed, is in doubt or waits; LETTER is the beginning of its id."""
    _rule_on_letter(ctx, letter, "cancel", by)


@main.command()
@click.argument("message")
@click.argument("action", type=click.Choice(["accept", "correct", "assign", "reject", "answer", "dismiss", "replay"]))
@click.argument("delegation", required=False)
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="persons.2.family=NAME, parts=RC1,RC2 …")
@click.option("--text", default="", help="Text of an answer, or the reason of a rejection.")
@click.option("--file", "text_file", type=click.File(encoding="utf-8"), help="The same, from a file.")
@click.option("--seen", default="", help="The hash `show` gave: refuse if anything has changed since.")
@click.option("--quiet", is_flag=True, help="Do not write to the delegation about it.")
@click.option("--by", default="", help="Who decides (default: the user name).")
@click.pass_context
def resolve(
    ctx: click.Context,
    message: str,
    action: str,
    delegation: str | None,
    changes: tuple[str, ...],
    text: str,
    text_file: Any,
    seen: str,
    quiet: bool,
    by: str,
) -> None:
    """Decides on a message: accept it, correct fields, assign the delegation, reject it, answer it, dismiss its flags,
    replay (read again) one that could not be read. `mailbot show` tells what there is to decide on.

    \b
    mailbot resolve 3f2a accept
    mailbot resolve 3f2a assign BFA
    mailbot resolve 3f2a correct --set persons.2.family=KABORÉ --set persons.2.speaker=alternate
    mailbot resolve 3f2a correct --set persons.+=Awa|TRAORÉ --set persons.3=-
    mailbot resolve 3f2a answer --text "Yes, one note covers both parts."
    """
    from .corrections import Refused
    from .daemon import open_desk
    from .review import Ruling, rule

    pairs = [tuple(change.partition("=")[::2]) for change in changes]
    if action == "assign" and not delegation:
        _fail(["assign needs the delegation's code: mailbot resolve ID assign CODE."])
    if action == "correct" and not pairs:
        _fail(["correct needs at least one --set KEY=VALUE."])
    ruling = Ruling(
        action,
        message,
        by or getpass.getuser(),
        seen,
        delegation,
        tuple((k, v) for k, v in pairs),
        _words_in(text_file) if text_file else text,
        quiet,
    )

    def work() -> None:
        with open_desk(_config(ctx)) as desk:
            outcome = rule(desk, ruling)
            click.echo(f"{action}: done{f' ({outcome.why})' if outcome else ''}.")

    try:
        _outside(work)
    except Refused as error:
        _fail([str(error)])


@main.command()
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day (default: the end of the meeting).")
@json_option
@now_option
@click.pass_context
def plan(ctx: click.Context, until: datetime | None, as_json: bool, now: datetime | None) -> None:
    """Every letter that would go out by then if nothing more came in, and why; sends nothing."""
    from .daemon import open_desk
    from .outputs.planned import plan_rows, plan_table
    from .reminders import plan as planned

    def work() -> None:
        with open_desk(_config(ctx), clock=_clock(now)) as desk:
            zone = desk.config.meeting.zone
            last: date = until.date() if until else max(p.ends_on for p in desk.config.meeting.parts)
            end = datetime.combine(last + timedelta(days=1), time(), zone)
            rows = plan_rows(planned(desk, desk.clock(), end))
            click.echo(json.dumps(rows, ensure_ascii=False, indent=1)) if as_json else plan_table(rows)

    _outside(work)


@main.command()
@click.argument("letter")
@click.option("--language", default="en", show_default=True)
@click.option("--html", is_flag=True, help="The HTML form.")
@click.pass_context
def preview(ctx: click.Context, letter: str, language: str, html: bool) -> None:
    """Shows one letter with invented data."""
    from .daemon import open_letters
    from .outputs.previewed import previewed

    config = _config(ctx)
    try:
        _outside(lambda: click.echo(previewed(open_letters(config), config, letter, language, html=html)))
    except LookupError as error:
        _fail([str(error)])


@main.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True)
def demo(folder: Path) -> None:
    """The whole thing on an embedded mail server with sample delegations: no account, no configuration."""
    from .demo import play

    logging.basicConfig(level=logging.ERROR)
    play(folder)
