"""The journal: what happened to the record, line by line, in a file that outlives the database.

With the raw messages and ``terms/`` it is all that ``mailbot rebuild`` needs. A line is written and synchronised
inside the transaction it belongs to, just before that commits, so that no committed event is missing. A crash
between the two leaves a line of a transaction that never was: the next writer's line has the same number, and
takes its place.

A line: CRC-32 of the rest in hexadecimal, a space, a JSON object. ``n`` numbers the events from 1, ``t`` is the
first number of the same transaction.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailbot.domain.record import Event
from mailbot.ports import Permanent, Temporary

from .records import from_document, to_document
from .whole_files import NO_LINK, sync_folder, write_whole

log = logging.getLogger(__name__)

NAME = "journal.jsonl"
_FOR_GOOD = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR}


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the journal reaches, as the database knows it: the last number, and the length of the file in bytes."""

    number: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One event with its number and the first number of its transaction."""

    number: int
    first: int
    event: Event


@dataclass(frozen=True, slots=True)
class Read:
    """What a journal says: its valid lines in order, and how many are missing or damaged beyond a torn end."""

    lines: tuple[Line, ...] = ()
    lost: int = 0

    @property
    def events(self) -> tuple[Event, ...]:
        """The events alone."""
        return tuple(line.event for line in self.lines)


class Journal:
    """The journal in that folder. The caller holds the database's write lock while it appends."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def append(self, events: Sequence[Event], mark: Mark, *, durable: bool = True) -> Mark:
        """Writes the events after ``mark`` and gives the new one; ``durable`` waits for the disk.

        Raises Temporary (disk full), Permanent (no rights; or the file knows of more than the database).
        """
        lines = [line_of(mark.number + place, mark.number + 1, event) for place, event in enumerate(events, 1)]
        with self._told():
            is_new = not self.path.exists()
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600)
            try:
                before = self._before(handle, mark)
                data = before + b"".join(lines)
                size = os.fstat(handle).st_size
                written = 0
                while written < len(data):
                    written += os.write(handle, data[written:])
                if durable:
                    os.fdatasync(handle)
            finally:
                os.close(handle)
            if is_new:
                sync_folder(self.path.parent)
        return Mark(mark.number + len(lines), size + len(data))

    def holds_anything(self) -> bool:
        """Whether there is a journal with anything in it. Raises Temporary or Permanent."""
        with self._told():
            return self.path.exists() and self.path.stat().st_size > 0

    def check(self, mark: Mark) -> None:
        """Raises Permanent if the file knows of more than the database, which is an older copy then."""
        with self._told():
            if not self.path.exists():
                return
            handle = os.open(self.path, os.O_RDONLY)
            try:
                self._before(handle, mark)
            finally:
                os.close(handle)

    def _before(self, handle: int, mark: Mark) -> bytes:
        """What must stand before new lines: a line break where a torn line ends the file."""
        size = os.fstat(handle).st_size
        if size < mark.end:
            log.warning(
                "%s has lost its end, %d octets: nothing is missing in the record; run `mailbot doctor --repair`",
                self.path,
                mark.end - size,
            )
        if size in {mark.end, 0}:
            return b""
        tail = os.pread(handle, size - mark.end, mark.end) if size > mark.end else b""
        if len({line.first for line in _valid(tail.split(b"\n")).lines}) > 1:
            raise Permanent(
                f"{self.path}: knows of more than the database does; the database is an older copy. "
                "Run `mailbot rebuild --in-place`, or restore both from one backup"
            )
        return b"" if os.pread(handle, 1, size - 1) == b"\n" else b"\n"

    def replace(self, events: Iterable[Event]) -> Mark:
        """Makes the journal hold these events and no others, at once and durably. Raises as ``append``."""
        lines = [line_of(number, number, event) for number, event in enumerate(events, 1)]
        data = b"".join(lines)
        with self._told():
            write_whole(self.path, data)
        return Mark(len(lines), len(data))

    def read(self) -> Read:
        """What it says; nothing if there is none. Raises Temporary or Permanent."""
        with self._told():
            return _valid(self.path.read_bytes().split(b"\n")) if self.path.exists() else Read()

    @contextlib.contextmanager
    def _told(self) -> Any:
        try:
            yield
        except OSError as error:
            sentence = f"{self.path}: cannot be used ({error.strerror})"
            if error.errno in _FOR_GOOD:
                raise Permanent(f"{sentence}; give the user mailbot runs as write access") from error
            raise Temporary(f"{sentence}; check the disk and the space left on it") from error


def line_of(number: int, first: int, event: Event) -> bytes:
    """One line, line break included."""
    document = {"n": number, "t": first, **to_document(event)}
    # ASCII, so that half characters out of undecodable mail come back as they were.
    text = json.dumps(document, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _valid(texts: Iterable[bytes]) -> Read:
    lines: list[Line] = []
    lost = 0
    for text in texts:
        line = _parsed(text) if text else None
        if line is None:
            continue
        while lines and lines[-1].number >= line.number:
            lines.pop()
        lost += line.number - 1 - (lines[-1].number if lines else 0)
        lines.append(line)
    # A torn end was never committed; a whole lost line shows as a gap in the numbers.
    return Read(tuple(lines), lost)


def _parsed(text: bytes) -> Line | None:
    try:
        crc, _, body = text.partition(b" ")
        if int(crc, 16) != zlib.crc32(body):
            return None
        document = json.loads(body)
        return Line(document.pop("n"), document.pop("t"), from_document(document, Event))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
