"""The circumstances of a message: what the record knows beside it, and who may be answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .desk import Desk
from .domain.assess import case_of
from .domain.case import Case
from .domain.correspondents import known_recipients, sender_that_counts
from .domain.decide import Receipt
from .domain.letter import Thread
from .domain.message import Message
from .domain.submission import Submission
from .own_mail import delegations_of, is_ours


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
    sender = counts.sender.address if counts.sender else None
    may = message.may_answer and counts.may_answer and sender is not None and not is_ours(desk, sender)
    may = (
        may
        and not case.sender_is_staff
        and (case.submission.kind != "question" or bool(delegations_of(desk, sender or "")))
    )
    answer_to = (sender,) if may and sender and not _too_many(desk, sender) else ()
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
