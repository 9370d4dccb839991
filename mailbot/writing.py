"""Writing letters out. One that cannot be written is told to staff; what it was about goes on without it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from .desk import Desk
from .domain.flag import Flag
from .domain.letter import Intent, Letter
from .domain.record import FlagRecord
from .ports import Permanent

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """The letters there are, and a flag for each that could not be written."""

    letters: tuple[Letter, ...] = ()
    flags: tuple[FlagRecord, ...] = ()


def write_letters(desk: Desk, intents: Iterable[Intent], message_id: str | None = None) -> Written:
    """The letters for the intents; ``message_id`` is the message they are about.

    A template that fails on what a message says must not keep the message out of the record. Its flag belongs
    to no delegation: nothing is wrong with what was sent.
    """
    now = desk.clock()
    letters: list[Letter] = []
    flags: list[FlagRecord] = []
    for intent in intents:
        try:
            letters.append(desk.write(intent, now))
        except Permanent as error:
            log.warning("letter %s, %s, cannot be written; see `mailbot check`", intent.template, intent.language)
            detail = f"The letter was not written. {error} Then answer the message."
            key = "|".join((message_id or intent.key, "crashed", "", intent.template))
            flag = Flag("crashed", "hold", about=intent.template, detail=detail)
            flags.append(FlagRecord(key, flag, now, message_id))
            cause = f"template:{intent.template}/{intent.language}:{now:%Y-%m-%d}"
            if intent.template != "staff_alert":
                letters += write_letters(desk, [alert(desk, cause, "A letter could not be written", detail)]).letters
    return Written(tuple(letters), tuple(flags))


def alert(desk: Desk, cause: str, title: str, detail: str, remedy: str = "") -> Intent:
    """A letter to staff about something that cannot wait for the digest."""
    return Intent(
        template="staff_alert",
        cause=cause,
        to=desk.config.secretariat.staff,
        language=desk.config.secretariat.default_language,
        reason=title,
        facts={"alert": {"title": title, "detail": detail, "remedy": remedy}},
    )
