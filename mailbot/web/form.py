"""The form of a message: what of it differs from what was read, as ``KEY=VALUE`` of corrections.py."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mailbot.corrections import SAME, Refused
from mailbot.domain.meeting import Meeting
from mailbot.domain.submission import Person, Submission
from mailbot.outputs.shown import plain

TEXTS = ("title", "given", "family", "function", "affiliation", "email", "phone")
CHOICES = ("role", "mode")
NEW = "new"
"""The mark of the fields for a person who is to be added."""

_LAST = 100_000
_PERSON = re.compile(r"persons\.([0-9]{1,4})")
_NAME_OF_NEW = re.compile(rf"persons\.[0-9]{{1,4}}\.(?:{'|'.join(TEXTS)})")

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


def draft_mark(text: str) -> str:
    """Tells whether a letter is as it was drafted, however a browser broke its lines."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


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
    known = len(submission.persons)
    added: dict[int, int] = {}
    for number in numbers:
        if number > known and _is_added(number, said):
            added[number] = known + 1 + len(added)
            changes += _of_new(submission, number, added[number], said)
    places = _places(known, added, said)
    # Who is struck out has a place until the others have theirs.
    strikes = [(key, value) for key, value in changes if value == "-" and _PERSON.fullmatch(key)]
    return tuple([change for change in changes if change not in strikes] + places + strikes)


def speaker_of(person: Person, part: str) -> str:
    """What a person is for a part, as the form says it: ``primary``, ``alternate`` or nothing."""
    return person.speaker_in.get(part, person.speaker) or ""


def in_part(person: Person | None, field: str, part: str) -> str:
    """The role or mode of a person in a part, as the form says it: ``same`` where it is that of every part."""
    said: Mapping[str, str | None] = getattr(person, f"{field}_in") if person else {}
    return (said[part] or "") if part in said else SAME


def parts_apart(submission: Submission, meeting: Meeting, person: Person | None) -> tuple[str, ...]:
    """The parts a person can have a role or mode of their own in: several, or those for which one was read."""
    offered = submission.parts if len(submission.parts) > 1 else ()
    read = {*person.role_in, *person.mode_in} if person else set()
    return tuple(part.id for part in meeting.parts if part.id in offered or part.id in read)


def blanks(submission: Submission, typed: Mapping[str, str]) -> range:
    """The numbers of the fields for people who are to be added: those that hold something, and one more."""
    known = len(submission.persons)
    used = [int(key.split(".")[1]) for key, value in typed.items() if value and _NAME_OF_NEW.fullmatch(key)]
    return range(known + 1, max([known, *used]) + 2)


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
    changes += _narrowed(prefix, own, submission, said, person.full_name)
    for part in parts_with_speakers(submission, meeting):
        old = speaker_of(person, part)
        new = _last(said, f"{prefix}.speaker.{part}", old)
        if new != old:
            changes.append((f"{prefix}.speaker.{part}", new))
    return changes + _apart(submission, meeting, number, said, {key for key, _ in changes})


def _apart(
    submission: Submission, meeting: Meeting, number: int, said: Mapping[str, list[str]], changed: set[str]
) -> list[tuple[str, str]]:
    """Role and mode where a part has its own. What is said for every part clears those; they are said again then."""
    person, found = submission.persons[number - 1], []
    for name in CHOICES:
        for part in parts_apart(submission, meeting, person):
            key, old = f"persons.{number}.{name}.{part}", in_part(person, name, part)
            new = _last(said, key, old)
            if new != (SAME if f"persons.{number}.{name}" in changed else old):
                found.append((key, new))
    return found


def _narrowed(
    prefix: str, own: Sequence[str], submission: Submission, said: Mapping[str, list[str]], name: str
) -> list[tuple[str, str]]:
    """The parts a person is in, if they are others. Raises Refused if they were in none."""
    found = _of_parts(f"{prefix}.parts", own, submission.parts, said, f"{prefix}.parts?")
    if found and not found[0][1]:
        raise Refused(f"{name} would be in no part: tick one, or strike them out.", "in_no_part", name=name)
    return found


def _is_added(number: int, said: Mapping[str, list[str]]) -> bool:
    """Whether the fields for somebody new name one. Raises Refused where they say something of nobody."""
    prefix = f"persons.{number}"
    if f"{prefix}.gone" in said:
        return False
    if _last(said, f"{prefix}.family", "") or _last(said, f"{prefix}.given", ""):
        return True
    if any(_said_of_new(prefix, said)):
        raise Refused("The person you are adding has no name: give one, or empty the fields.", "added_unnamed")
    return False


def _said_of_new(prefix: str, said: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """The fields of somebody new that were touched, apart from name, place and parts."""
    for key, values in said.items():
        field = key.removeprefix(f"{prefix}.")
        untouched = {"", "delegate" if field == "role" else SAME if field.startswith(("role.", "mode.")) else ""}
        if (
            field != key
            and values[-1] not in untouched
            and field not in {"family", "given", "parts", "parts?", "place"}
        ):
            yield field, values[-1]


def _of_new(submission: Submission, number: int, own: int, said: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """A person who was added, by the number the form has and by that of their ``own`` they get."""
    prefix = f"persons.{number}"
    family, given = _last(said, f"{prefix}.family", ""), _last(said, f"{prefix}.given", "")
    # In that form the last stroke ends the given names; a family name with a stroke of its own is said by itself.
    is_plain = "|" not in family
    changes = [("persons.+", f"{given}|{family if is_plain else ''}")]
    changes += [] if is_plain else [(f"persons.{own}.family", family)]
    changes += [(f"persons.{own}.{field}", value) for field, value in _said_of_new(prefix, said)]
    parts = _narrowed(prefix, submission.parts, submission, said, f"{given} {family}".strip())
    return changes + [(f"persons.{own}.parts", value) for _, value in parts]


def _places(known: int, added: Mapping[int, int], said: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The order of the list, where it was changed: each person's new place, from the first on. ``added`` tells of
    those who are new which number they get."""
    wanted: list[tuple[int, int, int]] = []
    for shown, number in [*((n, n) for n in range(1, known + 1)), *added.items()]:
        if f"persons.{shown}.gone" in said:
            wanted.append((_LAST, 0, number))
            continue
        place = _last(said, f"persons.{shown}.place", str(shown))
        to = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else shown
        # Who is moved up to a place comes before who has it, who is moved down after.
        wanted.append((to, (to > shown) - (to < shown), number))
    order = [number for _, _, number in sorted(wanted)]
    staying = [number for to, _, number in sorted(wanted) if to != _LAST]
    if staying == sorted(staying):
        return []
    return [(f"persons.{number}.place", str(place)) for place, number in enumerate(order, 1)]
