"""Two renderings of one list against each other: the note and its covering mail, two files, two places of one note.

Each is as good as the other, so where they differ no one of them is taken: a person asks the delegation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailbot.domain.submission import Doubt, Person
from mailbot.reading.folding import fold

from .identity import Group
from .people import People

_MOST = 200
_INITIAL = re.compile(r"[^\W\d_]\.?")
_WORD = re.compile(r"[^\W\d_]+")


def differing(people: People, beside: People) -> Iterator[Doubt]:
    """A doubt for each thing the texts beside the note say otherwise of its persons, or of whom it does not name."""
    known = [(person, _words(person)) for person in (*people.persons, *people.leaving)[:_MOST]]
    if not people.persons:
        return
    for other in beside.persons[:_MOST]:
        person = _same(other, known)
        if person is None:
            yield from _unknown(other)
        elif person in people.persons:
            yield from _differences(person, other)
    for other in beside.leaving[:_MOST]:
        person = _same(other, known)
        if person is not None and person in people.persons:
            yield _doubt(person, other, f"the note lists {person.full_name}, the text beside it takes the name out")


def by_initials(persons: Sequence[Person]) -> Iterator[Doubt]:
    """A doubt where an initial may mean another person of the list: "N. Dlamini" and "Nomvula Dlamini"."""
    for one in persons[:_MOST]:
        given = fold(one.given or "")
        if not one.family or not _INITIAL.fullmatch(given):
            continue
        twins = (p for p in persons[:_MOST] if p is not one and fold(p.family or "") == fold(one.family))
        for other in twins:
            name = fold(other.given or "")
            if name.startswith(given[0]) and not _INITIAL.fullmatch(name):
                detail = f"{one.full_name} and {other.full_name} may be one person."
                yield Doubt("low_confidence", one.full_name, None, detail, one.sources.get("family"))


def two_addresses(group: Group, name: str) -> Iterator[Doubt]:
    """A doubt where two places of the message give one person two addresses."""
    found = {re.sub(r"\s+", "", fold(m.email.text)): m.email for m in group.mentions if m.email}
    if len(found) > 1:
        detail = f"{name} has two addresses: {' and '.join(sorted(found))}."
        yield Doubt("low_confidence", name, None, detail, list(found.values())[1].source)


def _words(person: Person) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(fold(person.full_name)) if len(word) > 1)


def _same(other: Person, known: Sequence[tuple[Person, frozenset[str]]]) -> Person | None:
    """The one person whose name has all the words of the other, or the other way round."""
    words = _words(other)
    fits = [person for person, mine in known if words and mine and (words <= mine or mine <= words)]
    return fits[0] if len(fits) == 1 else None


def _unknown(other: Person) -> Iterator[Doubt]:
    """Somebody with a function in the delegation beside the note, whom the note does not name."""
    if other.speaker or other.role in {"head", "alternate_head"}:
        yield _doubt(other, other, f"{other.full_name} has a function there, and the note does not name this person")


def _differences(person: Person, other: Person) -> Iterator[Doubt]:
    pairs = (
        ("speaker status", person.speaker, other.speaker),
        ("address", fold(person.email or ""), fold(other.email or "")),
    )
    for what, mine, theirs in pairs:
        if theirs and mine != theirs:
            yield _doubt(person, other, f"the {what} of {person.full_name} is {mine or 'not given'} in one, {theirs}")
    if other.role == "head" and person.role != "head":
        yield _doubt(person, other, f"{person.full_name} is head of delegation in one, and not")


def _doubt(person: Person, other: Person, what: str) -> Doubt:
    detail = f"Two texts of the message differ: {what} in the other." if " in one, " in what else f"{what}."
    return Doubt("low_confidence", person.full_name, None, detail, other.sources.get("family"))
