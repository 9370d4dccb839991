"""A rebuild, put together: beside the present store, in its place, or for a rehearsal."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ..adapters.archive import FileArchive
from ..adapters.bringing_up import DATABASE, bring_up
from ..adapters.daemon_lock import take_lock
from ..adapters.databases import put_over, snapshot
from ..adapters.journal import NAME as JOURNAL
from ..adapters.journal import Journal, Mark
from ..adapters.notes import put_mark
from ..adapters.store import TinyStore, has_store, is_lost, open_bare, open_store
from ..adapters.whole_files import sync_folder
from ..config import Config, ReviewSettings
from ..configuration.terms import under
from ..daemon import open_letters, open_mailbox
from ..desk import Desk
from ..outputs.registrations import registrations, to_json
from ..ports import OutsideError, Permanent, Store
from ..reading.validity import address_fault
from ..upkeep.rebuild import Moment, Rebuild, Rebuilt
from .places import HALF, MESSAGES, TERMS, note_copy, told


def rebuild_into(config: Config, into: Path) -> Rebuilt:
    """A whole store in the folder ``into``, which must be empty or absent, from archive and journal of the present one.

    Raises Permanent (the folder is not empty; there is nothing to rebuild from), Temporary (disk full).
    """
    if into.exists() and any(into.iterdir()):
        raise Permanent(f"{into}: is not empty; name a new folder")
    _brought_up(config)
    with told(into):
        _copy_files(config.store, into)
    with contextlib.suppress(OutsideError), contextlib.closing(open_store(config.store)) as store:
        note_copy(store, into)
    return _fill(config, into)


def rebuild_in_place(config: Config) -> tuple[Rebuilt, bool | None]:
    """Rebuilds the store itself: what was done, and whether the registrations are the same as before (``is_same``).

    The database there was is kept in ``backups``. Raises Permanent while a daemon is at work, Temporary, Permanent.
    """
    _brought_up(config)
    with take_lock(config.store), _half_done(config) as half:
        rebuilt = _fill(config, half)
        same = is_same(config, half)
        path = config.store / DATABASE
        with told(path):
            (config.store / "backups").mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(OutsideError):
            if path.exists():
                snapshot(path, config.store / "backups" / "before-rebuild.sqlite")
        put_over(half / DATABASE, path)
    return rebuilt, same


def rehearse(config: Config) -> tuple[Rebuilt, bool | None]:
    """What a rebuild would give, and whether the registrations would be the same (``is_same``); nothing is changed."""
    _brought_up(config)
    with _half_done(config) as half:
        return _fill(config, half), is_same(config, half)


def _brought_up(config: Config) -> None:
    """A store of an older layout has no journal yet. One that cannot be brought up is rebuilt from what there is.

    Raises Permanent where there is nothing: no database, no journal and no message.
    """
    if not has_store(config.store) and next(FileArchive(config.store / MESSAGES).ids(), None) is None:
        raise Permanent(f"{config.store}: there is no store here to rebuild; correct [store] path, or restore a backup")
    with contextlib.suppress(OutsideError):
        bring_up(config.store, has_lock=False)


def is_same(config: Config, folder: Path) -> bool | None:
    """Whether the store in that folder exports the same registrations as the present one; None if that is gone."""
    with store_to_read(config) as old, contextlib.closing(open_bare(folder)) as new:
        if old is None:
            return None
        try:
            before = exported(config, old)
        except Permanent:
            return None
        return before == exported(config, new)


def exported(config: Config, store: Store) -> bytes:
    """The registrations of a store as ``mailbot export registrations --format json`` gives them."""
    revisions = [revision for code in store.delegations() for revision in store.revisions(code)]
    return to_json(registrations(revisions, config.meeting, config.invitees))


@contextlib.contextmanager
def store_to_read(config: Config) -> Iterator[TinyStore | None]:
    """The store as it is, None if there is none, it cannot be read, or nothing that the journal knows is in it."""
    if is_lost(config.store) or not (config.store / DATABASE).exists():
        yield None
        return
    try:
        store = open_store(config.store)
        is_empty = not store.ledger_counts() and Journal(config.store).holds_anything()
    except OutsideError:
        yield None
        return
    try:
        yield None if is_empty else store
    finally:
        store.close()


@contextlib.contextmanager
def _half_done(config: Config) -> Iterator[Path]:
    half = config.store / f"{HALF}-{os.getpid()}"
    with told(half):
        for left in config.store.glob(f"{HALF}-*"):
            shutil.rmtree(left, ignore_errors=True)
        half.mkdir(mode=0o700)
    try:
        yield half
    finally:
        shutil.rmtree(half, ignore_errors=True)


def _fill(config: Config, into: Path) -> Rebuilt:
    """Rebuilds the database in ``into`` from archive, journal and terms of the configuration's store."""
    journal = Journal(config.store)
    read = journal.read()
    archive = FileArchive(config.store / MESSAGES)
    if not read.lines and next(archive.ids(), None) is not None:
        raise Permanent(f"{journal.path}: is not there; without it the order of the messages is not known")
    moment = Moment(read.lines[-1].event.at if read.lines else _epoch())
    store, mailbox = open_bare(into), open_mailbox(config)
    problems = [f"{read.lost} lines of the journal are lost or damaged"] if read.lost else []
    try:
        fault = _faults_of(moment)

        @functools.cache
        def desk_under(name: str) -> Desk:
            # What replies of staff decided stands in the journal: none decides now.
            then = replace(_under(config, name, problems), review=ReviewSettings())
            return Desk(then, store, archive, mailbox, open_letters(then), moment, fault)

        work = Rebuild(desk_under, moment, problems)
        work.carry_out(read.events)
        with store_to_read(config) as old:
            rebuilt = _finished(work, old)
        mark = Mark(read.lines[-1].number, journal.path.stat().st_size) if read.lines else Mark()
        with store.transaction():
            put_mark(store, mark)
        return rebuilt
    finally:
        mailbox.close()
        store.close()


def _finished(work: Rebuild, old: Store | None) -> Rebuilt:
    """With what the old database says of letters, where that can be read to its end."""
    if old is not None:
        try:
            return work.finish(old)
        except Permanent as error:
            work.problems.append(f"nothing was taken of the old database: {str(error).partition(';')[0]}")
    return work.finish(None)


def _under(config: Config, name: str, problems: list[str]) -> Config:
    if not name:
        return config
    try:
        return under(config, (config.store / TERMS / f"{name}.json").read_bytes())
    except (OSError, ValueError):
        problems.append(f"the terms {name} cannot be read; those of the configuration were taken")
        return config


def _faults_of(moment: Moment) -> Callable[[str], str | None]:
    return lambda address: moment.faults.get(address) or address_fault(address)


def _copy_files(store: Path, into: Path) -> None:
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (MESSAGES, TERMS):
        if (store / name).exists():
            shutil.copytree(store / name, into / name, copy_function=_linked)
    if (store / JOURNAL).exists():
        shutil.copy2(store / JOURNAL, into / JOURNAL)
    for folder in [into, *(path for path in into.rglob("*") if path.is_dir())]:
        folder.chmod(0o700)
        sync_folder(folder)


def _linked(source: str, to: str) -> None:
    """A raw message never changes, so that two stores on one disk may share its file."""
    try:
        os.link(source, to)
    except OSError:
        shutil.copy2(source, to)


def _epoch() -> datetime:
    return datetime.fromtimestamp(0, UTC)
