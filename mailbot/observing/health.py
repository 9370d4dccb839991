"""Whether all is well: figures of the record and its surroundings, and what they mean."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..desk import Desk
from ..review.outbox import unsettled
from ..watch import BALANCE, LEFT, READ, UNREAD
from .outages import Outage, kept_outages

SEEN = "daemon_seen"
"""The setting with the hours at which the daemon was last alive and last got on with its work."""


@dataclass(frozen=True, slots=True)
class Account:
    """One OAuth2 account: where it is configured, until when its token and its secret hold (None: not known)."""

    section: str
    token_expires_at: datetime | None
    secret_expires_on: date | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the record does not know: who holds its lock (None: nobody), what the disk has left, the accounts."""

    daemon: str | None = None
    disk_free_bytes: int | None = None
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """Figures at one moment. ``listed`` lay in the folder at the last look, ``left`` of them without a disposition."""

    at: datetime
    last_cycle_at: datetime | None
    unread_since: datetime | None
    moved_at: datetime | None
    listed: int
    left: int
    left_since: datetime | None
    ledger: dict[str, int]
    letters: dict[str, int]
    oldest_letter_at: datetime | None
    unsettled: int
    flags: dict[str, int]
    held: int
    oldest_held_at: datetime | None
    outages: tuple[Outage, ...]
    surroundings: Surroundings


def health_of(desk: Desk, surroundings: Surroundings, outages: Sequence[Outage] | None = None) -> Health:
    """The figures now; ``outages`` as a daemon knows them, else as the store does. Raises OutsideError."""
    store, now = desk.store, desk.clock()
    letters, flags = store.letter_counts(), store.flag_counts()
    due = store.due_letters(now, 1) if letters.get("queued") else ()
    holds = [f for f in store.open_flags() if f.flag.severity == "hold" and f.message] if flags else []
    listed, left = _pair(store.setting(BALANCE))
    _, moved_at = seen(store.setting(SEEN))
    return Health(
        at=now,
        last_cycle_at=_moment(store.setting(READ)),
        unread_since=_moment(store.setting(UNREAD)),
        moved_at=moved_at,
        listed=listed,
        left=left,
        left_since=_moment(store.setting(LEFT)) if left else None,
        ledger=store.ledger_counts(),
        letters=letters,
        oldest_letter_at=due[0].not_before if due else None,
        unsettled=len(unsettled(desk)) if letters.get("failed") or letters.get("doubtful") else 0,
        flags=flags,
        held=len({f.message for f in holds}),
        oldest_held_at=min((f.raised_at for f in holds), default=None),
        outages=tuple(outages) if outages is not None else kept_outages(store),
        surroundings=surroundings,
    )


def seen(said: str | None) -> tuple[datetime | None, datetime | None]:
    """When the daemon was last alive, and last got on with its work."""
    try:
        alive, moved = json.loads(said or "[]")
    except (ValueError, TypeError):
        return None, None
    return _moment(alive), _moment(moved)


def _pair(said: str | None) -> tuple[int, int]:
    try:
        listed, left = json.loads(said or "[0, 0]")
    except (ValueError, TypeError):
        return 0, 0
    return int(listed), int(left)


def _moment(said: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:
        return None
