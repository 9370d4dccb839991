"""Commands that do the work: the daemon, one cycle, the check of the configuration, the demo."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .invocation import clock_of, config_path, configured, fail, now_option, outside, start_logging

if TYPE_CHECKING:
    from mailbot.config import Config


@click.command()
@click.pass_context
def run(ctx: click.Context) -> None:
    """The daemon: mailbox, letters, reminders, digest; until SIGTERM."""
    from mailbot import daemon

    config = _to_start_with(ctx)
    start_logging(config)
    outside(lambda: _heard_of(config, lambda: daemon.run(config), clock_of(None)), 1)


@click.command()
@now_option
@click.pass_context
def once(ctx: click.Context, now: datetime | None) -> None:
    """One full cycle, then exit: 0 all done, 1 something is left for the next cycle."""
    from mailbot import daemon
    from mailbot.configuration.settings import is_loopback

    config = _to_start_with(ctx)
    start_logging(config)
    hosts = [config.smtp.host] + ([config.mailbox.host] if config.mailbox.kind == "imap" else [])
    if now and not all(is_loopback(host) for host in hosts):
        fail(["--now sends nothing through real servers; point [mailbox] and [smtp] at loopback to rehearse."])
    clock = clock_of(now)
    done = outside(lambda: _heard_of(config, lambda: daemon.once(config, clock, rehearsal=now is not None), clock), 1)
    sys.exit(0 if done else 1)


def _to_start_with(ctx: click.Context) -> Config:
    """The configuration; one that is wrong is sounded too, unless there is somebody at the terminal to read it."""
    from mailbot.config import ConfigError, load

    path = config_path(ctx)
    try:
        return load(path, need_secrets=True)
    except ConfigError as error:
        from mailbot.observing.starting import note_not_started, partly_read

        if not sys.stderr.isatty() and (config := partly_read(path)) is not None:
            note_not_started(config, error, clock_of(None))
        fail([str(fault) for fault in error.faults])


def _heard_of(config: Config, work: Callable[[], Any], clock: Callable[[], datetime]) -> Any:
    """Does the work; that it cannot be begun is sounded, unless there is somebody at the terminal to read it."""
    from mailbot.config import ConfigError
    from mailbot.observing.starting import note_not_started
    from mailbot.ports import OutsideError

    try:
        return work()
    except (OutsideError, ConfigError) as error:
        if not sys.stderr.isatty():
            note_not_started(config, error, clock)
        raise


@click.command()
@click.option("--with-daemon", is_flag=True, hidden=True, help="End when standard input does.")
@click.pass_context
def serve(ctx: click.Context, with_daemon: bool) -> None:
    """The review page alone; `mailbot run` serves it too."""
    config = configured(ctx)
    if config.web is None:
        fail(["There is no [web] listen in the configuration: add one, such as 127.0.0.1:8025."])
    settings = config.web
    _see_that_there_is_a_store(config.store)
    start_logging(config)
    try:
        from mailbot.web.server import serve as serve_page
    except ModuleNotFoundError as error:
        fail([f"{error.name} is not installed: install the page with pip install 'mailbot[web]'."])
    outside(lambda: serve_page(config, settings, with_daemon=with_daemon), 1)


def _see_that_there_is_a_store(path: Path) -> None:
    """The page makes none: in a wrong place staff would decide on nothing, and nobody would miss the notes."""
    from mailbot.adapters.store import has_store
    from mailbot.opening import no_store

    if not outside(lambda: has_store(path), 1):
        fail([no_store(path)], 1)


@click.command()
@click.option("--offline", is_flag=True, help="Leave the servers out.")
@click.option("--alarm", is_flag=True, help="Sound a test on every channel of [alarm] as well.")
@click.pass_context
def check(ctx: click.Context, offline: bool, alarm: bool) -> None:
    """Checks configuration, invitee list, templates and servers; reports every fault at once."""
    from mailbot.check import alarm_faults, faults, notes

    found = faults(config_path(ctx), offline=offline)
    if alarm:
        configured(ctx, need_secrets=True)
        found += alarm_faults(config_path(ctx))
    if found:
        fail(found)
    for line in notes(config_path(ctx)):
        click.echo(f"mailbot: note: {line}", err=True)
    click.echo(
        "All is well: configuration, invitee list, templates" + ("." if offline else ", mailbox and SMTP server.")
    )


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True)
@click.option("--page-minutes", type=click.IntRange(0, 600), default=15, show_default=True, help="0: no page.")
def demo(folder: Path, page_minutes: int) -> None:
    """The whole thing on an embedded mail server with sample delegations: no account, no configuration."""
    from mailbot.demo import play

    logging.basicConfig(level=logging.ERROR)
    play(folder, page_minutes, is_watched=sys.stdin.isatty() and sys.stdout.isatty())
