"""Mail in and out: the mailbox that is watched, the way out for letters, the tokens both may need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


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

    def bring_back(self, folders: Sequence[str], is_known: Callable[[str], bool], *, rehearsal: bool = False) -> int:
        """Moves what lies in ``folders`` and is not known by the SHA-256 of its raw bytes to the watched folder.

        In the order in which it had arrived; gives how many. A ``rehearsal`` only counts. A folder that is not there
        has nothing. Raises Temporary or Permanent; cut short, it can be done again.
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

    def send(
        self,
        sender: str,
        recipients: Sequence[str],
        raw: bytes,
        handing_over: Callable[[], None] = lambda: None,
    ) -> dict[str, str]:
        """Hands one message over (envelope sender may be empty: RFC 5321 section 4.5.5).

        ``handing_over`` is called when the server has all of it but the word that it is complete: until then
        nothing can be delivered. What it raises ends the attempt and comes out as it is.

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
