"""A message put aside: it still waits, yet not first, until somebody takes it up or something about it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mailbot.domain.decide import content_hash
from mailbot.domain.record import Decision, FlagRecord, MessageRecord
from mailbot.ports import Store

SET_ASIDE, TAKE_UP = "set_aside", "take_up"


@dataclass(frozen=True, slots=True)
class Aside:
    """That a message has been put aside, by whom and why."""

    remark: str
    by: str
    at: datetime


def aside_of(store: Store, record: MessageRecord, decisions: Iterable[Decision]) -> Aside | None:
    """Whether the message lies aside, given the decisions on it, oldest first.

    It is back as soon as anything about it changes: its disposition, the record of its delegation, or what is flagged
    on the message or on the delegation.
    """
    undone = {d.detail.get("undoes") for d in decisions}
    moved = [d for d in decisions if d.action in {SET_ASIDE, TAKE_UP} and d.id not in undone]
    last = moved[-1] if moved else None
    if last is None or last.action == TAKE_UP or last.detail.get("still") != still(store, record):
        return None
    return Aside(last.detail.get("text", ""), last.by, last.at)


def still(store: Store, record: MessageRecord) -> str:
    """A hash of all whose change brings a message back that was put aside."""
    code = record.delegation
    revision = store.current_revision(code) if code else None
    flags: list[FlagRecord] = list(store.open_flags(message=record.id))
    flags += store.open_flags(delegation=code) if code else ()
    stands = revision.content_hash if revision else None
    return content_hash([record.disposition, stands, sorted({f.key for f in flags})])
