"""A bounce and the letter it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from .flag import Flag, Severity
from .letter import Letter
from .message import Bounce, FailedRecipient
from .record import FlagRecord


def bounce_flags(
    bounce: Bounce,
    letter: Letter | None,
    message: str,
    now: datetime,
    severity: Severity,
    belongs_to: Callable[[str], str | None] = lambda _: None,
) -> tuple[FlagRecord, ...]:
    """One flag for each address that cannot be reached; none for a mere delay.

    ``message`` is the id of the bounce's own record. A bounce that does not say for whom, of a letter to
    one person, is about that person. ``belongs_to`` tells whose an address is where no letter does.
    """
    if not bounce.permanent:
        return ()
    flags = {}
    for recipient in _recipients(bounce, letter):
        about = recipient.address or None
        reason = " ".join((recipient.reason or recipient.status or "no reason given").split())[:300]
        detail = f"A letter to {about or 'this delegation'} came back: {reason}."
        key = "|".join((message, "bounce", "", about or ""))
        flag = Flag("bounce", severity, about=about, detail=detail)
        whose = letter.delegation if letter else None
        flags[key] = FlagRecord(key, flag, now, message, whose or (belongs_to(about) if about else None))
    return tuple(flags.values())


def bounced(letter: Letter, bounce: Bounce) -> Letter:
    """The letter, marked as refused by those the bounce names; its state stays, the server did take it."""
    if not bounce.permanent:
        return letter
    addresses = {recipient.address.casefold() for recipient in _recipients(bounce, letter)}
    refused = {*letter.refused, *(address for address in letter.to if address.casefold() in addresses)}
    return replace(
        letter,
        accepted=tuple(address for address in letter.accepted if address not in refused),
        refused=tuple(address for address in letter.to if address in refused),
        failure="came back undelivered",
    )


def _recipients(bounce: Bounce, letter: Letter | None) -> tuple[FailedRecipient, ...]:
    if bounce.recipients:
        return bounce.recipients
    return (FailedRecipient(letter.to[0] if letter and len(letter.to) == 1 else "", None, None),)
