"""Reading ahead: while one message is understood, other processes read the files of those that come next.

Messages are taken in one at a time in their order; only the reading of their files is done several at once. What
must be recognised stands apart (behind.py).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from .beforehand import Beforehand, Early, Understands
from .behind import Behind, MustWait, Waiting
from .domain.meeting import Basis
from .domain.message import Attachment, Message
from .patience import at_most
from .ports import Archive, Arrival, OutsideError, Oversized
from .reading import documents, mime
from .reading.document import Reading

_LARGE = 1 << 20
"""Octets of a message that is not worth the way to another process."""


class Readers(Understands, Protocol):
    """Reads the attachments of a message; any thread may ask, several at once. Understands messages too."""

    processes: int

    def read_text(self, attachments: Sequence[Attachment]) -> list[tuple[Reading, ...]] | None:
        """For each its readings; None if there is a scan among them that must be recognised."""
        ...

    def read_behind(self, attachments: Sequence[Attachment]) -> list[tuple[Reading, ...]]:
        """For each its readings, scans recognised, when the machine has nothing else to do."""
        ...


@dataclass(frozen=True, slots=True)
class Begun:
    """A message decoded, its files being read; ``readings`` waits for them."""

    message: Message
    attachments: tuple[Attachment, ...]
    readings: Callable[[], Sequence[tuple[Reading, ...]] | None]
    early: Early = field(default_factory=Early)

    def read(self, attachments: Sequence[Attachment]) -> Sequence[tuple[Reading, ...]]:
        """The readings of some of its files, when they are there. Raises MustWait if one must be recognised."""
        if not attachments:
            return []
        found = self.readings()
        if found is None:
            raise MustWait
        by_file = dict(zip(map(id, self.attachments), found, strict=True))
        return [by_file[id(attachment)] for attachment in attachments]


class Ahead:
    """Begins reading the files of messages before it is their turn. One thread uses it."""

    def __init__(self, readers: Readers, archive: Archive, *, is_wary: bool = False) -> None:
        """``is_wary``: nothing is begun before its turn (the process has died while it read ahead)."""
        self._readers = readers
        self._pool = ThreadPoolExecutor(readers.processes, thread_name_prefix="ahead")
        self._beforehand = Beforehand(readers)
        self.behind = Behind(readers.read_behind, archive, readers.processes)
        self.is_wary = is_wary

    def begin(self, message: Message) -> Begun:
        """Begins reading its files; scans are not recognised."""
        attachments = documents.attachments_of(message)
        if not attachments:
            return Begun(message, (), list)
        return Begun(message, attachments, self._pool.submit(self._readers.read_text, attachments).result)

    def waited(self, message: Message, waiting: Waiting) -> Begun:
        """A message that has waited, with what was read meanwhile; what was not is begun."""
        if waiting.readings is None:
            return self.begin(message)
        return Begun(message, documents.attachments_of(message), waiting.readings.result)

    def coming(
        self, arrivals: Iterable[Arrival | Oversized], text_seconds: float, basis: Basis | None = None
    ) -> Iterator[tuple[Arrival | Oversized, Begun | None]]:
        """Each of the arrivals, in their order, with what was begun of it; the next ones are begun meanwhile.

        They are understood meanwhile too if there is a ``basis`` for that.
        """
        if self.is_wary:
            yield from ((arrival, None) for arrival in arrivals)
            return
        if self._readers.processes < 2:
            basis = None  # nobody would be free for it
        if basis is not None:
            self._beforehand.prepare()
        window: deque[tuple[Arrival | Oversized, Begun | None]] = deque()
        failure: OutsideError | None = None
        try:
            for arrival in arrivals:
                window.append((arrival, self._begun_early(arrival, text_seconds, basis)))
                if len(window) > 2 * self._readers.processes:
                    yield window.popleft()
        except OutsideError as error:
            failure = error  # those that came before it have their turn all the same
        yield from window
        if failure is not None:
            raise failure

    def _begun_early(self, arrival: Arrival | Oversized, text_seconds: float, basis: Basis | None) -> Begun | None:
        """None where there is nothing to gain, or where decoding fails: its own turn will tell."""
        if isinstance(arrival, Oversized) or not (basis or _has_files(arrival.raw)):
            return None
        try:
            with at_most(text_seconds):
                message = mime.decode(arrival.raw)
        except Exception:  # noqa: BLE001 - the boundary of a message is in intake.py
            return None
        if basis is None or len(arrival.raw) > _LARGE:
            return self.begin(message)
        return self._begun_to_understand(message, basis)

    def _begun_to_understand(self, message: Message, basis: Basis) -> Begun:
        attachments = documents.attachments_of(message)
        if not attachments:
            begun = Begun(message, (), list)
            begun.early.begin((message, (), basis), self._beforehand.submit)
            return begun
        reading = self._pool.submit(self._readers.read_text, attachments)
        begun = Begun(message, attachments, reading.result)

        def understand(_: Future[list[tuple[Reading, ...]] | None]) -> None:
            with suppress(Exception):
                readings = documents.read_all(message, begun.read)
                begun.early.begin((message, readings, basis), self._beforehand.submit)

        reading.add_done_callback(understand)
        return begun

    def close(self) -> None:
        """Begins nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._beforehand.close()
        self.behind.close()


def unread(message: Message, read: documents.Read) -> Begun:
    """A message whose files are read by ``read`` when it comes to that."""
    attachments = documents.attachments_of(message)
    return Begun(message, attachments, lambda: read(attachments))


def _has_files(raw: bytes) -> bool:
    """Whether it looks as if there were attachments: guessed, for only time depends on it."""
    head = raw[:4000].lower()
    return b"multipart/" in head or b"application/" in head


__all__ = ["Ahead", "Begun", "MustWait", "Readers"]
