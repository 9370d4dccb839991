"""Messages that wait: for a scan of theirs to be recognised, or behind one that waits for that.

Recognising a page takes seconds, so a note that needs none is not kept waiting by those that do. But of the same
correspondents mail is taken in as it came: a note does not overtake an earlier one of its delegation. All this is
kept in memory alone; after a restart such a message is one like any other that has no disposition yet.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .domain.message import Attachment
from .ports import Archive, Arrival, MessageKey
from .reading import documents, mime
from .reading.document import Reading

if TYPE_CHECKING:
    from .ahead import Begun

Readings = Future[list[tuple[Reading, ...]] | None]


class MustWait(Exception):
    """The message is taken in later: a scan must be recognised, or an earlier note of ``delegation`` waits."""

    def __init__(self, delegation: str | None = None, *, is_scan: bool = True) -> None:
        super().__init__()
        self.delegation = delegation
        self.is_scan = is_scan


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits; ``who`` are its correspondents, ``readings`` are None if it only waits for others.

    ``begun`` is what was read of a small one before it had to wait for others.
    """

    number: int
    key: MessageKey
    message_id: str
    arrival: Arrival
    who: frozenset[str]
    readings: Readings | None
    begun: Begun | None = None


class Behind:
    """Those that wait, in the order they came. One thread adds and takes, any may ask who waits."""

    def __init__(
        self,
        read: Callable[[Sequence[Attachment]], list[tuple[Reading, ...]]],
        archive: Archive,
        processes: int,
    ) -> None:
        self._read = read
        self._archive = archive
        self._pool = ThreadPoolExecutor(processes, thread_name_prefix="recognition")
        self._waiting: dict[MessageKey, Waiting] = {}
        self._guard = threading.Lock()
        self._next = 0
        self.news: Callable[[], object] = lambda: None
        """Called, in any thread, when something has been recognised."""

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, key: object) -> bool:
        return key in self._waiting

    def blocks(self, who: frozenset[str], number: int | None = None) -> bool:
        """Whether somebody of ``who`` waits with an earlier message than that number, or any."""
        with self._guard:
            return any(each.who & who and (number is None or each.number < number) for each in self._waiting.values())

    def add(
        self,
        arrival: Arrival,
        message_id: str,
        who: frozenset[str],
        *,
        is_scan: bool,
        waited: Waiting | None = None,
        begun: Begun | None = None,
    ) -> None:
        """The message waits from now on; if it has ``waited`` before, in its old place and with what was read."""
        self._next += 1
        number, readings = (waited.number, waited.readings) if waited else (self._next, None)
        if readings is None and is_scan:
            readings = self._pool.submit(self._recognised, message_id)
            readings.add_done_callback(lambda _: self.news())
        # The raw bytes are in the archive: hundreds of scans would fill the memory.
        light = Arrival(arrival.key, b"", arrival.arrived_at)
        with self._guard:
            self._waiting[arrival.key] = Waiting(number, arrival.key, message_id, light, who, readings, begun)

    def ready(self) -> Waiting | None:
        """The first whose turn has come, which waits no longer."""
        with self._guard:
            earlier: set[str] = set()
            for each in sorted(self._waiting.values(), key=lambda one: one.number):
                if (each.readings is None or each.readings.done()) and not each.who & earlier:
                    return self._waiting.pop(each.key)
                earlier |= each.who
        return None

    def wait(self) -> bool:
        """Waits until one is ready; False if none waits."""
        with self._guard:
            pending = [each.readings for each in self._waiting.values() if each.readings and not each.readings.done()]
            is_any = bool(self._waiting)
        if pending:
            wait(pending, return_when=FIRST_COMPLETED)
        return is_any

    def close(self) -> None:
        """Begins nothing more; who waits is forgotten."""
        self.news = lambda: None
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _recognised(self, message_id: str) -> list[tuple[Reading, ...]] | None:
        message = mime.decode(self._archive.read(message_id))
        return self._read(documents.attachments_of(message))
