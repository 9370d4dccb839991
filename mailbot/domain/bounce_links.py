"""A bounce and the letter it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .flag import Flag, Severity
from .letter import Letter
from .message import Bounce, FailedRecipient
from .record import FlagRecord


def bounce_flags(
    bounce: Bounce, letter: Letter | None, message: str, now: datetime, severity: Severity
) -> tuple[FlagRecord, ...]:
    """One flag for each address of the letter that cannot be reached; none for a mere delay.

    ``message`` is the id of the bounce's own record. A bounce that does not say for whom, of a letter to
    one person, is about that person. One flag about no address at all for those no letter of ours went to.
    """
    if not bounce.permanent:
        return ()
    written_to = {address.casefold() for address in letter.to} if letter else set()
    whose = letter.delegation if letter else None
    flags, unproven = {}, []
    for recipient in _recipients(bounce, letter):
        about = recipient.address or None
        if letter is None or (about and about.casefold() not in written_to):
            unproven.append(about or "somebody")
            continue
        reason = " ".join((recipient.reason or recipient.status or "no reason given").split())[:300]
        detail = f"A letter to {about or 'this delegation'} came back: {reason}."
        key = "|".join((message, "bounce", "", about or ""))
        flags[key] = FlagRecord(key, Flag("bounce", severity, about=about, detail=detail), now, message, whose)
    if unproven:
        more = f" and {len(unproven) - 3} more" if len(unproven) > 3 else ""
        detail = (
            f"A message says that {', '.join(unproven[:3])}{more} cannot be reached, but names no letter of ours that "
            "went there: nothing follows from it; see whether it is genuine."
        )
        key = f"{message}|bounce||unproven"
        flags[key] = FlagRecord(key, Flag("bounce", severity, detail=detail), now, message, whose)
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
