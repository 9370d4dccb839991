"""The record in TinyDB tables: over SQLite for service, in memory for tests and rehearsals.

Records are stored as JSON documents (msgspec); times as UTC text of one width, so that they sort as text.
The files that go with letters are kept once each, by content, apart from the letters.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeVar

from mailbot.domain.delegation import Revision
from mailbot.domain.letter import Letter, LetterAttachment
from mailbot.domain.record import Decision, Event, FlagRecord, LedgerEntry, MessageRecord, Reminder
from mailbot.ports import MessageKey, Permanent

from .bringing_up import DATABASE, bring_up
from .daemon_lock import take_lock
from .keys import AtLeast, AtMost, Condition, Index, KeyedTable, OneOf, Schema, Tables
from .memory_tables import MemoryTables
from .notes import Notes, put_mark, settled, written
from .records import from_document, stamp, to_document
from .sqlite_tables import SqliteTables

SCHEMA: Schema = {
    "ledger": (
        Index(("account", "folder", "uid_validity", "uid"), unique=True),
        Index(("account", "folder", "uid_validity", "uid", "stage")),
        Index(("account", "folder", "uid_validity", "stage", "uid")),
        Index(("stage", "account")),
        Index(("message",)),
        Index(("disposition",)),
    ),
    "messages": (
        Index(("id",), unique=True),
        Index(("message_id",)),
        Index(("content_id",)),
        Index(("delegation", "received_at")),
    ),
    "revisions": (Index(("delegation", "number"), unique=True),),
    "flags": (
        Index(("key",), unique=True),
        Index(("verdict", "raised_at")),
        Index(("verdict", "delegation", "raised_at")),
        Index(("verdict", "message", "raised_at")),
        Index(("verdict", "flag.code")),
        Index(("flag.code", "delegation", "raised_at")),
    ),
    "letters": (
        Index(("key",), unique=True),
        Index(("message_id",)),
        Index(("state", "not_before", "created_at")),
        Index(("state", "created_at")),
        Index(("delegation", "created_at")),
    ),
    "addressees": (Index(("address", "created_at")),),
    "enclosures": (Index(("hash",), unique=True),),
    "decisions": (Index(("id",), unique=True), Index(("at",))),
    "reminders": (Index(("key",), unique=True),),
    "settings": (Index(("name",), unique=True),),
}

R = TypeVar("R")


class TinyStore:
    """``ports.Store`` over TinyDB tables. Any thread may use it; a transaction belongs to its thread.

    A write outside a transaction is a transaction of its own. Raises Temporary or Permanent.
    """

    def __init__(self, tables: Tables, lock: IO[str] | None = None, notes: Notes | None = None) -> None:
        self._tables = tables
        self._lock = lock
        self._notes = notes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See ``ports.Store``."""
        with self._tables.transaction():
            if self._notes is None:
                yield
                return
            with self._notes.collected(self):
                yield

    def note(self, event: Event) -> None:
        """See ``ports.Store``."""
        if self._notes is None:
            return
        with self._step():
            self._notes.add(event)

    def _step(self) -> AbstractContextManager[None]:
        """Part of the transaction in hand, or one of its own that the journal takes part in."""
        if self._notes is None or self._notes.collecting:
            return self._tables.step()
        return self.transaction()

    def close(self) -> None:
        """Lets go of the database and of the daemon's lock."""
        self._tables.close()
        if self._lock:
            self._lock.close()

    # ledger

    def unseen(self, account: str, folder: str, uid_validity: int, uids: Sequence[int]) -> tuple[int, ...]:
        """See ``ports.Store``."""
        where: dict[str, Condition] = {"account": account, "folder": folder, "uid_validity": uid_validity}
        found = self._table("ledger").values(("uid", "stage"), {**where, "uid": OneOf(uids)})
        done = {uid for uid, stage in found if stage != "pending"}
        return tuple(sorted(set(uids) - done))

    def ledger_entry(self, key: MessageKey) -> LedgerEntry | None:
        """See ``ports.Store``."""
        return self._one("ledger", LedgerEntry, _ledger_key(key))

    def put_ledger(self, entry: LedgerEntry) -> None:
        """See ``ports.Store``."""
        self._table("ledger").put(to_document(entry) | {"stage": _stage(entry)}, _ledger_key(entry))

    def unfiled(self, account: str, folder: str, uid_validity: int) -> tuple[LedgerEntry, ...]:
        """See ``ports.Store``."""
        where: dict[str, Condition] = {"account": account, "folder": folder, "uid_validity": uid_validity}
        return self._all("ledger", LedgerEntry, {**where, "stage": "unfiled"}, ("uid",))

    def misfiled(self, account: str) -> tuple[LedgerEntry, ...]:
        """See ``ports.Store``."""
        return self._all("ledger", LedgerEntry, {"stage": "misfiled", "account": account}, ())

    def ledger_of(self, message: str) -> tuple[LedgerEntry, ...]:
        """See ``ports.Store``."""
        return self._all("ledger", LedgerEntry, {"message": message}, ())

    def all_ledger(self) -> Iterator[LedgerEntry]:
        """See ``ports.Store``."""
        return (from_document(document, LedgerEntry) for document in self._table("ledger"))

    def ledger_counts(self) -> dict[str, int]:
        """See ``ports.Store``."""
        counts = self._table("ledger").counts("disposition", {})
        return {disposition or "pending": number for disposition, number in counts.items()}

    # messages

    def message(self, message_id: str) -> MessageRecord | None:
        """See ``ports.Store``."""
        return self._one("messages", MessageRecord, {"id": message_id})

    def messages_with(
        self, *, message_id: str | None = None, content_id: str | None = None
    ) -> tuple[MessageRecord, ...]:
        """See ``ports.Store``; given both, records that have either."""
        asked = {"message_id": message_id, "content_id": content_id}
        found = [
            record
            for field, value in asked.items()
            if value is not None
            for record in self._all("messages", MessageRecord, {field: value}, ())
        ]
        return tuple({record.id: record for record in found}.values())

    def put_message(self, record: MessageRecord) -> None:
        """See ``ports.Store``."""
        self._table("messages").put(to_document(record), {"id": record.id})

    def messages_of(self, delegation: str) -> tuple[MessageRecord, ...]:
        """See ``ports.Store``."""
        return self._all("messages", MessageRecord, {"delegation": delegation}, ("received_at",))

    def all_messages(self) -> Iterator[MessageRecord]:
        """See ``ports.Store``; in the order they were first recorded."""
        return (from_document(document, MessageRecord) for document in self._table("messages"))

    # revisions

    def current_revision(self, delegation: str) -> Revision | None:
        """See ``ports.Store``."""
        where: dict[str, Condition] = {"delegation": delegation}
        found = self._table("revisions").find(where, order=("number",), descending=True, limit=1)
        return from_document(found[0], Revision) if found else None

    def revisions(self, delegation: str) -> tuple[Revision, ...]:
        """See ``ports.Store``."""
        return self._all("revisions", Revision, {"delegation": delegation}, ("number",))

    def add_revision(self, revision: Revision) -> None:
        """See ``ports.Store``."""
        key: dict[str, Condition] = {"delegation": revision.delegation, "number": revision.number}
        self._add("revisions", revision, key, f"revision {revision.number} of {revision.delegation}")

    def delegations(self) -> tuple[str, ...]:
        """See ``ports.Store``."""
        return tuple(sorted(self._table("revisions").counts("delegation", {})))

    # flags

    def put_flag(self, record: FlagRecord) -> None:
        """See ``ports.Store``."""
        with self._step():
            self._table("flags").put(to_document(record), {"key": record.key})
            if record.message is None:
                self.note(Event("flag", record.decided_at or record.raised_at, detail=to_document(record)))

    def flag(self, key: str) -> FlagRecord | None:
        """See ``ports.Store``."""
        return self._one("flags", FlagRecord, {"key": key})

    def open_flags(self, *, delegation: str | None = None, message: str | None = None) -> tuple[FlagRecord, ...]:
        """See ``ports.Store``; given both, flags of that message on that delegation."""
        where: dict[str, Condition] = {"verdict": None}
        if delegation is not None:
            where["delegation"] = delegation
        if message is not None:
            where["message"] = message
        return self._all("flags", FlagRecord, where, ("raised_at",))

    def flags_with(self, code: str, *, delegation: str | None = None) -> tuple[FlagRecord, ...]:
        """See ``ports.Store``."""
        where: dict[str, Condition] = {"flag.code": code}
        if delegation is not None:
            where["delegation"] = delegation
        return self._all("flags", FlagRecord, where, ("raised_at",))

    def all_flags(self) -> Iterator[FlagRecord]:
        """See ``ports.Store``."""
        return (from_document(document, FlagRecord) for document in self._table("flags"))

    def flag_counts(self) -> dict[str, int]:
        """See ``ports.Store``."""
        return self._table("flags").counts("flag.code", {"verdict": None})

    # letters

    def add_letter(self, letter: Letter) -> bool:
        """See ``ports.Store``."""
        with self._step():
            if self._table("letters").values(("key",), {"key": letter.key}):
                return False
            self.put_letter(letter)
            if letter.delegation and not letter.cause.startswith(("message:", "decision:")):
                self.note(written(letter))
            addresses = {address.casefold() for address in letter.to}
            for name in sorted(addresses | _as_answer(letter, addresses)):
                row = {"address": name, "created_at": stamp(letter.created_at), "letter": letter.key}
                self._table("addressees").insert(row)
            return True

    def put_letter(self, letter: Letter) -> None:
        """See ``ports.Store``."""
        document = to_document(replace(letter, attachments=()))
        with self._step():
            document["attachments"] = [self._enclose(attachment) for attachment in letter.attachments]
            self._table("letters").put(document, {"key": letter.key})
            if letter.state not in {"queued", "sending"}:
                self.note(settled(letter))

    def _enclose(self, attachment: LetterAttachment) -> dict[str, str]:
        """Keeps the content, unless it is kept already, and returns the attachment with its hash instead."""
        digest = hashlib.sha256(attachment.content).hexdigest()
        if not self._table("enclosures").values(("hash",), {"hash": digest}):
            content = base64.b64encode(attachment.content).decode()
            self._table("enclosures").insert({"hash": digest, "content": content})
        return {"name": attachment.name, "media_type": attachment.media_type, "hash": digest}

    def _letter(self, document: Mapping[str, Any]) -> Letter:
        attachments = []
        for row in document["attachments"]:
            kept = self._table("enclosures").find({"hash": row["hash"]})
            if not kept:
                raise Permanent(f"the file {row['name']} that goes with a letter is not in the record")
            content = base64.b64decode(kept[0]["content"])
            attachments.append(LetterAttachment(row["name"], row["media_type"], content))
        letter = from_document({**document, "attachments": []}, Letter)
        return replace(letter, attachments=tuple(attachments))

    def _letters(self, where: Mapping[str, Condition], order: tuple[str, ...], limit: int | None) -> tuple[Letter, ...]:
        return tuple(map(self._letter, self._table("letters").find(where, order=order, limit=limit)))

    def letter(self, key: str) -> Letter | None:
        """See ``ports.Store``."""
        return next(iter(self._letters({"key": key}, (), 1)), None)

    def letter_by_message_id(self, message_id: str) -> Letter | None:
        """See ``ports.Store``."""
        return next(iter(self._letters({"message_id": message_id}, (), 1)), None)

    def due_letters(self, now: datetime, limit: int) -> tuple[Letter, ...]:
        """See ``ports.Store``; oldest by ``not_before``, then by ``created_at``."""
        where: dict[str, Condition] = {"state": "queued", "not_before": AtMost(stamp(now))}
        return self._letters(where, ("not_before", "created_at"), limit)

    def letters_in(self, state: str) -> tuple[Letter, ...]:
        """See ``ports.Store``."""
        return self._letters({"state": state}, ("created_at",), None)

    def letters_of(self, delegation: str) -> tuple[Letter, ...]:
        """See ``ports.Store``."""
        return self._letters({"delegation": delegation}, ("created_at",), None)

    def letters_to(self, address: str, since: datetime) -> int:
        """See ``ports.Store``."""
        where: dict[str, Condition] = {"address": address.casefold(), "created_at": AtLeast(stamp(since))}
        return len(self._table("addressees").values(("address",), where))

    def answers(self, since: datetime, *, template: str = "", address: str = "") -> int:
        """See ``ports.Store``."""
        name = _answer_name(template, address.casefold())
        where: dict[str, Condition] = {"address": name, "created_at": AtLeast(stamp(since))}
        return len(self._table("addressees").values(("address",), where))

    def all_letters(self) -> Iterator[Letter]:
        """See ``ports.Store``."""
        return (from_document({**row, "attachments": []}, Letter) for row in self._table("letters"))

    def letter_counts(self) -> dict[str, int]:
        """See ``ports.Store``."""
        return self._table("letters").counts("state", {})

    # decisions, reminders, notes to self

    def add_decision(self, decision: Decision) -> None:
        """See ``ports.Store``. Raises Permanent if there is one with its id."""
        with self._step():
            self._add("decisions", decision, {"id": decision.id}, f"decision {decision.id}")
            self.note(Event("decision", decision.at, detail=to_document(decision)))

    def decisions(self) -> tuple[Decision, ...]:
        """See ``ports.Store``."""
        return self._all("decisions", Decision, {}, ("at",))

    def reminder(self, key: str) -> Reminder | None:
        """See ``ports.Store``."""
        return self._one("reminders", Reminder, {"key": key})

    def put_reminder(self, reminder: Reminder) -> None:
        """See ``ports.Store``."""
        with self._step():
            self._table("reminders").put(to_document(reminder), {"key": reminder.key})
            self.note(Event("reminder", reminder.at, detail=to_document(reminder)))

    def setting(self, name: str) -> str | None:
        """See ``ports.Store``."""
        found = self._table("settings").find({"name": name})
        return str(found[0]["value"]) if found else None

    def settings(self) -> dict[str, str]:
        """See ``ports.Store``."""
        return {str(row["name"]): str(row["value"]) for row in self._table("settings")}

    def reminders(self) -> tuple[Reminder, ...]:
        """See ``ports.Store``."""
        return self._all("reminders", Reminder, {}, ())

    def forget(self, keep: Collection[str], events: Sequence[Event]) -> None:
        """Deletes every record but the ledger (which loses the messages' names) and the settings ``keep``.

        The journal holds ``events`` and no others afterwards. All of it in one step.
        """
        ledger, settings = list(self.all_ledger()), self.settings()
        with self._tables.transaction():
            for name in SCHEMA:
                self._table(name).truncate()
            for entry in ledger:
                self.put_ledger(replace(entry, message=None))
            for name in keep:
                if name in settings:
                    self.put_setting(name, settings[name])
            if self._notes is not None:
                put_mark(self, self._notes.journal.replace(events))

    def put_setting(self, name: str, value: str) -> None:
        """See ``ports.Store``."""
        self._table("settings").put({"name": name, "value": value}, {"name": name})

    # documents and records

    def _table(self, name: str) -> KeyedTable:
        return self._tables.keyed(name)

    def _one(self, table: str, kind: type[R], where: Mapping[str, Condition]) -> R | None:
        return next(iter(self._all(table, kind, where, ())), None)

    def _all(self, table: str, kind: type[R], where: Mapping[str, Condition], order: tuple[str, ...]) -> tuple[R, ...]:
        return tuple(from_document(document, kind) for document in self._table(table).find(where, order=order))

    def _add(self, table: str, record: object, key: Mapping[str, Condition], name: str) -> None:
        with self._tables.step():
            if self._table(table).values(tuple(key), key):
                raise Permanent(f"{name} is recorded already")
            self._table(table).put(to_document(record), key)


def _as_answer(letter: Letter, addresses: set[str]) -> set[str]:
    """The names an answer is counted under beside those of its addressees (no address has a space)."""
    if not letter.cause.startswith("message:"):
        return set()
    return {_answer_name(template, to) for template in ("", letter.template) for to in ("", *addresses)}


def _answer_name(template: str, address: str) -> str:
    return f"answer {template} {address}"


def open_store(path: Path, *, daemon: bool = False, terms: bytes = b"") -> TinyStore:
    """The store in that folder, created if absent. Several processes may have it open and write to it.

    ``daemon`` takes the folder's lock, so that only one daemon answers mail from it. ``terms`` are those its
    journal names as being in force. A store of an older layout is brought up, after a backup. Raises Permanent if
    another has the lock (saying who) or the database cannot be used, Temporary if it is locked or the disk full.
    """
    lock = take_lock(path) if daemon else None
    try:
        bring_up(path, has_lock=daemon)
        return TinyStore(SqliteTables(path / DATABASE, SCHEMA), lock, Notes(path, terms))
    except BaseException:
        if lock:
            lock.close()
        raise


def open_bare(path: Path) -> TinyStore:
    """The store in that folder without its journal: for a rebuild to fill. Raises as ``open_store``."""
    return TinyStore(SqliteTables(path / DATABASE, SCHEMA))


def memory_store() -> TinyStore:
    """A store that forgets: the same TinyDB tables in memory."""
    return TinyStore(MemoryTables())


def _ledger_key(of: MessageKey | LedgerEntry) -> dict[str, Condition]:
    return {"account": of.account, "folder": of.folder, "uid_validity": of.uid_validity, "uid": of.uid}


def _stage(entry: LedgerEntry) -> str:
    if entry.disposition is None:
        return "pending"
    if entry.filed or not entry.folder_wanted:
        return "done"
    return "misfiled" if entry.lies_in else "unfiled"
