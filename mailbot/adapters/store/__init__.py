"""The record in TinyDB tables: over SQLite for service, in memory for tests and rehearsals.

Records are stored as JSON documents (msgspec); times as UTC text of one width, so that they sort as text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from mailbot.domain.record import Event
from mailbot.ports import Permanent

from ..bringing_up import DATABASE, bring_up
from ..daemon_lock import take_lock
from ..journal import Journal
from ..memory_tables import MemoryTables
from ..notes import Notes, mark_of, put_mark
from ..sqlite_tables import SqliteTables
from .delegations import Delegations
from .ledger import Ledger
from .letters import Letters
from .schema import SCHEMA

__all__ = [
    "REMEDY",
    "SCHEMA",
    "TinyStore",
    "has_store",
    "is_lost",
    "memory_store",
    "open_bare",
    "open_store",
    "open_to_read",
]

REMEDY = "run `mailbot rebuild --in-place`, with the daemon stopped"


class TinyStore(Ledger, Delegations, Letters):
    """``ports.Store`` over TinyDB tables. Any thread may use it; a transaction belongs to its thread.

    A write outside a transaction is a transaction of its own. Raises Temporary or Permanent.
    """

    def forget(self, keep: Collection[str], events: Sequence[Event]) -> None:
        """Deletes every record but the ledger (which loses the messages' names) and the settings ``keep``.

        The journal holds ``events`` and no others afterwards. All of it in one step.
        """
        ledger, settings = list(self.all_ledger()), self.settings()
        with self._tables.transaction():
            for name in SCHEMA:
                self._table(name).truncate()
            for entry in ledger:
                self.put_ledger(replace(entry, message=None))
            for name in keep:
                if name in settings:
                    self.put_setting(name, settings[name])
            if self._notes is not None:
                put_mark(self, self._notes.journal.replace(events))


def open_store(path: Path, *, daemon: bool = False, terms: bytes = b"") -> TinyStore:
    """The store in that folder, created if absent. Several processes may have it open and write to it.

    ``daemon`` takes the folder's lock, so that only one daemon answers mail from it. ``terms`` are those its
    journal names as being in force. A store of an older layout is brought up, after a backup. Raises Permanent if
    another has the lock (saying who), the database cannot be used, or a ``daemon`` would work on an older copy of it
    (which would send again what was sent since), or the database is lost beside its journal; Temporary if it is locked
    or the disk full.
    """
    lock = take_lock(path) if daemon else None
    try:
        _see_that_it_is_not_lost(path)
        bring_up(path, has_lock=daemon)
        notes = Notes(path, terms)
        store = TinyStore(SqliteTables(path / DATABASE, SCHEMA), lock, notes)
        if daemon:
            notes.journal.check(mark_of(store))
        return store
    except BaseException:
        if lock:
            lock.close()
        raise


def _see_that_it_is_not_lost(path: Path) -> None:
    if is_lost(path):
        raise Permanent(f"{path / DATABASE}: the database is lost; its journal is there: {REMEDY}")


def is_lost(path: Path) -> bool:
    """Whether the store in that folder has a journal and no database, or one that nothing was ever written to.

    Raises Temporary or Permanent.
    """
    database = path / DATABASE
    return Journal(path).holds_anything() and not (database.exists() and database.stat().st_size)


def open_to_read(path: Path) -> TinyStore:
    """The store in that folder for a command that only looks; an empty one where there is none, and none is made.

    Raises as ``open_store``.
    """
    return open_store(path) if has_store(path) else memory_store()


def has_store(path: Path) -> bool:
    """Whether there is a store in that folder, be it a lost one. Raises as ``is_lost``."""
    return (path / DATABASE).exists() or is_lost(path)


def open_bare(path: Path) -> TinyStore:
    """The store in that folder without its journal: for a rebuild to fill. Raises as ``open_store``."""
    return TinyStore(SqliteTables(path / DATABASE, SCHEMA))


def memory_store() -> TinyStore:
    """A store that forgets: the same TinyDB tables in memory."""
    return TinyStore(MemoryTables())
