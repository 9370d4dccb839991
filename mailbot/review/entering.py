"""Accept, correct, assign: the submission, as a person says it is, goes into the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailbot.aside import settle_twins
from mailbot.circumstances import provenance, receipt_for
from mailbot.corrections import Refused, corrected
from mailbot.desk import Desk
from mailbot.domain.assess import assess, case_of
from mailbot.domain.case import Case
from mailbot.domain.correspondents import sender_that_counts
from mailbot.domain.decide import Outcome, decide
from mailbot.domain.delegation import Revision
from mailbot.domain.identity import fold
from mailbot.domain.letter import Letter
from mailbot.domain.message import Message
from mailbot.domain.record import Decision, MessageRecord
from mailbot.domain.submission import Submission
from mailbot.ledger import file_again
from mailbot.reading import mime
from mailbot.recording import flag_records, message_record, write_outcome

from .notes import newer_than, recorded_after, without
from .overtaken import overtaken, stop, told_before
from .ruling import Ruling, kept_back, one_step, verdict
from .taking_back import TakenBack, read_backs, taken_back


@dataclass(frozen=True, slots=True)
class Entry:
    """What recording a message would do; nothing of it is written yet.

    ``elsewhere`` is what it takes back from the delegation it had been recorded for by mistake; ``stopped`` are
    letters that wait to go, in whose place ``letters`` go.
    """

    message: Message
    case: Case
    outcome: Outcome
    letters: tuple[Letter, ...]
    elsewhere: TakenBack | None = None
    stopped: tuple[Letter, ...] = ()


def entry_of(desk: Desk, record: MessageRecord, decision: Decision, ruling: Ruling) -> Entry:
    """What the ruling would do to the record, letters rendered. Raises Refused where it cannot be done."""
    if record.submission is None:
        raise nothing_read()
    message = mime.decode(desk.archive.read(record.id))
    submission = said_of(desk, record.submission, ruling)
    code = submission.delegation
    if desk.invitees.get(code) is None or code is None:
        raise Refused(
            "It is not clear whose delegation this is; use `assign CODE` with a code of the invitee list.",
            "delegation_unclear",
        )
    if not submission.parts:
        raise Refused("It is not clear for which part this is; use `correct --set parts=RC1`.", "part_unclear")
    _check_order(desk, record, ruling, code, submission)
    stopped = _stopped(desk, record, code, ruling)
    case = replace(_case(desk, record, message, submission), last_told=told_before(desk, code, stopped))
    if submission.kind == "submission":
        _check_somebody(case)
    outcome = _outcome(desk, message, case, decision)
    if ruling.action == "correct" and record.disposition == "recorded" and _changes_nothing(desk, code, outcome):
        raise Refused("The record says so already: this would change nothing.", "changes_nothing")
    elsewhere = taken_back(desk, record, message, decision, quiet=ruling.quiet) if code != record.delegation else None
    wanted = outcome.letters if not ruling.quiet else ()
    letters = tuple(kept_back(desk.write(intent, desk.clock()), decision) for intent in wanted)
    return Entry(message, case, outcome, letters, elsewhere, stopped if letters else ())


def _stopped(desk: Desk, record: MessageRecord, code: str, ruling: Ruling) -> tuple[Letter, ...]:
    """What waits to go and is overtaken; of a decision that is carried out again, what was then."""
    if ruling.quiet or code != record.delegation:
        return ()
    if ruling.stops is None:
        return overtaken(desk, record, code)
    return tuple(letter for letter in read_backs(desk, code, record) if letter.key in ruling.stops)


def nothing_read() -> Refused:
    """The refusal of what would record a message nothing was read from."""
    what = "Nothing was read from this message; reject it, answer it, or wait for a readable copy."
    return Refused(what, "nothing_read")


def enter(desk: Desk, record: MessageRecord, decision: Decision, ruling: Ruling) -> Outcome:
    """Carries it out in one step. Raises Refused."""
    entry = entry_of(desk, record, decision, ruling)
    case, outcome, now = entry.case, entry.outcome, desk.clock()
    flags = list(flag_records(outcome.flags, record.id, case.submission.delegation, now))
    decided = [replace(f, **verdict(decision)) if f.flag.severity == "hold" else f for f in flags]
    if entry.stopped:
        decision = replace(decision, detail={**decision.detail, "stops": [letter.key for letter in entry.stopped]})
    written = replace(message_record(entry.message, case, outcome, now), received_at=record.received_at)
    with one_step(desk, record, decision) as writing:
        if entry.elsewhere is not None:
            entry.elsewhere.write(writing)
        stop(writing, entry.stopped)
        writing.store.put_message(written)
        file_again(writing, written, now)
        if written.disposition == "recorded":
            settle_twins(writing, written, now)
        write_outcome(writing, outcome, decided, entry.letters, now)
    return outcome


def said_of(desk: Desk, submission: Submission, ruling: Ruling) -> Submission:
    """The submission as the person says it is. Raises Refused."""
    parts = [part.id for part in desk.config.meeting.parts]
    said = corrected(submission, ruling.delegation, ruling.changes, parts)
    unknown = [part for part in said.parts if part not in parts]
    if unknown:
        raise Refused(
            f"The meeting has no part {unknown[0]}; use `correct --set parts=` with {', '.join(parts)}.",
            "no_such_part",
            part=unknown[0],
            parts=", ".join(parts),
        )
    _check_replaced(desk, said, ruling)
    return said if said.kind == "withdrawal" else replace(said, kind="submission")


def _check_replaced(desk: Desk, said: Submission, ruling: Ruling) -> None:
    """A note that is said to be replaced is one that the delegation has sent."""
    of = said.revision.of if said.revision else None
    if not of or not any(key == "revision.of" and value for key, value in ruling.changes):
        return
    code = said.delegation or ""
    known = tuple(dict.fromkeys(r.reference for r in desk.store.revisions(code) if r.reference))
    if fold(of) not in {fold(reference) for reference in known}:
        notes = ", ".join(known)
        what = f"its notes are {notes}" if known else "none of its notes has a reference"
        sentence = f"No note {of} of {code or 'that delegation'} is recorded; {what}."
        raise Refused(sentence, "no_such_note", of=of, notes=notes or "–")


def _check_order(desk: Desk, record: MessageRecord, ruling: Ruling, code: str, submission: Submission) -> None:
    """A note that has been overtaken is not put on top of the one that overtook it, unless on purpose."""
    old = record.submission.parts if record.submission else ()
    if record.disposition == "recorded":
        check_nothing_after(desk, record, {*old, *submission.parts} if code == record.delegation else old)
    if ruling.seen or (record.disposition == "recorded" and code == record.delegation):
        return
    newer = newer_than(desk, code, record, submission.parts)
    if newer is not None:
        raise Refused(
            f"A newer note of {code} for the same part is recorded ({newer.id[:12]}, {newer.received_at:%d %B %Y}); "
            f"to record this older one over it, look at it with `mailbot show {record.id[:12]}` and repeat with --seen "
            "and the hash shown there.",
            "newer_note",
            code=code,
            at=newer.received_at,
        )


def check_nothing_after(desk: Desk, record: MessageRecord, parts: Sequence[str] | set[str]) -> None:
    """Raises Refused if a later note of the delegation speaks of any of those parts: it has the last word there."""
    later = recorded_after(desk, record.delegation, record, parts) if record.delegation else None
    if later is not None:
        raise Refused(
            f"A later note of {record.delegation} for the same part has been recorded since ({later.id[:12]}); "
            "correct that one instead.",
            "later_note",
            code=record.delegation,
            at=later.received_at,
        )


def _case(desk: Desk, record: MessageRecord, message: Message, submission: Submission) -> Case:
    """The case as if the message came now; what it had put into the record itself is left out first."""
    code = submission.delegation or ""
    counts = sender_that_counts(message, desk.staff)
    return case_of(
        submission,
        desk.config.meeting,
        desk.invitees,
        sender=counts.sender.address if counts.sender else None,
        received_at=record.received_at,
        staff=desk.staff,
        current=without(desk, code, record),
        references=tuple(r.reference for r in desk.store.revisions(code) if r.reference and r.message != record.id),
        has_record=True,
        provenance=provenance(desk, desk.archive.read(record.id), message),
    )


def _check_somebody(case: Case) -> None:
    change = case.submission.revision
    removes = change is not None and bool(change.remove)
    parts = set(case.submission.parts)
    left = [p for p in case.composition.participants if any(q.part in parts for q in p.participations)]
    if not left or not (case.submission.persons or removes):
        raise Refused(
            "It names nobody, so there is nothing to record; add people with `correct --set 'persons.+=Given|FAMILY'`, "
            "say that they withdraw with `correct --set kind=withdrawal`, or use `answer` or `reject`.",
            "names_nobody",
        )


def _outcome(desk: Desk, message: Message, case: Case, decision: Decision) -> Outcome:
    receipt = receipt_for(desk, message, case)
    if not receipt.known_to and message.may_answer and case.invitee is not None:
        receipt = replace(receipt, known_to=case.invitee.emails)
    outcome = decide(case, assess(case, desk.severities), receipt, desk.policy, decision=decision.id)
    if outcome.revision is not None and decision.action != "accept":
        return replace(outcome, revision=replace(outcome.revision, kind="correction"))
    return outcome


def _changes_nothing(desk: Desk, code: str, outcome: Outcome) -> bool:
    return outcome.revision is None or _said(outcome.revision) == _said(desk.store.current_revision(code))


def _said(revision: Revision | None) -> object:
    if revision is None:
        return None
    return [
        revision.reference,
        set(revision.withdrawn),
        sorted(repr(replace(p, sources={})) for p in revision.participants),
    ]
