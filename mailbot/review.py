"""What staff decide, and what follows: the one place of decisions, whoever asks (command line, page, mail).

A decision is bound to the hash of what the person saw; if that has changed meanwhile it is refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from .circumstances import receipt_for
from .desk import Desk
from .domain.assess import assess, case_of
from .domain.case import Case
from .domain.correspondents import sender_that_counts
from .domain.decide import Outcome, content_hash, decide, letter_language
from .domain.delegation import Revision
from .domain.identity import fold
from .domain.letter import Intent, Thread
from .domain.message import Message
from .domain.record import Decision, FlagRecord, MessageRecord, Verdict
from .domain.submission import LANGUAGES, Change, Person, Submission
from .reading import mime
from .reading.validity import with_address_faults
from .recording import flag_records, message_record, write_outcome

ACTIONS = ("accept", "correct", "assign", "reject", "answer", "dismiss")
_VERDICTS: Mapping[str, Verdict] = {
    "accept": "accepted",
    "correct": "corrected",
    "assign": "corrected",
    "reject": "rejected",
    "answer": "answered",
    "dismiss": "dismissed",
}


class Refused(Exception):
    """The decision cannot be carried out; the message is one sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a person: its open flags, and the hash of what is shown.

    ``id`` is the message's, or, for a flag on a letter or the mailbox, made of the flag's key; ``record`` is
    None then.
    """

    id: str
    record: MessageRecord | None
    flags: tuple[FlagRecord, ...]
    seen: str

    @property
    def since(self) -> datetime:
        """When it came up."""
        return self.record.received_at if self.record else self.flags[0].raised_at


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision to carry out. ``seen`` is the hash of what the person saw; empty: what is there now."""

    action: str
    message: str
    by: str
    seen: str = ""
    delegation: str | None = None
    changes: tuple[tuple[str, str], ...] = ()
    text: str = ""


def queue(desk: Desk) -> tuple[Item, ...]:
    """Everything with an open flag: first what holds, oldest first, then the rest."""
    grouped: dict[str, list[FlagRecord]] = {}
    for flag in desk.store.open_flags():
        grouped.setdefault(flag.message or _id_of(flag), []).append(flag)
    items = [_item(desk, name, flags) for name, flags in grouped.items()]
    return tuple(sorted(items, key=lambda i: (not _holds(i.flags), i.since)))


def find(desk: Desk, prefix: str) -> MessageRecord:
    """The message whose id starts with ``prefix``. Raises Refused if there is none, or more than one."""
    exact = desk.store.message(prefix)
    if exact is not None:
        return exact
    candidates = {r.message for r in desk.store.open_flags() if r.message and r.message.startswith(prefix)}
    if not candidates:
        candidates = {m.id for m in desk.store.all_messages() if m.id.startswith(prefix)}
    if len(candidates) != 1:
        what = "No message has" if not candidates else f"{len(candidates)} messages have"
        raise Refused(f"{what} an id that starts with {prefix}; `mailbot flags` lists them.")
    found = desk.store.message(candidates.pop())
    assert found is not None  # noqa: S101 - an id from the store itself
    return found


def seen_hash(desk: Desk, record: MessageRecord) -> str:
    """The hash of what a person sees of a message: its submission and its delegation's current revision."""
    revision = desk.store.current_revision(record.delegation) if record.delegation else None
    return content_hash([content_hash(record.submission), revision.content_hash if revision else None])


def rule(desk: Desk, ruling: Ruling) -> Outcome | None:
    """Carries out a decision: record, letters, flags and the decision itself in one step.

    Raises Refused if it is stale, incomplete, or does not fit the message.
    """
    loose = [f for f in desk.store.open_flags() if not f.message and _id_of(f).startswith(ruling.message)]
    if len(loose) == 1:
        _dismiss_loose(desk, loose[0], ruling)
        return None
    record = find(desk, ruling.message)
    seen = seen_hash(desk, record)
    if ruling.seen and ruling.seen != seen:
        raise Refused("What you decided on has changed since; look at it again with `mailbot flags` and repeat.")
    if ruling.action not in ACTIONS:
        raise Refused(f"{ruling.action} is no decision; use one of {', '.join(ACTIONS)}.")
    now = desk.clock()
    decision = Decision(
        id=uuid.uuid4().hex,
        at=now,
        by=ruling.by,
        action=ruling.action,
        message=record.id,
        delegation=ruling.delegation or record.delegation,
        on_hash=seen,
        detail={"changes": [list(c) for c in ruling.changes], "text": ruling.text},
    )
    if ruling.action in {"reject", "dismiss"}:
        _close(desk, record, decision, "rejected" if ruling.action == "reject" else record.disposition)
        return None
    if ruling.action == "answer":
        _answer(desk, record, decision, ruling.text)
        return None
    return _record(desk, record, decision, ruling)


def _record(desk: Desk, record: MessageRecord, decision: Decision, ruling: Ruling) -> Outcome:
    """Accept, correct, assign: the submission, as the person says it is, goes into the record."""
    if record.submission is None:
        raise Refused("Nothing was read from this message; reject it, answer it, or wait for a readable copy.")
    if record.disposition == "recorded" and ruling.action == "accept":
        _close(desk, record, decision, record.disposition)
        return Outcome("recorded", "already recorded")
    message = mime.decode(desk.archive.read(record.id))
    submission = corrected(record.submission, ruling)
    case = _case(desk, record, message, submission)
    invitee = case.invitee
    if invitee is None:
        raise Refused("It is not clear whose delegation this is; use `assign CODE` with a code of the invitee list.")
    if not submission.parts:
        raise Refused("It is not clear for which part this is; use `correct --set parts=RC1`.")
    if submission.kind not in {"submission", "withdrawal"}:
        submission = replace(submission, kind="submission")
        case = _case(desk, record, message, submission)
    flags = assess(case, desk.severities)
    receipt = receipt_for(desk, message, case)
    if not receipt.known_to and message.may_answer:
        receipt = replace(receipt, known_to=invitee.emails)
    outcome = decide(
        case,
        flags,
        receipt,
        desk.policy,
        decision=decision.id,
    )
    if outcome.revision is not None and ruling.action != "accept":
        outcome = replace(outcome, revision=replace(outcome.revision, kind="correction"))
    _commit(desk, record, message, case, outcome, decision)
    return outcome


def _case(desk: Desk, record: MessageRecord, message: Message, submission: Submission) -> Case:
    """The case as if the message came now; its own earlier revision, if it is the latest, is undone first."""
    code = submission.delegation
    revisions = desk.store.revisions(code) if code else ()
    own = next((r for r in revisions if r.cause == f"message:{record.id}"), None)
    current = revisions[-1] if revisions else None
    if own is not None and own is not current:
        raise Refused(f"A later note of {code} has been recorded since; correct that one instead.")
    base = _base(revisions, own)
    counts = sender_that_counts(message, desk.staff)
    case = case_of(
        submission,
        desk.config.meeting,
        desk.config.invitees,
        sender=counts.sender.address if counts.sender else None,
        received_at=record.received_at,
        staff=desk.staff,
        current=base,
        references=tuple(r.reference for r in revisions if r.reference and r is not own),
        has_record=True,
    )
    return replace(case, last_told=current)


def _base(revisions: tuple[Revision, ...], own: Revision | None) -> Revision | None:
    """What a decision builds on: the latest revision, or, when it corrects that one, what stood before it."""
    current = revisions[-1] if revisions else None
    if own is None or current is None:
        return current
    before = revisions[-2] if len(revisions) > 1 else replace(own, participants=(), withdrawn=())
    return replace(before, number=current.number)


def _commit(
    desk: Desk, record: MessageRecord, message: Message, case: Case, outcome: Outcome, decision: Decision
) -> None:
    now = desk.clock()
    letters = [desk.write(intent, now) for intent in outcome.letters]
    flags = list(flag_records(outcome.flags, record.id, case.submission.delegation, now))
    decided = [replace(f, **_verdict(decision)) if f.flag.severity == "hold" else f for f in flags]
    with desk.store.transaction():
        desk.store.add_decision(decision)
        for old in desk.store.open_flags(message=record.id):
            desk.store.put_flag(replace(old, **_verdict(decision)))
        desk.store.put_message(replace(message_record(message, case, outcome, now), received_at=record.received_at))
        write_outcome(desk, outcome, decided, letters, now)


def _close(desk: Desk, record: MessageRecord, decision: Decision, disposition: Any) -> None:
    with desk.store.transaction():
        desk.store.add_decision(decision)
        for old in desk.store.open_flags(message=record.id):
            desk.store.put_flag(replace(old, **_verdict(decision)))
        desk.store.put_message(replace(record, disposition=disposition, why=f"{decision.action} by {decision.by}"))


def _answer(desk: Desk, record: MessageRecord, decision: Decision, text: str) -> None:
    if not text.strip():
        raise Refused("An answer needs its text: `mailbot resolve ID answer --text …` or `--file FILE`.")
    message = mime.decode(desk.archive.read(record.id))
    counts = sender_that_counts(message, desk.staff)
    if counts.sender is None or not message.may_answer:
        raise Refused("This message has nobody who may be answered (a list, a program, or no sender).")
    invitee = desk.config.invitees.get(record.delegation)
    intent = Intent(
        template="answer",
        cause=f"message:{record.id}",
        occurrence=decision.id,
        to=(counts.sender.address,),
        language=letter_language(
            record.submission.language if record.submission else None,
            invitee,
            desk.config.secretariat.default_language,
        ),
        delegation=record.delegation if invitee else None,
        reason=f"answer by {decision.by}",
        thread=Thread(counts.message_id, counts.references or counts.in_reply_to, counts.subject),
        facts={"text": text, "received": {"subject": counts.subject, "at": record.received_at, "reference": None}},
    )
    letter = desk.write(intent, desk.clock())
    with desk.store.transaction():
        desk.store.add_decision(decision)
        desk.store.add_letter(letter)
        for old in desk.store.open_flags(message=record.id):
            desk.store.put_flag(replace(old, **_verdict(decision)))
        desk.store.put_message(replace(record, disposition="answered", why=f"answered by {decision.by}"))


def _verdict(decision: Decision) -> dict[str, Any]:
    return {"verdict": _VERDICTS[decision.action], "decided_by": decision.by, "decided_at": decision.at}


def corrected(submission: Submission, ruling: Ruling) -> Submission:
    """The submission with the person's changes: ``delegation``, ``parts``, ``reference``, ``kind``,
    ``revision``, ``language``, ``persons.N.FIELD`` (N from 1), ``persons.N=-`` to strike one out,
    ``persons.+=Given|FAMILY`` to add one. Raises Refused for what it does not know."""
    result = submission
    if ruling.delegation:
        result = replace(result, delegation=ruling.delegation.upper(), stated=ruling.delegation.upper())
    persons: list[Person | None] = list(result.persons)
    for key, value in ruling.changes:
        if key.startswith("persons."):
            _change_person(persons, key.removeprefix("persons."), value)
        else:
            result = _change_note(result, key, value)
    return with_address_faults(replace(result, persons=tuple(p for p in persons if p is not None)))


def _change_note(submission: Submission, key: str, value: str) -> Submission:
    if key == "delegation":
        return replace(submission, delegation=value.upper(), stated=value.upper())
    if key == "parts":
        return replace(submission, parts=tuple(p.strip() for p in value.split(",") if p.strip()))
    if key == "reference":
        return replace(submission, reference=value or None)
    if key == "language" and value in LANGUAGES:
        return replace(submission, language=value)
    if key == "kind" and value in {"submission", "withdrawal"}:
        return replace(submission, kind="withdrawal" if value == "withdrawal" else "submission")
    if key == "revision" and value in {"first", "replace", "delta"}:
        old = submission.revision
        kept = (old.of if old else None, old.remove if old else ())
        change = None if value == "first" else Change("replace" if value == "replace" else "delta", *kept)
        return replace(submission, revision=change)
    raise Refused(f"{key}={value} cannot be set; see `mailbot resolve --help` for what can.")


_TEXT_FIELDS = ("family", "given", "title", "function", "affiliation", "email", "phone")
_CHOICES = {
    "role": ("head", "alternate_head", "delegate", "adviser"),
    "speaker": ("primary", "alternate", ""),
    "mode": ("in_person", "virtual", ""),
}


def _change_person(persons: list[Person | None], key: str, value: str) -> None:
    number, _, field = key.partition(".")
    if number == "+":
        given, _, family = value.rpartition("|")
        persons.append(Person(family=family.strip(), given=given.strip() or None))
        return
    if not number.isdigit() or not 1 <= int(number) <= len(persons):
        raise Refused(f"There is no person number {number}; there are {len(persons)}.")
    index = int(number) - 1
    person = persons[index]
    if not field and value == "-":
        persons[index] = None
        return
    if person is None:
        raise Refused(f"Person number {number} has been struck out.")
    persons[index] = _with_field(person, field, value)


def _with_field(person: Person, field: str, value: str) -> Person:
    if field in _TEXT_FIELDS:
        certain = {"order_certain": True} if field in {"family", "given"} else {}
        latin = {"latin": fold(value).isascii()} if field == "family" else {}
        return replace(person, **{field: value or None}, **certain, **latin)  # type: ignore[arg-type]
    if field in _CHOICES and value in _CHOICES[field]:
        return replace(person, **{field: value or None})  # type: ignore[arg-type]
    if field == "parts":
        return replace(person, parts=tuple(p.strip() for p in value.split(",") if p.strip()) or None)
    known = ", ".join(f.name for f in fields(Person) if f.name in (*_TEXT_FIELDS, *_CHOICES, "parts"))
    raise Refused(f"{field}={value} cannot be set on a person; fields are {known}.")


def _item(desk: Desk, name: str, flags: Sequence[FlagRecord]) -> Item:
    record = desk.store.message(name)
    return Item(name, record, tuple(flags), seen_hash(desk, record) if record else content_hash(name))


def _id_of(flag: FlagRecord) -> str:
    """The id of a flag that is about no message."""
    return content_hash(flag.key)


def _dismiss_loose(desk: Desk, flag: FlagRecord, ruling: Ruling) -> None:
    """A flag on a letter or the mailbox can only be taken note of."""
    if ruling.action != "dismiss":
        raise Refused("This is about a letter or the mailbox, not a submission; when it is settled, `dismiss` it.")
    now = desk.clock()
    decision = Decision(
        uuid.uuid4().hex, now, ruling.by, "dismiss", None, flag.delegation, _id_of(flag), {"flag": flag.key}
    )
    with desk.store.transaction():
        desk.store.add_decision(decision)
        desk.store.put_flag(replace(flag, **_verdict(decision), remark=ruling.text))


def _holds(flags: Sequence[FlagRecord]) -> bool:
    return any(f.flag.severity == "hold" for f in flags)
