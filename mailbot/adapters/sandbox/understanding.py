"""Messages understood in a process of their own before their turn; whatever goes wrong there, they are not."""

from __future__ import annotations

import contextlib
import pickle
import threading
from collections.abc import Callable, Sequence

from mailbot.domain.meeting import Basis
from mailbot.domain.message import Message
from mailbot.domain.submission import Submission
from mailbot.reading.document import Reading

from . import wire
from .beside import Beside, Gone
from .bounds import Bounds

MODULE = "mailbot.adapters.sandbox.understander"
_STARTS_WITHIN_SECONDS = 60
# The process keeps to its time by itself; it may have to wait for others that compute.
_WALL = 4


class Understander:
    """One such process, started by ``start``. One thread asks; any may close."""

    def __init__(self, bounds: Bounds, start: Callable[[], Beside]) -> None:
        """``start`` raises Gone where none can be started any more."""
        self._bounds = bounds
        self._start = start
        self._lock = threading.Lock()
        self._process: Beside | None = None
        self._is_asked = False
        self._basis: Basis | None = None

    def prepare(self) -> None:
        """Starts the process if there is none, and waits until it has loaded all it needs."""
        with self._lock:
            if self._process is not None:
                return
            with contextlib.suppress(Gone):
                self._process, self._basis = self._start(), None
        self._asked(b"", b"", _STARTS_WITHIN_SECONDS)

    def understand(self, message: Message, readings: Sequence[Reading], basis: Basis) -> Submission | None:
        """The submission; None where no process is there, or it gives none."""
        changed = b"" if basis == self._basis else pickle.dumps(basis)
        given = pickle.dumps((message, tuple(readings)))
        found = self._asked(changed, given, _WALL * self._bounds.text_seconds)
        if found is None:
            return None
        self._basis = basis
        with contextlib.suppress(wire.Broken):
            return wire.submission_from_bytes(found) if found else None
        return None

    def close(self) -> None:
        """Ends the process; ``prepare`` starts another."""
        with self._lock:
            process, self._process = self._process, None
            if process is not None and self._is_asked:
                process.end()  # whoever asks it closes its pipes
            elif process is not None:
                process.close()

    def _asked(self, changed: bytes, given: bytes, seconds: float) -> bytes | None:
        with self._lock:
            process = self._process
            self._is_asked = process is not None
        if process is None:
            return None
        found = None
        with contextlib.suppress(Gone):
            found = process.ask(changed, given, longest=self._bounds.output_octets, seconds=seconds)
        with self._lock:
            self._is_asked = False
            if found is None and self._process is process:
                self._process = None
            if self._process is not process:
                process.close()
        return found
