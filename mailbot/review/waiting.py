"""What waits for a person, and how it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

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


def queue(desk: Desk, *, every: bool = False) -> tuple[Item, ...]:
    """Everything with an open flag: first what holds, oldest first, then the rest, last what was put aside.

    Of a sender of whom more than ``CROWD`` messages wait, the first stands for all, unless ``every`` one is wanted.
    """
    grouped: dict[str, list[FlagRecord]] = {}
    for flag in desk.store.open_flags():
        grouped.setdefault(flag.message or id_of(flag), []).append(flag)
    first = dict.fromkeys(grouped, 0) if every else _one_a_crowd(desk, grouped)
    items = [replace(_item(desk, name, grouped[name]), more=more) for name, more in first.items()]
    return tuple(sorted(items, key=lambda i: (i.aside is not None, not _holds(i.flags), i.since)))


def from_sender(desk: Desk, sender: str) -> tuple[MessageRecord, ...]:
    """What waits of that sender, oldest first."""
    names = dict.fromkeys(flag.message for flag in desk.store.open_flags() if flag.message)
    records = (desk.store.message(name) for name in names)
    return tuple(r for r in records if r is not None and address_key(r.sender) == address_key(sender))


def _one_a_crowd(desk: Desk, grouped: Mapping[str, Sequence[FlagRecord]]) -> dict[str, int]:
    """The names to show, each with how many others it stands for: what holds stands for what does not."""
    by_sender: dict[str, list[str]] = {}
    for name, flags in grouped.items():
        record = desk.store.message(name) if flags[0].message else None
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
        return _item(desk, exact.id, desk.store.open_flags(message=exact.id))
    if len(prefix) < SHORTEST_PREFIX:
        raise Refused(f"Give at least {SHORTEST_PREFIX} characters of the id; `mailbot flags` lists them.")
    found: dict[str, tuple[FlagRecord, ...]] = {
        id_of(flag): (flag,) for flag in desk.store.open_flags() if not flag.message and id_of(flag).startswith(prefix)
    }
    for record in desk.store.all_messages():
        if record.id.startswith(prefix):
            found[record.id] = desk.store.open_flags(message=record.id)
    if len(found) != 1:
        what = "No message has" if not found else f"{len(found)} messages or letters have"
        raise Refused(f"{what} an id that starts with {prefix}; `mailbot flags` lists them.")
    ((name, flags),) = found.items()
    return _item(desk, name, flags)


def seen_hash(desk: Desk, record: MessageRecord, decisions: Sequence[Decision] | None = None) -> str:
    """The hash of all a person decides on: the reading, the delegation's record, the flags, what was decided before."""
    revision = desk.store.current_revision(record.delegation) if record.delegation else None
    return content_hash(
        [
            content_hash(record.submission),
            revision.content_hash if revision else None,
            record.disposition,
            sorted([f.key, f.flag.severity, f.flag.detail] for f in desk.store.open_flags(message=record.id)),
            [d.id for d in (desk.store.decisions_on(record.id) if decisions is None else decisions)],
        ]
    )


def id_of(flag: FlagRecord) -> str:
    """The id of a flag that is about no message."""
    return content_hash(flag.key)


def _item(desk: Desk, name: str, flags: Sequence[FlagRecord]) -> Item:
    record = desk.store.message(name)
    if record is None:
        return Item(name, None, tuple(flags), content_hash(name))
    decisions = desk.store.decisions_on(record.id)
    aside = aside_of(desk.store, record, decisions) if flags else None
    return Item(name, record, tuple(flags), seen_hash(desk, record, decisions), aside=aside)


def _holds(flags: Sequence[FlagRecord]) -> bool:
    return any(f.flag.severity == "hold" for f in flags)
