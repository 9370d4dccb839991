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


def as_participant(person: Person, parts: Sequence[str]) -> Participant:
    """The person as a participant of those of ``parts`` they are in; with no parts, of a nameless one."""
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
        participations=tuple(_participation(person, part) for part in _parts_of(person, parts) or ("",)),
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
        return Composed(_merge(kept, submission.persons, submission.parts, meeting, at_front=True))
    remaining, troubles = _take_out(recorded, change.remove, submission.parts)
    return Composed(_merge(remaining, submission.persons, submission.parts, meeting), troubles)


def withdraw(current: Revision | None, parts: Sequence[str]) -> tuple[Participant, ...]:
    """The composition after the delegation has withdrawn from ``parts``."""
    return _without_parts(current.participants if current else (), parts)


def _parts_of(person: Person, parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(parts) if person.parts is None else tuple(p for p in parts if p in person.parts) or person.parts


def _participation(person: Person, part: str) -> Participation:
    speaker = person.speaker_in.get(part, person.speaker)
    return Participation(part, person.role, speaker, person.mode)


def _without_parts(participants: Iterable[Participant], parts: Sequence[str]) -> tuple[Participant, ...]:
    left = (replace(p, participations=tuple(q for q in p.participations if q.part not in parts)) for p in participants)
    return tuple(p for p in left if p.participations)


def _take_out(
    recorded: tuple[Participant, ...], leaving: Sequence[Person], parts: Sequence[str]
) -> tuple[tuple[Participant, ...], tuple[Finding, ...]]:
    troubles: list[Finding] = []
    for person in leaving:
        found = candidates(person, recorded)
        if len(found) != 1:
            name = person.full_name
            what = "is not in the record" if not found else "could be more than one person in the record"
            troubles.append(Finding("revision_unclear", None, name, f"{name}, who is to leave, {what}."))
            continue
        gone = found[0]
        left = _without_parts((gone,), parts) if parts else ()
        recorded = tuple(q for p in recorded for q in (left if p is gone else (p,)))
    return recorded, tuple(troubles)


def _merge(
    recorded: tuple[Participant, ...],
    persons: Sequence[Person],
    parts: Sequence[str],
    meeting: Meeting,
    *,
    at_front: bool = False,
) -> tuple[Participant, ...]:
    """Named persons join; one already recorded is updated. In a whole composition the note's order leads."""
    others, named = list(recorded), []
    for person in persons:
        found = candidates(person, others)
        joined = as_participant(person, parts)
        if len(found) == 1:
            joined = _update(found[0], joined)
            position = others.index(found[0])
            if at_front:
                del others[position]
            else:
                others[position] = joined
                continue
        named.append(joined)
    result = named + others if at_front else others + named
    return _one_seat_each(tuple(result), persons, parts, meeting) if not at_front else tuple(result)


def _update(old: Participant, new: Participant) -> Participant:
    """What the new text says, over what was known."""
    seats = {q.part: q for q in old.participations}
    for seat in new.participations:
        before = seats.get(seat.part)
        if before:
            role = seat.role if seat.role != "delegate" else before.role
            seat = Participation(seat.part, role, seat.speaker or before.speaker, seat.mode or before.mode)
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
