"""The circumstances of a message: what the record knows beside it, and who may be answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .desk import Desk
from .domain.assess import case_of
from .domain.case import Case
from .domain.correspondents import known_recipients, sender_that_counts
from .domain.decide import Receipt
from .domain.flag import Flag
from .domain.identity import fold
from .domain.letter import Intent, Thread
from .domain.message import Message
from .domain.submission import Submission
from .own_mail import delegations_of, is_ours
from .writing import alert


def case_for(desk: Desk, message: Message, submission: Submission, received_at: datetime) -> Case:
    """The submission beside what the record knows of its delegation."""
    code = submission.delegation
    counts = sender_that_counts(message, desk.staff)
    revisions = desk.store.revisions(code) if code else ()
    return case_of(
        submission,
        desk.config.meeting,
        desk.config.invitees,
        sender=counts.sender.address if counts.sender else None,
        received_at=received_at,
        staff=desk.staff,
        current=revisions[-1] if revisions else None,
        references=tuple(r.reference for r in revisions if r.reference),
        has_record=True,
    )


def receipt_for(desk: Desk, message: Message, case: Case) -> Receipt:
    """Who may be answered, and in which thread."""
    counts = sender_that_counts(message, desk.staff)
    sender = _answerable(desk, message, case)
    answer_to = (sender,) if sender and not _too_many(desk, sender) else ()
    known = known_recipients(sender, case.invitee) if answer_to else ()
    if case.sender_is_staff and case.invitee and message.may_answer:
        known = case.invitee.emails
    return Receipt(
        message=message.id,
        subject=counts.subject,
        received_at=case.received_at or desk.clock(),
        thread=Thread(counts.message_id, counts.references or counts.in_reply_to, counts.subject),
        answer_to=answer_to,
        known_to=known,
    )


def silence(desk: Desk, message: Message, case: Case) -> tuple[tuple[Flag, ...], tuple[Intent, ...]]:
    """Where a message gets no answer because its sender has had too many: its flag, one alert an address and day."""
    sender = _answerable(desk, message, case)
    if not sender or not _too_many(desk, sender):
        return (), ()
    limit = desk.config.letters.per_correspondent_per_day
    detail = f"Not answered: {limit} letters have gone to this address within a day (per_correspondent_per_day)."
    cause = f"limit:{fold(sender)}:{desk.clock().astimezone(desk.config.meeting.zone):%Y-%m-%d}"
    remedy = "See `mailbot flags`; answer it by hand, or raise the limit if the mail is genuine."
    told = alert(desk, cause, "A message is not answered", f"From {sender}. {detail}", remedy)
    return (Flag("crashed", "note", about=sender, detail=detail),), (told,)


def _answerable(desk: Desk, message: Message, case: Case) -> str | None:
    """The sender, if the message is one that may be answered."""
    counts = sender_that_counts(message, desk.staff)
    if counts.sender is None or not (message.may_answer and counts.may_answer):
        return None
    sender = counts.sender.address
    if is_ours(desk, sender) or case.sender_is_staff:
        return None
    return sender if case.submission.kind != "question" or delegations_of(desk, sender) else None


def received_at(desk: Desk, message: Message, arrived_at: datetime) -> datetime:
    """The receiving server's word, unless it lies in the future of the mailbox itself; else when it got there.

    The sender's own Date is no evidence of being in time. A rehearsal's clock is behind the mailbox's.
    """
    stated = message.received_at if message.header("received") is not None else None
    if stated is None or stated > arrived_at + timedelta(days=1):
        return min(arrived_at, desk.clock()).astimezone(UTC)
    return stated.astimezone(UTC)


def _too_many(desk: Desk, address: str) -> bool:
    since = desk.clock() - timedelta(days=1)
    return desk.store.letters_to(address, since) >= desk.config.letters.per_correspondent_per_day
