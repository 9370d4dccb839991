"""The form of a message: what of it differs from what was read, as ``KEY=VALUE`` of corrections.py."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mailbot.corrections import Refused
from mailbot.domain.meeting import Meeting
from mailbot.domain.submission import Person, Submission
from mailbot.outputs.shown import plain

TEXTS = ("title", "given", "family", "function", "affiliation", "email", "phone")
CHOICES = ("role", "mode")
NEW = "new"
"""The mark of the fields for a person who is to be added."""

_LAST = 100_000
_PERSON = re.compile(r"persons\.([0-9]{1,4})")

Changes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody has typed, laid over what is there now: ``last`` value by field, every ``pair``, and in ``lost``
    what was typed about a person who is there no more as they were shown, or about a note that reads otherwise now."""

    last: Mapping[str, str] = field(default_factory=dict)
    pairs: frozenset[tuple[str, str]] = frozenset()
    lost: tuple[tuple[str, ...], ...] = ()


def mark_of(what: Person | Submission) -> str:
    """Tells whether a person, or the note's own fields, are as they were shown."""
    plain_note = replace(what, persons=(), attachments=(), text="") if isinstance(what, Submission) else what
    return hashlib.sha256(repr(plain_note).encode()).hexdigest()[:16]


def typed_over(submission: Submission, form: Sequence[tuple[str, str]]) -> Typed:
    """What was typed, with each person's fields where that person is now; nothing is laid over anybody else."""
    now = {mark_of(person): number for number, person in enumerate(submission.persons, 1)}
    marks = {int(found[1]): value for key, value in form if (found := _PERSON.fullmatch(key))}
    shown_note = next((value for key, value in form if key == "note"), "")
    pairs: list[tuple[str, str]] = []
    lost: dict[str, list[str]] = {}
    added = len(submission.persons)
    numbers: dict[int, int | None] = {}
    for number, mark in sorted(marks.items()):
        is_new = mark == NEW
        added += is_new
        numbers[number] = added if is_new else now.get(mark)
    for key, value in form:
        prefix, _, rest = key.partition(".")
        if prefix == "note" and shown_note != mark_of(submission):
            lost.setdefault("note", []).append(value)
        elif prefix != "persons":
            pairs.append((key, value))
        else:
            which, _, name = rest.partition(".")
            to = numbers.get(int(which)) if which.isascii() and which.isdigit() else None
            if to is None:
                lost.setdefault(which, []).append(value)
            elif name != "place" or value != which:
                pairs.append((f"persons.{to}.{name}" if name else f"persons.{to}", value))
    return Typed(dict(pairs), frozenset(pairs), tuple(_words(values) for values in lost.values() if _words(values)))


def _words(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(value for value in values[1:] if value.strip())[:20]


def changes_of(submission: Submission, meeting: Meeting, form: Sequence[tuple[str, str]]) -> Changes:
    """What the form says otherwise than the submission, in the order corrections are applied.

    Raises Refused for what could only be dropped without a word.
    """
    said: dict[str, list[str]] = {}
    for key, value in form:
        said.setdefault(key, []).append(value.strip())
    changes = _of_note(submission, meeting, said)
    numbers = sorted({int(found[1]) for key in said if (found := _PERSON.fullmatch(key))})
    for number in numbers:
        if 1 <= number <= len(submission.persons):
            changes += _of_person(submission, meeting, number, said)
    places = _places(submission, said)
    for number in numbers:
        if number > len(submission.persons):
            changes += _of_new(number, said, changes, len(submission.persons))
    # Who is struck out has a place until the others have theirs.
    strikes = [(key, value) for key, value in changes if value == "-" and _PERSON.fullmatch(key)]
    return tuple([change for change in changes if change not in strikes] + places + strikes)


def speaker_of(person: Person, part: str) -> str:
    """What a person is for a part, as the form says it: ``primary``, ``alternate`` or nothing."""
    return person.speaker_in.get(part, person.speaker) or ""


def parts_with_speakers(submission: Submission, meeting: Meeting) -> tuple[str, ...]:
    """The parts the note speaks of that ask for speakers."""
    return tuple(p.id for p in meeting.parts if p.speakers and p.id in submission.parts)


def _last(said: Mapping[str, list[str]], key: str, default: str) -> str:
    return said[key][-1] if key in said else default


def _is_other(new: str, old: str) -> bool:
    """Whether somebody has typed something: a field shows a value on one line, without what turns or controls text."""
    return new not in {old, plain(old).replace("\n", "").strip()}


def _of_parts(
    key: str, old: Sequence[str], offered: Sequence[str], said: Mapping[str, list[str]], mark: str
) -> list[tuple[str, str]]:
    """The parts ticked, if they are others, whatever their order. ``mark`` is the field that tells they were offered:
    a box that is not ticked is not sent."""
    new = said.get(f"{mark}.parts" if mark == "note" else key, [])
    is_same = mark not in said or set(new) == set(old) & set(offered)
    return [] if is_same else [(key, ",".join(new))]


def _of_note(submission: Submission, meeting: Meeting, said: Mapping[str, list[str]]) -> list[tuple[str, str]]:
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
        new = _last(said, f"note.{key}", old)
        if key == "parts":
            changes += _of_parts(key, submission.parts, [part.id for part in meeting.parts], said, "note")
        elif _is_other(new, old):
            changes.append((key, new))
    return changes


def _of_person(
    submission: Submission, meeting: Meeting, number: int, said: Mapping[str, list[str]]
) -> list[tuple[str, str]]:
    person, prefix = submission.persons[number - 1], f"persons.{number}"
    if f"{prefix}.gone" in said:
        return [(prefix, "-")]
    changes = []
    for name in (*TEXTS, *CHOICES):
        old = getattr(person, name) or ""
        new = _last(said, f"{prefix}.{name}", old)
        if _is_other(new, old):
            changes.append((f"{prefix}.{name}", new))
    own = person.parts if person.parts is not None else submission.parts
    in_parts = _of_parts(f"{prefix}.parts", own, submission.parts, said, f"{prefix}.parts?")
    if in_parts and not in_parts[0][1]:
        raise Refused(
            f"{person.full_name} would be in no part: tick one, or strike them out.",
            "in_no_part",
            name=person.full_name,
        )
    changes += in_parts
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
    if f"{prefix}.gone" in said:
        return []
    if not (family or given):
        if any(_last(said, f"{prefix}.{field}", "") for field in TEXTS):
            raise Refused("The person you are adding has no name: give one, or empty the fields.", "added_unnamed")
        return []
    place = known + 1 + sum(key == "persons.+" for key, _ in before)
    # In that form the last stroke ends the given names; a family name with a stroke of its own is said by itself.
    is_plain = "|" not in family
    changes = [("persons.+", f"{given}|{family if is_plain else ''}")]
    changes += [] if is_plain else [(f"persons.{place}.family", family)]
    for key, values in said.items():
        field = key.removeprefix(f"{prefix}.")
        if field != key and values[-1] and field not in {"family", "given", "parts", "parts?", "place"}:
            changes.append((f"persons.{place}.{field}", values[-1]))
    return changes


def _places(submission: Submission, said: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The order of the list, where it was changed: each person's new place, from the first on."""
    wanted: list[tuple[int, int, int]] = []
    for number in range(1, len(submission.persons) + 1):
        if f"persons.{number}.gone" in said:
            wanted.append((_LAST, 0, number))
            continue
        place = _last(said, f"persons.{number}.place", str(number))
        to = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else number
        # Who is moved up to a place comes before who has it, who is moved down after.
        wanted.append((to, (to > number) - (to < number), number))
    order = [number for _, _, number in sorted(wanted)]
    staying = [number for to, _, number in sorted(wanted) if to != _LAST]
    if staying == sorted(staying):
        return []
    return [(f"persons.{number}.place", str(place)) for place, number in enumerate(order, 1)]
