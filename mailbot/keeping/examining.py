"""The doctor, put together: the database file, the rights and the journal first, then what the record says."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..adapters.archive import FileArchive
from ..adapters.bringing_up import DATABASE, write_journal_anew
from ..adapters.databases import faults
from ..adapters.journal import Journal, Read
from ..adapters.notes import mark_of
from ..adapters.store import REMEDY, is_lost, open_store
from ..config import Config
from ..daemon import open_desk, utc_now
from ..desk import Clock
from ..ports import OutsideError, Permanent
from ..upkeep.doctor import Finding, examine
from .places import HALF, MESSAGES, TERMS, left_behind, told


def doctor(config: Config, *, server: bool, repair: bool, clock: Clock = utc_now) -> list[tuple[Finding, str]]:
    """Every finding with what a repair made of it: "" (none wanted or safe), "repaired", or why not.

    Raises Permanent if a repair is wanted while a daemon is at work.
    """
    path = config.store / DATABASE
    if is_lost(config.store):
        what = "the database is lost; journal and messages are there"
        return [(Finding("database", what, f"{REMEDY[0].upper()}{REMEDY[1:]}."), "")]
    if not path.exists() and next(FileArchive(config.store / MESSAGES).ids(), None) is not None:
        what = "database and journal are lost; the messages are there, their order and what was decided are not"
        return [(Finding("database", what, "Restore a backup: `mailbot restore`."), "")]
    if not path.exists():
        raise Permanent(f"{config.store}: there is no store here; start `mailbot run`, or restore a backup")
    damage = faults(path)
    if damage:
        remedy = "Run `mailbot rebuild --in-place`, or restore a backup."
        return [(Finding("database", text, remedy), "") for text in damage]
    if older := _older_than_journal(config):
        return [(older, "")]
    with open_desk(config, clock=clock, daemon=repair) as desk:
        read = Journal(config.store).read()
        findings = [*_left_over(config.store), *_rights(config.store), *_lines_lost(read), *_terms_lost(config, read)]
        findings += examine(desk, read.events, server=server)
        findings = [_with_journal_anew(config, finding) for finding in findings]
        return [(finding, _repaired(finding) if repair else "") for finding in findings]


def _older_than_journal(config: Config) -> Finding | None:
    """A database that knows less than its journal; looked at again, as a daemon at work may have written meanwhile."""
    for _ in range(3):
        try:
            with contextlib.closing(open_store(config.store)) as store:
                Journal(config.store).check(mark_of(store))
        except Permanent as error:
            found = Finding("database", str(error).partition(". Run ")[0], f"{REMEDY[0].upper()}{REMEDY[1:]}.")
        else:
            return None
    return found


def _repaired(finding: Finding) -> str:
    if finding.repair is None:
        return ""
    try:
        finding.repair()
    except OutsideError as error:
        return str(error)
    return "repaired"


def _with_journal_anew(config: Config, finding: Finding) -> Finding:
    if finding.about != "journal" or "--repair" not in finding.remedy:
        return finding
    return replace(finding, repair=lambda: write_journal_anew(config.store))


def _lines_lost(read: Read) -> list[Finding]:
    if not read.lost:
        return []
    remedy = "Write it anew from the database: `mailbot doctor --repair`."
    return [Finding("journal", f"{read.lost} lines are lost or damaged", remedy)]


def _terms_lost(config: Config, read: Read) -> list[Finding]:
    names = sorted({event.under for event in read.events if event.under})
    lost = [name for name in names if not (config.store / TERMS / f"{name}.json").exists()]
    return [Finding("journal", f"the terms {name} are lost", "Restore terms/ from a backup.") for name in lost]


def _left_over(store: Path) -> list[Finding]:
    found = []
    for folder in left_behind(store):
        kind = "rebuild" if folder.name.startswith(HALF) else "backup"
        remove = functools.partial(shutil.rmtree, folder, ignore_errors=True)
        what = f"{folder} was left by a {kind} that did not end"
        found.append(Finding(kind, what, "Remove it: `mailbot doctor --repair`.", repair=remove))
    return found


def _rights(store: Path) -> list[Finding]:
    """Files and folders that others than their owner may read."""
    open_to_all = [path for path in _all_below(store) if _is_open(path)]
    if not open_to_all:
        return []

    def close() -> None:
        with told(store):
            for path in open_to_all:
                path.chmod(0o700 if path.is_dir() else 0o600)

    what = f"{len(open_to_all)} files or folders may be read by others ({open_to_all[0]} …)"
    return [Finding("rights", what, "Close them: `mailbot doctor --repair`.", repair=close)]


def _all_below(folder: Path) -> Iterator[Path]:
    """The folder and all that is in it; what others take away meanwhile is left out."""
    yield folder
    for place, folders, files in os.walk(folder):
        yield from (Path(place) / name for name in (*folders, *files))


def _is_open(path: Path) -> bool:
    try:
        return not path.is_symlink() and bool(path.stat().st_mode & 0o077)
    except FileNotFoundError:
        return False
