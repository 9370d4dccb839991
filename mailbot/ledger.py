"""The ledger: every UID ever seen ends in exactly one disposition, and every message where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from .desk import Desk
from .domain.decide import content_hash
from .domain.record import Disposition, Event, LedgerEntry, MessageRecord
from .ports import Listing, MessageKey

REPLY_KIND = "decision"
"""The kind of a message by which staff replied to an announcement."""

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


def close_entry(
    desk: Desk,
    key: MessageKey,
    message_id: str | None,
    disposition: Disposition,
    now: datetime,
) -> None:
    """Inside a transaction: the disposition of one UID, and where it is to be filed: a second copy beside the first."""
    before = desk.store.ledger_entry(key)
    entry = LedgerEntry(key.account, key.folder, key.uid_validity, key.uid, disposition, message_id, now)
    if before is not None:
        entry = replace(
            entry,
            attempts=before.attempts,
            folder_wanted=before.folder_wanted,
            filed=before.filed,
            lies_in=before.lies_in,
        )
    desk.store.note(_event(desk, entry, now))
    decided = _first_copy(desk, message_id) if disposition == "duplicate" else disposition
    desk.store.put_ledger(_bound_for(entry, _folder_of(desk, decided)))
    if message_id is not None and disposition != "crashed":
        _close_crash(desk, message_id, now)


def _event(desk: Desk, entry: LedgerEntry, now: datetime) -> Event:
    """What a rebuild needs of this UID beside the raw bytes; ``read`` tells it whether it reads the same again."""
    record = desk.store.message(entry.message) if entry.message else None
    persons = record.submission.persons if record and record.submission else ()
    detail = {
        "key": [entry.account, entry.folder, entry.uid_validity, entry.uid],
        "message": entry.message,
        "disposition": entry.disposition,
        "received_at": record.received_at.isoformat() if record else None,
        "attempts": entry.attempts,
        "read": content_hash(record.submission) if record else None,
        # What the network said of an address then, it may not say again.
        "faults": {p.email: p.email_fault for p in persons if p.email and p.email_fault},
        # What it decided stands in the journal as a decision: it is not judged again.
        **({"reply": record.why} if record and (record.kind, entry.disposition) == (REPLY_KIND, "answered") else {}),
    }
    return Event("message", now, detail=detail)


def _close_crash(desk: Desk, message_id: str, now: datetime) -> None:
    """A message that could not be read has been read after all: nobody need look at that any more."""
    for flag in desk.store.open_flags(message=message_id):
        if flag.flag.code == "crashed" and flag.flag.about is None:
            desk.store.put_flag(replace(flag, verdict="superseded", decided_at=now, decided_by="mailbot"))


def _first_copy(desk: Desk, message_id: str | None) -> Disposition:
    """What became of the mail a duplicate repeats: while that waits for a person, so does its copy."""
    record = desk.store.message(message_id) if message_id else None
    if record is not None and record.duplicate_of:
        record = desk.store.message(record.duplicate_of)
    return record.disposition if record is not None and record.disposition == "held" else "duplicate"


def file_again(desk: Desk, record: MessageRecord, now: datetime) -> None:
    """Inside a transaction: a decision has given the message, and every copy of it, another disposition."""
    folder = _folder_of(desk, record.disposition)
    same = desk.store.messages_with(content_id=record.content_id)
    # One that was taken in anew, because it was better vouched for, is no copy.
    for copy in {record.id, *(m.id for m in same if m.duplicate_of == record.id)}:
        for entry in desk.store.ledger_of(copy):
            disposition = entry.disposition if entry.disposition in {None, "duplicate"} else record.disposition
            desk.store.put_ledger(_bound_for(replace(entry, disposition=disposition, seen_at=now), folder))


def _folder_of(desk: Desk, disposition: Disposition) -> str:
    name = _FOLDERS[disposition]
    return str(getattr(desk.config.mailbox, name)) if name else ""


def _bound_for(entry: LedgerEntry, folder: str) -> LedgerEntry:
    """The entry on its way to ``folder``, from where it was filed if it was; where it is wanted nowhere, it stays."""
    lies_in = entry.folder_wanted if entry.filed else entry.lies_in
    if not folder or folder == lies_in:
        return replace(entry, folder_wanted=lies_in, filed=True, lies_in="")
    return replace(entry, folder_wanted=folder, filed=False, lies_in=lies_in)


def count_attempt(desk: Desk, key: MessageKey, message_id: str) -> int:
    """Written down before the attempt, so that a message that kills the process is counted too.

    It does not wait for the disk: a power cut is nobody's message's fault.
    """
    before = desk.store.ledger_entry(key)
    attempts = (before.attempts if before else 0) + 1
    with desk.store.transaction(durable=False):
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


def forgive_attempt(desk: Desk, key: MessageKey) -> None:
    """The message waits for its turn, or the store could not take it: that was no attempt."""
    entry = desk.store.ledger_entry(key)
    if entry is not None:
        with desk.store.transaction(durable=False):
            desk.store.put_ledger(replace(entry, attempts=entry.attempts - 1))


def file_done(desk: Desk, uid_validity: int) -> int:
    """Files every message that is done and not yet where it belongs; gives how many."""
    mailbox, filed = desk.mailbox, 0
    entries = desk.store.unfiled(mailbox.account, mailbox.folder, uid_validity)
    for folder in sorted({entry.folder_wanted for entry in entries}):
        batch = [entry for entry in entries if entry.folder_wanted == folder]
        mailbox.file([_key_of(entry) for entry in batch], folder)
        with desk.store.transaction():
            for entry in batch:
                _note_filed(desk, entry)
        filed += len(batch)
    return filed + _move_on(desk)


def _move_on(desk: Desk) -> int:
    """Messages that a decision has taken out of the folder they were filed in: they have no known UID there."""
    moved = 0
    for entry in desk.store.misfiled(desk.mailbox.account):
        record = desk.store.message(entry.message) if entry.message else None
        if record is not None:
            moved += desk.mailbox.refile(record.id, record.message_id, entry.lies_in, entry.folder_wanted)
        with desk.store.transaction():
            _note_filed(desk, entry)
    return moved


def _note_filed(desk: Desk, entry: LedgerEntry) -> None:
    """Staff may have decided while it was being filed: then it goes on from where it is now."""
    current = desk.store.ledger_entry(_key_of(entry)) or entry
    there = replace(current, folder_wanted=entry.folder_wanted, filed=True, lies_in="")
    desk.store.put_ledger(_bound_for(there, current.folder_wanted))


def _key_of(entry: LedgerEntry) -> MessageKey:
    return MessageKey(entry.account, entry.folder, entry.uid_validity, entry.uid)


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
