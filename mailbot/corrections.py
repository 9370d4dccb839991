"""What a person may put right in a submission, field by field, written as ``KEY=VALUE``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from unicodedata import category

from .domain.identity import fold
from .domain.submission import LANGUAGES, Change, Language, Person, Submission
from .reading.validity import with_address_faults


class Refused(Exception):
    """The decision cannot be carried out; the message is one sentence with the remedy, for the command line.

    ``code`` and ``facts`` tell the same to who words it anew, as the review page does in its languages.
    """

    def __init__(self, sentence: str, code: str = "", /, **facts: object) -> None:
        super().__init__(sentence)
        self.code, self.facts = code, facts


def corrected(
    submission: Submission, delegation: str | None, changes: Sequence[tuple[str, str]], parts: Sequence[str]
) -> Submission:
    """The submission with the person's changes, one after the other; ``parts`` are the meeting's.

    Keys are ``delegation``, ``parts``, ``reference``, ``kind``, ``revision``, ``revision.of``, ``language``, and of a
    person ``persons.N.FIELD``, ``persons.N.place=K`` to move, ``persons.N=-`` to strike out; N counts from 1 as they
    were read, whatever is moved or struck out meanwhile. ``persons.N.speaker.PART``, ``.role.PART`` and ``.mode.PART``
    hold for that part alone, ``same`` there for what holds in every part. ``persons.+=Given|FAMILY`` adds one, who
    gets the number after the last. An empty value clears a field. Raises Refused for what it does not know.
    """
    result = submission
    if delegation:
        result = replace(result, delegation=delegation.upper(), stated=delegation.upper())
    people = _People(result.persons, parts)
    for key, value in changes:
        if key.startswith("persons."):
            people.change(key.removeprefix("persons."), value)
        elif key == "parts":
            result = replace(result, parts=_parts(value, parts))
        else:
            result = _change_note(result, key, value)
    people.check(len(submission.persons))
    _check_within(result, changes)
    return with_address_faults(replace(result, persons=people.in_order()))


def _change_note(submission: Submission, key: str, value: str) -> Submission:
    value = _one_line(value)
    if key == "delegation":
        if not value:
            raise Refused("delegation= cannot be empty; give a code of the invitee list.", "delegation_empty")
        return replace(submission, delegation=value.upper(), stated=value.upper())
    if key == "reference":
        return replace(submission, reference=value or None)
    if key == "language":
        return replace(submission, language=_language(value))
    if key == "kind":
        _check_choice(key, value, ("submission", "withdrawal"))
        return replace(submission, kind="withdrawal" if value == "withdrawal" else "submission")
    if key in {"revision", "revision.of"}:
        return replace(submission, revision=_change(submission.revision, key, value))
    raise Refused(f"{key}={value} cannot be set; see `mailbot resolve --help` for what can.", "not_settable", key=key)


def _language(value: str) -> Language:
    found = next((language for language in LANGUAGES if language == value), None)
    if found is None:
        what = f"language={value} cannot be set; it is one of {', '.join(LANGUAGES)}."
        raise Refused(what, "not_settable", key="language")
    return found


def _change(old: Change | None, key: str, value: str) -> Change | None:
    if key == "revision.of":
        # What replaces a note that is named is a revision, whatever it was read as.
        return replace(old or Change("replace"), of=value or None) if old or value else None
    _check_choice(key, value, ("first", "replace", "delta"))
    kept = (old.of if old else None, old.remove if old else ())
    return None if value == "first" else Change("replace" if value == "replace" else "delta", *kept)


def _check_choice(key: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        said = ", ".join(choice or "nothing" for choice in choices)
        raise Refused(f"{key}={value} cannot be set; it is one of {said}.", "not_settable", key=key)


def _parts(value: str, known: Sequence[str]) -> tuple[str, ...]:
    """Part ids out of ``RC1,RC2``, in any case, in the meeting's order."""
    wanted = [part.strip().casefold() for part in value.split(",") if part.strip()]
    unknown = [part for part in wanted if part not in {name.casefold() for name in known}]
    if unknown or not wanted:
        parts = ", ".join(known)
        if not unknown:
            raise Refused(f"No part is named; its parts are {parts}.", "no_part")
        part = unknown[0].upper()
        raise Refused(f"The meeting has no part {part}; its parts are {parts}.", "no_such_part", part=part, parts=parts)
    return tuple(part for part in known if part.casefold() in wanted)


def _check_within(submission: Submission, changes: Sequence[tuple[str, str]]) -> None:
    """A person cannot be put into a part, or speak in one, that the note does not speak of."""
    known = {part.upper() for part in submission.parts}
    for key, value in changes:
        named = [_part_of(key)] if value not in {"", SAME} else []
        if key.startswith("persons.") and key.endswith(".parts"):
            named = value.split(",")
        outside = [part for part in named if part.strip() and part.strip().upper() not in known]
        if outside and submission.parts:
            raise Refused(
                f"{key}={value}: the note is for {', '.join(submission.parts)} only; "
                f"to widen it, add --set parts={','.join(submission.parts)},{outside[0].strip()}.",
                "outside_note",
                key=key,
                parts=", ".join(submission.parts),
                part=outside[0].strip(),
            )


def _part_of(key: str) -> str:
    """The part a person's field is said for, of ``persons.N.FIELD.PART``; empty for one that holds everywhere."""
    names = key.split(".", 3)
    return names[3] if len(names) > 3 and names[0] == "persons" and names[2] in _CHOICES else ""


_TEXT_FIELDS = ("family", "given", "title", "function", "affiliation", "email", "phone")
_CHOICES = {
    "role": ("head", "alternate_head", "delegate", "adviser"),
    "speaker": ("primary", "alternate", ""),
    "mode": ("in_person", "virtual", ""),
}
SAME = "same"
"""Said of a part: as in every other."""

LONGEST_VALUE = 500
"""Characters: no name, title or function is longer."""


class _People:
    """The persons by their numbers, which stay, and the order they are in."""

    def __init__(self, persons: Sequence[Person], parts: Sequence[str]) -> None:
        self._persons = dict(enumerate(persons, 1))
        self._order = list(self._persons)
        self._parts = parts

    def in_order(self) -> tuple[Person, ...]:
        return tuple(self._persons[number] for number in self._order)

    def check(self, read: int) -> None:
        """Nobody was added, or left, without a name."""
        for number in self._order:
            if number > read and not self._persons[number].full_name:
                what = f"Person number {number} has no name; add --set persons.{number}.family=NAME."
                raise Refused(what, "person_unnamed", number=number)

    def change(self, key: str, value: str) -> None:
        """One change; ``key`` without its ``persons.``."""
        name, _, field = key.partition(".")
        if name == "+" and not field:
            self._add(value)
            return
        number = self._number(name)
        if not field and value == "-":
            self._order.remove(number)
        elif field == "place":
            self._move(number, value)
        elif field == "parts":
            narrower = _parts(value, self._parts) if value.strip() else None
            self._persons[number] = replace(self._persons[number], parts=narrower)
        elif part := _part_of(f"persons.{key}"):
            self._say_in(number, field.partition(".")[0], part, value)
        else:
            self._persons[number] = _with_field(self._persons[number], number, field, value)

    def _number(self, name: str) -> int:
        number = int(name) if name.isascii() and name.isdigit() and len(name) < 6 else 0
        if number not in self._persons:
            count = len(self._persons)
            what = f"There is no person number {name}; there are {count}."
            raise Refused(what, "no_such_person", number=name, count=count)
        if number not in self._order:
            raise Refused(f"Person number {number} has been struck out.", "person_struck", number=number)
        return number

    def _add(self, value: str) -> None:
        given, _, family = value.rpartition("|")
        number = len(self._persons) + 1
        self._persons[number] = _with_field(
            Person(family=None, given=_one_line(given) or None), number, "family", family
        )
        self._order.append(number)

    def _move(self, number: int, value: str) -> None:
        place = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0
        if not 1 <= place <= len(self._order):
            count = len(self._order)
            what = f"persons.{number}.place={value} cannot be set; places go from 1 to {count}."
            raise Refused(what, "place_wrong", number=number, count=count)
        self._order.remove(number)
        self._order.insert(place - 1, number)

    def _say_in(self, number: int, field: str, part: str, value: str) -> None:
        """Speaker, role or mode for one part."""
        (part,) = _parts(part.replace(",", " "), self._parts)
        person = self._persons[number]
        said = dict(getattr(person, f"{field}_in"))
        if value == SAME:
            said.pop(part, None)
        else:
            _check_choice(f"persons.{number}.{field}.{part}", value, _CHOICES[field])
            said[part] = value or None
        by_part: dict[str, object] = {f"{field}_in": said}
        self._persons[number] = replace(person, **by_part)  # type: ignore[arg-type]


def _with_field(person: Person, number: int, field: str, value: str) -> Person:
    value = _one_line(value)
    if field in _TEXT_FIELDS:
        certain = {"order_certain": True} if field in {"family", "given"} else {}
        latin = {"latin": fold(value).isascii()} if field == "family" else {}
        named = replace(person, **{field: value or None}, **certain, **latin)  # type: ignore[arg-type]
        if person.full_name and not named.full_name:
            what = f"Person number {number} cannot be without a name; `persons.{number}=-` strikes one out."
            raise Refused(what, "name_needed", number=number)
        return named
    if field in _CHOICES:
        _check_choice(f"persons.{number}.{field}", value, _CHOICES[field])
        # Said without a part it holds for every part.
        everywhere: dict[str, object] = {f"{field}_in": {}}
        return replace(person, **{field: value or None}, **everywhere)  # type: ignore[arg-type]
    known = ", ".join(f.name for f in fields(Person) if f.name in (*_TEXT_FIELDS, *_CHOICES, "parts"))
    key = f"persons.{number}.{field}"
    raise Refused(
        f"{key} cannot be set; fields are {known}, speaker.PART, role.PART, mode.PART, place.", "not_settable", key=key
    )


def _one_line(value: str) -> str:
    """The value without line breaks, control characters, and spaces around it. Raises Refused if it is too long."""
    if len(value) > LONGEST_VALUE:
        what = f"{value[:30]}… is longer than {LONGEST_VALUE} characters; no field is."
        raise Refused(what, "too_long", start=value[:30], count=LONGEST_VALUE)
    return " ".join("".join(c if category(c) != "Cc" else " " for c in value).split())
