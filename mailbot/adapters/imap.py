"""A mailbox on an IMAP server (RFC 3501, RFC 9051)."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

from imapclient import SEEN, IMAPClient

from ..config import MailboxSettings
from ..ports import Arrival, Listing, MessageKey, OutsideError, Oversized, Permanent, Temporary, Tokens
from . import imap_filing, imap_folders
from .imap_folders import Namespace
from .imap_idle import Outcome, Wake, idle
from .imap_login import LIBRARY_ERRORS, connect, hang_up, outside_error, response_codes
from .imap_reading import (
    UIDS_A_COMMAND,
    Envelope,
    all_uids,
    bodies_of,
    envelopes_of,
    from_fields_of,
    more_exist,
    parts,
)

_GOODBYE_SECONDS = 2
_ATTEMPTS = 3


class ImapMailbox:
    """Implements ``ports.Mailbox``: connects when first needed, and again after any error.

    ``password`` is asked at each login, so that a changed secret is found; ``tokens`` are used instead if given.
    Nothing here depends on flags: staff use the same mailbox.
    """

    def __init__(self, settings: MailboxSettings, password: Callable[[], str], tokens: Tokens | None = None) -> None:
        self._settings = settings
        self._password = password
        self._tokens = tokens
        self._wake = Wake()
        self._client: IMAPClient | None = None
        self._namespace = Namespace()
        self._uid_validity: int | None = None  # of the watched folder, while it is selected
        self._listed: tuple[int, int] | None = None  # UIDVALIDITY and next UID at the last listing
        self._broke: Counter[tuple[int, int]] = Counter()  # by UIDVALIDITY and UID, answers that broke
        self._half_moved: set[tuple[int, int]] = set()  # copied perhaps, and not yet gone
        self._news = True  # something may be there that the last listing does not have

    @property
    def account(self) -> str:
        """``user@host``: the port and the security may change without every message becoming new."""
        return f"{self._settings.username}@{self._settings.host.lower()}"

    @property
    def folder(self) -> str:
        """The watched folder, as in the settings."""
        return self._settings.folder

    def listing(self) -> Listing:
        """All UIDs now in the folder, from a fresh SELECT. Raises Temporary or Permanent."""
        with self._conversation() as client:
            uid_validity, uid_next, count = self._select(client)
            uids = all_uids(client, count)
            self._news = more_exist(client)
            self._listed = (uid_validity, max(uid_next, uids[-1] + 1 if uids else 1))
            return Listing(uid_validity, uids)

    def fetch(self, listing: Listing, uids: Sequence[int]) -> Iterator[Arrival | Oversized]:
        """The messages in UID order, their sizes first, in batches of at most 50 messages or 4 MB.

        A message that has gone, or that the server cannot give (logged), is left out. After an answer that broke off,
        those it was to bring are asked for one by one; one that breaks it again and again, after all others.
        """
        wanted = sorted(set(uids))
        for start in range(0, len(wanted), UIDS_A_COMMAND):
            chunk = wanted[start : start + UIDS_A_COMMAND]
            with self._conversation() as client:
                self._select_same(client, listing.uid_validity)
                envelopes = envelopes_of(client, chunk)
            broke = {uid: self._broke[listing.uid_validity, uid] for uid in envelopes}
            for batch in parts(envelopes, broke, self._settings.max_message_bytes):
                with self._conversation() as client:
                    self._select_same(client, listing.uid_validity)
                    self._broke.update((listing.uid_validity, uid) for uid in batch)
                    found = self._batch(client, listing.uid_validity, batch)
                    for uid in batch:
                        del self._broke[listing.uid_validity, uid]
                yield from found

    def from_fields(self, listing: Listing, uids: Sequence[int]) -> dict[int, bytes]:
        """See ``ports.Mailbox``."""
        found: dict[int, bytes] = {}
        wanted = sorted(set(uids))
        for start in range(0, len(wanted), UIDS_A_COMMAND):
            with self._conversation() as client:
                self._select_same(client, listing.uid_validity)
                found |= from_fields_of(client, wanted[start : start + UIDS_A_COMMAND])
        return found

    def file(self, keys: Sequence[MessageKey], folder: str) -> None:
        """Moves the messages: MOVE, else COPY and UID EXPUNGE; a server with neither only gets a copy (logged)."""
        if not keys or not folder:
            return
        with self._conversation() as client:
            target = self._namespace.server_name(folder)
            if target == self._namespace.server_name(self.folder):
                return
            uid_validity = keys[0].uid_validity
            for other in {key.uid_validity for key in keys}:
                self._select_same(client, other)
            uids = sorted({key.uid for key in keys})
            for start in range(0, len(uids), UIDS_A_COMMAND):
                chunk = uids[start : start + UIDS_A_COMMAND]
                copied = self._copied_before(client, uid_validity, chunk, target)
                begun = {(uid_validity, uid) for uid in chunk}
                self._half_moved |= set() if client.has_capability("MOVE") else begun
                self._into(client, target, partial(imap_filing.move, client, chunk, target, copied))
                self._half_moved -= begun

    def refile(self, sha256: str, message_id: str | None, source: str, folder: str) -> int:
        """Moves by Message-ID, then by the bytes themselves; a folder that is not there has nothing to move."""
        with self._conversation() as client:
            place, target = self._namespace.server_name(source), self._namespace.server_name(folder)
            if not folder or place == target or not imap_folders.exists(client, place):
                return 0
            self._uid_validity = None
            client.select_folder(place)
            uids = imap_filing.uids_with(client, sha256, message_id)
            if uids:
                self._into(client, target, partial(imap_filing.move, client, uids, target))
            return len(uids)

    def bring_back(self, folders: Sequence[str], is_known: Callable[[str], bool], *, rehearsal: bool = False) -> int:
        """See ``ports.Mailbox``. Reads every message of the folders; what is over the size limit is left there."""
        with self._conversation() as client:
            home = self._namespace.server_name(self.folder)
            places = dict.fromkeys(self._namespace.server_name(folder) for folder in folders)
            self._uid_validity = None
            strays = [
                stray
                for place in places
                if place != home and imap_folders.exists(client, place)
                for stray in imap_filing.strays_in(client, place, is_known, self._settings.max_message_bytes)
            ]
            for place, run in () if rehearsal else groupby(sorted(strays), lambda stray: stray[1]):
                client.select_folder(place)
                uids = [uid for _, _, uid in run]
                for start in range(0, len(uids), UIDS_A_COMMAND):
                    imap_filing.move(client, uids[start : start + UIDS_A_COMMAND], home)
            return len(strays)

    def keep_copy(self, folder: str, raw: bytes, at: datetime) -> None:
        """APPENDs a copy marked as seen; line ends become CRLF."""
        with self._conversation() as client:
            target = self._namespace.server_name(folder)
            self._into(client, target, partial(client.append, target, raw, (SEEN,), at.astimezone(UTC)))

    def has_message_id(self, folder: str, message_id: str) -> bool:
        """Whether ``folder`` holds a message with exactly that Message-ID; False if there is no such folder."""
        if not message_id or not message_id.isascii() or not message_id.isprintable():
            return False
        with self._conversation() as client:
            target = self._namespace.server_name(folder)
            if not imap_folders.exists(client, target):
                return False
            self._uid_validity = None
            client.select_folder(target, readonly=True)
            uids = imap_filing.uids_with_id(client, message_id)
            found = client.fetch(uids, ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
            return any(imap_filing.has_id(item, message_id) for item in found.values())

    def wait(self, timeout: timedelta) -> bool:
        """IDLEs (anew every ``idle_seconds``) until news, ``interrupt`` or the time is up.

        True at once if something came since the last listing. Without IDLE it only sleeps. Raises Temporary.
        """
        deadline = time.monotonic() + timeout.total_seconds()
        with self._conversation() as client:
            if self._uid_validity is None:
                self._select(client)
            if self._has_news(client):
                return True
            if not client.has_capability("IDLE"):
                if self._wake.sleep(deadline - time.monotonic()):
                    self._wake.clear()
                return False
            while (left := deadline - time.monotonic()) > 0:
                outcome = idle(client, self._wake, min(left, self._settings.idle_seconds))
                self._news = outcome is Outcome.NEWS or self._has_news(client)
                if outcome is Outcome.WOKEN:
                    self._wake.clear()
                if self._news or outcome is Outcome.WOKEN:
                    break
            return self._news

    def interrupt(self) -> None:
        """Ends a ``wait`` in another thread at once; with none going on, the next one."""
        self._wake.set()

    def close(self) -> None:
        """Logs out, waiting no longer than two seconds for the answer."""
        client, self._client, self._uid_validity = self._client, None, None
        if client is None:
            return
        with contextlib.suppress(*LIBRARY_ERRORS):
            client.socket().settimeout(_GOODBYE_SECONDS)
            client.logout()
        hang_up(client)

    @contextlib.contextmanager
    def _conversation(self) -> Iterator[IMAPClient]:
        """A connection to speak on; after any error it is dropped and the error is one of ours."""
        try:
            if self._client is None:
                self._client = connect(self._settings, self._password, self._tokens)
                self._namespace = imap_folders.namespace_of(self._client)
            yield self._client
        except OutsideError:
            self._drop()
            raise
        except LIBRARY_ERRORS as error:
            self._drop()
            raise outside_error(error, self._settings) from error

    def _drop(self) -> None:
        client, self._client, self._uid_validity = self._client, None, None
        if client is not None:
            hang_up(client)

    def _select(self, client: IMAPClient) -> tuple[int, int, int]:
        """Selects the watched folder: UIDVALIDITY, next UID (0 if not told), number of messages."""
        self._uid_validity = None
        name = self._namespace.server_name(self.folder)
        try:
            told = client.select_folder(name)
        except client.AbortError:
            raise
        except client.Error as error:
            if imap_folders.exists(client, name):
                raise
            raise Permanent(
                f"IMAP server {self._settings.host} has no folder {name}: create it or correct mailbox.folder"
            ) from error
        more_exist(client)  # forgets SELECT's own count: what comes after it is news
        uid_validity, uid_next = int(told.get(b"UIDVALIDITY", 0)), int(told.get(b"UIDNEXT", 0))
        if not uid_validity:
            raise Temporary(f"IMAP server {self._settings.host} gives no UIDVALIDITY for {self.folder}: tried again")
        self._uid_validity = uid_validity
        self._news = self._news or (uid_validity, uid_next) != self._listed
        return uid_validity, uid_next, int(told.get(b"EXISTS", 0))

    def _select_same(self, client: IMAPClient, uid_validity: int) -> None:
        if self._uid_validity is None:
            self._select(client)
        if self._uid_validity != uid_validity:
            raise Temporary(f"The folder {self.folder} was numbered anew on the server: it is listed again")

    def _has_news(self, client: IMAPClient) -> bool:
        self._news = more_exist(client) or self._news
        return self._news

    def _batch(self, client: IMAPClient, uid_validity: int, batch: dict[int, Envelope]) -> list[Arrival | Oversized]:
        limit = self._settings.max_message_bytes
        bodies = bodies_of(client, [uid for uid, (size, _) in batch.items() if size <= limit])
        found: list[Arrival | Oversized] = []
        for uid, (size, arrived_at) in batch.items():
            key = MessageKey(self.account, self.folder, uid_validity, uid)
            raw = bodies.get(uid)
            real_size = size if raw is None else len(raw)
            if real_size > limit:
                found.append(Oversized(key, real_size, arrived_at))
            elif raw is not None:
                found.append(Arrival(key, raw, arrived_at))
        return found

    def _copied_before(self, client: IMAPClient, uid_validity: int, uids: Sequence[int], target: str) -> set[int]:
        """Those a move in several steps has copied and not removed when it was cut short."""
        unsure = [uid for uid in uids if (uid_validity, uid) in self._half_moved]
        if not unsure or not imap_folders.exists(client, target):
            return set()
        marks = imap_filing.marks_of(client, unsure)
        self._uid_validity = None
        client.select_folder(target, readonly=True)
        copied = {uid for uid, mark in marks.items() if imap_filing.uids_with(client, *mark)}
        self._select_same(client, uid_validity)
        return copied

    def _into(self, client: IMAPClient, target: str, act: Callable[[], Any]) -> None:
        """Acts on a folder; where that is refused for a reason that can be mended, mends it and acts again."""
        for _ in range(_ATTEMPTS):
            try:
                act()
                return
            except client.AbortError:
                raise
            except client.Error as error:
                if "EXPUNGEISSUED" in response_codes(error):
                    client.noop()  # the server still showed us what another client has removed
                elif not imap_folders.exists(client, target):
                    imap_folders.create(client, target)
                else:
                    raise
        act()
