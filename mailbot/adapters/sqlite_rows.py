# ruff: noqa: S608 - names of tables and columns are quoted, values are always bound
"""TinyDB's storage over SQLite: tables as mappings that read and write one document at a time.

Each field of an ``Index`` is kept in a column of its own beside the JSON document, so that look-ups never
parse JSON (SQLite 3.40 answers neither from indexes on expressions nor from virtual columns alone: it reads
every document).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from mailbot.ports import Permanent

from .keys import Index, Schema, field_of
from .sqlite_file import BUSY_SECONDS, SqliteFile

VERSION = 2
"""Layout of the database, kept in its ``user_version``; a newer one is refused, an older one brought up here."""

PAGE = 500


class SqliteStorage(SqliteFile, Storage):
    """The tables of one database file; ``schema`` names those whose documents are looked up by key."""

    def __init__(self, path: Path, schema: Schema, busy_seconds: float = BUSY_SECONDS) -> None:
        super().__init__(path, busy_seconds)
        self.columns: dict[str, tuple[str, ...]] = {}
        with self.guarded():
            self._prepare(schema)

    def _prepare(self, schema: Schema) -> None:
        version: int = self.run("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise Permanent(f"{self.path}: written by a newer mailbot (layout {version}); update this one")
        wanted = {name: _columns(indexes) for name, indexes in schema.items()}
        if version == VERSION and all(self._laid_out(name, wanted[name], schema[name]) for name in schema):
            self.columns = wanted
            return
        with self.transaction():
            for name, indexes in schema.items():
                self._lay_out(name, wanted[name], indexes)
            self.run(f"PRAGMA user_version = {VERSION}")
        self.columns = wanted

    def _laid_out(self, name: str, columns: tuple[str, ...], indexes: tuple[Index, ...]) -> bool:
        have = {row[1] for row in self.run("SELECT * FROM pragma_index_list(?)", (name,))}
        return {column_of(field) for field in columns} <= self._present(name) and {
            _index_name(name, index) for index in indexes
        } <= have

    def _lay_out(self, name: str, columns: tuple[str, ...], indexes: tuple[Index, ...]) -> None:
        self._create(name)
        new = [field for field in columns if column_of(field) not in self._present(name)]
        for field in new:
            self.run(f"ALTER TABLE {quoted(name)} ADD COLUMN {quoted(column_of(field))}")
        self.columns[name] = columns
        if new:
            rows = Rows(self, name)
            for doc_id, document in rows.items():
                rows[doc_id] = document
        for index in indexes:
            self.run(
                f"CREATE {'UNIQUE ' if index.unique else ''}INDEX IF NOT EXISTS {quoted(_index_name(name, index))} "
                f"ON {quoted(name)} ({', '.join(quoted(column_of(field)) for field in index.keys)})"
            )

    def _create(self, name: str) -> None:
        self.run(f"CREATE TABLE IF NOT EXISTS {quoted(name)} (id INTEGER PRIMARY KEY, doc TEXT NOT NULL)")

    def _present(self, name: str) -> set[str]:
        return {row[0] for row in self.run("SELECT name FROM pragma_table_info(?)", (name,))}

    def exists(self, name: str) -> bool:
        """Whether there is a table of that name."""
        return name in self.columns or bool(self._present(name))

    def create(self, name: str) -> None:
        """Makes a table without keys, unless it is there."""
        if not self.exists(name):
            self._create(name)

    def read(self) -> Any:
        """Every table, as mappings that read a document only when asked for it; None if there is none."""
        with self.guarded():
            names = [row[0] for row in self.run("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: Rows(self, name) for name in names} or None

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Makes the database hold these tables and no others."""
        with self.step():
            for name in set(self.read() or {}) - set(data):
                self.run(f"DROP TABLE {quoted(name)}")
                self.columns.pop(name, None)
            for name, table in data.items():
                if not isinstance(table, Rows):
                    self.create(name)
                    rows = Rows(self, name)
                    rows.clear()
                    rows.update(table)


class Rows(MutableMapping[Any, dict[str, Any]]):
    """One table as the mapping of documents by id that TinyDB works on."""

    def __init__(self, storage: SqliteStorage, name: str) -> None:
        self._storage = storage
        self._name = name
        self._table = quoted(name)
        self._read: dict[int, tuple[str, dict[str, Any]]] = {}

    def __getitem__(self, doc_id: Any) -> dict[str, Any]:
        doc_id = int(doc_id)
        if doc_id not in self._read:
            row = self._storage.run(f"SELECT doc FROM {self._table} WHERE id = ?", (doc_id,)).fetchone()
            if row is None:
                raise KeyError(doc_id)
            self._read[doc_id] = row[0], document_in(row[0], self._name)
        return self._read[doc_id][1]

    def __contains__(self, doc_id: object) -> bool:
        return bool(self._storage.run(f"SELECT 1 FROM {self._table} WHERE id = ?", (int(str(doc_id)),)).fetchone())

    def __setitem__(self, doc_id: Any, document: Mapping[str, Any]) -> None:
        self._write(int(doc_id), document, _to_json(document))
        self._read.pop(int(doc_id), None)

    def __delitem__(self, doc_id: Any) -> None:
        self._storage.run(f"DELETE FROM {self._table} WHERE id = ?", (int(doc_id),))
        self._read.pop(int(doc_id), None)

    def __len__(self) -> int:
        count: int = self._storage.run(f"SELECT count(*) FROM {self._table}").fetchone()[0]
        return count

    def __iter__(self) -> Iterator[int]:
        return (doc_id for doc_id, _ in self._pages("id, NULL"))

    def items(self) -> Any:
        """Every (id, document), a page at a time, so that the caller may write meanwhile."""
        return ((doc_id, document_in(text, self._name)) for doc_id, text in self._pages("id, doc"))

    def _pages(self, columns: str) -> Iterator[tuple[int, str]]:
        last, sql = -(2**63), f"SELECT {columns} FROM {self._table} WHERE id > ? ORDER BY id LIMIT {PAGE}"
        while page := self._storage.run(sql, (last,)).fetchall():
            yield from page
            last = page[-1][0]

    def clear(self) -> None:
        """Removes every document."""
        self._storage.run(f"DELETE FROM {self._table}")
        self._read.clear()

    def next_id(self) -> int:
        """One more than the highest id in use."""
        highest: int = self._storage.run(f"SELECT coalesce(max(id), 0) FROM {self._table}").fetchone()[0]
        return highest + 1

    def flush(self) -> None:
        """Writes back the documents that were changed in place."""
        for doc_id, (before, document) in self._read.items():
            text = _to_json(document)
            if text != before:
                self._write(doc_id, document, text)

    def _write(self, doc_id: int, document: Mapping[str, Any], text: str) -> None:
        keys = self._storage.columns.get(self._name, ())
        names = ["doc", *(quoted(column_of(key)) for key in keys)]
        self._storage.run(
            f"INSERT INTO {self._table} (id, {', '.join(names)}) VALUES (?{', ?' * len(names)}) "
            f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names)}",
            (doc_id, text, *(bound(field_of(document, key)) for key in keys)),
        )


def document_in(text: str, table: str) -> dict[str, Any]:
    """The document of a row. Raises Permanent for one that is damaged, though the file around it is sound."""
    try:
        document = json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        document = error
    if not isinstance(document, dict):
        raise Permanent(f"a row of {table} is damaged; run `mailbot rebuild --in-place`, or restore a backup")
    return document


def quoted(name: str) -> str:
    """A name as it stands in SQL."""
    return '"' + name.replace('"', '""') + '"'


def column_of(field: str) -> str:
    """The column that keeps a field of the documents."""
    return f"key.{field}"


def _columns(indexes: tuple[Index, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for index in indexes for key in index.keys))


def _index_name(table: str, index: Index) -> str:
    return f"{table}:{','.join(index.keys)}{':unique' if index.unique else ''}"


def _to_json(document: Mapping[str, Any]) -> str:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    # Lone surrogates (from undecodable bytes) are no UTF-8; escaped they come back as they were.
    return text if text.isascii() or _is_utf8(text) else json.dumps(document, separators=(",", ":"))


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def bound(value: Any) -> Any:
    """A key as SQLite keeps and compares it."""
    if isinstance(value, str) and not _is_utf8(value):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, list | dict | tuple):
        raise TypeError("only text, numbers and null can be keys")
    return value
