"""Applying a submission to what is recorded: a new note replaces the composition, a delta changes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .case import Finding
from .delegation import Participant, Participation, Revision
from .identity import candidates
from .meeting import Meeting
from .submission import Person, Speaker, Submission


@dataclass(frozen=True, slots=True)
class Composed:
    """The whole composition after a submission, and what could not be applied."""

    participants: tuple[Participant, ...]
    troubles: tuple[Finding, ...] = ()


def as_participant(person: Person, parts: Sequence[str], place: int = 0) -> Participant:
    """The person as a participant of those of ``parts`` they are in; with no parts, of a nameless one.

    ``place`` is where they stand in the note's list.
    """
    return Participant(
        family=person.family,
        given=person.given,
        title=person.title,
        function=person.function,
        affiliation=person.affiliation,
        email=person.email,
        phone=person.phone,
        order_certain=person.order_certain,
        latin=person.latin,
        email_fault=person.email_fault,
        participations=tuple(_participation(person, part, place) for part in _parts_of(person, parts) or ("",)),
        sources=person.sources,
    )


def apply(current: Revision | None, submission: Submission, meeting: Meeting) -> Composed:
    """The composition after ``submission``, all parts.

    A whole composition (first or replacing) takes the place of what was recorded for the parts it speaks
    of; other parts stay. A delta removes whom it takes out, then adds or updates whom it names.
    """
    recorded = current.participants if current else ()
    change = submission.revision
    if change is None or change.kind == "replace":
        kept = _without_parts(recorded, submission.parts)
        return Composed(_replaced(kept, submission.persons, submission.parts))
    remaining, troubles = _take_out(recorded, change.remove, submission.parts)
    return Composed(_changed(remaining, submission.persons, submission.parts, meeting), troubles)


def withdraw(current: Revision | None, parts: Sequence[str]) -> tuple[Participant, ...]:
    """The composition after the delegation has withdrawn from ``parts``."""
    return _without_parts(current.participants if current else (), parts)


def _parts_of(person: Person, parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(parts) if person.parts is None else tuple(p for p in parts if p in person.parts) or person.parts


def _participation(person: Person, part: str, place: int) -> Participation:
    speaker = person.speaker_in.get(part, person.speaker)
    role, mode = person.role_in.get(part, person.role), person.mode_in.get(part, person.mode)
    return Participation(part, role, speaker, mode, place)


def _without_parts(participants: Iterable[Participant], parts: Sequence[str]) -> tuple[Participant, ...]:
    left = (replace(p, participations=tuple(q for q in p.participations if q.part not in parts)) for p in participants)
    return tuple(p for p in left if p.participations)


def _take_out(
    recorded: tuple[Participant, ...], leaving: Sequence[Person], parts: Sequence[str]
) -> tuple[tuple[Participant, ...], tuple[Finding, ...]]:
    troubles: list[Finding] = []
    for person in leaving:
        found = candidates(person, [p for p in recorded if not parts or any(q.part in parts for q in p.participations)])
        if len(found) != 1:
            name = person.full_name
            what = "is not in the record" if not found else "could be more than one person in the record"
            troubles.append(Finding("revision_unclear", None, name, f"{name}, who is to leave, {what}."))
            continue
        gone = found[0]
        left = _without_parts((gone,), parts) if parts else ()
        recorded = tuple(q for p in recorded for q in (left if p is gone else (p,)))
    return recorded, tuple(troubles)


def _replaced(
    kept: tuple[Participant, ...], persons: Sequence[Person], parts: Sequence[str]
) -> tuple[Participant, ...]:
    """A whole composition beside what stays for other parts.

    One who is in both is one participant only if the new note says nothing else of them: what is recorded for
    another part is not this note's to change.
    """
    result = list(kept)
    for place, person in enumerate(persons):
        joined = as_participant(person, parts, place)
        twin = next((p for p in candidates(person, result) if _is_alike(p, joined) and not _meets(p, joined)), None)
        if twin is None:
            result.append(joined)
        else:
            result[result.index(twin)] = _update(twin, joined)
    return tuple(result)


def _is_alike(old: Participant, new: Participant) -> bool:
    return all(
        getattr(new, name) in (None, getattr(old, name))
        for name in ("title", "given", "family", "function", "affiliation", "email", "phone")
    )


def _meets(a: Participant, b: Participant) -> bool:
    return bool({q.part for q in a.participations} & {q.part for q in b.participations})


def _changed(
    recorded: tuple[Participant, ...], persons: Sequence[Person], parts: Sequence[str], meeting: Meeting
) -> tuple[Participant, ...]:
    """A change: who is recorded for its parts is updated, who is not joins at the end of the list."""
    result = list(recorded)
    for person in persons:
        joined = as_participant(person, parts, _next_place(result))
        found = candidates(person, [p for p in result if _meets(p, joined)]) or [
            p for p in candidates(person, result) if _is_alike(p, joined)
        ]
        if len(found) == 1:
            result[result.index(found[0])] = _update(found[0], joined)
        else:
            result.append(joined)
    return _one_seat_each(tuple(result), persons, parts, meeting)


def _next_place(participants: Iterable[Participant]) -> int:
    return 1 + max((q.order for p in participants for q in p.participations), default=-1)


def _update(old: Participant, new: Participant) -> Participant:
    """What the new text says, over what was known."""
    seats = {q.part: q for q in old.participations}
    for seat in new.participations:
        before = seats.get(seat.part)
        if before:
            role = seat.role if seat.role != "delegate" else before.role
            speaker, mode = seat.speaker or before.speaker, seat.mode or before.mode
            seat = Participation(seat.part, role, speaker, mode, before.order)
        seats[seat.part] = seat
    return replace(
        new,
        title=new.title or old.title,
        function=new.function or old.function,
        affiliation=new.affiliation or old.affiliation,
        email=new.email or old.email,
        email_fault=new.email_fault if new.email else old.email_fault,
        phone=new.phone or old.phone,
        given=new.given or old.given,
        order_certain=new.order_certain or old.order_certain,
        participations=tuple(seats.values()),
        sources={**old.sources, **new.sources},
    )


def _one_seat_each(
    participants: tuple[Participant, ...], persons: Sequence[Person], parts: Sequence[str], meeting: Meeting
) -> tuple[Participant, ...]:
    """A change that names a new speaker for a full seat takes it from who had it; they stay a member."""
    result = participants
    for part_id in parts:
        part = meeting.part(part_id)
        if part is None or part.speakers is None:
            continue
        quotas: tuple[tuple[Speaker, int], ...] = (
            ("primary", part.speakers.primary),
            ("alternate", part.speakers.alternate),
        )
        for kind, quota in quotas:
            result = _vacate(result, persons, part_id, kind, quota)
    return result


def _vacate(
    participants: tuple[Participant, ...], persons: Sequence[Person], part: str, kind: Speaker, quota: int
) -> tuple[Participant, ...]:
    holders = [p for p in participants if (q := p.in_part(part)) and q.speaker == kind]
    new = [h for h in holders if any(candidates(p, [h]) and p.speaker_in.get(part, p.speaker) == kind for p in persons)]
    if not new or len(holders) <= quota:
        return participants
    losing = [h for h in holders if h not in new]
    return tuple(_without_seat(p, part) if p in losing else p for p in participants)


def _without_seat(participant: Participant, part: str) -> Participant:
    seats = tuple(replace(q, speaker=None) if q.part == part else q for q in participant.participations)
    return replace(participant, participations=seats)
