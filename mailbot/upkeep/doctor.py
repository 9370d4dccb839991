"""The examination: archive, ledger, messages, revisions, letters, journal and mailbox against each other.

Nothing here trusts one of them: each says what it knows, and where two disagree there is a finding with its remedy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal, get_args

from mailbot.beyond import bring_back, count_beyond, folders_of_ours
from mailbot.desk import Desk
from mailbot.domain.decide import content_hash
from mailbot.domain.letter import LetterState
from mailbot.domain.record import Event, LedgerEntry, MessageRecord
from mailbot.domain.restored import RESTORED_MAIL
from mailbot.intake import from_bytes_to_record
from mailbot.ports import Arrival, MessageKey, OutsideError, Permanent

from .purge import COUNTS

_UNREAD = frozenset({"gone", "oversized"})
_OVERDUE = timedelta(hours=1)
_REBUILD = "Run `mailbot rebuild`, and if it tells of no problem, `mailbot rebuild --in-place`."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen. A ``fault`` is wrong; a ``note`` is worth knowing. ``repair`` mends it where that is safe."""

    about: str
    what: str
    remedy: str = ""
    weight: Literal["fault", "note"] = "fault"
    repair: Callable[[], object] | None = field(default=None, compare=False)


def examine(desk: Desk, events: tuple[Event, ...], *, server: bool = True) -> Iterator[Finding]:
    """Every finding; ``events`` is the journal. ``server`` also looks into the mailbox. Raises Temporary, Permanent."""
    raws, findings = _archive(desk)
    yield from findings
    records = {record.id: record for record in desk.store.all_messages()}
    ledger = tuple(desk.store.all_ledger())
    yield from _messages(desk, raws, records, ledger)
    yield from _revisions(desk, records)
    yield from _letters(desk)
    yield from _journal(desk, events, ledger)
    if server:
        yield from _server(desk, ledger)


def _archive(desk: Desk) -> tuple[set[str], list[Finding]]:
    sound: set[str] = set()
    findings: list[Finding] = []
    for message_id in desk.archive.ids():
        try:
            desk.archive.read(message_id)
            sound.add(message_id)
        except Permanent as error:
            findings.append(Finding("archive", str(error), "Restore the file from a backup."))
    return sound, findings


def _messages(
    desk: Desk, raws: set[str], records: dict[str, MessageRecord], ledger: tuple[LedgerEntry, ...]
) -> Iterator[Finding]:
    for record in records.values():
        if record.id not in raws and not _is_kept(desk, record.id):
            what = f"message {record.id[:12]} is recorded, but its raw bytes are not in the archive"
            yield Finding("archive", what, "Restore the file from a backup.")
    known = set(records) | {entry.message for entry in ledger if entry.message}
    for place, message_id in enumerate(sorted(raws - known), 1):
        what = f"message {message_id[:12]} is in the archive, and nothing is recorded of it"
        take = _taking_in(desk, message_id, MessageKey(desk.mailbox.account, "", 0, place))
        yield Finding("archive", what, "Take it in: `mailbot doctor --repair`.", repair=take)
    was_purged = desk.store.setting(COUNTS) is not None
    for entry in ledger:
        if entry.message is not None or not was_purged:
            yield from _entry(entry, records)


def _is_kept(desk: Desk, message_id: str) -> bool:
    """Looked at once more: it may have come since the archive was listed."""
    try:
        desk.archive.read(message_id)
    except Permanent:
        return False
    return True


def _taking_in(desk: Desk, message_id: str, key: MessageKey) -> Callable[[], object]:
    return lambda: from_bytes_to_record(desk, Arrival(key, desk.archive.read(message_id), desk.clock()))


def _entry(entry: LedgerEntry, records: dict[str, MessageRecord]) -> Iterator[Finding]:
    name = f"UID {entry.uid} of {entry.folder}"
    if entry.disposition is None or entry.disposition in _UNREAD:
        return
    record = records.get(entry.message or "")
    if record is None:
        yield Finding("ledger", f"{name} is {entry.disposition}, but there is no such message", _REBUILD)
    elif entry.disposition not in {record.disposition, "duplicate"}:
        what = f"{name} is {entry.disposition}, its message {record.id[:12]} is {record.disposition}"
        yield Finding("ledger", what, _REBUILD)


def _revisions(desk: Desk, records: dict[str, MessageRecord]) -> Iterator[Finding]:
    decisions = {decision.id for decision in desk.store.decisions()}
    for code in desk.store.delegations():
        revisions = desk.store.revisions(code)
        if [revision.number for revision in revisions] != list(range(1, len(revisions) + 1)):
            yield Finding("revisions", f"the revisions of {code} are not numbered one by one", _REBUILD)
        for revision in revisions:
            kind, _, cause = revision.cause.partition(":")
            where = f"revision {revision.number} of {code}"
            if cause not in (records if kind == "message" else decisions):
                yield Finding("revisions", f"{where}: its {kind} is not in the record", _REBUILD)
            # One made by a decision gets its kind after the hash.
            is_hashed = revision.kind != "correction"
            if is_hashed and revision.content_hash != content_hash(replace(revision, content_hash="")):
                yield Finding("revisions", f"{where}: has been changed since it was written", _REBUILD)


def _letters(desk: Desk) -> Iterator[Finding]:
    now = desk.clock()
    states: Counter[str] = Counter()
    names: Counter[str] = Counter()
    overdue = 0
    for letter in desk.store.all_letters():
        states[letter.state] += 1
        names[letter.message_id] += 1
        overdue += letter.state == "queued" and now - letter.not_before > _OVERDUE
    for state in sorted(set(states) - set(get_args(LetterState))):
        yield Finding("letters", f"{states[state]} letters are in a state there is not: {state}", _REBUILD)
    for name in sorted(name for name, count in names.items() if count > 1):
        yield Finding("letters", f"two letters have the Message-ID {name}", _REBUILD)
    if states["sending"]:
        what = f"{states['sending']} letters were on their way when mailbot stopped, or are just now"
        yield Finding("letters", what, "The daemon settles them at its start; see `mailbot letters`.", "note")
    if overdue:
        what = f"{overdue} letters have been due for more than an hour"
        yield Finding("letters", what, "See whether the daemon runs, and `mailbot check`.", "note")
    for state in ("failed", "doubtful"):
        if states[state]:
            yield Finding("letters", f"{states[state]} letters are {state}", "See `mailbot letters`.", "note")


def _journal(desk: Desk, events: tuple[Event, ...], ledger: tuple[LedgerEntry, ...]) -> Iterator[Finding]:
    noted = {event.detail.get("id") for event in events if event.what == "decision"}
    lacking = [decision for decision in desk.store.decisions() if decision.id not in noted]
    seen = {tuple(event.detail["key"]) for event in events if event.what == "message"}
    done = [_key(entry) for entry in ledger if entry.disposition is not None]
    missing = sum((k.account, k.folder, k.uid_validity, k.uid) not in seen for k in done)
    if lacking or missing:
        what = f"the journal lacks {missing} messages and {len(lacking)} decisions of the record"
        yield Finding("journal", what, "Write it anew from the database: `mailbot doctor --repair`.")
    yield from _beyond(desk, events)


def _beyond(desk: Desk, events: tuple[Event, ...]) -> Iterator[Finding]:
    known = {decision.id for decision in desk.store.decisions()}
    for event in events[:-1]:
        if event.what == "decision" and event.detail["id"] not in known:
            yield Finding(
                "journal",
                "the journal knows of decisions that the database does not",
                _REBUILD,
            )
            return


def _server(desk: Desk, ledger: tuple[LedgerEntry, ...]) -> Iterator[Finding]:
    try:
        listing = desk.mailbox.listing()
    except OutsideError as error:
        yield Finding("mailbox", f"the mailbox was not looked at: {error}", "Run `mailbot check`.")
        return
    account, folder = desk.mailbox.account, desk.mailbox.folder
    here = [e for e in ledger if (e.account, e.folder, e.uid_validity) == (account, folder, listing.uid_validity)]
    lying = set(listing.uids)
    waiting = desk.store.unseen(account, folder, listing.uid_validity, listing.uids)
    if waiting:
        yield Finding("mailbox", f"{len(waiting)} messages wait to be taken in", "The next cycle does.", "note")
    yield from _beyond_ledger(desk)
    for entry in here:
        if entry.filed and entry.folder_wanted and entry.uid in lying:
            what = f"UID {entry.uid} lies in {folder}, the ledger says it was moved to {entry.folder_wanted}"
            again = _filing_again(desk, entry)
            yield Finding("mailbox", what, "Have it moved: `mailbot doctor --repair`.", repair=again)
    for entry in here:
        if entry.disposition is None and entry.uid not in lying and entry.message:
            what = f"UID {entry.uid} left {folder} before it was dealt with; its bytes are kept"
            take = _taking_in(desk, entry.message, _key(entry))
            yield Finding("ledger", what, "Take it in: `mailbot doctor --repair`.", repair=take)


def _beyond_ledger(desk: Desk) -> Iterator[Finding]:
    """Mail in our folders the record does not know: it is older than they are. After a purge it knows none."""
    if desk.store.setting(COUNTS) is not None:
        return
    try:
        count = count_beyond(desk)
    except OutsideError as error:
        yield Finding("mailbox", f"the folders were not looked at: {error}", "Run `mailbot check`.")
        return
    if count:
        names = ", ".join(folders_of_ours(desk))
        what = f"{count} messages in {names} are not in the record: it was restored, or somebody else put them there"
        if desk.store.setting(RESTORED_MAIL):
            yield Finding("mailbox", what, "The next cycle takes them in.", "note")
            return
        remedy = f"Move them to {desk.mailbox.folder}, to be taken in and answered: `mailbot doctor --repair`."
        yield Finding("mailbox", what, remedy, repair=lambda: bring_back(desk))


def _filing_again(desk: Desk, entry: LedgerEntry) -> Callable[[], object]:
    return lambda: desk.store.put_ledger(replace(entry, filed=False))


def _key(entry: LedgerEntry) -> MessageKey:
    return MessageKey(entry.account, entry.folder, entry.uid_validity, entry.uid)
