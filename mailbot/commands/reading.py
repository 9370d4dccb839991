"""Commands that try the reading out: nothing is recorded, nothing is sent."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from .invocation import configured, fail, json_option, now_option


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@now_option
@click.pass_context
def parse(ctx: click.Context, files: tuple[Path, ...], as_json: bool, now: datetime | None) -> None:
    """What mailbot would understand of each message or document; changes nothing, sends nothing."""
    from mailbot.adapters.sandbox import open_reader
    from mailbot.outputs.understanding import as_table, understood_safely

    config = configured(ctx)
    with open_reader(config.reading) as read:
        for file in files:
            understanding = understood_safely(file.name, file.read_bytes(), config, now, read)
            if as_json:
                click.echo(json.dumps(understanding, ensure_ascii=False))
            else:
                as_table(understanding)


@click.command()
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
    from mailbot.evaluation import evaluate, report
    from mailbot.evaluation.baseline import drops, kept
    from mailbot.evaluation.figures import figures
    from mailbot.evaluation.files import Unusable, read_index, read_kept, read_lines, write_kept

    if keep and not baseline:
        fail(["--keep needs the file to keep them in: --baseline FILE."])
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
        fail([str(error)])
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else "\n".join(report.report(found)))
    if misses:
        click.echo("\n".join(["", *report.misses(scores)]), err=as_json)
    worse = drops(before, kept(found), tolerance)
    for drop in worse:
        click.echo(f"mailbot: {name}: {drop}", err=True)
    sys.exit(1 if worse else 0)
