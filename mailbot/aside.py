"""Messages that go no further: read before, unreadable by fault of ours, or too large. Kept, accounted for, shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .circumstances import provenance
from .desk import Desk
from .domain.flag import Flag
from .domain.message import Message
from .domain.record import Disposition, FlagRecord, MessageRecord
from .ledger import close_entry, file_again
from .ports import Arrival, OutsideError, Oversized
from .reading import mime
from .recording import put_flags_and_letters
from .writing import alert, write_letters

RECORDED_SINCE = "the same note has been recorded from another copy of it"
"""Why a copy that was held is not held any more."""

_RECORDS_NOTHING = frozenset({"held", "rejected", "duplicate"})
_RANK = {"fail": 0, "none": 1, "pass": 2}


def twin_of(desk: Desk, message: Message, raw: bytes) -> MessageRecord | None:
    """The same mail already dealt with: the same bytes, or the same content over another route.

    A copy the receiving server says better things of than of any before is none, where those record nothing: whoever
    sends a mission's note again, and before it, does not make the genuine one go unread.
    """
    same = desk.store.message(message.id)
    if same is not None and same.disposition != "crashed":
        return same
    others = [r for r in desk.store.messages_with(content_id=message.content_id) if r.disposition != "crashed"]
    first = next((r for r in others if r.disposition not in _RECORDS_NOTHING), others[0] if others else None)
    if first is None or first.disposition not in _RECORDS_NOTHING:
        return first
    here = _RANK[provenance(desk, raw, message).verdict]
    return first if any(here <= _rank_of(desk, other) for other in others) else None


def _rank_of(desk: Desk, record: MessageRecord) -> int:
    """How the verdict on a copy ranks; one whose bytes are lost is not thought worse of than any."""
    try:
        raw = desk.archive.read(record.id)
    except OutsideError:
        return _RANK["pass"]
    return _RANK[provenance(desk, raw, mime.decode(raw)).verdict]


def set_aside_duplicate(desk: Desk, arrival: Arrival, message: Message, twin: MessageRecord) -> Disposition:
    """Noted as the same mail as ``twin``; nothing follows from it."""
    now = desk.clock()
    with desk.store.transaction():
        if twin.id != message.id:
            desk.store.put_message(
                replace(
                    twin,
                    id=message.id,
                    disposition="duplicate",
                    why="seen before",
                    duplicate_of=twin.id,
                    handled_at=now,
                )
            )
        close_entry(desk, arrival.key, message.id, "duplicate", now)
    return "duplicate"


def settle_twins(desk: Desk, record: MessageRecord, now: datetime) -> None:
    """Inside a transaction: copies of a note that was recorded, which were doubted and wait, need nobody's look."""
    for twin in desk.store.messages_with(content_id=record.content_id):
        if twin.id == record.id or twin.disposition != "held":
            continue
        settled = replace(twin, disposition="duplicate", why=RECORDED_SINCE, duplicate_of=record.id, handled_at=now)
        desk.store.put_message(settled)
        for flag in desk.store.open_flags(message=twin.id):
            desk.store.put_flag(replace(flag, verdict="superseded", decided_at=now, decided_by="mailbot"))
        file_again(desk, settled, now)


def set_aside_own(desk: Desk, arrival: Arrival, message: Message) -> Disposition:
    """Noted as automatic mail, whatever it says and whatever the severities are."""
    now = desk.clock()
    sender = message.sender.address if message.sender else None
    record = MessageRecord(
        message.id, message.content_id, message.message_id, sender, message.subject, now, now, "automatic",
        "automatic", why="our own letter came back",
    )  # fmt: skip
    with desk.store.transaction():
        desk.store.put_message(record)
        close_entry(desk, arrival.key, message.id, "automatic", now)
    return "automatic"


def set_aside_crashed(desk: Desk, arrival: Arrival, message_id: str, attempts: int) -> Disposition:
    """After three attempts: kept, flagged, replayable; staff are told."""
    now = desk.clock()
    detail = f"Reading it failed {attempts} times; the message is kept and can be replayed."
    record = MessageRecord(
        message_id, message_id, None, None, "", arrival.arrived_at, now, "crashed", "unreadable", why=detail
    )
    flag = FlagRecord(f"{message_id}|crashed||", Flag("crashed", "hold", detail=detail), now, message_id)
    written = write_letters(desk, [alert(desk, f"message:{message_id}", "A message could not be read", detail)])
    with desk.store.transaction():
        desk.store.put_message(record)
        put_flags_and_letters(desk, (flag, *written.flags), written.letters)
        close_entry(desk, arrival.key, message_id, "crashed", now)
    return "crashed"


def set_aside_oversized(desk: Desk, arrival: Oversized) -> Disposition:
    """A message over the limit is left where it is, accounted for, and shown to staff."""
    now = desk.clock()
    size = f"{arrival.size / 1_048_576:.0f} MB"
    detail = f"A message of {size} in {arrival.key.folder} is over the size limit and was not fetched."
    key = f"oversized|{arrival.key.uid_validity}|{arrival.key.uid}"
    flag = FlagRecord(key, Flag("attachment_unreadable", "hold", about=f"UID {arrival.key.uid}", detail=detail), now)
    written = write_letters(desk, [alert(desk, key, "A message is too large", detail)])
    with desk.store.transaction():
        put_flags_and_letters(desk, (flag, *written.flags), written.letters)
        close_entry(desk, arrival.key, None, "oversized", now)
    return "oversized"
