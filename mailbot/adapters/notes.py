"""Events on their way into the journal: collected during a transaction, written just before it commits."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from mailbot.domain.letter import Letter
from mailbot.domain.record import JOURNAL_MARK, Event
from mailbot.ports import Permanent, Temporary

from .journal import Journal, Mark
from .records import to_document
from .whole_files import write_whole

MARK = JOURNAL_MARK
"""The setting that holds how far the journal reaches."""

_LOSSY = frozenset({"letter"})


class Settings(Protocol):
    """Small values that are kept with the record."""

    def setting(self, name: str) -> str | None: ...
    def put_setting(self, name: str, value: str) -> None: ...


class Notes:
    """The journal of the store in that folder, as its transactions write to it. Any thread may use it.

    ``terms`` are kept once, by their hash, when the first event under them is written.
    """

    def __init__(self, folder: Path, terms: bytes = b"") -> None:
        self.journal = Journal(folder)
        self._terms_file = folder / "terms" / f"{terms_name(terms)}.json" if terms else None
        self._terms = terms
        self._are_kept = not terms
        self._local = threading.local()

    @property
    def collecting(self) -> bool:
        """Whether this thread has a transaction open."""
        return getattr(self._local, "events", None) is not None

    def add(self, event: Event) -> None:
        """Inside a transaction."""
        under = event.under or (self._terms_file.stem if self._terms_file else "")
        self._local.events.append(replace(event, under=under))

    @contextmanager
    def collected(self, settings: Settings) -> Iterator[None]:
        """Around what a transaction writes: at its end the events are in the journal. Raises Temporary, Permanent."""
        self._local.events = []
        try:
            yield
            events: list[Event] = self._local.events
            if events:
                self._keep_terms()
                # What became of a letter is a help after the loss of the database, not worth waiting for the disk.
                durable = any(event.what not in _LOSSY for event in events)
                mark = self.journal.append(events, mark_of(settings), durable=durable)
                put_mark(settings, mark)
        finally:
            self._local.events = None

    def _keep_terms(self) -> None:
        if self._are_kept or self._terms_file is None:
            return
        try:
            if not self._terms_file.exists():
                write_whole(self._terms_file, self._terms)
        except OSError as error:
            raise Temporary(f"{self._terms_file}: cannot be written ({error.strerror}); check the disk") from error
        self._are_kept = True


def mark_of(settings: Settings) -> Mark:
    """How far the journal reaches, as the database knows it. Raises Permanent."""
    text = settings.setting(MARK)
    if text is None:
        return Mark()
    try:
        return Mark(*json.loads(text))
    except (ValueError, TypeError) as error:
        raise Permanent("the database does not know how far its journal reaches; run `mailbot doctor`") from error


def put_mark(settings: Settings, mark: Mark) -> None:
    """Inside a transaction."""
    settings.put_setting(MARK, json.dumps([mark.number, mark.end]))


def terms_name(terms: bytes) -> str:
    """What terms are called: the beginning of their SHA-256."""
    return hashlib.sha256(terms).hexdigest()[:16]


def written(letter: Letter) -> Event:
    """A letter as the journal keeps it, its files left out."""
    files = [{"name": a.name, "media_type": a.media_type} for a in letter.attachments]
    return Event("written", letter.created_at, detail={**to_document(replace(letter, attachments=())), "files": files})


def settled(letter: Letter) -> Event:
    """What became of a letter."""
    detail = {
        "key": letter.key,
        "state": letter.state,
        "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
        "accepted": list(letter.accepted),
        "refused": list(letter.refused),
        "failure": letter.failure,
    }
    return Event("letter", letter.sent_at or letter.created_at, detail=detail)
