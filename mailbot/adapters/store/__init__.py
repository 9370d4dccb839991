"""The record in TinyDB tables: over SQLite for service, in memory for tests and rehearsals.

Records are stored as JSON documents (msgspec); times as UTC text of one width, so that they sort as text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from mailbot.domain.record import Event

from ..bringing_up import DATABASE, bring_up
from ..daemon_lock import take_lock
from ..memory_tables import MemoryTables
from ..notes import Notes, mark_of, put_mark
from ..sqlite_tables import SqliteTables
from .delegations import Delegations
from .ledger import Ledger
from .letters import Letters
from .schema import SCHEMA

__all__ = ["SCHEMA", "TinyStore", "memory_store", "open_bare", "open_store"]


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
    (which would send again what was sent since); Temporary if it is locked or the disk full.
    """
    lock = take_lock(path) if daemon else None
    try:
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


def open_bare(path: Path) -> TinyStore:
    """The store in that folder without its journal: for a rebuild to fill. Raises as ``open_store``."""
    return TinyStore(SqliteTables(path / DATABASE, SCHEMA))


def memory_store() -> TinyStore:
    """A store that forgets: the same TinyDB tables in memory."""
    return TinyStore(MemoryTables())
