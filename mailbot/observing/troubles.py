"""What is not well, of the figures: each with its remedy, and how loudly it must be said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from ..watch import ALERT_AFTER
from .health import Account, Health
from .outages import REPEATEDLY, Outage

Level = Literal["down", "warning", "look"]
"""``down``: mailbot cannot do its work, alarm once a day; ``warning``: alarm once each ``occurrence``; ``look``: told
where somebody looks."""

STALLED_AFTER = timedelta(minutes=10)
LETTERS_WAIT = timedelta(hours=1)
PERSONS_WAIT = timedelta(days=2)
DISK_LOW_BYTES = 500 * 1024 * 1024
DISK_FULL_BYTES = 100 * 1024 * 1024
SECRET_DAYS = (1, 3, 7, 14, 30)

_TITLES = {
    "mailbox": "The mailbox cannot be read",
    "delivery": "Letters cannot leave",
    "filing": "Mail cannot be filed",
    "start": "mailbot does not start",
    "store": "The record cannot be written",
    "lookout": "It cannot be seen whether all is well",
    "reminders": "Reminders cannot be written",
    "http": "Health and metrics are not served",
    "page": "The review page is not served",
}
_REMEDIES = {
    "mailbox": "Run `mailbot check`.",
    "delivery": "Run `mailbot check`.",
    "filing": "Mail is read and answered all the same. See to room and rights of the folders in [mailbox].",
    "start": "Mend it; mailbot is started again by itself, unless its configuration was wrong.",
    "store": "Look at the disk of [store] path: room, rights; then run `mailbot doctor`.",
    "lookout": "Run `mailbot doctor`.",
    "http": "Stop what else listens there, or change [http] listen; then start mailbot anew.",
    "page": "Look at the log; `mailbot serve` says at once what is wrong.",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is not well. A ``warning`` is sounded again when its ``occurrence`` changes."""

    cause: str
    level: Level
    title: str
    detail: str
    remedy: str
    since: datetime | None = None
    occurrence: str = ""


def troubles_of(health: Health, zone: ZoneInfo, poll_seconds: int) -> tuple[Trouble, ...]:
    """Everything that is not well, what stops mailbot first; hours are told in ``zone``."""
    found = [
        *outage_troubles(health.outages, health.at, zone),
        *_unread(health, zone, poll_seconds),
        *_letters(health, zone),
        *_persons(health, zone),
        *_disk(health),
        *(t for account in health.surroundings.accounts for t in _secret(account, health.at, zone)),
    ]
    return tuple(sorted(found, key=lambda t: ("down", "warning", "look").index(t.level)))


def outage_troubles(outages: tuple[Outage, ...], now: datetime, zone: ZoneInfo) -> Iterator[Trouble]:
    """What fails; the world outside has a quarter of an hour to mend before anybody is called."""
    for outage in outages:
        title = _TITLES.get(outage.what, f"The job {outage.what} fails")
        why = outage.why if outage.kind != "fault" else f"a fault of mailbot's own, {outage.why}: see the log"
        times = f"{outage.failures} times" if outage.failures > 1 else "once"
        detail = f"Since {_hour(outage.since, zone)}, {times}: {why.rstrip('.')}."
        remedy = _REMEDIES.get(outage.what, "It is tried again; look at the log.")
        yield Trouble(outage.what, _level(outage, now), title, detail, remedy, outage.since)


def _level(outage: Outage, now: datetime) -> Level:
    is_main = outage.what in _TITLES and outage.what not in {"http", "page", "filing"}
    if outage.what in {"start", "mailbox", "delivery", "filing"} and outage.kind == "temporary":
        is_lasting = now - outage.since >= ALERT_AFTER
    else:
        is_lasting = outage.kind == "permanent" or outage.failures >= REPEATEDLY
    if not is_lasting:
        return "look"
    return "down" if is_main else "warning"


def _unread(health: Health, zone: ZoneInfo, poll_seconds: int) -> Iterator[Trouble]:
    if health.left:
        detail = f"{health.left} of {health.listed} messages in the folder could not be taken in at the last look."
        is_lasting = health.left_since is not None and health.at - health.left_since >= ALERT_AFTER
        level: Level = "warning" if is_lasting else "look"
        remedy = "They are tried again. If it lasts, look at the log, and read them in a mail client."
        yield Trouble("left", level, "Messages are left", detail, remedy, health.left_since, f"{health.at:%Y-%m-%d}")
    if any(outage.what == "mailbox" for outage in health.outages):
        return
    since = health.unread_since or health.last_cycle_at
    if since is None or (health.at - since <= ALERT_AFTER + timedelta(seconds=poll_seconds)):
        if health.last_cycle_at is None and not health.surroundings.daemon:
            yield Trouble("mailbox", "look", "The mailbox has not been read yet", "", "Start `mailbot run`.")
        return
    is_busy = health.moved_at is not None and health.at - health.moved_at < STALLED_AFTER
    if health.surroundings.daemon and is_busy:
        detail = f"The last whole look ended before {_hour(since, zone)}; the daemon is at work on what lies there."
        yield Trouble("mailbox", "look", "Much lies in the mailbox", detail, "Wait.", since)
        return
    who = "the daemon runs and gets nowhere" if health.surroundings.daemon else "no daemon runs"
    remedy = "Stop it and start it again; look at the log." if health.surroundings.daemon else "Start `mailbot run`."
    detail = f"It was last read to its end before {_hour(since, zone)}; {who}."
    yield Trouble("mailbox", "down", "The mailbox is not being read", detail, remedy, since)


def _letters(health: Health, zone: ZoneInfo) -> Iterator[Trouble]:
    oldest = health.oldest_letter_at
    if oldest is not None and health.at - oldest > LETTERS_WAIT and all(o.what != "delivery" for o in health.outages):
        detail = f"{health.letters['queued']} letters are queued; one was to go at {_hour(oldest, zone)}."
        remedy = "Start `mailbot run` if it does not run; else raise [smtp] per_minute if the server allows."
        yield Trouble("letters", "warning", "Letters wait", detail, remedy, oldest, f"{health.at:%Y-%m-%d}")
    if health.unsettled:
        detail = f"{health.unsettled} letters failed, or may not have arrived."
        yield Trouble("unsettled", "look", "Letters need a person", detail, "See `mailbot letters`.")


def _persons(health: Health, zone: ZoneInfo) -> Iterator[Trouble]:
    oldest = health.oldest_held_at
    if oldest is not None and health.at - oldest > PERSONS_WAIT:
        detail = f"{health.held} messages wait for a decision, the first since {_hour(oldest, zone)}."
        yield Trouble("held", "look", "Messages wait for a person", detail, "See `mailbot flags`.", oldest)


def _disk(health: Health) -> Iterator[Trouble]:
    free = health.surroundings.disk_free_bytes
    if free is not None and free < DISK_LOW_BYTES:
        level: Level = "down" if free < DISK_FULL_BYTES else "warning"
        detail = f"{free / 1_048_576:.0f} MB are left where the record lies."
        remedy = "Make room, or move [store] path to a larger disk."
        yield Trouble("disk", level, "The disk is nearly full", detail, remedy, occurrence=f"{health.at:%Y-%m-%d}")


def _secret(account: Account, now: datetime, zone: ZoneInfo) -> Iterator[Trouble]:
    if account.secret_expires_on is None:
        return
    days = (account.secret_expires_on - now.astimezone(zone).date()).days
    cause, remedy = f"secret {account.section}", "Ask the administrator for a new one, and set secret_expires_on."
    if days < 0:
        detail = f"The secret of {account.section} ran out on {account.secret_expires_on}."
        yield Trouble(cause, "down", "A secret has run out", detail, remedy)
    elif days <= SECRET_DAYS[-1]:
        reached = next(bound for bound in SECRET_DAYS if days <= bound)
        when = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
        detail = f"The secret of {account.section} runs out {when}, on {account.secret_expires_on}."
        yield Trouble(cause, "warning", "A secret runs out", detail, remedy, occurrence=f"{reached} days")


def _hour(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
