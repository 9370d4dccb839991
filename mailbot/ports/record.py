"""What is kept: the raw messages, and the record of what they said and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple, Protocol

from ..domain.delegation import Revision
from ..domain.letter import Letter
from ..domain.record import Decision, Event, FlagRecord, LedgerEntry, MessageRecord, Reminder
from .mail import MessageKey


class Archive(Protocol):
    """The raw bytes of every message, as received, before anything else happens."""

    def keep(self, raw: bytes) -> str:
        """Stores the bytes durably (file and folder fsynced) and returns their SHA-256; idempotent."""
        ...

    def read(self, message_id: str) -> bytes:
        """The bytes kept under that id. Raises Permanent if absent or not matching their hash."""
        ...

    def ids(self) -> Iterator[str]:
        """Every id kept."""
        ...


class Sought(NamedTuple):
    """One record and the text it is found by (``mailbot.sought``), None if an older version wrote it down.

    ``at`` is when it was dealt with or written, as UTC text that sorts as time does.
    """

    at: str
    id: str
    delegation: str | None
    text: str | None


class Store(Protocol):
    """The record. Every write happens inside ``transaction``: all of it is durable, or none.

    Reads need no transaction and see the last committed state. One process writes; others may read.
    Look-ups go by indexed keys: no call's cost grows with the number of records, those named ``all_*`` apart.
    """

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """One atomic, durable step over every table. Not nested. Raises Temporary on a full or locked disk.

        One that is not ``durable`` does not wait for the disk: it outlives the process, and a power cut only once a
        later one that is has been committed.
        """
        ...

    def note(self, event: Event) -> None:
        """Puts the event into the journal, durable with the transaction in hand (or one of its own)."""
        ...

    # ledger
    def unseen(self, account: str, folder: str, uid_validity: int, uids: Sequence[int]) -> tuple[int, ...]:
        """Those of ``uids`` whose ledger entry is absent or has no disposition yet, ascending."""
        ...

    def ledger_entry(self, key: MessageKey) -> LedgerEntry | None: ...

    def put_ledger(self, entry: LedgerEntry) -> None: ...

    def unfiled(self, account: str, folder: str, uid_validity: int) -> tuple[LedgerEntry, ...]:
        """Entries with a disposition, a wanted folder, and not yet filed."""
        ...

    def misfiled(self, account: str) -> tuple[LedgerEntry, ...]:
        """Entries that were filed once (``lies_in``) and are to be moved on, of any folder and UIDVALIDITY."""
        ...

    def ledger_of(self, message: str) -> tuple[LedgerEntry, ...]:
        """Every entry of the message with that archive id, in the order they were made."""
        ...

    def all_ledger(self) -> Iterator[LedgerEntry]: ...

    def ledger_counts(self) -> dict[str, int]:
        """Number of ledger entries by disposition (``pending`` for none yet)."""
        ...

    # messages
    def message(self, message_id: str) -> MessageRecord | None:
        """The record of the message with that archive id."""
        ...

    def messages_with(
        self, *, message_id: str | None = None, content_id: str | None = None
    ) -> tuple[MessageRecord, ...]:
        """Records whose Message-ID field, or whose content id, is the one given."""
        ...

    def put_message(self, record: MessageRecord) -> None: ...

    def messages_before(self, before: datetime | None, limit: int) -> tuple[MessageRecord, ...]:
        """About so many messages, the latest dealt with first; as ``decisions_before``."""
        ...

    def sought_messages(self) -> Sequence[Sought]:
        """By what each message is found, in no order."""
        ...

    def messages_of(self, delegation: str) -> tuple[MessageRecord, ...]:
        """Every message of a delegation, oldest first."""
        ...

    def all_messages(self) -> Iterator[MessageRecord]: ...

    # revisions
    def current_revision(self, delegation: str) -> Revision | None: ...

    def revisions(self, delegation: str) -> tuple[Revision, ...]:
        """Every revision of a delegation, in order."""
        ...

    def add_revision(self, revision: Revision) -> None:
        """Adds the next revision. Raises Permanent if its number is already taken."""
        ...

    def delegations(self) -> tuple[str, ...]:
        """Codes of every delegation with a revision, sorted."""
        ...

    # flags
    def put_flag(self, record: FlagRecord) -> None: ...

    def flag(self, key: str) -> FlagRecord | None: ...

    def open_flags(self, *, delegation: str | None = None, message: str | None = None) -> tuple[FlagRecord, ...]:
        """Undecided flags, oldest first; all of them, or those of one delegation or message."""
        ...

    def flags_with(self, code: str, *, delegation: str | None = None) -> tuple[FlagRecord, ...]:
        """Flags of that code, decided or not, oldest first; all of them, or those of one delegation."""
        ...

    def all_flags(self) -> Iterator[FlagRecord]: ...

    def flag_counts(self) -> dict[str, int]:
        """Number of open flags by code."""
        ...

    # letters
    def add_letter(self, letter: Letter) -> bool:
        """Queues a letter. False, and nothing happens, if one with its key exists already."""
        ...

    def put_letter(self, letter: Letter) -> None:
        """Replaces the letter of that key."""
        ...

    def letter(self, key: str) -> Letter | None: ...

    def letter_by_message_id(self, message_id: str) -> Letter | None: ...

    def due_letters(self, now: datetime, limit: int) -> tuple[Letter, ...]:
        """Queued letters whose ``not_before`` has come, oldest first; at most ``limit``."""
        ...

    def waiting_letters(self, now: datetime) -> tuple[Letter, ...]:
        """Queued letters whose ``not_before`` is still to come."""
        ...

    def letters_in(self, state: str) -> tuple[Letter, ...]:
        """Letters in that state, oldest first."""
        ...

    def letters_of(self, delegation: str) -> tuple[Letter, ...]:
        """Every letter to a delegation, oldest first."""
        ...

    def latest_letters(self, delegation: str, limit: int) -> tuple[Letter, ...]:
        """The latest letters to a delegation, without their files, at most ``limit``, oldest first."""
        ...

    def letters_before(self, before: datetime | None, limit: int, delegation: str | None = None) -> tuple[Letter, ...]:
        """About so many letters without their files, the latest written first; as ``decisions_before``."""
        ...

    def sought_letters(self) -> Sequence[Sought]:
        """By what each letter is found, in no order; ``id`` is its key."""
        ...

    def letters_caused_by(self, cause: str) -> tuple[Letter, ...]:
        """Every letter with that cause, to whomever, oldest first."""
        ...

    def letters_to(self, address: str, since: datetime) -> int:
        """How many letters were created for that address (casefolded) since then."""
        ...

    def answers(self, since: datetime, *, template: str = "", address: str = "") -> int:
        """How many letters that answer a message were created since then: of that template, to that address
        (casefolded), or all."""
        ...

    def all_letters(self) -> Iterator[Letter]:
        """Every letter, without the files that go with it, in the order they were written."""
        ...

    def letter_counts(self) -> dict[str, int]:
        """Number of letters by state."""
        ...

    # decisions, reminders, notes to self
    def add_decision(self, decision: Decision) -> None: ...

    def decision(self, decision_id: str) -> Decision | None: ...

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision, oldest first."""
        ...

    def decisions_on(self, message: str) -> tuple[Decision, ...]:
        """Every decision on the message with that archive id, oldest first."""
        ...

    def decisions_before(
        self, before: datetime | None, limit: int, delegation: str | None = None
    ) -> tuple[Decision, ...]:
        """About so many decisions, the latest first: those taken before then, and those on that delegation, if given.

        Of those taken at one instant all are given, so that the instant of the last one is where to go on from.
        """
        ...

    def reminder(self, key: str) -> Reminder | None: ...

    def put_reminder(self, reminder: Reminder) -> None: ...

    def reminders(self) -> tuple[Reminder, ...]: ...

    def settings(self) -> dict[str, str]:
        """Every small value by its name."""
        ...

    def setting(self, name: str) -> str | None:
        """A small value kept between runs (last cycle, last balance …)."""
        ...

    def put_setting(self, name: str, value: str) -> None: ...

    def close(self) -> None: ...
