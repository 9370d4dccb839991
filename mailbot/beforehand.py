"""Understanding before its turn: while one message is taken in, another process understands those that come next.

What it understands is a guess at what will be asked: it counts only if at its turn the message, the readings of its
files and what it is understood by are the very same. Nothing is decided here, and nothing waits for it in vain.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from .domain.meeting import Basis
from .domain.message import Message
from .domain.submission import Submission
from .reading.document import Reading

Given = tuple[Message, tuple[Reading, ...], Basis]

MANY = 60
"""So many messages must wait: loading what another process needs takes as long as understanding forty."""


class Understands(Protocol):
    """Understands messages elsewhere; one thread asks."""

    def prepare(self) -> None:
        """Makes ready for that."""
        ...

    def understand(self, message: Message, readings: Sequence[Reading], basis: Basis) -> Submission | None:
        """What the message says; None where it cannot tell."""
        ...


class Early:
    """One message that may be understood before its turn."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: Given | None = None
        self._found: Future[Submission | None] | None = None
        self._is_over = False

    def begin(self, given: Given, submit: Callable[[Given], Future[Submission | None]]) -> None:
        """It is given to whoever understands it, unless its turn has come."""
        with self._lock:
            if not self._is_over:
                self._given, self._found = given, submit(given)

    def of(self, message: Message, readings: Sequence[Reading], basis: Basis) -> Submission | None:
        """At its turn: what is understood of exactly that. None if nothing is, or nobody is at it yet."""
        with self._lock:
            self._is_over = True
        if self._found is None or self._found.cancel():
            return None
        if self._given != (message, tuple(readings), basis):
            return None
        return self._found.result()


class Beforehand:
    """Has messages understood one after the other, in a thread that waits for another process."""

    def __init__(self, elsewhere: Understands) -> None:
        self._elsewhere = elsewhere
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="beforehand")

    def prepare(self) -> None:
        """Makes ready, without waiting for it."""
        self._pool.submit(self._elsewhere.prepare)

    def submit(self, given: Given) -> Future[Submission | None]:
        """What the message says, some time."""
        return self._pool.submit(self._understood, *given)

    def _understood(self, message: Message, readings: Sequence[Reading], basis: Basis) -> Submission | None:
        with contextlib.suppress(Exception):  # whatever is wrong with it is told at its turn
            return self._elsewhere.understand(message, readings, basis)
        return None

    def close(self) -> None:
        """Begins nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
