"""What is being worked on, for every log line written meanwhile, by whichever module or library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SHOWN = 12

_message: ContextVar[str] = ContextVar("message", default="")
_letter: ContextVar[str] = ContextVar("letter", default="")


@contextmanager
def message_in_hand(message_id: str) -> Iterator[None]:
    """While the message of that archive id (or another name of ours) is handled; in this thread or task."""
    token = _message.set(message_id[:_SHOWN])
    try:
        yield
    finally:
        _message.reset(token)


@contextmanager
def letter_in_hand(short_id: str) -> Iterator[None]:
    """While that letter is handled."""
    token = _letter.set(short_id)
    try:
        yield
    finally:
        _letter.reset(token)


def in_hand() -> dict[str, str]:
    """``message_id`` and ``letter_id`` of what is being worked on, as far as there is any."""
    found = {"message_id": _message.get(), "letter_id": _letter.get()}
    return {name: value for name, value in found.items() if value}
