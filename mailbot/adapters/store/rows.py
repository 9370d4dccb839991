"""What every table of the store shares: transactions the journal takes part in, records to documents and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import IO, TypeVar

from tinydb.table import Document

from mailbot.domain.record import Event
from mailbot.ports import Permanent

from ..keys import Below, Condition, KeyedTable, Tables
from ..notes import Notes
from ..records import from_document, stamp, to_document

R = TypeVar("R")


class Rows:
    """The tables of a store, the journal beside them, and the small settings that both need."""

    def __init__(self, tables: Tables, lock: IO[str] | None = None, notes: Notes | None = None) -> None:
        self._tables = tables
        self._lock = lock
        self._notes = notes

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[None]:
        """See ``ports.Store``."""
        with self._tables.transaction(durable=durable):
            if self._notes is None:
                yield
                return
            with self._notes.collected(self):
                yield

    def note(self, event: Event) -> None:
        """See ``ports.Store``."""
        if self._notes is None:
            return
        with self._step():
            self._notes.add(event)

    def _step(self) -> AbstractContextManager[None]:
        """Part of the transaction in hand, or one of its own that the journal takes part in."""
        if self._notes is None or self._notes.collecting:
            return self._tables.step()
        return self.transaction()

    def close(self) -> None:
        """Lets go of the database and of the daemon's lock."""
        self._tables.close()
        if self._lock:
            self._lock.close()

    def setting(self, name: str) -> str | None:
        """See ``ports.Store``."""
        found = self._table("settings").find({"name": name})
        return str(found[0]["value"]) if found else None

    def settings(self) -> dict[str, str]:
        """See ``ports.Store``."""
        return {str(row["name"]): str(row["value"]) for row in self._table("settings")}

    def put_setting(self, name: str, value: str) -> None:
        """See ``ports.Store``."""
        self._table("settings").put({"name": name, "value": value}, {"name": name})

    def _table(self, name: str) -> KeyedTable:
        return self._tables.keyed(name)

    def _one(self, table: str, kind: type[R], where: Mapping[str, Condition]) -> R | None:
        return next(iter(self._all(table, kind, where, ())), None)

    def _all(self, table: str, kind: type[R], where: Mapping[str, Condition], order: tuple[str, ...]) -> tuple[R, ...]:
        return tuple(from_document(document, kind) for document in self._table(table).find(where, order=order))

    def _add(self, table: str, record: object, key: Mapping[str, Condition], name: str) -> None:
        with self._tables.step():
            if self._table(table).values(tuple(key), key):
                raise Permanent(f"{name} is recorded already")
            self._table(table).put(to_document(record), key)

    def _before(
        self,
        table: str,
        field: str,
        before: datetime | None,
        limit: int,
        among: Mapping[str, Condition] = MappingProxyType({}),
    ) -> list[Document]:
        """About ``limit`` documents, the latest by ``field`` first; all of one instant, or none of it."""
        where: dict[str, Condition] = {**among, field: Below(stamp(before))} if before else dict(among)
        found = self._table(table).find(where, order=(field,), descending=True, limit=limit)
        if len(found) < limit:
            return found
        last = found[-1][field]
        kept = [document for document in found if document[field] != last]
        return kept + self._table(table).find({**among, field: last}, descending=True)
