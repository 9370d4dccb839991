"""The ledger: every UID ever seen ends in exactly one disposition, and every message where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from .desk import Desk
from .domain.record import Disposition, LedgerEntry
from .ports import Listing, MessageKey

_FOLDERS: dict[Disposition, str] = {
    "recorded": "processed",
    "answered": "processed",
    "duplicate": "processed",
    "rejected": "processed",
    "held": "review",
    "crashed": "review",
    "automatic": "automatic",
    "bounce": "automatic",
    "oversized": "",
    "gone": "",
}


def close_entry(desk: Desk, key: MessageKey, message_id: str | None, disposition: Disposition, now: datetime) -> None:
    """Inside a transaction: the disposition of one UID, and where it is to be filed."""
    before = desk.store.ledger_entry(key)
    folder = getattr(desk.config.mailbox, _FOLDERS[disposition]) if _FOLDERS[disposition] else ""
    entry = LedgerEntry(
        key.account, key.folder, key.uid_validity, key.uid, disposition, message_id, now, folder, not folder
    )
    desk.store.put_ledger(replace(entry, attempts=before.attempts if before else 0))


def count_attempt(desk: Desk, key: MessageKey, message_id: str) -> int:
    """Written down before the attempt, so that a message that kills the process is counted too."""
    before = desk.store.ledger_entry(key)
    attempts = (before.attempts if before else 0) + 1
    with desk.store.transaction():
        desk.store.put_ledger(
            LedgerEntry(
                key.account,
                key.folder,
                key.uid_validity,
                key.uid,
                None,
                message_id,
                desk.clock(),
                attempts=attempts,
            )
        )
    return attempts


def file_done(desk: Desk, uid_validity: int) -> int:
    """Files every message that is done and not yet where it belongs."""
    mailbox, filed = desk.mailbox, 0
    entries = desk.store.unfiled(mailbox.account, mailbox.folder, uid_validity)
    for folder in sorted({entry.folder_wanted for entry in entries}):
        batch = [entry for entry in entries if entry.folder_wanted == folder]
        mailbox.file([MessageKey(e.account, e.folder, e.uid_validity, e.uid) for e in batch], folder)
        with desk.store.transaction():
            for entry in batch:
                desk.store.put_ledger(replace(entry, filed=True))
        filed += len(batch)
    return filed


def account_for_gone(desk: Desk, listing: Listing, uids: Sequence[int]) -> int:
    """What was listed and could not be fetched: gone for good only if a fresh look no longer shows it."""
    if not uids:
        return 0
    again = desk.mailbox.listing()
    if again.uid_validity != listing.uid_validity:
        return 0
    gone = sorted(set(uids) - set(again.uids))
    now = desk.clock()
    with desk.store.transaction():
        for uid in gone:
            key = MessageKey(desk.mailbox.account, desk.mailbox.folder, listing.uid_validity, uid)
            close_entry(desk, key, None, "gone", now)
    return len(gone)
