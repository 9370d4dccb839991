"""Letters of which it is not known whether they have left: cut short, or older than the store that was restored."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .config import Config
from .domain.flag import DEFAULT_SEVERITY, Flag, Severity
from .domain.letter import Letter
from .domain.record import FlagRecord
from .domain.restored import BROUGHT_BACK, RESTORED_AT, RESTORED_LETTERS
from .in_hand import letter_in_hand
from .ports import Mailbox, OutsideError, Permanent, Store

log = logging.getLogger(__name__)

_SEARCH_AGAIN = timedelta(minutes=5)
_AFTER_RESTORE = timedelta(days=1)
_MADE_UP_FOR = timedelta(hours=1)
"""Reminders written so soon after a restore make up for days that may have had them already."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Where it is looked for what has left: the store's notes, and the Sent folder if there is one."""

    store: Store
    copies: Mailbox | None
    config: Config


def letter_flag(letter: Letter, flag: Flag, now: datetime) -> FlagRecord:
    """The record of a flag on a letter, one for each attempt and address."""
    return FlagRecord(_flag_key(letter, flag.code, flag.about or ""), flag, now, None, letter.delegation)


def _flag_key(letter: Letter, code: str, about: str = "") -> str:
    return "|".join((letter.message_id, str(letter.attempts), code, about))


def found_before(looked: Looked, letter: Letter, now: datetime) -> tuple[Letter, tuple[FlagRecord, ...]] | None:
    """What is to become of a letter that may have left before the store was restored; None: it goes as any other.

    One that answers a note that was brought back: sent if it lies in the Sent folder, else doubtful, with its flag. Any
    other that was written soon after a restore: sent if it lies there; a reminder is doubtful where there is no such
    folder. While the folder cannot be searched the letter waits.
    """
    if letter.attempts or looked.store.flag(_flag_key(letter, "crashed")) is not None:
        return None  # it has been tried since, or it was in doubt and a person has had it sent again
    note = letter.cause.removeprefix("message:")
    by_itself = note != letter.cause and letter.key.endswith("|")  # no occurrence: not what a person has written
    is_answer = by_itself and note in brought_back(looked.store)
    age = _age_after_restore(looked.store, letter)
    if not is_answer and age is None:
        return None
    try:
        if looked.copies is not None and looked.copies.has_message_id(looked.config.mailbox.sent, letter.message_id):
            log.info("letter %s has left before the store was restored", letter.short_id)
            return replace(letter, state="sent", sent_at=now, accepted=letter.to, failure=None), ()
    except Permanent as error:
        log.warning("letter %s: the Sent folder cannot be searched: %s", letter.short_id, error)
    except OutsideError as error:
        log.warning("letter %s waits until the Sent folder can be searched: %s", letter.short_id, error)
        return replace(letter, not_before=now + _SEARCH_AGAIN), ()
    if is_answer:
        reason = "the note it answers was taken in again, and it may have been sent for it before"
    elif letter.condition and looked.copies is None and age is not None and age < _MADE_UP_FOR:
        reason = "the store was restored, and it may have been sent before"
    else:
        return None
    return _doubted(looked.config, letter, reason, now)


def brought_back(store: Store) -> frozenset[str]:
    """The archive ids of the messages that were brought back to be taken in again."""
    return frozenset(json.loads(store.setting(BROUGHT_BACK) or "[]"))


def _age_after_restore(store: Store, letter: Letter) -> timedelta | None:
    """How long after a restore it was written, if that was not long ago."""
    restored = store.setting(RESTORED_AT)
    age = letter.created_at - datetime.fromisoformat(restored) if restored else None
    return age if age is not None and timedelta() <= age < _AFTER_RESTORE else None


def _doubted(config: Config, letter: Letter, reason: str, now: datetime) -> tuple[Letter, tuple[FlagRecord, ...]]:
    severity: Severity = {**DEFAULT_SEVERITY, **config.severities}["crashed"]
    detail = f"It is not known whether a letter has arrived ({', '.join(letter.to)}): {reason}."
    flag = letter_flag(letter, Flag("crashed", severity, detail=detail), now)
    return replace(letter, state="doubtful", failure=reason), (flag,)


def recover_sending(store: Store, copies: Mailbox | None, config: Config, now: datetime) -> int:
    """Settles the letters whose sending was cut short (``deliver_due`` begins with it). Returns how many.

    One that lies in the Sent folder was sent. Any other is doubtful and flagged: a person decides, it is
    never sent again by itself. So with all that were to go when the backup was made a store was restored from.
    """
    restored = store.setting(RESTORED_LETTERS)
    letters = (*store.letters_in("sending"), *(store.letters_in("queued") if restored else ()))
    for letter in letters:
        with letter_in_hand(letter.short_id):
            was_sent = copies is not None and bool(config.mailbox.sent) and _lies_in_sent(copies, config, letter)
        reason = "mailbot was stopped while it was being sent"
        if letter.state == "queued":
            reason = f"it was to be sent when the backup was made that was restored ({restored})"
        settled, flags = _doubted(config, letter, reason, now)
        if was_sent:
            settled, flags = replace(letter, state="sent", sent_at=now, accepted=letter.to, failure=None), ()
        with store.transaction():
            store.put_letter(settled)
            for flag in flags:
                store.put_flag(flag)
        log.warning("letter %s was cut short: %s", letter.short_id, "sent" if was_sent else "doubtful")
    if restored:
        with store.transaction():
            store.put_setting(RESTORED_LETTERS, "")
            store.put_setting(RESTORED_AT, now.isoformat())
    return len(letters)


def _lies_in_sent(copies: Mailbox, config: Config, letter: Letter) -> bool:
    try:
        return copies.has_message_id(config.mailbox.sent, letter.message_id)
    except OutsideError as error:
        log.warning("letter %s: the Sent folder cannot be searched: %s", letter.short_id, error)
        return False
