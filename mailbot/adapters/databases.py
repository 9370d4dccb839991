"""Whole databases: copied while in use, put in the place of another, checked, wiped. SQLite's own ways of doing it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from mailbot.ports import Permanent, Temporary

from .whole_files import sync_folder

_BUSY_SECONDS = 30.0


def snapshot(path: Path, to: Path) -> None:
    """Copies the database as it is at this moment, whoever is writing; ``to`` has rights 0600 and is on disk after.

    Raises Temporary or Permanent.
    """
    with _told(path):
        os.close(os.open(to, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        with _opened(path) as source, _opened(to) as copy:
            # All pages in one go: writers do not wait for it, and cannot make it begin again.
            source.backup(copy)
        _sync(to)


def put_over(new: Path, path: Path) -> None:
    """Makes the database at ``path`` be the one at ``new``, in one transaction: it is one or the other, never half.

    A file at ``path`` that is no database is kept beside it as ``damaged-…``. Raises Temporary or Permanent.
    """
    with _told(path):
        if path.exists() and faults(path):
            aside = path.with_name(f"damaged-{path.stat().st_mtime_ns}.sqlite")
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            path.rename(aside)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        with _opened(new) as source, _opened(path) as old:
            source.backup(old)
            old.execute("PRAGMA journal_mode = WAL")
        _sync(path)


def faults(path: Path) -> tuple[str, ...]:
    """What SQLite finds wrong with the file, and with the documents in it; nothing if it is sound.

    Raises Temporary if it is locked.
    """
    try:
        with _opened(path) as plain:
            found = tuple(text for (text,) in plain.execute("PRAGMA integrity_check(20)") if text != "ok")
            return found or tuple(_rotten_rows(plain))
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise Temporary(f"{path}: another process has kept the database locked for too long; try again") from error
        return (str(error),)


def _rotten_rows(plain: sqlite3.Connection) -> Iterator[str]:
    tables = "sqlite_schema t JOIN pragma_table_info(t.name) c"
    for (table,) in plain.execute(f"SELECT t.name FROM {tables} WHERE t.type = 'table' AND c.name = 'doc'").fetchall():  # noqa: S608
        name = '"' + table.replace('"', '""') + '"'
        is_none = "CASE WHEN json_valid(doc) THEN json_type(doc) <> 'object' ELSE 1 END"
        (count,) = plain.execute(f"SELECT count(*) FROM {name} WHERE {is_none}").fetchone()  # noqa: S608 - quoted
        if count:
            yield f"{count} rows of {table} are damaged"


def wipe(path: Path) -> None:
    """Rewrites the file and its log without the bytes of anything deleted. Raises Temporary, Permanent."""
    with _told(path), _opened(path) as plain:
        plain.execute("PRAGMA secure_delete = ON")
        plain.execute("VACUUM")
        busy = plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy and busy[0]:
            raise Temporary(f"{path}: a command is reading it, so that what is deleted lies in its log still; repeat")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
        yield connection


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Temporary(f"{path}: {error}; try again") from error
    except sqlite3.Error as error:
        raise Permanent(f"{path}: the database is damaged ({error}); run `mailbot rebuild --in-place`") from error
    except OSError as error:
        raise Temporary(f"{path}: cannot be written ({error.strerror}); check the disk and its rights") from error


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    sync_folder(path.parent)
