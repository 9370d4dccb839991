"""Reads and draws attachments in processes of their own, with bounds on time, memory, output, files and network.

Whatever a file does to its reader, mailbot gets readings or a reason. Where the system cannot fork (Windows), or
if the configuration says so, files are read in this process, and only the bounds in the readers themselves hold.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeVar

from mailbot.config import ReadingSettings
from mailbot.domain.meeting import Basis
from mailbot.domain.message import Attachment, Message
from mailbot.domain.submission import Submission
from mailbot.reading import documents
from mailbot.reading.document import Reading, Unreadable
from mailbot.reading.documents import drawing
from mailbot.reading.documents.drawing import Look, Sheet

from . import wire
from .beside import Beside, Gone
from .bounds import Bounds
from .understanding import MODULE, Understander

__all__ = ["Bounds", "Sandbox", "Unconfined", "open_reader", "open_sight"]

# The process beside us enforces the bounds itself; this is for when it does not answer at all.
_PATIENCE_SECONDS = 900
_PATIENCE_BEHIND_SECONDS = 9000
_SLACK = 1 << 16
# A person looks at one message after the other: the process is kept between them. Containers come back whole.
_SHOWN_IDLE_SECONDS = 600
_SHOWN_OCTETS = 64 << 20

T = TypeVar("T")


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

    Any thread may read. ``close`` ends every process that is idle; a later ``read`` starts anew. Used as a context it
    ends all of them, whatever they are at.
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
        self.processes = processes or os.cpu_count() or 1
        self._idle: queue.LifoQueue[Beside] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._reading = 0
        self._timer: threading.Timer | None = None
        self._at_work: set[Beside] = set()
        self._is_over = False
        # The system ends a process with the thread that started it: this one starts them all, and stays.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="documents")
        self._understander = Understander(bounds, lambda: self._started(MODULE))

    def read(self, attachments: Sequence[Attachment]) -> list[tuple[Reading, ...]]:
        """The readings of each attachment of one message, in order. Never raises for what a file holds."""
        return self._read(attachments, "read") or []

    def read_behind(self, attachments: Sequence[Attachment]) -> list[tuple[Reading, ...]]:
        """The same, when the machine has nothing else to do."""
        return self._read(attachments, "read behind") or []

    def read_text(self, attachments: Sequence[Attachment]) -> list[tuple[Reading, ...]] | None:
        """The same if none of them is a scan that must be recognised, else None."""
        return self._read(attachments, "read text")

    def _read(self, attachments: Sequence[Attachment], task: wire.Task) -> list[tuple[Reading, ...]] | None:
        account = _Account(self._message_seconds, self._bounds.document_seconds)
        found: list[tuple[Reading, ...] | None] = [documents.unopened(attachment) for attachment in attachments]
        left = [at for at, reading in enumerate(found) if reading is None]
        if left:
            with self._in_use():
                readings = self._read_several([attachments[at] for at in left], account, task)
            if any(one is None for one in readings):
                return None
            for at, reading in zip(left, readings, strict=True):
                found[at] = reading
        return [reading for reading in found if reading is not None]

    def prepare(self) -> None:
        """Starts the process that understands messages, and waits until it can; it too is let go when idle."""
        with self._in_use():
            if not self._is_over:
                self._understander.prepare()

    def understand(self, message: Message, readings: Sequence[Reading], basis: Basis) -> Submission | None:
        """What the message says, if that process is there and comes to an end. One thread asks."""
        with self._in_use():
            return self._understander.understand(message, readings, basis)

    def look(self, attachment: Attachment, look: Look) -> tuple[Sheet, ...] | Unreadable:
        """The pages of one attachment, measured or drawn, or why they cannot be shown."""
        return self._done(attachment, "look", look, wire.sheets_from_bytes)

    def unpack(self, attachment: Attachment) -> tuple[Attachment | Reading, ...]:
        """What a container holds, an item for each reading it gives."""
        found = self._done(attachment, "unpack", None, wire.leaves_from_bytes)
        return (found,) if isinstance(found, Unreadable) else found

    def read_again(self, attachment: Attachment) -> tuple[Reading, ...]:
        """The readings of one attachment, to be shown: no picture is recognised again."""
        found = self._done(attachment, "read again", None, lambda content: wire.readings_from_bytes(content)[0])
        return (found,) if isinstance(found, Unreadable) else found

    def close(self) -> None:
        """Ends every process that is not reading."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None
        self._understander.close()
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._lock:
            self._is_over = True
            for child in self._at_work:
                child.end()
        self.close()
        self._starter.shutdown()

    def _read_several(
        self, attachments: list[Attachment], account: _Account, task: wire.Task
    ) -> list[tuple[Reading, ...] | None]:
        workers = min(self.processes, len(attachments))
        if workers == 1:
            return [self._read_one(attachment, account, task) for attachment in attachments]
        with ThreadPoolExecutor(workers, thread_name_prefix="documents") as pool:
            return list(pool.map(lambda attachment: self._read_one(attachment, account, task), attachments))

    def _read_one(self, attachment: Attachment, account: _Account, task: wire.Task) -> tuple[Reading, ...] | None:
        """Its readings; None if it must be recognised, and that not now."""
        seconds = account.allowance(self._bounds.document_seconds)
        if seconds < 0.1:
            return (_unread(attachment, "too large", "the other files of the message took too long to read"),)
        try:
            answer = self._answer(wire.request_for(attachment, seconds, task), attachment.content)
            if answer.fault == "recognition" and task == "read text":
                return None
            readings, is_cut = wire.readings_from_bytes(answer.readings) if not answer.fault else ((), True)
        except (Gone, wire.Broken):
            answer, readings, is_cut = wire.Answer(b"", "crash", seconds), (), True
        account.charge(answer.spent, is_fruitless=is_cut or not readings)
        return readings or (_unread(attachment, *self._reason(answer.fault, seconds)),)

    def _done(
        self, attachment: Attachment, task: wire.Task, look: Look | None, taken: Callable[[bytes], T]
    ) -> T | Unreadable:
        """What one task besides reading gives, or why it gives nothing."""
        seconds = self._bounds.document_seconds
        fault = "crash"
        with self._in_use(), contextlib.suppress(Gone, wire.Broken):
            answer = self._answer(wire.request_for(attachment, seconds, task, look), attachment.content)
            fault = answer.fault
            if not fault:
                return taken(answer.readings)
        return _unread(attachment, *self._reason(fault or "crash", seconds))

    def _answer(self, request: wire.Request, content: bytes) -> wire.Answer:
        """Of a process that was kept, or else of a new one. Raises Gone."""
        with contextlib.suppress(queue.Empty):
            kept = self._idle.get_nowait()
            with contextlib.suppress(Gone):
                return self._asked(kept, request, content)
        return self._asked(self._started(), request, content)

    def _started(self, module: str = "") -> Beside:
        try:
            return self._starter.submit(Beside, self._bounds, module or self._module).result()
        except RuntimeError as error:  # shut down
            raise Gone from error

    def _asked(self, child: Beside, request: wire.Request, content: bytes) -> wire.Answer:
        with self._lock:
            self._at_work.add(child)
            if self._is_over:
                child.end()
        try:
            most = self._bounds.output_octets + _SLACK
            patience = _PATIENCE_BEHIND_SECONDS if request.task == "read behind" else _PATIENCE_SECONDS
            answer = wire.answer_of(child.ask(wire.packed(request), content, longest=most, seconds=patience))
        except wire.Broken as error:
            child.close()
            raise Gone from error
        except BaseException:
            child.close()
            raise
        finally:
            with self._lock:
                self._at_work.discard(child)
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


class Unconfined:
    """Does the same in this process, where the system cannot fork or the configuration will not have processes."""

    def look(self, attachment: Attachment, look: Look) -> tuple[Sheet, ...] | Unreadable:
        """As ``Sandbox.look``."""
        return drawing.look_at(attachment, look)

    def unpack(self, attachment: Attachment) -> tuple[Attachment | Reading, ...]:
        """As ``Sandbox.unpack``."""
        return documents.leaves(attachment)

    def read_again(self, attachment: Attachment) -> tuple[Reading, ...]:
        """As ``Sandbox.read_again``."""
        return documents.read_each([attachment])[0]


@contextlib.contextmanager
def open_sight(settings: ReadingSettings) -> Iterator[Sandbox | Unconfined]:
    """Shows attachments to people: draws pages, takes containers apart, reads again; confined as reading is."""
    if not settings.isolate or not hasattr(os, "fork"):
        yield Unconfined()
        return
    bounds = Bounds(settings.document_seconds, settings.page_seconds, settings.memory_mb << 20, _SHOWN_OCTETS)
    idle = max(settings.idle_seconds, _SHOWN_IDLE_SECONDS)
    with Sandbox(bounds, processes=settings.processes, idle_seconds=idle) as sandbox:
        yield sandbox


@contextlib.contextmanager
def open_reader(settings: ReadingSettings) -> Iterator[documents.Read]:
    """Reads attachments in processes of their own, unless the configuration or the system will not have it."""
    with open_readers(settings) as sandbox:
        yield sandbox.read if sandbox is not None else documents.read_each


@contextlib.contextmanager
def open_readers(settings: ReadingSettings) -> Iterator[Sandbox | None]:
    """The processes that read attachments; None if the configuration or the system will not have them."""
    if not settings.isolate or not hasattr(os, "fork"):
        yield None
        return
    bounds = Bounds(
        settings.document_seconds,
        settings.page_seconds,
        settings.memory_mb << 20,
        text_seconds=settings.text_seconds,
    )
    with Sandbox(
        bounds,
        processes=settings.processes,
        message_seconds=settings.message_seconds,
        idle_seconds=settings.idle_seconds,
    ) as sandbox:
        yield sandbox


def _unread(attachment: Attachment, reason: str, detail: str) -> Unreadable:
    return Unreadable(attachment.name, attachment.media_type, reason, detail)
