"""TinyDB in memory with look-ups by key: the twin of the SQLite tables, for tests and rehearsals."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tinydb import TinyDB
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from .keys import Condition, field_of, meets


class MemoryTable(Table):
    """A stock TinyDB table with the look-ups of ``keys.KeyedTable``, by scanning.

    ``put`` replaces whole documents and so can be undone by a transaction; TinyDB's own ``update`` changes
    documents in place and cannot.
    """

    lock: threading.RLock

    def put(self, document: Mapping[str, Any], where: Mapping[str, Condition]) -> int:
        """See ``keys.KeyedTable``."""
        with self.lock:
            found = self.find(where, limit=1)
            if not found:
                return self.insert(dict(document))
            doc_id = found[0].doc_id
            self._update_table(lambda table: table.__setitem__(doc_id, dict(document)))
            return doc_id

    def find(
        self,
        where: Mapping[str, Condition],
        *,
        order: tuple[str, ...] = (),
        descending: bool = False,
        limit: int | None = None,
    ) -> list[Document]:
        """See ``keys.KeyedTable``."""
        with self.lock:
            found = [document for document in self if meets(document, where)]
        found.sort(key=lambda d: (*(field_of(d, path) for path in order), d.doc_id), reverse=descending)
        return found[:limit]

    def values(self, fields: tuple[str, ...], where: Mapping[str, Condition]) -> list[tuple[Any, ...]]:
        """See ``keys.KeyedTable``."""
        return [tuple(field_of(document, path) for path in fields) for document in self.find(where)]

    def counts(self, field: str, where: Mapping[str, Condition]) -> dict[Any, int]:
        """See ``keys.KeyedTable``."""
        return dict(Counter(field_of(document, field) for document in self.find(where)))


class MemoryTables(TinyDB):
    """A TinyDB in memory. Any thread may use it; a transaction keeps the others waiting until it ends."""

    table_class = MemoryTable

    def __init__(self) -> None:
        super().__init__(storage=MemoryStorage)
        self._lock = threading.RLock()
        self._open = False

    def keyed(self, name: str) -> MemoryTable:
        """The table of that name."""
        table = self.table(name, cache_size=0)
        assert isinstance(table, MemoryTable)  # noqa: S101 - what table_class makes
        table.lock = self._lock
        return table

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:  # noqa: ARG002 - nothing here is
        """One atomic step over every table; not nested."""
        with self._lock:
            if self._open:
                raise RuntimeError("a transaction is already open in this thread")
            kept = {name: dict(rows) for name, rows in (self.storage.read() or {}).items()}
            self._open = True
            try:
                yield
            except BaseException:
                self.storage.write(kept)
                raise
            finally:
                self._open = False

    @contextmanager
    def step(self) -> Iterator[None]:
        """Part of the transaction in hand, or one of its own."""
        with self._lock:
            if self._open:
                yield
            else:
                with self.transaction():
                    yield
