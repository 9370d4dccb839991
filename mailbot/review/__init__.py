"""What staff decide, and what follows: the one place of decisions, whoever asks (command line, page, mail).

A decision is bound to the hash of what the person saw; if that has changed meanwhile it is refused. What it did
follows from the raw message and the Decision alone: action, message, delegation, detail.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.decide import Outcome
from mailbot.domain.flag import WHO_CODES
from mailbot.domain.identity import address_key
from mailbot.domain.record import Decision, Disposition, FlagRecord, MessageRecord
from mailbot.in_hand import message_in_hand
from mailbot.ledger import file_again
from mailbot.own_mail import is_ours
from mailbot.ports import Arrival, MessageKey, OutsideError

from .answering import answer_to
from .asking import Draft, question_draft
from .before import watched
from .chronicle import Logged, log
from .entering import enter
from .holding import hold_letter, release_letter
from .loose import as_found, undoable_letter
from .lying_aside import SET_ASIDE, TAKE_UP, Aside
from .outbox import letters, rule_on_letter, unsettled
from .previewing import Preview
from .putting_aside import put_aside
from .recipients import answer_recipients
from .rejecting import rejected
from .ruling import ACTIONS, Ruling, check_is_first_copy, check_seen, decision_of, one_step, ruling_of, verdict
from .searching import Hit, finder, search
from .showing import View, view
from .taking_back import TakenBack
from .undoing import undo, undoable, undoable_until
from .waiting import Item, find, from_sender, queue, seen_hash

__all__ = [
    "ACTIONS",
    "Aside",
    "Draft",
    "Hit",
    "Item",
    "Logged",
    "Preview",
    "Refused",
    "Ruling",
    "View",
    "answer_recipients",
    "find",
    "finder",
    "hold_letter",
    "letters",
    "log",
    "question_draft",
    "queue",
    "reject_sender",
    "release_letter",
    "rule",
    "rule_on_letter",
    "ruling_of",
    "search",
    "seen_hash",
    "undo",
    "undoable",
    "undoable_letter",
    "undoable_until",
    "unsettled",
    "view",
]

_log = logging.getLogger(__name__)

_A_STEP = 200


def rule(desk: Desk, ruling: Ruling) -> Outcome | None:
    """Carries out a decision: record, letters, flags and the decision itself in one step.

    Raises Refused if it is stale, incomplete, or does not fit the message.
    """
    item = find(desk, ruling.message)
    _check_remembered(desk, item, ruling)
    if ruling.action not in ACTIONS:
        raise Refused(f"{ruling.action} is no decision; use one of {', '.join(ACTIONS)}.", "unknown_action")
    record = item.record
    if record is None:
        _dismiss_loose(desk, item, ruling)
        return None
    check_seen(desk, ruling, record, item.seen)
    check_is_first_copy(record)
    decision = decision_of(desk, ruling, record, item.seen)
    if ruling.action in {SET_ASIDE, TAKE_UP}:
        put_aside(desk, record, decision, ruling)
        return None
    if record.disposition == "crashed" or ruling.action == "replay":
        return _of_unread(desk, record, decision)
    if ruling.action == "accept" and record.disposition == "recorded":
        # Somebody has looked and stands by it: that counts as recorded anew, after a bounce for one.
        _close(desk, replace(record, handled_at=decision.at), decision, "recorded")
        return Outcome("recorded", "already recorded")
    settle = {"reject": _reject, "dismiss": _dismiss, "answer": _answer}.get(ruling.action)
    if settle is not None:
        settle(desk, record, decision, ruling)
        return None
    return enter(desk, record, decision, ruling)


def reject_sender(desk: Desk, ruling: Ruling) -> int:
    """Rejects all that waits of the sender of one message, where it is not certain whose it is or it is no note.

    Gives how many. A note whose sender nobody doubts is left: it wants a look of its own. Raises Refused.
    """
    item = find(desk, ruling.message)
    if ruling.action != "reject" or item.record is None or not item.record.sender:
        raise Refused(
            "Only `reject` goes for everything of one sender, and only for a message that has one.", "only_reject"
        )
    waiting = from_sender(desk, item.record.sender)
    done = 0
    for start in range(0, len(waiting), _A_STEP):
        with desk.store.transaction():
            done += sum(_reject_unread(desk, r, ruling) for r in waiting[start : start + _A_STEP])
    return done


def _reject_unread(desk: Desk, record: MessageRecord, ruling: Ruling) -> bool:
    """Inside a transaction: rejects one of many; False if it is left."""
    flags = desk.store.open_flags(message=record.id)
    is_doubted = any(f.flag.code in WHO_CODES for f in flags)
    if record.disposition != "held" or (_is_note(record) and not is_doubted):
        return False
    decision = decision_of(desk, ruling, record, seen_hash(desk, record, ()))
    desk.store.add_decision(decision)
    decided = replace(record, disposition="rejected", why=f"reject by {decision.by}")
    with watched(desk, decision) as writing:
        for flag in flags:
            writing.store.put_flag(replace(flag, **verdict(decision)))
        writing.store.put_message(decided)
        file_again(writing, decided, decision.at)
    return True


def _check_remembered(desk: Desk, item: Item, ruling: Ruling) -> None:
    """Raises Refused where there is no address to remember, or one that could not be the delegation's alone."""
    if not ruling.remember:
        return
    record = item.record
    if ruling.action not in {"accept", "assign", "correct"} or record is None or not record.sender:
        raise Refused(
            "Only `accept`, `assign` and `correct` remember the sender's address for a delegation.",
            "remember_when_recorded",
        )
    if is_ours(desk, record.sender) or address_key(record.sender) in desk.staff:
        raise Refused("This was sent by the secretariat itself: its address is no delegation's.", "remember_staff")
    doubted = [f for f in item.flags if f.flag.code in {"sender_unverified", "sender_mismatch"}]
    if doubted:
        raise Refused(
            "It is not certain that this address has sent it, so it is not remembered; accept it without.",
            "remember_doubted",
        )


def _close(
    desk: Desk,
    record: MessageRecord,
    decision: Decision,
    disposition: Disposition,
    back: TakenBack | None = None,
) -> None:
    decided = replace(record, disposition=disposition, why=f"{decision.action} by {decision.by}")
    with one_step(desk, record, decision) as writing:
        if back is not None:
            back.write(writing)
        writing.store.put_message(decided)
        file_again(writing, decided, decision.at)


def _reject(desk: Desk, record: MessageRecord, decision: Decision, ruling: Ruling) -> None:
    """Records nothing; what had been recorded of it is taken back."""
    _close(desk, record, decision, "rejected", rejected(desk, record, decision, quiet=ruling.quiet))


def _dismiss(desk: Desk, record: MessageRecord, decision: Decision, _: Ruling) -> None:
    """Takes note of the flags; a note that nobody has decided on does not go away by it."""
    if record.disposition == "held" and _is_note(record):
        raise Refused(
            "This is a delegation's note and waits for its answer; use accept, correct, assign or reject.", "note_waits"
        )
    _close(desk, record, decision, "rejected" if record.disposition == "held" else record.disposition)


def _is_note(record: MessageRecord) -> bool:
    return record.kind in {"submission", "withdrawal"}


def _answer(desk: Desk, record: MessageRecord, decision: Decision, ruling: Ruling) -> None:
    """Writes to the sender. It settles a question; a note keeps its place and its flags until it is decided on."""
    letter = answer_to(desk, record, decision, ruling.text)
    settles = not _is_note(record)
    with one_step(desk, record, decision, closes=settles) as writing:
        writing.store.add_letter(letter)
        if settles:
            answered = replace(record, disposition="answered", why=f"answered by {decision.by}")
            writing.store.put_message(answered)
            file_again(writing, answered, decision.at)


def _of_unread(desk: Desk, record: MessageRecord, decision: Decision) -> Outcome | None:
    """A message that could not be read has nothing in it to decide on: it is read again, or rejected unread."""
    if record.disposition != "crashed":
        raise Refused("Only a message that could not be read is replayed; this one was read.", "was_read")
    if decision.action == "reject":
        _close(desk, record, decision, "rejected")
        return None
    if decision.action != "replay":
        raise Refused("This message could not be read; use `replay` to read it again, or `reject`.", "unread")
    from mailbot.intake import from_bytes_to_record  # the readers of documents: no other decision needs them

    entries = desk.store.ledger_of(record.id)
    if not entries:
        raise Refused("The mailbox ledger does not know this message; put it into the inbox again.", "not_in_ledger")
    first = entries[0]
    key = MessageKey(first.account, first.folder, first.uid_validity, first.uid)
    try:
        with message_in_hand(record.id):
            disposition = from_bytes_to_record(desk, Arrival(key, desk.archive.read(record.id), record.received_at))
    except OutsideError:
        raise
    except Exception as error:
        _log.exception("message %s: replay failed", record.id[:12])
        raise Refused(
            f"It still cannot be read ({type(error).__name__}); please report it with the file.",
            "still_unread",
            error=type(error).__name__,
        ) from error
    with desk.store.transaction():
        desk.store.add_decision(decision)
    return Outcome(disposition, f"read again: {disposition}")


def _dismiss_loose(desk: Desk, item: Item, ruling: Ruling) -> None:
    """A flag on a letter or the mailbox can only be taken note of."""
    if ruling.action != "dismiss":
        raise Refused(
            "This is about a letter or the mailbox, not a submission; when it is settled, `dismiss` it.", "only_seen"
        )
    if ruling.seen and ruling.seen != item.seen:
        raise Refused(
            "What you decided on has changed since; look at it again with `mailbot flags` and repeat.", "changed"
        )
    flag: FlagRecord = item.flags[0]
    detail = {"flag": flag.key, "before": as_found((flag,))}
    decision = Decision(uuid.uuid4().hex, desk.clock(), ruling.by, "dismiss", None, flag.delegation, item.id, detail)
    with desk.store.transaction():
        desk.store.add_decision(decision)
        desk.store.put_flag(replace(flag, **verdict(decision), remark=ruling.text))
