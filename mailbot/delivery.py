"""Delivery: the outbox to SMTP, letter by letter, and what the answer makes of each."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .config import Config
from .domain.flag import DEFAULT_SEVERITY, Flag
from .domain.letter import Letter
from .domain.record import FlagRecord
from .in_doubt import Looked, found_before, letter_flag, recover_sending
from .in_hand import letter_in_hand
from .outputs.mime_letter import to_bytes
from .pace import Pace
from .ports import Away, Doubtful, Mailbox, OutsideError, Permanent, Refused, Store, Temporary, Transport

log = logging.getLogger(__name__)

BATCH = 20
_AHEAD = timedelta(hours=1)
"""So far ahead no clock of a network goes by itself."""

StillWanted = Callable[[Letter], str | datetime | None]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a run did, in letters. ``away`` says why it stopped, if the mail server could not be used."""

    sent: int = 0
    requeued: int = 0
    failed: int = 0
    doubtful: int = 0
    cancelled: int = 0
    away: str | None = None


@dataclass(frozen=True, slots=True)
class _Post:
    """What a run works with."""

    store: Store
    transport: Transport
    copies: Mailbox | None
    looked: Looked
    config: Config
    clock: Callable[[], datetime]
    still_wanted: StillWanted


def deliver_due(
    store: Store,
    transport: Transport,
    copies: Mailbox | None,
    config: Config,
    *,
    clock: Callable[[], datetime],
    still_wanted: StillWanted,
    stop: Callable[[], bool] = lambda: False,
    pace: Pace | None = None,
) -> Delivered:
    """Sends every letter that is due, oldest first; stops cleanly between two letters.

    ``still_wanted`` is asked as each letter is about to leave: None, why it is cancelled, or until when it
    waits. A letter is marked ``sending`` durably just before the server is told that it has all of it: whatever
    happens before, it can be sent again, and until then a person can cancel it. ``copies`` keeps a copy of
    what was sent in the configured folder; that failing is no failure of the letter. A server that is away
    ends the run and costs no letter an attempt. Raises OutsideError only for the store.
    """
    copies = copies if config.mailbox.sent else None
    post = _Post(store, transport, copies, Looked(store, copies, config), config, clock, still_wanted)
    pace = pace or Pace(config.smtp.per_minute)
    recover_sending(store, post.copies, config, clock())
    _call_in(post)
    tally: Counter[str] = Counter()
    away = None
    for letter in _due(store, clock):
        if not pace.wait(stop):
            break
        try:
            with letter_in_hand(letter.short_id):
                outcome, copied = _deliver(post, letter)
        except Away as error:
            log.warning("letters wait: %s", error)
            away = str(error)
            break
        tally[outcome] += 1
        if not copied:
            # One attempt is enough to know: the letters shall not wait for a mailbox that is away.
            post = replace(post, copies=None)
    return Delivered(tally["sent"], tally["requeued"], tally["failed"], tally["doubtful"], tally["cancelled"], away)


def _call_in(post: _Post) -> None:
    """Letters that wait for an hour which only a clock that ran ahead can have set: they are due now."""
    now = post.clock()
    pauses = timedelta(minutes=max(post.config.smtp.retry_minutes, default=0))
    for letter in post.store.waiting_letters(now):
        is_ahead = letter.attempts > 0 and letter.not_before - now > pauses + _AHEAD
        if letter.created_at - now > _AHEAD or is_ahead:
            log.warning("letter %s was written or tried by a clock that ran ahead: it is due now", letter.short_id)
            with post.store.transaction():
                current = post.store.letter(letter.key)
                if current is not None and current.state == "queued":
                    post.store.put_letter(replace(current, not_before=now))


def _due(store: Store, clock: Callable[[], datetime]) -> Iterator[Letter]:
    """Due letters, each once, those that become due meanwhile included."""
    handled: set[str] = set()
    while batch := [each for each in store.due_letters(clock(), BATCH) if each.key not in handled]:
        for letter in batch:
            handled.add(letter.key)
            yield letter


def _deliver(post: _Post, letter: Letter) -> tuple[str, bool]:
    """One letter; what became of it, and whether copies can be kept. Raises Away, with the letter as it was."""
    try:
        settled = found_before(post.looked, letter, post.clock())
        if settled is not None:
            return _finish(post, *settled), True
        started = _start(post, letter)
        if isinstance(started, str):
            return started, True
        secretariat, meeting = post.config.secretariat, post.config.meeting
        raw = to_bytes(
            started, secretariat.name, secretariat.address, post.clock(), f"{meeting.id}/{secretariat.address}"
        )
    except OutsideError:
        raise
    except Exception as error:
        # One letter cannot stop the rest; nothing has been handed over yet.
        log.exception("letter %s cannot be prepared", letter.short_id)
        current = replace(letter, attempts=letter.attempts + 1)
        return _finish(post, *_not_sent(post, current, "failed", f"cannot be prepared ({type(error).__name__})")), True
    try:
        finished = _hand_over(post, started, raw)
    except _Cancelled:
        return "cancelled", True
    outcome = _finish(post, *finished)
    if outcome == "sent" and post.copies:
        return outcome, _keep_copy(post.copies, post.config.mailbox.sent, finished[0], raw, post.clock())
    return outcome, True


class _Cancelled(Exception):
    """A person cancelled the letter, or a later note made it pointless, just before it was handed over."""


class _Unmarked(Exception):
    """The store would not have it that the letter is on its way; its error is the cause of this one."""


def _start(post: _Post, letter: Letter) -> Letter | str:
    """The letter as it sets out, if it is still wanted; else what became of it, as ``Delivered`` says it."""
    with post.store.transaction():
        current = post.store.letter(letter.key)
        if current is None or current.state != "queued":
            return "cancelled"
        verdict = post.still_wanted(current)
        if isinstance(verdict, datetime):
            post.store.put_letter(replace(current, not_before=verdict))
            return "requeued"
        if verdict is not None:
            log.info("letter %s is cancelled: %s", letter.short_id, verdict)
            post.store.put_letter(replace(current, state="cancelled", failure=verdict))
            return "cancelled"
    return replace(current, attempts=current.attempts + 1)


def _mark_as_sending(post: _Post, letter: Letter) -> None:
    """From here on the server may have it. Raises _Cancelled, _Unmarked: then it is not told that it has all of it."""
    try:
        with post.store.transaction():
            current = post.store.letter(letter.key)
            if current is None or current.state != "queued":
                raise _Cancelled
            post.store.put_letter(replace(letter, state="sending"))
    except OutsideError as error:
        raise _Unmarked from error


def _hand_over(post: _Post, letter: Letter, raw: bytes) -> tuple[Letter, tuple[FlagRecord, ...]]:
    """Gives the letter to the server; the letter as it stands then, and the flags that follow."""
    tried = [address for address in letter.to if address not in {*letter.accepted, *letter.refused}]
    try:
        refused = post.transport.send(
            post.config.secretariat.address, tried, raw, lambda: _mark_as_sending(post, letter)
        )
    except _Unmarked as unmarked:
        raise unmarked.__cause__ or unmarked from None
    except Refused as error:
        refused = error.recipients
    except Away:
        raise
    except Temporary as error:
        return _try_again(post, letter, str(error))
    except Permanent as error:
        return _not_sent(post, letter, "failed", str(error))
    except Doubtful as error:
        return _not_sent(post, letter, "doubtful", str(error))
    return _settle(post, letter, tried, refused)


def _settle(
    post: _Post, letter: Letter, tried: list[str], refused: Mapping[str, str]
) -> tuple[Letter, tuple[FlagRecord, ...]]:
    """Each recipient by itself: taken, refused for good (flagged), or to be tried again."""
    again = [address for address in tried if refused.get(address, "").startswith("4")]
    pause = _pause(post, letter) if again else None
    lost = [address for address in tried if address in refused and (pause is None or address not in again)]
    settled = replace(
        letter,
        accepted=(*letter.accepted, *(address for address in tried if address not in refused)),
        refused=(*letter.refused, *lost),
        failure="; ".join(dict.fromkeys(refused.values())) or None,
    )
    flags = tuple(_flag(post, letter, "bounce", f"A letter is refused: {refused[to]}.", to) for to in lost)
    if again and pause is not None:
        return replace(settled, state="queued", not_before=post.clock() + pause), flags
    if not settled.accepted:
        return replace(settled, state="failed"), flags
    return replace(settled, state="sent", sent_at=post.clock()), flags


def _try_again(post: _Post, letter: Letter, reason: str) -> tuple[Letter, tuple[FlagRecord, ...]]:
    pause = _pause(post, letter)
    if pause is None:
        return _not_sent(post, letter, "failed", f"given up after {letter.attempts} attempts: {reason}")
    return replace(letter, state="queued", not_before=post.clock() + pause, failure=reason), ()


def _not_sent(post: _Post, letter: Letter, state: str, reason: str) -> tuple[Letter, tuple[FlagRecord, ...]]:
    doubt = "It is not known whether a letter has arrived" if state == "doubtful" else "A letter was not sent"
    flag = _flag(post, letter, "crashed", f"{doubt} ({', '.join(letter.to)}): {reason}.", None)
    if state == "doubtful":
        return replace(letter, state="doubtful", failure=reason), (flag,)
    return replace(letter, state="failed", failure=reason), (flag,)


def _pause(post: _Post, letter: Letter) -> timedelta | None:
    """How long until the next attempt, None if this was the last."""
    minutes = post.config.smtp.retry_minutes
    return timedelta(minutes=minutes[letter.attempts - 1]) if letter.attempts <= len(minutes) else None


def _flag(post: _Post, letter: Letter, code: str, detail: str, about: str | None) -> FlagRecord:
    severity = {**DEFAULT_SEVERITY, **post.config.severities}[code]
    return letter_flag(letter, Flag(code, severity, about=about, detail=detail), post.clock())


def _finish(post: _Post, letter: Letter, flags: tuple[FlagRecord, ...]) -> str:
    """Writes down what became of the letter, and says it in the words of ``Delivered``.

    One that was cancelled while nobody had taken it stays so.
    """
    with post.store.transaction():
        current = post.store.letter(letter.key)
        if current is None or current.state == "cancelled":
            return "cancelled"
        post.store.put_letter(letter)
        for flag in flags:
            post.store.put_flag(flag)
    outcome = "requeued" if letter.state == "queued" else letter.state
    log.info("letter %s: %s, attempt %d", letter.short_id, outcome, letter.attempts)
    return outcome


def _keep_copy(copies: Mailbox, folder: str, letter: Letter, raw: bytes, now: datetime) -> bool:
    try:
        copies.keep_copy(folder, raw, now)
    except OutsideError as error:
        log.warning("letter %s is sent, but no copy of it is kept in this run: %s", letter.short_id, error)
        return False
    return True
