"""Who speaks: what a submission would change about it. Their e-mail is where the connection to the floor goes."""

from __future__ import annotations

from collections.abc import Iterable

from .case import Case
from .delegation import Participant
from .identity import address_key, name_tokens

_Voice = tuple[str, str, tuple[str, ...], str]


def changes_speakers(case: Case) -> bool:
    """Whether it would change who speaks for a delegation that is recorded, or an address of theirs."""
    if case.current is None:
        return False
    before = _voices(case.current.participants)
    if case.submission.kind == "withdrawal":
        return any(part in case.submission.parts or not case.submission.parts for part, *_ in before)
    return before != _voices(case.composition.participants)


def _voices(participants: Iterable[Participant]) -> frozenset[_Voice]:
    return frozenset(
        (seat.part, seat.speaker, tuple(sorted(name_tokens(person))), address_key(person.email))
        for person in participants
        for seat in person.participations
        if seat.speaker
    )
