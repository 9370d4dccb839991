"""Bringing a store of an older layout up to this one: a backup first, and only while no daemon is at work on it.

Layout 2 keeps a journal beside the database. One of layout 1 is written out of what the database knows, in the
order the ledger saw the messages.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

from mailbot.domain.decide import content_hash
from mailbot.domain.record import Decision, Event, LedgerEntry, MessageRecord
from mailbot.ports import Temporary

from .daemon_lock import take_lock
from .journal import Journal
from .notes import MARK
from .records import from_document, to_document
from .sqlite_rows import VERSION
from .whole_files import sync_folder

DATABASE = "mailbot.sqlite"


def bring_up(folder: Path, *, has_lock: bool) -> None:
    """Makes the store in that folder one of this layout; nothing happens to one that is, or that is not there yet.

    Raises Permanent while a daemon of the older version is at work on it, Temporary if the disk is full.
    """
    path = folder / DATABASE
    layout = layout_of(path)
    if layout in {None, 0} or (layout or 0) >= VERSION:
        return
    try:
        with contextlib.nullcontext() if has_lock else take_lock(folder):
            if layout_of(path) == layout:
                _copy(path, folder / "backups" / f"before-layout-{VERSION}.sqlite")
                _from_layout_1(folder, path)
    except sqlite3.Error as error:
        raise Temporary(f"{path}: cannot be brought up to layout {VERSION} ({error}); try again") from error
    except OSError as error:
        raise Temporary(f"{path}: cannot be backed up ({error.strerror}); check the disk") from error


def layout_of(path: Path) -> int | None:
    """The layout of a database, None if there is none or it cannot be read (opening it will say why)."""
    if not path.exists() or not path.stat().st_size:
        return None
    try:
        with contextlib.closing(sqlite3.connect(path)) as plain:
            return int(plain.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return None


def _copy(path: Path, to: Path) -> None:
    to.parent.mkdir(mode=0o700, exist_ok=True)
    os.close(os.open(to, os.O_CREAT | os.O_WRONLY, 0o600))
    with contextlib.closing(sqlite3.connect(path)) as old, contextlib.closing(sqlite3.connect(to)) as copy:
        old.backup(copy)
    with to.open("rb") as file:
        os.fsync(file.fileno())
    sync_folder(to.parent)


def write_journal_anew(folder: Path) -> int:
    """Writes the journal of the store in that folder out of its database; gives how many events it has.

    For a journal that was lost or damaged. Raises Temporary.
    """
    path = folder / DATABASE
    try:
        return _from_layout_1(folder, path)
    except sqlite3.Error as error:
        raise Temporary(f"{path}: cannot be read ({error}); try again") from error


def _from_layout_1(folder: Path, path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("PRAGMA synchronous = FULL")
        plain.execute("BEGIN IMMEDIATE")
        mark = Journal(folder).replace(events_of(_documents(plain)))
        put_plain_setting(plain, MARK, json.dumps([mark.number, mark.end]))
        plain.execute(f"PRAGMA user_version = {VERSION}")
        plain.execute("COMMIT")
        return mark.number


def put_plain_setting(plain: sqlite3.Connection, name: str, value: str) -> None:
    """Inside a transaction: a setting of a database that is not opened as a store; every layout keeps them so."""
    document = json.dumps({"name": name, "value": value}, separators=(",", ":"))
    plain.execute('DELETE FROM settings WHERE "key.name" = ?', (name,))
    plain.execute('INSERT INTO settings (doc, "key.name") VALUES (?, ?)', (document, name))


def _documents(plain: sqlite3.Connection) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [json.loads(doc) for (doc,) in plain.execute(f"SELECT doc FROM {name} ORDER BY id")]  # noqa: S608
        for name in ("ledger", "messages", "decisions", "reminders", "letters")
    }


def events_of(documents: dict[str, list[dict[str, Any]]]) -> list[Event]:
    """A journal as it would have been, out of the tables of a database; ``documents`` in the order of their ids.

    When a message was taken in is only known for those nobody has decided on; the others come in the ledger's order
    and before the first decision on them.
    """
    messages = {r.id: r for r in (from_document(d, MessageRecord) for d in documents["messages"])}
    decisions = sorted((from_document(d, Decision) for d in documents["decisions"]), key=lambda d: d.at)
    events: list[Event] = []
    for entry in (from_document(d, LedgerEntry) for d in documents["ledger"]):
        if entry.disposition is None:
            continue
        record = messages.get(entry.message or "")
        decided = [d for d in decisions if record is not None and d.message == record.id]
        at = min([record.handled_at if record and entry.disposition != "duplicate" else entry.seen_at]
                 + [d.at for d in decided])  # fmt: skip
        if events and at < events[-1].at:
            at = events[-1].at
        events.append(Event("message", at, detail=_detail(entry, record, is_decided=bool(decided))))
    events += [Event("decision", d.at, detail=to_document(d)) for d in decisions]
    for reminder in documents["reminders"]:
        events.append(Event("reminder", _at(reminder["at"]), detail=reminder))
    for letter in documents["letters"]:
        events += _of_letter(letter)
    return sorted(events, key=lambda event: event.at)


def _detail(entry: LedgerEntry, record: MessageRecord | None, *, is_decided: bool) -> dict[str, Any]:
    persons = record.submission.persons if record and record.submission else ()
    return {
        "key": [entry.account, entry.folder, entry.uid_validity, entry.uid],
        "message": entry.message,
        # What a decision has made of it, the decision makes of it again.
        "disposition": "held" if is_decided and entry.disposition != "duplicate" else entry.disposition,
        "received_at": record.received_at.isoformat() if record else None,
        "attempts": entry.attempts,
        "read": None if record is None or is_decided else content_hash(record.submission),
        "faults": {p.email: p.email_fault for p in persons if p.email and p.email_fault},
    }


def _of_letter(letter: dict[str, Any]) -> list[Event]:
    events = []
    at = _at(letter["created_at"])
    if letter.get("delegation") and not letter.get("cause", "").startswith(("message:", "decision:")):
        events.append(Event("written", at, detail={**letter, "attachments": [], "files": letter["attachments"]}))
    if letter["state"] not in {"queued", "sending"}:
        names = ("key", "state", "sent_at", "accepted", "refused", "failure")
        sent_at = letter.get("sent_at")
        detail = {name: letter.get(name) for name in names}
        events.append(Event("letter", _at(sent_at) if sent_at else at, detail=detail))
    return events


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
