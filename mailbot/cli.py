"""What a person types: the commands together, and what they have in common."""

from __future__ import annotations

from pathlib import Path

import click

from . import __version__
from .commands import deciding, keeping, reading, serving, showing, users
from .outputs.logs import quieten_libraries


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


for command in (
    *(serving.run, serving.once, serving.check, serving.demo, serving.serve, users.user),
    *(reading.parse, reading.evaluate),
    *(showing.status, showing.export, showing.flags, showing.show, showing.plan, showing.preview),
    *(showing.search, showing.log, showing.history),
    *(deciding.letters, deciding.resolve, deciding.undo, deciding.ask),
    *(keeping.rebuild, keeping.backup, keeping.restore, keeping.doctor, keeping.purge),
):
    main.add_command(command)
