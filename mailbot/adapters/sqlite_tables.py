# ruff: noqa: S608 - names of tables and columns are quoted, values are always bound
"""TinyDB whose documents live as JSON rows in SQLite: durable, shared by processes, as quick at any size.

TinyDB's own code does the work; it only gets another mapping to work on. Where the stock storage hands it
the whole table, ``Rows`` reads a document when it is asked for and writes back what changed.

Differences from stock TinyDB: documents come ordered by document id; what JSON changes on the way (tuples,
keys that are not text) is changed at once; query results are not cached, because another process may write.
Threads: as in ``sqlite_file``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from .keys import AtLeast, AtMost, Below, Condition, OneOf, Schema
from .sqlite_file import BUSY_SECONDS
from .sqlite_rows import Rows, SqliteStorage, bound, column_of, document_in, quoted


class SqliteTable(Table):
    """A TinyDB table over ``Rows``, with the look-ups of ``keys.KeyedTable``; asking by a field without
    an index raises KeyError instead of scanning."""

    default_query_cache_capacity = 0
    _storage: SqliteStorage
    _next_id: Any

    def __init__(self, storage: SqliteStorage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        super().__init__(storage, name, cache_size=cache_size, persist_empty=persist_empty)

    # what TinyDB's own methods stand on

    def _read_table(self) -> Any:
        return Rows(self._storage, self.name) if self._storage.exists(self.name) else {}

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._storage.step():
            self._storage.create(self.name)
            rows = Rows(self._storage, self.name)
            updater(rows)
            rows.flush()

    def _get_next_id(self) -> int:
        # Inside the step of the insert: another process cannot take the same id meanwhile.
        self._storage.create(self.name)
        doc_id = max(self._next_id or 1, Rows(self._storage, self.name).next_id())
        self._next_id = doc_id + 1
        return doc_id

    def insert(self, document: Mapping[str, Any]) -> int:
        """See TinyDB."""
        with self._storage.step():
            return super().insert(document)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """See TinyDB."""
        with self._storage.step():
            return super().upsert(document, cond)

    def search(self, cond: QueryLike) -> list[Document]:
        """See TinyDB. Reads the whole table: for questions without a key."""
        with self._storage.guarded():
            return super().search(cond)

    def get(self, cond: Any = None, doc_id: Any = None, doc_ids: Any = None) -> Any:
        """See TinyDB."""
        with self._storage.guarded():
            if doc_id is not None or doc_ids is None:
                return super().get(cond, doc_id, doc_ids)
            rows = self._read_table()
            return [Document(rows[each], each) for each in sorted(set(doc_ids)) if each in rows]

    def __iter__(self) -> Iterator[Document]:
        with self._storage.guarded():
            yield from super().__iter__()

    def __len__(self) -> int:
        with self._storage.guarded():
            return len(self._read_table())

    # look-ups by key

    def put(self, document: Mapping[str, Any], where: Mapping[str, Condition]) -> int:
        """See ``keys.KeyedTable``."""
        with self._storage.step():
            sql, parameters = self._clauses(where)
            row = self._storage.run(f"SELECT id FROM {quoted(self.name)}{sql} ORDER BY id LIMIT 1", parameters)
            found: tuple[int] | None = row.fetchone()
            doc_id = found[0] if found else self._get_next_id()
            Rows(self._storage, self.name)[doc_id] = document
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
        way = " DESC" if descending else ""
        sql, parameters = self._clauses(where)
        sql = f"SELECT id, doc FROM {quoted(self.name)}{sql} ORDER BY "
        sql += ", ".join(f"{column}{way}" for column in (*map(self._column, order), "id"))
        if limit is not None:
            sql += f" LIMIT {limit:d}"
        with self._storage.guarded():
            found = self._storage.run(sql, parameters)
            return [Document(document_in(text, self.name), doc_id) for doc_id, text in found]

    def values(self, fields: tuple[str, ...], where: Mapping[str, Condition]) -> list[tuple[Any, ...]]:
        """See ``keys.KeyedTable``."""
        sql, parameters = self._clauses(where)
        with self._storage.guarded():
            sql = f"SELECT {', '.join(map(self._column, fields))} FROM {quoted(self.name)}{sql}"
            return self._storage.run(sql, parameters).fetchall()

    def counts(self, field: str, where: Mapping[str, Condition]) -> dict[Any, int]:
        """See ``keys.KeyedTable``."""
        sql, parameters = self._clauses(where)
        column = self._column(field)
        with self._storage.guarded():
            sql = f"SELECT {column}, count(*) FROM {quoted(self.name)}{sql} GROUP BY {column}"
            return dict(self._storage.run(sql, parameters).fetchall())

    def _column(self, field: str) -> str:
        if field not in self._storage.columns.get(self.name, ()):
            raise KeyError(f"table {self.name} has no index on {field}")
        return quoted(column_of(field))

    def _clauses(self, where: Mapping[str, Condition]) -> tuple[str, list[Any]]:
        clauses, parameters = [], []
        for field, condition in where.items():
            clause, parameter = _clause(condition)
            clauses.append(f"{self._column(field)} {clause}")
            parameters += parameter
        return (" WHERE " + " AND ".join(clauses) if clauses else ""), parameters


class SqliteTables(TinyDB):
    """A TinyDB in one SQLite file. ``transaction`` spans all its tables; without one each write is its own.

    Any thread may use it. Raises Temporary (locked, disk full) or Permanent (damaged, no rights) at any call.
    """

    table_class: type[Table] = SqliteTable

    def __init__(self, path: Path, schema: Schema, busy_seconds: float = BUSY_SECONDS) -> None:
        super().__init__(path, schema, busy_seconds, storage=SqliteStorage)
        self._rows: SqliteStorage = self._storage  # type: ignore[assignment]
        self.transaction = self._rows.transaction
        self.step = self._rows.step

    def keyed(self, name: str) -> SqliteTable:
        """The table of that name."""
        table = self.table(name)
        assert isinstance(table, SqliteTable)  # noqa: S101 - what table_class makes
        return table


def _clause(condition: Condition) -> tuple[str, list[Any]]:
    match condition:
        case None:
            return "IS NULL", []
        case AtMost():
            return "<= ?", [bound(condition.value)]
        case Below():
            return "< ?", [bound(condition.value)]
        case AtLeast():
            return ">= ?", [bound(condition.value)]
        case OneOf():
            return "IN (SELECT value FROM json_each(?))", [json.dumps(list(condition.values))]
        case _:
            return "= ?", [bound(condition)]
