"""Records as JSON documents, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from mailbot.ports import Permanent

R = TypeVar("R")


def stamp(at: datetime) -> str:
    """A time as UTC text of one width, which sorts as time does. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("a naive time cannot be recorded")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def to_document(record: Any) -> dict[str, Any]:
    """A record (a frozen dataclass) as a JSON document."""
    document: dict[str, Any] = msgspec.to_builtins(record)
    for name in document:
        if isinstance(value := getattr(record, name), datetime):
            document[name] = stamp(value)
    return document


def from_document(document: Mapping[str, Any], kind: type[R]) -> R:
    """The record that was stored as this document. Raises Permanent if it is none of that kind."""
    try:
        return msgspec.convert(dict(document), kind)
    except msgspec.ValidationError as error:
        raise Permanent(
            f"a stored {kind.__name__} cannot be read ({error}); was it written by another version?"
        ) from error
