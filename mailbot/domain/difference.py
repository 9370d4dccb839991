"""What changed between two compositions, person by person and field by field."""

from __future__ import annotations

from collections.abc import Iterable

from .delegation import Diff, FieldChange, Participant, ParticipantChange
from .identity import candidates

_FIELDS = ("title", "given", "family", "function", "affiliation", "email", "phone")


def between(before: Iterable[Participant], after: Iterable[Participant]) -> Diff:
    """Who joined, who left and what else changed, in the order of ``after``."""
    left = list(before)
    added: list[Participant] = []
    changed: list[ParticipantChange] = []
    for participant in after:
        match = _match(participant, left)
        if match is None:
            added.append(participant)
            continue
        left.remove(match)
        changes = tuple(_changes(match, participant))
        if changes:
            changed.append(ParticipantChange(participant, changes))
    return Diff(tuple(added), tuple(left), tuple(changed))


def _match(participant: Participant, left: list[Participant]) -> Participant | None:
    """The same person before; of several entries for one person, the one for the same parts."""
    parts = {q.part for q in participant.participations}
    return max(
        candidates(participant, left), key=lambda p: len(parts & {q.part for q in p.participations}), default=None
    )


def _changes(old: Participant, new: Participant) -> Iterable[FieldChange]:
    for name in _FIELDS:
        a, b = getattr(old, name), getattr(new, name)
        if a != b:
            yield FieldChange(name, a, b)
    seats_before = {q.part: q for q in old.participations}
    seats_after = {q.part: q for q in new.participations}
    for part in (*seats_before, *(p for p in seats_after if p not in seats_before)):
        was, now = seats_before.get(part), seats_after.get(part)
        if was is None or now is None:
            yield FieldChange(f"{part}.takes_part", _yes(was is not None), _yes(now is not None))
        for name in ("role", "speaker", "mode"):
            a, b = getattr(was, name, None), getattr(now, name, None)
            if a != b and was is not None and now is not None:
                yield FieldChange(f"{part}.{name}", a, b)


def _yes(value: bool) -> str | None:
    return "yes" if value else None
