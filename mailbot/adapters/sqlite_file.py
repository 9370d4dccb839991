"""One SQLite file as the ground for tables: connections, transactions, errors, rights.

Threads: each gets a connection of its own, so that a reader sees the last committed state while another
thread writes. Writers of one process queue on a lock, those of different processes on SQLite's.
"""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mailbot.ports import OutsideError, Permanent, Temporary

BUSY_SECONDS = 30.0
"""How long a writer waits for another process before it gives up with Temporary."""

_TEMPORARY = {
    sqlite3.SQLITE_BUSY: "another process has kept the database locked for too long; try again",
    sqlite3.SQLITE_LOCKED: "another process has kept the database locked for too long; try again",
    sqlite3.SQLITE_FULL: "the disk is full; make room, nothing that was recorded is lost",
    sqlite3.SQLITE_IOERR: "the disk does not answer properly; check it and the space left on it",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
}
_PERMANENT = {
    sqlite3.SQLITE_READONLY: "the database may not be written to; give the user mailbot runs as write access",
    sqlite3.SQLITE_PERM: "the database may not be opened; give the user mailbot runs as access",
    sqlite3.SQLITE_AUTH: "the database may not be opened; give the user mailbot runs as access",
    sqlite3.SQLITE_CANTOPEN: "the database cannot be opened; check that the folder exists and may be written to",
    sqlite3.SQLITE_CORRUPT: "the database is damaged; run `mailbot rebuild --in-place`, or restore a backup",
    sqlite3.SQLITE_NOTADB: "the file is not a database; run `mailbot rebuild --in-place`, or restore a backup",
    sqlite3.SQLITE_CONSTRAINT: "a record with the same key exists already",
}


class SqliteFile:
    """A database file with WAL and full synchronisation. Created with rights 0600, its folder with 0700.

    Every call raises Temporary (locked, disk full) or Permanent (damaged, no rights) inside ``guarded``.
    ``close`` is for when no other thread is using it any more.
    """

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        super().__init__()
        self.path = path
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._connections: dict[threading.Thread, sqlite3.Connection] = {}
        self._guard = threading.Lock()
        self._writing = threading.Lock()
        self._is_read_only = False
        self._file: tuple[int, int] | None = None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # SQLite gives its -wal and -shm files the rights of the database.
            path.touch(mode=0o600, exist_ok=True)
            self._file = _identity(path)
        except OSError as error:
            if error.errno == errno.EROFS and path.exists():
                self._is_read_only = True
                return
            raise Permanent(f"{path}: cannot be created ({error.strerror}); check the folder's rights") from error

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turns what the world did to SQLite into Temporary or Permanent; our own mistakes pass as they are."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in _TEMPORARY:
                raise Temporary(f"{self.path}: {_TEMPORARY[code]} ({error})") from error
            if code in _PERMANENT:
                raise Permanent(f"{self.path}: {_PERMANENT[code]} ({error})") from error
            raise

    def run(self, sql: str, parameters: Iterable[Any] = ()) -> sqlite3.Cursor:
        """Executes one statement on this thread's connection. Raises sqlite3's own errors."""
        return self._connection().execute(sql, tuple(parameters))

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        return connection if connection is not None else self._connect()

    def _connect(self) -> sqlite3.Connection:
        self._see_that_it_is_there()
        # Opened by one thread, perhaps closed by another: hence no check of the thread.
        connection = sqlite3.connect(
            self._uri(), uri=True, timeout=self._busy_seconds, isolation_level=None, check_same_thread=False
        )
        if not self._is_read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        with self._guard:
            for thread in [thread for thread in self._connections if not thread.is_alive()]:
                self._connections.pop(thread).close()
            self._connections[threading.current_thread()] = connection
        self._local.connection, self._local.waits = connection, True
        return connection

    def _uri(self) -> str:
        uri = self.path.absolute().as_uri()
        if not self._is_read_only:
            # Made once, with its rights, when the store is opened: where it has gone since there shall be none.
            return f"{uri}?mode=rw"
        # On media nobody can write to there can be no -shm file; what a crash left in the -wal needs one.
        wal = self.path.with_name(self.path.name + "-wal")
        is_whole = not wal.exists() or wal.stat().st_size == 0
        return f"{uri}?mode=ro" + ("&immutable=1" if is_whole else "")

    @property
    def in_transaction(self) -> bool:
        """Whether this thread has a transaction open."""
        return getattr(self._local, "open", False)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """One atomic step; an exception undoes it. Not nested. ``durable``: it has reached the disk at the end."""
        if self.in_transaction:
            raise RuntimeError("a transaction is already open in this thread")
        with self._writing, self.guarded():
            self._see_that_it_is_there()
            self._local.open = True
            try:
                self._wait_for_disk(durable)
                self.run("BEGIN IMMEDIATE")
                yield
                self.run("COMMIT")
            except BaseException as error:
                # A full disk makes SQLite roll back by itself.
                if self._connection().in_transaction:
                    self.run("ROLLBACK")
                if isinstance(error, sqlite3.Error | OutsideError):
                    self._free_log()
                raise
            finally:
                self._local.open = False

    def _free_log(self) -> None:
        """What is in the log goes into the database: on a full disk its room is all that is left to write into."""
        with suppress(sqlite3.Error):
            self.run("PRAGMA wal_checkpoint(PASSIVE)")

    def _see_that_it_is_there(self) -> None:
        """What is written to a file that has lost its name goes with the process that has it open."""
        if self._file is not None and _identity(self.path) != self._file:
            raise Permanent(
                f"{self.path}: the database was taken away while it was in use; stop mailbot, then put it back or run "
                "`mailbot rebuild --in-place`"
            )

    def _wait_for_disk(self, waits: bool) -> None:
        """Whether the commits that follow on this thread's connection synchronise the log; what is in it is whole
        either way (SQLite, "PRAGMA synchronous", NORMAL in WAL mode)."""
        connection = self._connection()
        if getattr(self._local, "waits", True) != waits and not self._is_read_only:
            connection.execute(f"PRAGMA synchronous = {'FULL' if waits else 'NORMAL'}")
            self._local.waits = waits

    @contextmanager
    def step(self) -> Iterator[None]:
        """Part of the transaction in hand (undone alone if it fails), or a transaction of its own."""
        if not self.in_transaction:
            with self.transaction():
                yield
            return
        with self.guarded():
            self.run("SAVEPOINT step")
            try:
                yield
            except BaseException:
                if self._connection().in_transaction:
                    self.run("ROLLBACK TO step")
                    self.run("RELEASE step")
                raise
            self.run("RELEASE step")

    def close(self) -> None:
        """Closes the connections of every thread."""
        with self._guard:
            for connection in self._connections.values():
                connection.close()
            self._connections.clear()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
