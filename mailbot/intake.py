"""One message, one line: fetch, keep, decode, read, understand, assess, decide, render, commit, file."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from .ahead import Begun
from .aside import set_aside_crashed, set_aside_duplicate, set_aside_oversized, set_aside_own, settle_twins, twin_of
from .beforehand import MANY
from .behind import MustWait, Waiting
from .beyond import bring_back_after_restore, tell_if_begun_beside_mail
from .circumstances import case_for, provenance, receipt_for, received_at, silence
from .desk import Desk
from .domain.assess import assess
from .domain.case import Case
from .domain.decide import Outcome, decide
from .domain.flag import Flag
from .domain.message import Message
from .domain.record import Disposition
from .in_hand import message_in_hand
from .ledger import account_for_gone, close_entry, count_attempt, file_done, forgive_attempt
from .own_mail import is_our_own, with_doubts, without_our_letters
from .patience import at_most
from .ports import Arrival, Listing, MessageKey, OutsideError, Oversized, Temporary
from .purged import is_purged, set_aside_purged
from .reading import documents, mime
from .reading.disguise import with_disguises
from .reading.validity import with_address_faults
from .recording import flag_records, message_record, write_outcome
from .returned import link_bounce
from .review.by_mail import take_in_reply
from .turns import Turns
from .waiting import begun_now, let_wait, mark_ahead, put_behind, reading_ahead
from .writing import Written, write_letters

log = logging.getLogger(__name__)

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Cycle:
    """What one look into the mailbox did; ``left`` of the ``listed`` are to be tried again in the next.

    ``waiting`` are not: they are taken in when their scans have been recognised.
    ``unfiled`` says why what is done could not be moved to its folder; that too is tried again.
    """

    handled: int = 0
    filed: int = 0
    gone: int = 0
    left: int = 0
    waiting: int = 0
    listed: int = 0
    unfiled: OutsideError | None = None

    @property
    def has_done(self) -> bool:
        """Whether there was anything to do."""
        return bool(self.handled or self.filed or self.gone)


def take_in_all(
    desk: Desk, stop: Callable[[], bool] = lambda: False, after_each: Callable[[], None] = lambda: None
) -> Cycle:
    """Takes in every message the ledger does not know, then files what is done.

    Raises Temporary or Permanent when the mailbox or the store is out of reach; nothing is lost by it.
    """
    with reading_ahead(desk):
        return _take_in_all(desk, stop, after_each)


def _take_in_all(desk: Desk, stop: Callable[[], bool], after_each: Callable[[], None]) -> Cycle:
    bring_back_after_restore(desk)
    tell_if_begun_beside_mail(desk)
    turns, done, tried = Turns(desk), Cycle(), set[tuple[int, int]]()
    while True:
        done = _those_who_waited(desk, stop, after_each, done)
        listing = desk.mailbox.listing()
        unseen = desk.store.unseen(desk.mailbox.account, desk.mailbox.folder, listing.uid_validity, listing.uids)
        fresh = _not_waiting(desk, listing, unseen)
        waiting = [uid for uid in fresh if (listing.uid_validity, uid) not in tried]
        turn = turns.next(listing, waiting)
        tried.update((listing.uid_validity, uid) for uid in turn)
        done = _one_turn(desk, listing, turn, stop, after_each, done)
        if len(turn) == len(waiting) or stop():
            break
    open_ = desk.store.unseen(desk.mailbox.account, desk.mailbox.folder, listing.uid_validity, unseen) if unseen else ()
    left = len(_not_waiting(desk, listing, open_))
    return replace(done, left=left, waiting=len(open_) - left, listed=len(listing.uids))


def _not_waiting(desk: Desk, listing: Listing, uids: Sequence[int]) -> list[int]:
    return [uid for uid in uids if desk.ahead is None or _key(desk, listing, uid) not in desk.ahead.behind]


def _key(desk: Desk, listing: Listing, uid: int) -> MessageKey:
    return MessageKey(desk.mailbox.account, desk.mailbox.folder, listing.uid_validity, uid)


def _those_who_waited(desk: Desk, stop: Callable[[], bool], after_each: Callable[[], None], done: Cycle) -> Cycle:
    """Those whose turn has come while others were taken in, out of the archive: they may have been moved meanwhile."""
    handled = 0
    while desk.ahead is not None and not stop() and (waited := desk.ahead.behind.ready()) is not None:
        take_in(desk, replace(waited.arrival, raw=desk.archive.read(waited.message_id)), waited.begun, waited)
        after_each()
        handled += 1
    return replace(done, handled=done.handled + handled)


def _one_turn(
    desk: Desk,
    listing: Listing,
    turn: Sequence[int],
    stop: Callable[[], bool],
    after_each: Callable[[], None],
    done: Cycle,
) -> Cycle:
    handled: set[int] = set()
    if len(turn) > 1:
        mark_ahead(desk)
    try:
        for arrival, begun in _begun(desk, desk.mailbox.fetch(listing, turn) if turn else (), len(turn)):
            take_in(desk, arrival, begun)
            after_each()
            handled.add(arrival.key.uid)
            if stop():
                break
        gone = 0 if stop() else account_for_gone(desk, listing, [uid for uid in turn if uid not in handled])
    except OutsideError:
        if handled:  # what keeps one message from being read keeps no other from being filed
            _file(desk, listing)
        raise
    filed, unfiled = _file(desk, listing)
    return Cycle(done.handled + len(handled), done.filed + filed, done.gone + gone, unfiled=unfiled or done.unfiled)


def _file(desk: Desk, listing: Listing) -> tuple[int, OutsideError | None]:
    """How many were filed, or why not: a folder that takes nothing more must not keep mail from being read."""
    try:
        return file_done(desk, listing.uid_validity), None
    except OutsideError as error:
        return 0, error


def _begun(
    desk: Desk, arrivals: Iterable[Arrival | Oversized], count: int
) -> Iterable[tuple[Arrival | Oversized, Begun | None]]:
    if desk.ahead is None:
        return ((arrival, None) for arrival in arrivals)
    return desk.ahead.coming(arrivals, desk.config.reading.text_seconds, desk.basis if count >= MANY else None)


def take_in(
    desk: Desk, arrival: Arrival | Oversized, begun: Begun | None = None, waited: Waiting | None = None
) -> Disposition | None:
    """One message; whatever is wrong with it, the next one gets its turn. None: its turn comes later.

    A fault of ours is tried again in the next cycle, three times in all. Raises OutsideError only.
    """
    if isinstance(arrival, Oversized):
        return set_aside_oversized(desk, arrival)
    if is_purged(desk, arrival.raw):
        return set_aside_purged(desk, arrival)
    began = time.monotonic()
    message_id = desk.archive.keep(arrival.raw)
    with message_in_hand(message_id):
        disposition = _attempt(desk, arrival, message_id, begun, waited)
    if disposition is not None:
        desk.handled(disposition, time.monotonic() - began)
    return disposition


def _attempt(
    desk: Desk, arrival: Arrival, message_id: str, begun: Begun | None, waited: Waiting | None
) -> Disposition | None:
    attempts = count_attempt(desk, arrival.key, message_id)
    try:
        if attempts > ATTEMPTS:
            return set_aside_crashed(desk, arrival, message_id, attempts - 1)
        return from_bytes_to_record(desk, arrival, begun, waited)
    except Temporary:
        # The disk is full, the database locked: that is nothing the message has done, however often it happens.
        with contextlib.suppress(OutsideError):
            forgive_attempt(desk, arrival.key)
        raise
    except OutsideError:
        raise
    except MustWait as wait:
        forgive_attempt(desk, arrival.key)
        put_behind(desk, arrival, message_id, wait, waited, begun)
        return None
    except Exception:
        log.exception("message %s: attempt %d failed", message_id[:12], attempts)
        return set_aside_crashed(desk, arrival, message_id, attempts) if attempts >= ATTEMPTS else "crashed"


def from_bytes_to_record(
    desk: Desk, arrival: Arrival, begun: Begun | None = None, waited: Waiting | None = None
) -> Disposition:
    """The line itself: what one kept message becomes.

    ``begun`` is what was read of it ahead of its turn, ``waited`` while it waited. Raises MustWait only where files
    are read ahead.
    """
    from .reading.composition import understand  # loaded when there is a message: commands that only look need none

    config = desk.config
    if begun is None:
        with at_most(config.reading.text_seconds):
            begun = begun_now(desk, mime.decode(arrival.raw), waited)
    decoded = begun.message
    message, doubts = without_our_letters(desk, decoded)
    twin = twin_of(desk, message, arrival.raw)
    if twin is not None:
        return set_aside_duplicate(desk, arrival, message, twin)
    if is_our_own(desk, message):
        return set_aside_own(desk, arrival, message)
    replied = take_in_reply(desk, arrival, decoded, message)
    if replied is not None:
        return replied
    let_wait(desk, decoded, waited)
    readings = documents.read_all(message, begun.read)
    submission = begun.early.of(message, readings, desk.basis)
    if submission is None:
        with at_most(config.reading.text_seconds):
            submission = understand(message, readings, config.meeting, desk.invitees, desk.staff)
    let_wait(desk, decoded, waited, submission.delegation)
    submission = with_disguises(with_doubts(submission, doubts), message)
    submission = with_address_faults(submission, desk.address_fault)
    case = case_for(
        desk,
        message,
        submission,
        received_at(desk, message, arrival.arrived_at),
        provenance(desk, arrival.raw, message),
    )
    unanswered, alerts = silence(desk, message, case)
    flags = assess(case, desk.severities) + reused_message_id(desk, message) + unanswered
    outcome = decide(case, flags, receipt_for(desk, message, case), desk.policy)
    written = write_letters(desk, (*outcome.letters, *alerts), message.id)
    return commit(desk, arrival, message, case, outcome, written)


def commit(
    desk: Desk, arrival: Arrival, message: Message, case: Case, outcome: Outcome, written: Written
) -> Disposition:
    """One atomic step: message, revision, flags, letters, disposition."""
    now = desk.clock()
    record = message_record(message, case, outcome, now)
    flags = [*flag_records(outcome.flags, message.id, record.delegation, now), *written.flags]
    with desk.store.transaction():
        if message.bounce is not None:
            flags += link_bounce(desk.store, message.bounce, record, now, desk.severities, message.in_reply_to)
        desk.store.put_message(record)
        close_entry(desk, arrival.key, message.id, outcome.disposition, now)
        if outcome.disposition == "recorded":
            settle_twins(desk, record, now)
        write_outcome(desk, outcome, flags, written.letters, now)
    log.info("message %s: %s (%s)", message.id[:12], outcome.disposition, record.kind)
    return outcome.disposition


def reused_message_id(desk: Desk, message: Message) -> tuple[Flag, ...]:
    """Another content under a Message-ID seen before is looked at by a person, never dropped."""
    before = desk.store.messages_with(message_id=message.message_id) if message.message_id else ()
    if all(record.content_id == message.content_id for record in before):
        return ()
    return (Flag("low_confidence", "hold", detail="Another message with the same Message-ID came before."),)
