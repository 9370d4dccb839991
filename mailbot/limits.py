"""How many answers may go: to one correspondent, to strangers, in all. Beyond, the mail is recorded all the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from .desk import Desk
from .domain.identity import address_key
from .domain.letter import BARE_RECEIPTS, READ_BACKS, Intent
from .writing import alert

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that has been reached: its key in the configuration, what it says, and whom it is about."""

    key: str
    number: int
    sentence: str
    about: str = ""

    def __str__(self) -> str:
        return f"{self.number} {self.sentence} ({self.key})"


def limit_reached(desk: Desk, address: str, *, is_known: bool, is_staff: bool = False) -> Limit | None:
    """The limit that keeps another answer from that address now, or None.

    Of what goes to one of the staff only answers count: alerts and announcements answer nobody.
    """
    settings, store, now = desk.config.letters, desk.store, desk.clock()
    per_day, per_hour = settings.per_correspondent_per_day, settings.per_correspondent_per_hour
    about = address_key(address)
    today = store.answers(now - _DAY, address=address) if is_staff else store.letters_to(address, now - _DAY)
    if today >= per_day:
        sentence = "letters have gone to this address within a day"
        return Limit("per_correspondent_per_day", per_day, sentence, about)
    if store.answers(now - _HOUR, address=address) >= per_hour:
        sentence = "answers have gone to this address within an hour"
        return Limit("per_correspondent_per_hour", per_hour, sentence, about)
    if store.answers(now - _HOUR) >= settings.answers_per_hour:
        return Limit("answers_per_hour", settings.answers_per_hour, "answers have gone out within an hour")
    receipts = 0 if is_known else store.answers(now - _HOUR, template=BARE_RECEIPTS[0])
    if receipts >= settings.receipts_per_hour:
        return Limit("receipts_per_hour", settings.receipts_per_hour, "bare receipts have gone out within an hour")
    return None


def alerted(desk: Desk, limit: Limit, sender: str) -> Intent:
    """The alert staff get: one for each limit and day, and for each address where it is about one."""
    today = desk.clock().astimezone(desk.config.meeting.zone).date()
    whom = f"From {sender}" if limit.about else "From many senders"
    return alert(
        desk,
        f"limit:{limit.key}:{limit.about}:{today}",
        "Messages are not answered",
        f"{whom}. {limit}. What they say is recorded or waits for you as usual.",
        "See `mailbot flags`; answer by hand, or raise the limit if the mail is genuine.",
    )


def answers_had(desk: Desk, address: str) -> tuple[frozenset[str], frozenset[str]]:
    """The templates of what the address has been answered within a day, and within the hour."""
    now, store = desk.clock(), desk.store

    def had(since: timedelta, templates: tuple[str, ...]) -> frozenset[str]:
        return frozenset(t for t in templates if store.answers(now - since, template=t, address=address))

    if not store.letters_to(address, now - _DAY):
        return frozenset(), frozenset()
    return had(_DAY, BARE_RECEIPTS), had(_HOUR, (*BARE_RECEIPTS, *READ_BACKS))
