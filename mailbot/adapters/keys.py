"""Look-ups by key: the words the store asks its TinyDB tables in, whatever holds the documents."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from tinydb.table import Document

Key = str | int | None


@dataclass(frozen=True, slots=True)
class AtMost:
    """The field is not null and at most this."""

    value: str | int


@dataclass(frozen=True, slots=True)
class Below:
    """The field is not null and less than this."""

    value: str | int


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The field is not null and at least this."""

    value: str | int


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field is one of these numbers."""

    values: Collection[int]


Condition = Key | AtMost | Below | AtLeast | OneOf


@dataclass(frozen=True, slots=True)
class Index:
    """An index over one or more fields, most selective first; a dot goes into nested documents."""

    keys: tuple[str, ...]
    unique: bool = False


Schema = Mapping[str, tuple[Index, ...]]


class KeyedTable(Protocol):
    """A TinyDB table that can also be asked by key. Absent fields count as null."""

    def insert(self, document: Mapping[str, Any]) -> int:
        """Adds a document; returns its id (TinyDB)."""
        ...

    def __iter__(self) -> Iterator[Document]:
        """Every document (TinyDB)."""
        ...

    def truncate(self) -> None:
        """Removes every document (TinyDB)."""
        ...

    def put(self, document: Mapping[str, Any], where: Mapping[str, Condition]) -> int:
        """Replaces the document that ``where`` finds (its first), else inserts; returns the document id."""
        ...

    def find(
        self,
        where: Mapping[str, Condition],
        *,
        order: tuple[str, ...] = (),
        descending: bool = False,
        limit: int | None = None,
    ) -> list[Document]:
        """Documents that meet every condition, ordered by these fields, then by document id."""
        ...

    def values(self, fields: tuple[str, ...], where: Mapping[str, Condition]) -> list[tuple[Any, ...]]:
        """These fields of the documents ``find`` would give, in no order, without reading the documents."""
        ...

    def counts(self, field: str, where: Mapping[str, Condition]) -> dict[Any, int]:
        """How many documents ``find`` would give, by the value of a field."""
        ...


class Tables(Protocol):
    """A database of keyed tables."""

    def keyed(self, name: str) -> KeyedTable:
        """The table of that name."""
        ...

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """One atomic step over every table; not nested. ``durable``: see ``ports.Store``."""
        ...

    def step(self) -> AbstractContextManager[None]:
        """Part of the transaction in hand, or one of its own."""
        ...

    def close(self) -> None:
        """Lets go of the database."""
        ...


def field_of(document: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path, None where there is none."""
    value: Any = document
    for name in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def meets(document: Mapping[str, Any], where: Mapping[str, Condition]) -> bool:
    """Whether the document meets every condition."""
    return all(_holds(field_of(document, path), condition) for path, condition in where.items())


def _holds(value: Any, condition: Condition) -> bool:
    match condition:
        case AtMost():
            return value is not None and bool(value <= condition.value)
        case Below():
            return value is not None and bool(value < condition.value)
        case AtLeast():
            return value is not None and bool(value >= condition.value)
        case OneOf():
            return value in condition.values
        case _:
            return bool(value == condition)
