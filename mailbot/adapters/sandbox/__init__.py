"""Reads attachments in processes of their own, with bounds on time, memory, output, files and network.

Whatever a file does to its reader, mailbot gets readings or a reason. Where the system cannot fork (Windows), or
if the configuration says so, files are read in this process, and only the bounds in the readers themselves hold.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from mailbot.config import ReadingSettings
from mailbot.domain.message import Attachment
from mailbot.reading import documents
from mailbot.reading.document import Reading, Unreadable

from . import frames, wire
from .bounds import Bounds

__all__ = ["Bounds", "Sandbox", "open_reader"]

# The process beside us enforces the bounds itself; this is for when it does not answer at all.
_PATIENCE_SECONDS = 900
_START = "import sys; sys.path[:] = {path!r}; from {module} import main; main({bounds!r})"
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "SYSTEMROOT", "TMPDIR")
_ENVIRONMENT_SET = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
_SLACK = 1 << 16


class _Gone(Exception):
    """The process beside us has ended or does not answer."""


class _Child:
    """One process beside this one; used by one thread at a time."""

    def __init__(self, bounds: Bounds, module: str) -> None:
        self._bounds = bounds
        path = [str(Path(place).resolve()) for place in sys.path]  # the process starts in another folder
        code = _START.format(module=module, path=path, bounds=bounds.describe())
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter, a fixed text
            [sys.executable, "-I", "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_ENVIRONMENT_SET | {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            bufsize=0,
            start_new_session=True,
        )

    def read(self, attachment: Attachment, seconds: float) -> wire.Answer:
        """What became of reading it. Raises _Gone."""
        if self._process.stdin is None or self._process.stdout is None:
            raise _Gone
        try:
            frames.send(
                self._process.stdin.fileno(), wire.packed(wire.request_for(attachment, seconds)), attachment.content
            )
            most = self._bounds.output_octets + _SLACK
            return wire.answer_of(frames.receive(self._process.stdout.fileno(), most, _PATIENCE_SECONDS))
        except (frames.Closed, frames.Late, wire.Broken) as error:
            raise _Gone from error

    def close(self) -> None:
        """Ends the process and waits for it."""
        with contextlib.suppress(OSError):
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()


@dataclass(slots=True)
class _Account:
    """The time one message may still take; what its hostile files waste, its others cannot use."""

    left: float
    fruitless: float
    lock: threading.Lock = field(default_factory=threading.Lock)

    def allowance(self, document_seconds: float) -> float:
        with self.lock:
            return min(document_seconds, self.left, self.fruitless)

    def charge(self, spent: float, *, is_fruitless: bool) -> None:
        with self.lock:
            self.left -= spent
            self.fruitless -= spent if is_fruitless else 0


class Sandbox:
    """Reads attachments, several at a time; one process is kept for each, and let go when idle.

    ``read`` may be called from any thread. ``close`` ends every process; a later ``read`` starts anew.
    """

    def __init__(
        self,
        bounds: Bounds = Bounds(),  # noqa: B008 - frozen
        *,
        processes: int = 0,
        message_seconds: float = 120,
        idle_seconds: float = 30,
        module: str = "mailbot.adapters.sandbox.child",
    ) -> None:
        """``processes`` at most at once, 0 for one a core; ``idle_seconds`` after which none is kept.

        ``module`` has the ``main`` that each of them runs.
        """
        self._bounds = bounds
        self._module = module
        self._message_seconds = message_seconds
        self._idle_seconds = idle_seconds
        self._processes = processes or os.cpu_count() or 1
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._reading = 0
        self._timer: threading.Timer | None = None

    def read(self, attachments: Sequence[Attachment]) -> list[tuple[Reading, ...]]:
        """The readings of each attachment of one message, in order. Never raises for what a file holds."""
        account = _Account(self._message_seconds, self._bounds.document_seconds)
        found: list[tuple[Reading, ...] | None] = [documents.unopened(attachment) for attachment in attachments]
        left = [at for at, reading in enumerate(found) if reading is None]
        if left:
            with self._in_use():
                readings = self._read_several([attachments[at] for at in left], account)
            for at, reading in zip(left, readings, strict=True):
                found[at] = reading
        return [reading for reading in found if reading is not None]

    def close(self) -> None:
        """Ends every process that is not reading."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _read_several(self, attachments: list[Attachment], account: _Account) -> list[tuple[Reading, ...]]:
        workers = min(self._processes, len(attachments))
        if workers == 1:
            return [self._read_one(attachment, account) for attachment in attachments]
        with ThreadPoolExecutor(workers, thread_name_prefix="documents") as pool:
            return list(pool.map(lambda attachment: self._read_one(attachment, account), attachments))

    def _read_one(self, attachment: Attachment, account: _Account) -> tuple[Reading, ...]:
        seconds = account.allowance(self._bounds.document_seconds)
        if seconds < 0.1:
            return (_unread(attachment, "too large", "the other files of the message took too long to read"),)
        try:
            answer = self._answer(attachment, seconds)
            readings, is_cut = wire.readings_from_bytes(answer.readings) if not answer.fault else ((), True)
        except (_Gone, wire.Broken):
            answer, readings, is_cut = wire.Answer(b"", "crash", seconds), (), True
        account.charge(answer.spent, is_fruitless=is_cut or not readings)
        return readings or (_unread(attachment, *self._reason(answer.fault, seconds)),)

    def _answer(self, attachment: Attachment, seconds: float) -> wire.Answer:
        """Of a process that was kept, or else of a new one. Raises _Gone."""
        with contextlib.suppress(queue.Empty):
            kept = self._idle.get_nowait()
            with contextlib.suppress(_Gone):
                return self._asked(kept, attachment, seconds)
        return self._asked(_Child(self._bounds, self._module), attachment, seconds)

    def _asked(self, child: _Child, attachment: Attachment, seconds: float) -> wire.Answer:
        try:
            answer = child.read(attachment, seconds)
        except BaseException:
            child.close()
            raise
        self._idle.put(child)
        return answer

    def _reason(self, fault: str, seconds: float) -> tuple[str, str]:
        """The contract's word, and a sentence for staff."""
        return {
            "time": ("too large", f"reading it took more than {seconds:.3g} seconds"),
            "memory": ("too large", f"reading it needs more memory than {self._bounds.memory_octets >> 20} MB"),
            "output": ("too large", f"it holds more than {self._bounds.output_octets >> 20} MB of text"),
        }.get(fault, ("damaged", "its reader failed"))

    @contextlib.contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._lock:
            self._reading += 1
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        try:
            yield
        finally:
            with self._lock:
                self._reading -= 1
                if not self._reading:
                    self._timer = threading.Timer(self._idle_seconds, self.close)
                    self._timer.daemon = True
                    self._timer.start()


@contextlib.contextmanager
def open_reader(settings: ReadingSettings) -> Iterator[documents.Read]:
    """Reads attachments in processes of their own, unless the configuration or the system will not have it."""
    if not settings.isolate or not hasattr(os, "fork"):
        yield documents.read_each
        return
    bounds = Bounds(settings.document_seconds, settings.page_seconds, settings.memory_mb << 20)
    with Sandbox(
        bounds,
        processes=settings.processes,
        message_seconds=settings.message_seconds,
        idle_seconds=settings.idle_seconds,
    ) as sandbox:
        yield sandbox.read


def _unread(attachment: Attachment, reason: str, detail: str) -> Unreadable:
    return Unreadable(attachment.name, attachment.media_type, reason, detail)
