"""What every command begins and ends with: the configuration, the clock, one sentence for what goes wrong."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from mailbot.outputs.logs import set_up

if TYPE_CHECKING:
    from mailbot.config import Config
    from mailbot.desk import Desk


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


def config_path(ctx: click.Context) -> Path:
    """The configuration file: named, else in the working folder, else MAILBOT_CONFIG."""
    if ctx.obj:
        return Path(ctx.obj)
    here = Path("config.toml")
    return here if here.exists() else Path(os.environ.get("MAILBOT_CONFIG", "config.toml"))


def configured(ctx: click.Context, *, need_secrets: bool = False) -> Config:
    """The checked configuration; every fault on standard error and exit 2 otherwise."""
    from mailbot.config import ConfigError, load

    try:
        return load(config_path(ctx), need_secrets=need_secrets)
    except ConfigError as error:
        fail([str(fault) for fault in error.faults])


def fail(lines: Sequence[str], code: int = 2) -> NoReturn:
    """Says each line on standard error and ends with that exit code."""
    for line in lines:
        click.echo(f"mailbot: {line}", err=True)
    sys.exit(code)


def outside(work: Callable[[], Any], code: int = 2) -> Any:
    """Runs a command's work; what the world outside refuses becomes one sentence and exit ``code``.

    What only shows in use to be wrong with the configuration is exit 2 all the same.
    """
    from mailbot.config import ConfigError
    from mailbot.ports import OutsideError

    try:
        return work()
    except ConfigError as error:
        fail([str(fault) for fault in error.faults])
    except OutsideError as error:
        fail([str(error)], code)


def words_in(file: TextIO) -> str:
    """The text of a file in UTF-8; exit 2 for another encoding."""
    try:
        return file.read()
    except UnicodeDecodeError:
        fail([f"{file.name} is not UTF-8: save it as UTF-8 and repeat."])


def start_logging(config: Config) -> None:
    """Log lines as the configuration wants them."""
    set_up(config.log_format, config.log_level)


@contextlib.contextmanager
def record_to_read(ctx: click.Context, now: datetime | None = None) -> Iterator[Desk]:
    """The desk of a command that only looks; that there is no store for it to see is told on standard error."""
    from mailbot.adapters.store import has_store
    from mailbot.opening import no_store, open_desk

    config = configured(ctx)
    with open_desk(config, clock=clock_of(now), reading=True) as desk:
        if not has_store(config.store):
            click.echo(f"mailbot: {no_store(config.store)}.", err=True)
        yield desk


def clock_of(now: datetime | None) -> Callable[[], datetime]:
    """The clock of a rehearsal at ``now``, else the real one."""
    from mailbot.daemon import utc_now

    return (lambda: now) if now else utc_now
