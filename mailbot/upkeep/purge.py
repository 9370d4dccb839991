"""Forgetting: personal data go for good once they are not needed any more; counts and a certificate stay."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any

from mailbot.config import Config
from mailbot.desk import Desk, standing
from mailbot.domain.record import Event, LedgerEntry
from mailbot.ports import Store
from mailbot.purged import purged_mail

COUNTS = "purged"
"""The setting that holds the counts that stay."""


MAIL = "mail"
"""Where the event of a purge names the hashes of what was purged, beside the counts."""


def due_at(config: Config) -> datetime | None:
    """When personal data are to go: so many days after the meeting's last day has ended; None: no day is set."""
    days = config.keeping.purge_days
    if days is None:
        return None
    last = max(part.ends_on for part in config.meeting.parts)
    return datetime.combine(last + timedelta(days=days + 1), time(), config.meeting.zone).astimezone(UTC)


def counts_of(desk: Desk) -> dict[str, Any]:
    """What may stay: how many delegations stand how in each part, how many letters, messages, flags, decisions."""
    parts: dict[str, Counter[str]] = {part.id: Counter() for part in desk.config.meeting.parts}
    delegations: dict[str, dict[str, dict[str, Any]]] = {}
    for invitee in desk.config.invitees.all:
        stands = standing(desk, invitee.code)
        for part in stands.parts:
            parts[part.part][part.state] += 1
        heard = {p.part: {"state": p.state, "participants": len(p.participants)} for p in stands.parts}
        if any(part["state"] != "silent" for part in heard.values()):
            delegations[invitee.code] = heard
    letters: Counter[str] = Counter()
    for letter in desk.store.all_letters():
        letters[f"{letter.template} {letter.state}"] += 1
    return {
        "meeting": desk.config.meeting.id,
        "parts": {part: dict(sorted(counts.items())) for part, counts in parts.items()},
        "delegations": delegations,
        "letters": dict(sorted(letters.items())),
        "messages": desk.store.ledger_counts(),
        "flags": dict(sorted(Counter(record.flag.code for record in desk.store.all_flags()).items())),
        "decisions": dict(sorted(Counter(decision.action for decision in desk.store.decisions()).items())),
    }


def has_personal_data(store: Store) -> bool:
    """Whether there is anything to forget."""
    return any(True for _ in store.all_messages()) or any(True for _ in store.all_letters()) or bool(store.decisions())


def what_stays(store: Store, at: datetime, counts: dict[str, Any]) -> tuple[Event, ...]:
    """The journal after it: which UIDs were dealt with and how, hashes, so that none is taken in again, and counts."""
    events = [_entry_event(entry) for entry in store.all_ledger() if entry.disposition is not None]
    return (*events, Event("purged", at, detail={**counts, MAIL: sorted(purged_mail(store))}))


def _entry_event(entry: LedgerEntry) -> Event:
    key = [entry.account, entry.folder, entry.uid_validity, entry.uid]
    return Event("message", entry.seen_at, detail={"key": key, "message": None, "disposition": entry.disposition})
