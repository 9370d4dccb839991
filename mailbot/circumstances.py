"""The circumstances of a message: what the record knows beside it, and who may be answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .desk import Desk
from .domain.assess import case_of
from .domain.case import Case
from .domain.correspondents import known_recipients, sender_that_counts
from .domain.decide import Receipt
from .domain.flag import Flag, Severity
from .domain.identity import domain_key
from .domain.letter import Intent, Thread
from .domain.message import Message
from .domain.provenance import Provenance
from .domain.submission import Submission
from .domain.writable import unwritable
from .limits import alerted, answers_had, limit_reached
from .own_mail import delegations_of, is_ours, replies_to_us
from .reading.hearsay import with_hearsay
from .reading.provenance import provenance_of


def provenance(desk: Desk, raw: bytes, message: Message) -> Provenance:
    """What the header tells about who sent the message of those raw bytes."""
    authserv_id = desk.config.mailbox.authserv_id
    told = provenance_of(raw, message, authserv_id, desk.config.secretariat.domains)
    return with_hearsay(told, message, desk.staff, authserv_id)


def case_for(
    desk: Desk, message: Message, submission: Submission, received_at: datetime, provenance: Provenance
) -> Case:
    """The submission beside what the record knows of its delegation."""
    code = submission.delegation
    counts = sender_that_counts(message, desk.staff)
    revisions = desk.store.revisions(code) if code else ()
    return case_of(
        submission,
        desk.config.meeting,
        desk.invitees,
        sender=counts.sender.address if counts.sender else None,
        received_at=received_at,
        staff=desk.staff,
        current=revisions[-1] if revisions else None,
        references=tuple(r.reference for r in revisions if r.reference),
        has_record=True,
        provenance=provenance,
    )


def receipt_for(desk: Desk, message: Message, case: Case) -> Receipt:
    """Who may be answered, and in which thread.

    Where nobody vouches for the sender, or staff write for a delegation, only its own addresses may hear of it.
    """
    counts = sender_that_counts(message, desk.staff)
    sender = _answerable(desk, message, case)
    is_known = bool(sender and known_recipients(sender, case.invitee))
    may_hear = bool(sender) and not limit_reached(desk, sender or "", is_known=is_known)
    known = _writable(known_recipients(sender, case.invitee)) if may_hear else ()
    answer_to = _writable((sender,)) or known if sender and may_hear else ()
    is_indirect = case.sender_is_staff or case.provenance.verdict == "fail"
    if is_indirect and case.invitee and message.may_answer:
        known = case.invitee.emails
    had_today, had_lately = answers_had(desk, sender) if sender else (frozenset(), frozenset())
    return Receipt(
        message=message.id,
        subject=counts.subject,
        received_at=case.received_at or desk.clock(),
        thread=Thread(counts.message_id, counts.references or counts.in_reply_to, counts.subject),
        answer_to=answer_to,
        known_to=known,
        had_today=had_today,
        had_lately=had_lately,
        answers_ours=replies_to_us(desk, message),
    )


def silence(desk: Desk, message: Message, case: Case) -> tuple[tuple[Flag, ...], tuple[Intent, ...]]:
    """Where a message gets no answer, because too many have gone or nobody can write to its sender: what tells of it.

    That is a flag, and for a limit one alert a day. It holds what nobody else would hear of either.
    """
    sender = _answerable(desk, message, case)
    fault = unwritable(sender) if sender else None
    if sender and fault:
        others = _writable(known_recipients(sender, case.invitee))
        detail = f"The sender is not answered, because nobody can write to that address: {fault}."
        severity: Severity = "note" if others else "hold"
        return (Flag("crashed", severity, about=sender, detail=detail),), ()
    limit = limit_reached(desk, sender, is_known=bool(known_recipients(sender, case.invitee))) if sender else None
    if not sender or limit is None:
        return (), ()
    detail = f"Not answered: {limit}."
    return (Flag("crashed", "note", about=sender, detail=detail),), (alerted(desk, limit, sender),)


def _writable(addresses: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(address for address in addresses if not unwritable(address))


def _answerable(desk: Desk, message: Message, case: Case) -> str | None:
    """The sender, if the message is one that may be answered.

    Nobody is answered whom no server vouches for, and no stranger whose letters come back to somebody else: the
    answer would go to whoever was named as the sender (RFC 3834 section 4).
    """
    counts = sender_that_counts(message, desk.staff)
    if counts.sender is None or not (message.may_answer and counts.may_answer):
        return None
    sender = counts.sender.address
    if is_ours(desk, sender) or case.sender_is_staff or case.provenance.verdict == "fail":
        return None
    if counts is not message and case.provenance.denials:
        return None
    if case.submission.kind == "question":
        return sender if delegations_of(desk, sender) else None
    is_stranger = not known_recipients(sender, case.invitee)
    return None if is_stranger and _returns_elsewhere(counts) and case.provenance.verdict != "pass" else sender


def _returns_elsewhere(message: Message) -> bool:
    if not message.return_path or message.sender is None:
        return False
    return domain_key(message.return_path.rpartition("@")[2]) != domain_key(message.sender.domain)


def received_at(desk: Desk, message: Message, arrived_at: datetime) -> datetime:
    """The receiving server's word, unless it lies in the future of the mailbox itself; else when it got there.

    The sender's own Date is no evidence of being in time. A rehearsal's clock is behind the mailbox's.
    """
    stated = message.received_at if message.header("received") is not None else None
    if stated is None or stated > arrived_at + timedelta(days=1):
        return min(arrived_at, desk.clock()).astimezone(UTC)
    return stated.astimezone(UTC)
