"""What staff decide, and what follows: the one place of decisions, whoever asks (command line, page, mail).

A decision is bound to the hash of what the person saw; if that has changed meanwhile it is refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from .circumstances import receipt_for
from .corrections import Refused, corrected
from .desk import Desk
from .domain.assess import assess, case_of
from .domain.case import Case
from .domain.correspondents import sender_that_counts
from .domain.decide import Outcome, content_hash, decide, letter_language
from .domain.delegation import Revision
from .domain.letter import Intent, Thread
from .domain.message import Message
from .domain.record import Decision, FlagRecord, MessageRecord, Verdict
from .domain.submission import Submission
from .reading import mime
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
    submission = corrected(record.submission, ruling.delegation, ruling.changes)
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
    outcome = decide(case, flags, receipt, desk.policy, decision=decision.id)
    if outcome.revision is not None and ruling.action != "accept":
        outcome = replace(outcome, revision=replace(outcome.revision, kind="correction"))
    elsewhere = _undone_elsewhere(desk, record, submission, decision)
    _commit(desk, record, message, case, outcome, decision, elsewhere)
    return outcome


def _undone_elsewhere(desk: Desk, record: MessageRecord, submission: Submission, decision: Decision) -> Revision | None:
    """If the note had been recorded for another delegation: the revision that takes it back there."""
    if record.delegation is None or record.delegation == submission.delegation:
        return None
    revisions = desk.store.revisions(record.delegation)
    if not any(r.message == record.id for r in revisions):
        return None
    before = _base(revisions, record)
    assert before is not None  # noqa: S101 - there are revisions
    undone = replace(
        before,
        number=before.number + 1,
        kind="correction",
        cause=f"decision:{decision.id}",
        message=record.id,
        content_hash="",
    )
    return replace(undone, content_hash=content_hash(undone))


def _case(desk: Desk, record: MessageRecord, message: Message, submission: Submission) -> Case:
    """The case as if the message came now; its own earlier revision, if it is the latest, is undone first."""
    code = submission.delegation
    revisions = desk.store.revisions(code) if code else ()
    current = revisions[-1] if revisions else None
    base = _base(revisions, record)
    counts = sender_that_counts(message, desk.staff)
    case = case_of(
        submission,
        desk.config.meeting,
        desk.config.invitees,
        sender=counts.sender.address if counts.sender else None,
        received_at=record.received_at,
        staff=desk.staff,
        current=base,
        references=tuple(r.reference for r in revisions if r.reference and r.message != record.id),
        has_record=True,
    )
    return replace(case, last_told=current)


def _base(revisions: tuple[Revision, ...], record: MessageRecord) -> Revision | None:
    """What a decision on a message builds on: what stood before the message's own revisions, if they are the latest.

    Raises Refused if another note has been recorded after them.
    """
    if not any(r.message == record.id for r in revisions):
        return revisions[-1] if revisions else None
    latest = revisions[-1]
    if latest.message != record.id:
        raise Refused(f"A later note of {latest.delegation} has been recorded since; correct that one instead.")
    before = next((r for r in reversed(revisions) if r.message != record.id), None)
    return replace(before or replace(latest, participants=(), withdrawn=()), number=latest.number)


def _commit(
    desk: Desk,
    record: MessageRecord,
    message: Message,
    case: Case,
    outcome: Outcome,
    decision: Decision,
    elsewhere: Revision | None,
) -> None:
    now = desk.clock()
    letters = [desk.write(intent, now) for intent in outcome.letters]
    flags = list(flag_records(outcome.flags, record.id, case.submission.delegation, now))
    decided = [replace(f, **_verdict(decision)) if f.flag.severity == "hold" else f for f in flags]
    with desk.store.transaction():
        desk.store.add_decision(decision)
        if elsewhere is not None:
            desk.store.add_revision(elsewhere)
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
