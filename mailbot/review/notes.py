"""The notes a delegation's record is made of, and what it would be without one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailbot.desk import Desk
from mailbot.domain.compose import apply, withdraw
from mailbot.domain.delegation import Revision
from mailbot.domain.meeting import Meeting
from mailbot.domain.record import MessageRecord
from mailbot.domain.submission import Submission


def notes_of(desk: Desk, code: str) -> tuple[MessageRecord, ...]:
    """The recorded notes of a delegation, in the order they came into the record."""
    notes = [m for m in desk.store.messages_of(code) if m.disposition == "recorded" and m.submission is not None]
    numbers: dict[str, float] = {}
    for revision in desk.store.revisions(code):
        if revision.message and _takes_out(desk, revision):
            numbers.pop(revision.message, None)
        elif revision.message:
            numbers.setdefault(revision.message, revision.number)
    handled = {m.id: m.handled_at for m in notes}

    def place(note: MessageRecord) -> float:
        if note.id in numbers:
            return numbers[note.id]
        # It said what was recorded already, so no revision tells its place.
        return 0.5 + max((n for i, n in numbers.items() if i in handled and handled[i] <= note.handled_at), default=0)

    return tuple(sorted(notes, key=place))


def _takes_out(desk: Desk, revision: Revision) -> bool:
    """Whether a decision took the note out of the record by it: taken in again, it comes after what came meanwhile."""
    decided = revision.kind == "correction" and revision.cause.startswith("decision:")
    decision = desk.store.decision(revision.cause.removeprefix("decision:")) if decided else None
    if decision is None or decision.action not in {"reject", "undo"}:
        return False
    return decision.action == "reject" or revision.delegation in decision.detail.get("out", ())


def without(desk: Desk, code: str, record: MessageRecord, instead: Submission | None = None) -> Revision | None:
    """What would stand had the message never been recorded for the delegation; None if nothing was ever recorded.

    ``instead`` is what it would have said in its place. Its number is that of the latest revision: what is built on
    it comes next.
    """
    latest = desk.store.current_revision(code)
    notes = notes_of(desk, code)
    if latest is None or record.id not in {note.id for note in notes}:
        return latest
    before = replace(latest, participants=(), withdrawn=(), late_parts=(), reference=None)
    for note in notes:
        said = note.submission if note.id != record.id else instead
        if said is not None:
            before = _followed(before, said, desk.config.meeting)
    return before


def _followed(before: Revision, submission: Submission, meeting: Meeting) -> Revision:
    withdrawn = set(before.withdrawn)
    if submission.kind == "withdrawal":
        participants = withdraw(before, submission.parts)
        withdrawn |= set(submission.parts)
    else:
        participants = apply(before, submission, meeting).participants
        withdrawn -= {seat.part for person in participants for seat in person.participations}
    return replace(
        before,
        participants=participants,
        withdrawn=tuple(part.id for part in meeting.parts if part.id in withdrawn),
        reference=submission.reference or before.reference,
    )


def recorded_after(desk: Desk, code: str, record: MessageRecord, parts: Iterable[str]) -> MessageRecord | None:
    """The first note recorded after this one that speaks of any of those parts."""
    notes = notes_of(desk, code)
    ids = [note.id for note in notes]
    after = notes[ids.index(record.id) + 1 :] if record.id in ids else ()
    return next((note for note in after if _speaks_of(note, parts)), None)


def newer_than(desk: Desk, code: str, record: MessageRecord, parts: Iterable[str]) -> MessageRecord | None:
    """A note on any of those parts that came after this message, yet is in the record before it."""
    places = {m.id: place for place, m in enumerate(desk.store.messages_of(code))}
    for note in notes_of(desk, code):
        came_after = (
            places[note.id] > places[record.id] if record.id in places else note.received_at > record.received_at
        )
        if note.id != record.id and came_after and _speaks_of(note, parts):
            return note
    return None


def _speaks_of(note: MessageRecord, parts: Iterable[str]) -> bool:
    return note.submission is not None and bool(set(note.submission.parts) & set(parts))
