"""Case and flags → what follows: a revision or none, where the message goes, which letters are wanted."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from .case import Case
from .compose import apply, withdraw
from .delegation import Diff, Missing, Participation, Revision, RevisionKind, Standing
from .difference import between
from .flag import Flag, Severity
from .letter import READ_BACKS, Intent, Thread
from .meeting import Invitee
from .record import Disposition
from .standing import standing_of
from .submission import Submission


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of the message being answered.

    ``answer_to`` are the addresses an answer may go to; empty if none may go. ``known_to`` are those of
    them known for the delegation: only they get a read-back. ``had_today`` are the templates of the answers the
    writer has had within a day, ``had_lately`` of those within the hour; ``answers_ours`` tells that the message
    replies to a letter of ours.
    """

    message: str
    subject: str
    received_at: datetime
    thread: Thread
    answer_to: tuple[str, ...] = ()
    known_to: tuple[str, ...] = ()
    had_today: frozenset[str] = frozenset()
    had_lately: frozenset[str] = frozenset()
    answers_ours: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What the configuration says about deciding: the default language, the severity of each flag code."""

    default_language: str
    severities: Mapping[str, Severity]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from one message; it settles the record of ``parts`` of ``delegation``."""

    disposition: Disposition
    why: str
    flags: tuple[Flag, ...] = ()
    revision: Revision | None = None
    letters: tuple[Intent, ...] = ()
    delegation: str | None = None
    parts: tuple[str, ...] = ()


def content_hash(value: Any) -> str:
    """A short hash of a submission or revision: what a person saw when they decided."""
    plain = _plain(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else value
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _plain(value: Any) -> Any:
    """As ``dataclasses.asdict`` has it, without the copies it makes, which cost most of a queue's time."""
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _fields(type(value))}
    return value


def decide(
    case: Case,
    flags: tuple[Flag, ...],
    receipt: Receipt,
    policy: Policy,
    *,
    decision: str | None = None,
) -> Outcome:
    """What to do with a submission.

    ``decision`` is the id of a staff decision: a person has looked at it, so holds no longer hold.
    """
    kind = case.submission.kind
    if kind in {"automatic", "complaint"}:
        return Outcome("automatic", f"{kind} mail without a submission", flags)
    if kind == "bounce":
        return Outcome("bounce", "a delivery status notification", flags)
    if kind == "question" and decision is None:
        flags += (Flag("nothing_understood", "hold", detail="A person wrote and waits for an answer."),)
        return Outcome(
            "held", "a question", flags, letters=_receipt_only(case, receipt, policy.default_language, "question")
        )
    holds = [flag.code for flag in flags if flag.severity == "hold"]
    if (holds and decision is None) or case.invitee is None or kind not in {"submission", "withdrawal"}:
        why = f"held: {', '.join(dict.fromkeys(holds)) or kind}"
        if not holds:
            flags += (Flag("nothing_understood", "hold", detail="It could not be recorded; a person looks at it."),)
        return Outcome("held", why, flags, letters=_receipt_only(case, receipt, policy.default_language, "submission"))
    cause = f"decision:{decision}" if decision else f"message:{receipt.message}"
    return _record(case, flags, receipt, policy, cause)


def _record(case: Case, flags: tuple[Flag, ...], receipt: Receipt, policy: Policy, cause: str) -> Outcome:
    invitee = case.invitee
    assert invitee is not None  # noqa: S101 - decide() holds what has no invitee
    revision = next_revision(case, cause, receipt, flags)
    told = case.last_told or case.current
    diff = between(told.participants if told else (), revision.participants)
    is_new = case.current is None or substance(revision) != substance(case.current)
    standing = standing_of(invitee, revision, case.meeting, policy.severities)
    intent = _acknowledgement(case, revision, diff, standing, flags, receipt, policy, cause)
    if not is_new and receipt.answers_ours and receipt.had_lately.intersection(READ_BACKS):
        # They have just been told all this; a program that answers our letters would be told for ever.
        intent = None
    letters: tuple[Intent, ...] = (intent,) if intent else ()
    if not receipt.known_to and cause.startswith("message:"):
        letters = _receipt_only(case, receipt, policy.default_language, "submission")
    return Outcome("recorded", "recorded", flags, revision if is_new else None, letters, invitee.code, revision.parts)


def substance(revision: Revision) -> tuple[Any, ...]:
    """What a revision says, apart from when and where it was read: two notes alike in it are one."""
    people = tuple(
        (p.title, p.given, p.family, p.function, p.affiliation, p.email, p.phone, sorted(map(_seat, p.participations)))
        for p in revision.participants
    )
    return (people, revision.reference, revision.withdrawn)


def _seat(seat: Participation) -> tuple[str, ...]:
    return (seat.part, seat.role, seat.speaker or "", seat.mode or "", str(seat.order))


def next_revision(case: Case, cause: str, receipt: Receipt, flags: tuple[Flag, ...] = ()) -> Revision:
    """The revision the submission makes of what is recorded."""
    submission, current = case.submission, case.current
    withdrawn = set(current.withdrawn if current else ())
    if submission.kind == "withdrawal":
        participants = withdraw(current, submission.parts)
        withdrawn |= set(submission.parts)
        kind: RevisionKind = "withdrawal"
    else:
        participants = apply(current, submission, case.meeting).participants
        withdrawn -= {q.part for p in participants for q in p.participations}
        kind = _kind(submission, current)
    change = submission.revision
    revision = Revision(
        delegation=submission.delegation or "",
        number=(current.number if current else 0) + 1,
        kind=kind,
        cause=cause,
        received_at=receipt.received_at,
        parts=submission.parts,
        participants=participants,
        reference=submission.reference or (current.reference if current and kind == "delta" else None),
        replaces=change.of if change else None,
        withdrawn=tuple(p.id for p in case.meeting.parts if p.id in withdrawn),
        late_parts=tuple(f.part for f in flags if f.code == "late" and f.part),
        language=submission.language,
        message=receipt.message,
    )
    return replace(revision, content_hash=content_hash(replace(revision, content_hash="")))


def _kind(submission: Submission, current: Revision | None) -> RevisionKind:
    if current is None:
        return "first"
    return "delta" if submission.revision and submission.revision.kind == "delta" else "replace"


def _acknowledgement(
    case: Case,
    revision: Revision,
    diff: Diff,
    standing: Standing,
    flags: tuple[Flag, ...],
    receipt: Receipt,
    policy: Policy,
    cause: str,
) -> Intent | None:
    invitee = case.invitee
    if not receipt.known_to or invitee is None:
        return None
    concerned = tuple(p for p in standing.parts if p.part in revision.parts)
    missing = _missing(standing, flags, revision)
    template = _template(case, revision, diff, bool(missing))
    return Intent(
        template=template,
        cause=cause,
        to=receipt.known_to,
        language=letter_language(case.submission.language, invitee, policy.default_language),
        delegation=invitee.code,
        reason=f"answers the note of {invitee.name}",
        thread=receipt.thread,
        attach_practices=any(p.state != "withdrawn" and _has_speakers(case, p.part) for p in concerned),
        calendar_parts=tuple(p.part for p in concerned if p.state == "complete" and _has_speakers(case, p.part)),
        facts={
            "received": {
                "subject": receipt.subject,
                "at": receipt.received_at,
                "reference": case.submission.reference,
            },
            "standing": Standing(standing.delegation, concerned),
            "diff": diff,
            "missing": missing,
            "parts": revision.parts,
            "late_parts": revision.late_parts,
            "pending_approval": invitee.category == "observer_1_3",
        },
    )


def _template(case: Case, revision: Revision, diff: Diff, is_incomplete: bool) -> str:
    if revision.kind == "withdrawal":
        return "acknowledgement_withdrawal"
    told = case.last_told or case.current
    if told is not None and told.number and diff:
        return "acknowledgement_change"
    if revision.late_parts:
        return "acknowledgement_late"
    return "acknowledgement_incomplete" if is_incomplete else "acknowledgement_complete"


def _missing(standing: Standing, flags: tuple[Flag, ...], revision: Revision) -> tuple[Missing, ...]:
    """What the composition lacks, and what the message itself left open."""
    listed = [m for p in standing.parts if p.part in revision.parts for m in p.missing]
    codes = {m.code for m in listed}
    told = [Missing(f.code, f.part, f.about) for f in flags if f.severity == "ask" and f.code not in codes]
    unique = {(m.code, m.about, m.part if m.about is None else None): m for m in reversed(listed + told)}
    return tuple(reversed(unique.values()))


def _has_speakers(case: Case, part_id: str) -> bool:
    part = case.meeting.part(part_id)
    return part is not None and part.speakers is not None


def _receipt_only(case: Case, receipt: Receipt, default_language: str, kind: str) -> tuple[Intent, ...]:
    """A bare receipt, without a word of what was recorded: the writer may not be entitled to it.

    Whoever is not known for the delegation is not even addressed as if they were.
    """
    template = "question_received" if kind == "question" else "acknowledgement_under_review"
    invitee = case.invitee if receipt.known_to else None
    if not receipt.answer_to or _had_enough(template, receipt):
        return ()
    return (
        Intent(
            template=template,
            cause=f"message:{receipt.message}",
            to=receipt.answer_to,
            language=letter_language(case.submission.language, invitee, default_language),
            delegation=invitee.code if invitee else None,
            reason="says that the message has arrived and a person looks at it",
            thread=receipt.thread,
            facts={
                "received": {
                    "subject": receipt.subject,
                    "at": receipt.received_at,
                    "reference": case.submission.reference,
                }
            },
        ),
    )


def _had_enough(template: str, receipt: Receipt) -> bool:
    """Whether another bare receipt would tell nothing: two programs would exchange them for ever.

    A delegation gets one for every note, unless the note answers a letter of ours.
    """
    if template == "acknowledgement_under_review" and receipt.known_to and not receipt.answers_ours:
        return False
    had = receipt.had_lately if receipt.known_to and template != "question_received" else receipt.had_today
    return template in had


def letter_language(read: str | None, invitee: Invitee | None, default: str) -> str:
    """The submission's language, else the invitee's, else the default (issue: letters)."""
    return read or (invitee.language if invitee else None) or default
