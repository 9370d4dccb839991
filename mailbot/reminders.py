"""What is due, to whom, why: reminders, the plan of coming ones, the staff digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .desk import Desk, dead_addresses, standing
from .domain.calendar import after_quiet, local_moment, sending_moment
from .domain.correspondents import is_known
from .domain.decide import letter_language
from .domain.delegation import Revision
from .domain.letter import Letter
from .domain.meeting import Invitee
from .domain.record import FlagRecord, Reminder
from .domain.remind import (
    Known,
    Passed,
    Wanted,
    condition_of,
    due,
    outdated,
    served,
)
from .held_back import Hold, held_occasions
from .waiting import is_awaited
from .watch import is_read
from .writing import write_letters

_SINCE = "reminders_since"
_SWEPT = "reminders_swept_at"
_UNTIL_READ = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """One letter that would go out: when (UTC), to whom, and why; ``held`` if somebody holds it back."""

    at: datetime
    wanted: Wanted
    held: Hold | None = None

    @property
    def key(self) -> str:
        """What it is called to hold it back: the occasions it serves, whatever it will say by then."""
        return ",".join(self.wanted.handles)


def sweep(desk: Desk, now: datetime) -> int:
    """Queues every reminder that is due; gives how many. Doing it twice does nothing twice.

    Nobody is reminded while the mailbox is not being read: the complete note may lie in it.
    """
    if not is_read(desk, now):
        return 0
    config = desk.config
    if desk.store.setting(_SINCE) is None:
        with desk.store.transaction():
            desk.store.put_setting(_SINCE, now.isoformat())
    known = _known(desk, now)
    found = list(due(config.meeting, desk.invitees, desk.hours, config.letters.per_delegation_per_day, known, now))
    letters = [(w, write_letters(desk, [w.intent])) for w in found if isinstance(w, Wanted)]
    added = 0
    with desk.store.transaction():
        for item in found:
            if isinstance(item, Passed):
                for key in item.handles:
                    desk.store.put_reminder(Reminder(key, now, "skipped", item.reason))
        for wanted, written in letters:
            put_new_flags(desk, written.flags)
            for letter in written.letters:
                if letter.key != wanted.intent.key:
                    desk.store.add_letter(letter)
                    continue
                added += desk.store.add_letter(replace(letter, condition=condition_of(wanted)))
                for key in wanted.handles:
                    desk.store.put_reminder(Reminder(key, now, "sent", wanted.intent.reason, letter.key))
        desk.store.put_setting(_SWEPT, now.isoformat())
    return added


def put_new_flags(desk: Desk, flags: Iterable[FlagRecord]) -> None:
    """Inside a transaction: those flags that are not known yet."""
    for flag in flags:
        if desk.store.flag(flag.key) is None:
            desk.store.put_flag(flag)


def is_time(desk: Desk, now: datetime) -> bool:
    """Whether a sweep could find anything: once a minute is asked, so it must cost nothing.

    Reminders go at the day's sending moment; a look is also due at the first run, after an outage, and when the
    last one lies ahead (the clock was set back, or a rehearsal sets it).
    """
    swept = desk.store.setting(_SWEPT)
    if swept is None:
        return True
    last = datetime.fromisoformat(swept)
    zone = desk.config.meeting.zone
    moment = sending_moment(now.astimezone(zone).date(), zone, desk.hours)
    return last < moment <= now or now - last > timedelta(hours=1) or now < last


def still_wanted(desk: Desk, letter: Letter) -> str | datetime | None:
    """Looked at again when a letter is about to leave: None if it may, why it may not, or until when it waits."""
    if not letter.condition or letter.delegation is None:
        return None
    config, now = desk.config, desk.clock()
    invitee = desk.invitees.get(letter.delegation)
    if invitee is None:
        return "no longer invited"
    reason = outdated(config.meeting, invitee, desk.hours, _known(desk, now), letter.condition, now)
    if reason or _has_newer(desk, letter):
        return reason or "a newer reminder has been written"
    if not is_read(desk, now) or is_awaited(desk, letter.delegation):
        return now + _UNTIL_READ
    later = after_quiet(now, config.meeting.zone, desk.hours)
    return later if later > now else None


def _has_newer(desk: Desk, letter: Letter) -> bool:
    asked = served(letter.condition)
    return any(
        other.created_at > letter.created_at
        and other.state in {"queued", "sending", "sent"}
        and not asked.isdisjoint(served(other.condition))
        for other in desk.store.letters_of(letter.delegation or "")
    )


def plan(desk: Desk, now: datetime, until: datetime) -> Iterator[Planned]:
    """Every reminder that would go out from ``now`` to ``until`` if nothing more came in.

    Walks through the days as the daemon will: what one day sends counts for the next.
    """
    config, zone = desk.config, desk.config.meeting.zone
    limit = config.letters.per_delegation_per_day
    known = _known(desk, now)
    # A store that no sweep has seen yet, or only one that is still to come, begins here.
    known = replace(known, since=min(known.since, now))
    handled: set[str] = set()
    for moment in _moments(desk, now, until):
        today: Counter[str] = Counter()
        at_moment = replace(
            known,
            handled=lambda key: key in handled or known.handled(key),
            letters_today=_letters_today(desk, moment, today),
        )
        # As a sweep does: all that is due is found before the first letter counts.
        for item in list(due(config.meeting, desk.invitees, desk.hours, limit, at_moment, moment)):
            handled.update(item.handles)
            if isinstance(item, Wanted):
                today[item.counted_for] += 1
                yield Planned(moment.astimezone(zone), item)
        for item, hold in _held(desk, at_moment, handled, moment):
            handled.update(item.handles)
            yield Planned(moment.astimezone(zone), item, hold)


def _held(desk: Desk, known: Known, handled: set[str], moment: datetime) -> Iterator[tuple[Wanted, Hold]]:
    """What would be due at that moment if nobody held it back."""
    held = held_occasions(desk.store)
    if not held:
        return
    # Only what is held is asked for: all else is as if dealt with.
    only_held = replace(
        known,
        handled=lambda key: key not in held or key in handled or _is_handled(desk, key),
        letters_today=lambda _: 0,
    )
    for item in list(due(desk.config.meeting, desk.invitees, desk.hours, 1, only_held, moment)):
        if isinstance(item, Wanted):
            yield item, held[item.handles[0]]


def _moments(desk: Desk, now: datetime, until: datetime) -> Iterator[datetime]:
    zone = desk.config.meeting.zone
    if is_time(desk, now):
        yield now
    day = now.astimezone(zone).date()
    while day <= until.astimezone(zone).date():
        moment = sending_moment(day, zone, desk.hours)
        if now < moment <= until:
            yield moment
        day += timedelta(days=1)


def _known(desk: Desk, now: datetime) -> Known:
    since = desk.store.setting(_SINCE)
    bounced, held = dead_addresses(desk), held_occasions(desk.store)
    return Known(
        standing=lambda code: standing(desk, code),
        handled=lambda key: key in held or _is_handled(desk, key),
        letters_today=_letters_today(desk, now, Counter()),
        language=lambda code: _language(desk, code),
        bounced=lambda address: address in bounced,
        since=datetime.fromisoformat(since) if since else now,
    )


def _is_handled(desk: Desk, key: str) -> bool:
    """Whether an occasion was dealt with; a letter cancelled by itself, before anybody got it, leaves it open."""
    reminder = desk.store.reminder(key)
    letter = desk.store.letter(reminder.letter) if reminder and reminder.letter else None
    return reminder is not None and not (letter and letter.is_withdrawn)


def _letters_today(desk: Desk, moment: datetime, more: Counter[str]) -> Callable[[str], int]:
    zone = desk.config.meeting.zone
    starts = local_moment(moment.astimezone(zone).date(), datetime.min.time(), zone)

    def count(whom: str) -> int:
        if "@" in whom:
            return desk.store.letters_to(whom, starts) + more[whom]
        invitee = desk.invitees.get(whom)
        letters = desk.store.letters_of(whom) if invitee else ()
        written = (x for x in letters if x.created_at >= starts and x.state != "cancelled")
        return sum(1 for x in written if invitee and _reaches(x, invitee)) + more[whom]

    return count


def _reaches(letter: Letter, invitee: Invitee) -> bool:
    """Whether a letter about a delegation goes to it: not one to a stranger, nor to a speaker personally."""
    if letter.template.startswith("speaker_"):
        return any(invitee.has_address(address) for address in letter.to)
    return any(is_known(address, invitee) for address in letter.to)


def _language(desk: Desk, code: str) -> str:
    invitee = desk.invitees.get(code)
    revision: Revision | None = desk.store.current_revision(code)
    return letter_language(revision.language if revision else None, invitee, desk.config.secretariat.default_language)
