"""What is held is announced to staff: each once for what it says, no more in an hour than people read."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from mailbot.desk import Desk
from mailbot.domain.letter import Intent, Letter
from mailbot.domain.record import JOURNAL_MARK, FlagRecord
from mailbot.ports import Store, Temporary
from mailbot.review import Item, find, queue, view
from mailbot.writing import write_letters

from .letters import HELD, announcement, announcement_key, summary
from .token import is_token_for, token_for

log = logging.getLogger(__name__)

AN_HOUR = 20
"""So many are announced one by one within an hour; of more there is one letter."""

ANNOUNCED = "announced"
"""The setting that holds when announcements went out, and what was announced together with others."""

_HOUR = timedelta(hours=1)


_State = tuple[str, bytes, tuple[str, ...]]
_SETTLED: WeakKeyDictionary[Store, _State] = WeakKeyDictionary()
"""When all was found announced, by store: the look at what waits costs more than many a look into the mailbox."""


def _state(desk: Desk) -> _State | None:
    """All that decides what there is to announce; None where the store keeps no journal to tell by."""
    mark = desk.store.setting(JOURNAL_MARK)
    return (mark, desk.signing_key, desk.config.secretariat.staff) if mark is not None else None


@dataclass(frozen=True, slots=True)
class _Told:
    """When the announcements of the last hour were written, and the last summary; ``seen`` of what was summed up."""

    at: tuple[datetime, ...] = ()
    summed_at: datetime | None = None
    summed: dict[str, str] = field(default_factory=dict)


def announce(desk: Desk, beat: Callable[[], None] = lambda: None) -> int:
    """Queues the announcement of everything held that has not been announced as it is now; gives how many letters.

    Of many messages of one sender one is announced. ``beat`` is called between steps. Raises OutsideError.
    """
    if not desk.config.review.by_mail or not desk.signing_key:
        return 0
    state = _state(desk)
    if state is not None and _SETTLED.get(desk.store) == state:
        return 0
    told, now = _told(desk), desk.clock()
    told = replace(told, at=tuple(at for at in told.at if now - _HOUR < at <= now))
    left, letters = max(0, AN_HOUR - len(told.at)), 0
    is_quiet = told.summed_at is not None and now - _HOUR < told.summed_at <= now
    if is_quiet and not left:
        # In a flood of what waits the look at all of it would cost more than the mail.
        return 0
    fresh = [item for item in queue(desk) if _waits(item) and not _is_announced(desk, item, told)]
    if not fresh and state is not None:
        _SETTLED[desk.store] = state
        return 0
    for item in fresh[:left]:
        told = replace(told, at=(*told.at, now))
        try:
            letters += _announce_one(desk, item, told)
        except Temporary:
            raise
        except Exception:
            # It must not keep back what stands behind it; the digest names it all the same.
            log.exception("message %s cannot be announced", item.id[:12])
            told = replace(told, summed={**told.summed, item.id: item.seen})
            _write(desk, (), (), told)
        beat()
    return letters + (_announce_rest(desk, fresh[left:], told, now) if fresh[left:] and not is_quiet else 0)


def is_outdated(desk: Desk, letter: Letter) -> str | None:
    """Asked as a letter is about to leave: why an announcement is not wanted any more, None for any other letter."""
    if letter.template != HELD or not letter.cause.startswith("held:"):
        return None
    record = desk.store.message(letter.cause.removeprefix("held:"))
    if record is None or record.disposition != "held":
        return "decided meanwhile"
    is_current = any(
        is_token_for(letter.key.rpartition("|")[2], desk.signing_key, record.id, find(desk, record.id).seen, address)
        for address in letter.to
    )
    return None if is_current else "it has changed meanwhile"


def _waits(item: Item) -> bool:
    return item.record is not None and item.record.disposition == "held" and item.aside is None


def _is_announced(desk: Desk, item: Item, told: _Told) -> bool:
    return told.summed.get(item.id) == item.seen or all(
        desk.store.letter(announcement_key(item.id, address, token_for(desk.signing_key, item.id, item.seen, address)))
        for address in desk.config.secretariat.staff
    )


def _announce_one(desk: Desk, item: Item, told: _Told) -> int:
    record = item.record
    if record is None:
        return 0
    seen = replace(view(desk, item.id), item=item)
    intents = [
        announcement(desk, seen, record, address, token_for(desk.signing_key, item.id, item.seen, address))
        for address in desk.config.secretariat.staff
    ]
    return _write(desk, intents, (item,), told)


def _announce_rest(desk: Desk, items: Sequence[Item], told: _Told, now: datetime) -> int:
    intents = [summary(desk, items, address, now.isoformat()) for address in desk.config.secretariat.staff]
    still = {item.id: item.seen for item in items}
    kept = {name: seen for name, seen in told.summed.items() if _is_held(desk, name)}
    return _write(desk, intents, (), replace(told, summed_at=now, summed={**kept, **still}))


def _is_held(desk: Desk, name: str) -> bool:
    record = desk.store.message(name)
    return record is not None and record.disposition == "held"


def _write(desk: Desk, intents: Iterable[Intent], items: Sequence[Item], told: _Told) -> int:
    """In one step. What cannot be written is flagged once, and not tried again as it is."""
    written = write_letters(desk, intents)
    if written.flags:
        told = replace(told, summed={**told.summed, **{item.id: item.seen for item in items}})
    with desk.store.transaction():
        for flag in written.flags:
            _put_new(desk, flag)
        desk.store.put_setting(ANNOUNCED, _as_text(told))
        return sum(desk.store.add_letter(letter) for letter in written.letters)


def _put_new(desk: Desk, flag: FlagRecord) -> None:
    if desk.store.flag(flag.key) is None:
        desk.store.put_flag(flag)


def _told(desk: Desk) -> _Told:
    kept = json.loads(desk.store.setting(ANNOUNCED) or "{}")
    summed_at = kept.get("summed_at")
    return _Told(
        tuple(datetime.fromisoformat(at) for at in kept.get("at", ())),
        datetime.fromisoformat(summed_at) if summed_at else None,
        kept.get("summed", {}),
    )


def _as_text(told: _Told) -> str:
    summed_at = told.summed_at.isoformat() if told.summed_at else None
    return json.dumps({"at": [at.isoformat() for at in told.at], "summed_at": summed_at, "summed": told.summed})
