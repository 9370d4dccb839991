"""What waits for a person, and how it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.decide import content_hash
from mailbot.domain.identity import address_key
from mailbot.domain.record import Decision, FlagRecord, MessageRecord

from .lying_aside import Aside, aside_of

SHORTEST_PREFIX = 4

CROWD = 20
"""So many messages of one sender are shown one by one; of more, one stands for all."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person: its open flags, and the hash of what is shown.

    ``id`` is the message's, or, for a flag on a letter or the mailbox, made of the flag's key; ``record`` is
    None then. ``more`` are other messages of the same sender that wait with it, too many to show one by one.
    ``aside`` tells that somebody has put it aside for now.
    """

    id: str
    record: MessageRecord | None
    flags: tuple[FlagRecord, ...]
    seen: str
    more: int = 0
    aside: Aside | None = None

    @property
    def since(self) -> datetime:
        """When it came up."""
        return self.record.received_at if self.record else self.flags[0].raised_at


def queue(desk: Desk, *, every: bool = False, hashed: bool = True) -> tuple[Item, ...]:
    """Everything with an open flag: first what holds, oldest first, then the rest, last what was put aside.

    Of a sender of whom more than ``CROWD`` messages wait, the first stands for all, unless ``every`` one is wanted.
    Without ``hashed`` the items have an empty ``seen``: nothing can be decided on them, and they come twice as fast.
    """
    grouped: dict[str, list[FlagRecord]] = {}
    for flag in desk.store.open_flags():
        grouped.setdefault(flag.message or id_of(flag), []).append(flag)
    records = {name: desk.store.message(name) for name, flags in grouped.items() if flags[0].message}
    first = dict.fromkeys(grouped, 0) if every else _one_a_crowd(grouped, records)
    codes = {record.delegation for record in records.values() if record and record.delegation}
    stands = {code: _stands(desk, code) for code in codes}
    items = [
        _item(desk, name, records.get(name), grouped[name], stands, more, hashed=hashed) for name, more in first.items()
    ]
    return tuple(sorted(items, key=lambda i: (i.aside is not None, not _holds(i.flags), i.since)))


def from_sender(desk: Desk, sender: str) -> tuple[MessageRecord, ...]:
    """What waits of that sender, oldest first."""
    names = dict.fromkeys(flag.message for flag in desk.store.open_flags() if flag.message)
    records = (desk.store.message(name) for name in names)
    return tuple(r for r in records if r is not None and address_key(r.sender) == address_key(sender))


def _one_a_crowd(
    grouped: Mapping[str, Sequence[FlagRecord]], records: Mapping[str, MessageRecord | None]
) -> dict[str, int]:
    """The names to show, each with how many others it stands for: what holds stands for what does not."""
    by_sender: dict[str, list[str]] = {}
    for name in grouped:
        record = records.get(name)
        by_sender.setdefault(address_key(record.sender) if record and record.sender else f" {name}", []).append(name)
    shown: dict[str, int] = {}
    for names in by_sender.values():
        if len(names) <= CROWD:
            shown |= dict.fromkeys(names, 0)
        else:
            shown[min(names, key=lambda name: not _holds(grouped[name]))] = len(names) - 1
    return shown


def find(desk: Desk, prefix: str) -> Item:
    """The message, or the flag on a letter or the mailbox, whose id starts with ``prefix``.

    Raises Refused if there is none, more than one, or the prefix has fewer than four characters.
    """
    prefix = prefix.strip()
    exact = desk.store.message(prefix)
    if exact is not None:
        return _item(desk, exact.id, exact, desk.store.open_flags(message=exact.id))
    if len(prefix) < SHORTEST_PREFIX:
        raise Refused(f"Give at least {SHORTEST_PREFIX} characters of the id; `mailbot flags` lists them.", "not_found")
    found: dict[str, tuple[FlagRecord, ...]] = {
        id_of(flag): (flag,) for flag in desk.store.open_flags() if not flag.message and id_of(flag).startswith(prefix)
    }
    for row in desk.store.sought_messages():
        if row.id.startswith(prefix):
            found[row.id] = desk.store.open_flags(message=row.id)
    if len(found) != 1:
        what = "No message has" if not found else f"{len(found)} messages or letters have"
        raise Refused(f"{what} an id that starts with {prefix}; `mailbot flags` lists them.", "not_found")
    ((name, flags),) = found.items()
    return _item(desk, name, desk.store.message(name), flags)


def seen_hash(desk: Desk, record: MessageRecord, decisions: Sequence[Decision] | None = None) -> str:
    """The hash of all a person decides on: the reading, the delegation's record, the flags, what was decided before."""
    flags = desk.store.open_flags(message=record.id)
    taken = desk.store.decisions_on(record.id) if decisions is None else decisions
    return _seen(record, _stands(desk, record.delegation), flags, taken)


def _read_hash(record: MessageRecord) -> str:
    """As ``content_hash(record.submission)``, in a quarter of the time, which is most of what a queue costs."""
    return content_hash(msgspec.to_builtins(record.submission))


def _stands(desk: Desk, code: str | None) -> str | None:
    revision = desk.store.current_revision(code) if code else None
    return revision.content_hash if revision else None


def _seen(record: MessageRecord, stands: str | None, flags: Sequence[FlagRecord], decisions: Sequence[Decision]) -> str:
    return content_hash(
        [
            _read_hash(record),
            stands,
            record.disposition,
            sorted([f.key, f.flag.severity, f.flag.detail] for f in flags),
            [d.id for d in decisions],
        ]
    )


def id_of(flag: FlagRecord) -> str:
    """The id of a flag that is about no message."""
    return content_hash(flag.key)


def _item(
    desk: Desk,
    name: str,
    record: MessageRecord | None,
    flags: Sequence[FlagRecord],
    stands: Mapping[str, str | None] | None = None,
    more: int = 0,
    *,
    hashed: bool = True,
) -> Item:
    """``stands`` are the hashes of delegations' records that are known already."""
    if record is None:
        return Item(name, None, tuple(flags), content_hash(name), more)
    decisions = desk.store.decisions_on(record.id)
    code = record.delegation
    now = stands[code] if stands and code and code in stands else _stands(desk, code)
    aside = aside_of(desk.store, record, decisions) if flags else None
    seen = _seen(record, now, flags, decisions) if hashed else ""
    return Item(name, record, tuple(flags), seen, more, aside)


def _holds(flags: Sequence[FlagRecord]) -> bool:
    return any(f.flag.severity == "hold" for f in flags)
