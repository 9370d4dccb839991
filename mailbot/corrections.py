"""What a person may put right in a submission, field by field, written as ``KEY=VALUE``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from .domain.identity import fold
from .domain.submission import LANGUAGES, Change, Person, Submission
from .reading.validity import with_address_faults


class Refused(Exception):
    """The decision cannot be carried out; the message is one sentence with the remedy."""


def corrected(
    submission: Submission, delegation: str | None, changes: Sequence[tuple[str, str]], parts: Sequence[str]
) -> Submission:
    """The submission with the person's changes: ``delegation``, ``parts``, ``reference``, ``kind``,
    ``revision``, ``language``, ``persons.N.FIELD`` (N from 1), ``persons.N=-`` to strike one out,
    ``persons.+=Given|FAMILY`` to add one. ``parts`` are the meeting's. Raises Refused for what it does not know."""
    result = submission
    if delegation:
        result = replace(result, delegation=delegation.upper(), stated=delegation.upper())
    persons: list[Person | None] = list(result.persons)
    for key, value in changes:
        if key.startswith("persons."):
            _change_person(persons, key.removeprefix("persons."), value, parts)
        elif key == "parts":
            result = replace(result, parts=_parts(value, parts))
        else:
            result = _change_note(result, key, value)
    _check_within(result, [(key, value) for key, value in changes if key.endswith(".parts")])
    return with_address_faults(replace(result, persons=tuple(p for p in persons if p is not None)))


def _change_note(submission: Submission, key: str, value: str) -> Submission:
    if key == "delegation":
        return replace(submission, delegation=value.upper(), stated=value.upper())
    if key == "reference":
        return replace(submission, reference=value or None)
    if key == "language" and value in LANGUAGES:
        return replace(submission, language=value)
    if key == "kind" and value in {"submission", "withdrawal"}:
        return replace(submission, kind="withdrawal" if value == "withdrawal" else "submission")
    if key == "revision" and value in {"first", "replace", "delta"}:
        old = submission.revision
        kept = (old.of if old else None, old.remove if old else ())
        change = None if value == "first" else Change("replace" if value == "replace" else "delta", *kept)
        return replace(submission, revision=change)
    raise Refused(f"{key}={value} cannot be set; see `mailbot resolve --help` for what can.")


def _parts(value: str, known: Sequence[str]) -> tuple[str, ...]:
    """Part ids out of ``RC1,RC2``, in any case, in the meeting's order."""
    wanted = [part.strip().casefold() for part in value.split(",") if part.strip()]
    unknown = [part for part in wanted if part not in {name.casefold() for name in known}]
    if unknown or not wanted:
        what = f"The meeting has no part {unknown[0].upper()}" if unknown else "No part is named"
        raise Refused(f"{what}; its parts are {', '.join(known)}.")
    return tuple(part for part in known if part.casefold() in wanted)


def _check_within(submission: Submission, changes: Sequence[tuple[str, str]]) -> None:
    """A person cannot be put into a part the note does not speak of."""
    for key, value in changes:
        outside = [p for p in value.split(",") if p.strip() and p.strip().upper() not in _upper(submission.parts)]
        if outside and submission.parts:
            raise Refused(
                f"{key}={value}: the note is for {', '.join(submission.parts)} only; "
                f"to widen it, add --set parts={','.join(submission.parts)},{outside[0].strip()}."
            )


def _upper(parts: Sequence[str]) -> set[str]:
    return {part.upper() for part in parts}


_TEXT_FIELDS = ("family", "given", "title", "function", "affiliation", "email", "phone")
_CHOICES = {
    "role": ("head", "alternate_head", "delegate", "adviser"),
    "speaker": ("primary", "alternate", ""),
    "mode": ("in_person", "virtual", ""),
}


def _change_person(persons: list[Person | None], key: str, value: str, parts: Sequence[str]) -> None:
    number, _, field = key.partition(".")
    if number == "+":
        given, _, family = value.rpartition("|")
        persons.append(Person(family=family.strip(), given=given.strip() or None))
        return
    if not number.isdigit() or not 1 <= int(number) <= len(persons):
        raise Refused(f"There is no person number {number}; there are {len(persons)}.")
    index = int(number) - 1
    person = persons[index]
    if not field and value == "-":
        persons[index] = None
        return
    if person is None:
        raise Refused(f"Person number {number} has been struck out.")
    if field == "parts":
        persons[index] = replace(person, parts=_parts(value, parts) if value.strip() else None)
        return
    persons[index] = _with_field(person, field, value)


def _with_field(person: Person, field: str, value: str) -> Person:
    if field in _TEXT_FIELDS:
        certain = {"order_certain": True} if field in {"family", "given"} else {}
        latin = {"latin": fold(value).isascii()} if field == "family" else {}
        return replace(person, **{field: value or None}, **certain, **latin)  # type: ignore[arg-type]
    if field in _CHOICES and value in _CHOICES[field]:
        return replace(person, **{field: value or None})  # type: ignore[arg-type]
    known = ", ".join(f.name for f in fields(Person) if f.name in (*_TEXT_FIELDS, *_CHOICES, "parts"))
    raise Refused(f"{field}={value} cannot be set on a person; fields are {known}.")
