"""The ports: what the flows need from the world outside, whoever provides it.

Each port has at least two implementations and one contract suite (tests/contracts) that all of them pass.
Times that cross a port are aware datetimes. Errors are ``Temporary`` or ``Permanent``, never a library's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from .domain.delegation import Revision
from .domain.letter import Letter
from .domain.record import Decision, Event, FlagRecord, LedgerEntry, MessageRecord, Reminder


class OutsideError(Exception):
    """The world outside failed; the message is one sentence with the remedy."""


class Temporary(OutsideError):
    """Worth trying again later, with back-off."""


class Permanent(OutsideError):
    """Will not get better by itself: flag it and stop."""


class Away(Temporary):
    """The server as a whole is away (not there, closing, refuses the login): nothing else will go either."""


class Refused(Permanent):
    """Every recipient was refused for good; ``recipients`` holds each with the server's reason."""

    def __init__(self, sentence: str, recipients: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.recipients = dict(recipients)


@dataclass(frozen=True, slots=True)
class MessageKey:
    """Where a message lies: the only identity IMAP promises (RFC 9051 section 2.3.1.1)."""

    account: str
    folder: str
    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it lay in the mailbox: its raw bytes and when it got there."""

    key: MessageKey
    raw: bytes
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Oversized:
    """A message over the size limit: not fetched, but accounted for."""

    key: MessageKey
    size: int
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in the watched folder now: every UID, ascending, whatever its flags."""

    uid_validity: int
    uids: tuple[int, ...]


class Mailbox(Protocol):
    """A mail folder that is watched. Never reads or sets \\Seen; never deletes what it has not filed.

    One thread uses an instance at a time; only ``interrupt`` may be called from another.
    """

    @property
    def account(self) -> str:
        """A stable name of the mailbox, part of every ledger key."""
        ...

    @property
    def folder(self) -> str:
        """The watched folder."""
        ...

    def listing(self) -> Listing:
        """All UIDs now in the folder. Connects if need be. Raises Temporary or Permanent."""
        ...

    def fetch(self, listing: Listing, uids: Sequence[int]) -> Iterator[Arrival | Oversized]:
        """The messages, in UID order, in batches bounded by bytes; one that has gone meanwhile is left out.

        Raises Temporary when the connection fails or UIDVALIDITY no longer is that of ``listing``.
        """
        ...

    def from_fields(self, listing: Listing, uids: Sequence[int]) -> dict[int, bytes]:
        """The From field of each message, name and all, as sent; a message that has gone or has none is left out.

        Raises Temporary as ``fetch`` does.
        """
        ...

    def file(self, keys: Sequence[MessageKey], folder: str) -> None:
        """Moves the messages to ``folder`` (created if absent); one that has gone meanwhile is no error."""
        ...

    def refile(self, sha256: str, message_id: str | None, source: str, folder: str) -> int:
        """Moves on what lies in ``source`` already: every message of these raw bytes, to ``folder``.

        ``sha256`` is of the raw bytes, in hexadecimal; ``message_id`` the Message-ID field they have, None if none.
        Gives how many were moved; none is no error: somebody else has moved or deleted it.
        """
        ...

    def keep_copy(self, folder: str, raw: bytes, at: datetime) -> None:
        """Adds a copy of a sent letter to ``folder`` (created if absent), marked as seen."""
        ...

    def has_message_id(self, folder: str, message_id: str) -> bool:
        """Whether a message with that Message-ID lies in ``folder``."""
        ...

    def wait(self, timeout: timedelta) -> bool:
        """Waits until something may be new, at most ``timeout``. True: look now. Raises Temporary."""
        ...

    def interrupt(self) -> None:
        """Ends a ``wait`` in another thread at once."""
        ...

    def close(self) -> None:
        """Lets go of the connection; the next call connects again."""
        ...


class Tokens(Protocol):
    """Access tokens of one account, for logins by OAuth2. Any thread may ask."""

    def token(self) -> str:
        """One that holds for a while yet. Raises Temporary or Permanent."""
        ...

    def renew(self, refused: str) -> str:
        """One other than ``refused``, which a server did not take. Raises Temporary or Permanent."""
        ...


class Transport(Protocol):
    """Sends mail. One connection, reused; not shared between threads."""

    def send(self, sender: str, recipients: Sequence[str], raw: bytes) -> dict[str, str]:
        """Hands one message over (envelope sender may be empty: RFC 5321 section 4.5.5).

        Returns the recipients not accepted, each with the server's reason, which starts with its code: ``5…``
        is refused for good, ``4…`` is worth another try for that recipient alone; all others are accepted.
        If nobody is accepted it raises instead: Temporary where every refusal is temporary, Refused (a
        Permanent) where every one is for good; only of a mixture are all returned.
        Raises Away if the server as a whole cannot be used, which says nothing about the message; Temporary
        if nothing was accepted and it is worth retrying; Permanent if this message will never be taken (too
        big, refused for what it is); Doubtful if it was handed over and the answer never came.
        """
        ...

    def check(self) -> None:
        """Connects and logs in, sends nothing. Raises Temporary or Permanent with the remedy."""
        ...

    def close(self) -> None:
        """Ends the connection."""
        ...


class Doubtful(OutsideError):
    """The server may or may not have taken the message: a person looks, it is not sent again."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What an alarm says. ``cause`` is one for all that is about the same thing; ``is_over``: the all clear."""

    cause: str
    title: str
    detail: str
    remedy: str
    at: datetime
    is_over: bool = False


class Alarm(Protocol):
    """A way to whoever runs mailbot that needs neither the mailbox nor the letters' server."""

    @property
    def name(self) -> str:
        """What it is called in the configuration."""
        ...

    def sound(self, notice: Notice) -> None:
        """Hands it over; comes back within a minute or so. Raises Temporary or Permanent with the remedy."""
        ...


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


class Store(Protocol):
    """The record. Every write happens inside ``transaction``: all of it is durable, or none.

    Reads need no transaction and see the last committed state. One process writes; others may read.
    Look-ups go by indexed keys: no call's cost grows with the number of records, those named ``all_*`` apart.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """One atomic, durable step over every table. Not nested. Raises Temporary on a full or locked disk."""
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

    def letters_in(self, state: str) -> tuple[Letter, ...]:
        """Letters in that state, oldest first."""
        ...

    def letters_of(self, delegation: str) -> tuple[Letter, ...]:
        """Every letter to a delegation, oldest first."""
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

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision, oldest first."""
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
