"""The form of a message: what of it differs from what was read, as ``KEY=VALUE`` of corrections.py."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mailbot.domain.meeting import Meeting
from mailbot.domain.submission import Person, Submission

TEXTS = ("title", "given", "family", "function", "affiliation", "email", "phone")
CHOICES = ("role", "mode")
_PERSON = re.compile(r"persons\.([0-9]{1,4})")

Changes = tuple[tuple[str, str], ...]


def changes_of(submission: Submission, meeting: Meeting, form: Sequence[tuple[str, str]]) -> Changes:
    """What the form says otherwise than the submission, in the order corrections are applied."""
    said: dict[str, list[str]] = {}
    for key, value in form:
        said.setdefault(key, []).append(value.strip())
    changes = _of_note(submission, said)
    numbers = sorted({int(found[1]) for key in said if (found := _PERSON.fullmatch(key))})
    for number in numbers:
        if 1 <= number <= len(submission.persons):
            changes += _of_person(submission, meeting, number, said)
    places = _places(submission, said)
    for number in numbers:
        if number > len(submission.persons):
            changes += _of_new(number, said, changes, len(submission.persons))
    return tuple(changes + places)


def speaker_of(person: Person, part: str) -> str:
    """What a person is for a part, as the form says it: ``primary``, ``alternate`` or nothing."""
    return person.speaker_in.get(part, person.speaker) or ""


def parts_with_speakers(submission: Submission, meeting: Meeting) -> tuple[str, ...]:
    """The parts the note speaks of that ask for speakers."""
    return tuple(p.id for p in meeting.parts if p.speakers and p.id in submission.parts)


def _last(said: Mapping[str, list[str]], key: str, default: str) -> str:
    return said[key][-1] if key in said else default


def _of_note(submission: Submission, said: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    revision = submission.revision
    now = {
        "kind": "withdrawal" if submission.kind == "withdrawal" else "submission",
        "delegation": submission.delegation or "",
        "parts": ",".join(submission.parts),
        "reference": submission.reference or "",
        "revision": revision.kind if revision else "first",
        "revision.of": (revision.of if revision else None) or "",
    }
    changes = []
    for key, old in now.items():
        if key == "parts":
            new = ",".join(said.get("note.parts", [])) if "note" in said else old
        else:
            new = _last(said, f"note.{key}", old)
        if new != old:
            changes.append((key, new))
    return changes


def _of_person(
    submission: Submission, meeting: Meeting, number: int, said: Mapping[str, list[str]]
) -> list[tuple[str, str]]:
    person, prefix = submission.persons[number - 1], f"persons.{number}"
    if f"{prefix}.gone" in said:
        return [(prefix, "-")]
    changes = []
    for field in (*TEXTS, *CHOICES):
        old = getattr(person, field) or ""
        new = _last(said, f"{prefix}.{field}", old)
        if new != old:
            changes.append((f"{prefix}.{field}", new))
    old_parts = ",".join(person.parts if person.parts is not None else submission.parts)
    new_parts = ",".join(said.get(f"{prefix}.parts", [])) if f"{prefix}.parts?" in said else old_parts
    if new_parts and new_parts != old_parts:
        changes.append((f"{prefix}.parts", new_parts))
    for part in parts_with_speakers(submission, meeting):
        old = speaker_of(person, part)
        new = _last(said, f"{prefix}.speaker.{part}", old)
        if new != old:
            changes.append((f"{prefix}.speaker.{part}", new))
    return changes


def _of_new(
    number: int, said: Mapping[str, list[str]], before: Sequence[tuple[str, str]], known: int
) -> list[tuple[str, str]]:
    """A person who was added: the next number after all there are."""
    prefix = f"persons.{number}"
    family, given = _last(said, f"{prefix}.family", ""), _last(said, f"{prefix}.given", "")
    if not (family or given) or f"{prefix}.gone" in said:
        return []
    place = known + 1 + sum(key == "persons.+" for key, _ in before)
    changes = [("persons.+", f"{given}|{family}")]
    for key, values in said.items():
        field = key.removeprefix(f"{prefix}.")
        if field != key and values[-1] and field not in {"family", "given", "parts", "parts?", "place"}:
            changes.append((f"persons.{place}.{field}", values[-1]))
    return changes


def _places(submission: Submission, said: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The order of the list, where it was changed: each person's new place, from the first on."""
    wanted: list[tuple[float, int]] = []
    for number in range(1, len(submission.persons) + 1):
        place = _last(said, f"persons.{number}.place", str(number))
        wanted.append((float(place) if place.isdigit() and len(place) < 5 else number, number))
    order = [number for _, number in sorted(wanted)]
    if order == sorted(order):
        return []
    return [(f"persons.{number}.place", str(place)) for place, number in enumerate(order, 1)]
