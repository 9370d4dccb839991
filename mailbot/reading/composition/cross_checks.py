"""Cross-checks of the persons read against each other and against the text, and how sure each of them is for it.

A name half in another script, a title or a small letter where a given name begins, an address that spells somebody
else, a titled name or an address in the note that nobody has: each says that something was read wrongly, though it
does not say what. Such a person goes to staff; the confidence says how far the others may be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailbot.domain.submission import Doubt, Person
from mailbot.reading.folding import fold

from .address_names import plain_letters
from .anatomy import Strand, is_quiet
from .broken_addresses import is_cut
from .people import People
from .roles import is_acronym, is_organisation
from .unread_names import unread
from .wording import is_only, says

# Measured on 530 persons of three sets of invented submissions: how many were right in name, address, role and speaker
# status. "Confirmed" by an address that spells the family name; "beside" doubts about something else in the message.
_CONFIRMED, _UNCONFIRMED = 0.98, 0.95
_CONFIRMED_BESIDE, _UNCONFIRMED_BESIDE = 0.8, 0.55
_ODD = 0.15
_SERIOUS = frozenset({"low_confidence", "revision_unclear", "role_ambiguous"})
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_OTHER = re.compile("[\u0400-\u04ff\u0600-\u06ff\u3400-\u9fff]")
_INITIALS = re.compile(r"(?:[A-Z]\.\s?){1,3}(?=\s?(?:de\s|[A-Z][^\W\d_.]{2}))")
_STRANGE = re.compile(r"\d|[@:;|/\\_]|['’]s(?=\s|$)")
# A replacement character, or UTF-8 read as Latin-1 and not put right.
_LOST = re.compile("\ufffd|[ÃÂ](?=[\u0080-\u00bf|\\s]|$)|[ÐÑ](?=[\u0080-\u00bf])")
_TITLED = re.compile(
    r"(?<![^\W_])(?:Mr|Ms|Mrs|Miss|Mme|Mlle|Monsieur|Madame|Sr|Sra|Srta|Señora?|Senhora?|Dr|Dra|M(?=\. ))\.? "
    r"(?P<name>(?:[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*(?: |(?![^\W_]))){1,4})"
)
# "Oumar TRAORÉ": names in small letters before a family name in capitals.
_CAPITALS = re.compile(
    r"(?<![^\s(,:;/•–-])(?P<name>(?:[A-ZÀ-Þ][a-zß-ÿ]{1,20}(?:[-'’][A-Za-zÀ-ÿ]{1,20})?[ \t]){1,3}"
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ'’\-]{3,24})(?:[ \t][A-ZÀ-Þ'’\-]{2,24}){0,2})(?![\w@])"
)
_EMAIL = re.compile(r"[\w.%+\-]{2,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}")
_LEAST_LETTERS = 4
_ACRONYM = 4
_MOST = 200


def with_confidence(persons: Sequence[Person], doubts: Sequence[Doubt]) -> tuple[Person, ...]:
    """The persons, each with how sure all its fields are together, from 0 to 1; ``doubts`` are the message's."""
    beside = any(doubt.code in _SERIOUS for doubt in doubts)
    return tuple(replace(person, confidence=_confidence(person, persons, beside)) for person in persons)


def doubts_of(strands: Sequence[Strand], people: People) -> Iterator[Doubt]:
    """One for each person with something odd, and one for each name or address in the note that nobody has."""
    persons, leaving = people.persons, people.leaving
    if not persons:
        return
    for person in persons[:_MOST]:
        odd = _oddity(person, persons)
        if odd:
            source = person.sources.get("family")
            yield Doubt("low_confidence", person.full_name, None, f"{person.full_name}: {odd}", source)
        yield from _borrowed(person, persons)
    everybody = (*persons, *leaving)[:_MOST]
    for strand in strands:
        yield from _unread_names(strand, everybody, people.words)
    missing = [p for p in persons if p.speaker and not p.email]
    if missing and not leaving:
        given = {fold(p.email) for p in everybody if p.email}
        for strand in strands:
            yield from _unread_addresses(strand, given)


def _confidence(person: Person, persons: Sequence[Person], beside: bool) -> float:
    read = min((s.confidence for f, s in person.sources.items() if f in ("family", "given", "email")), default=1.0)
    if _oddity(person, persons):
        sure = _ODD
    elif person.email and _spells(person.email, person):
        sure = _CONFIRMED_BESIDE if beside else _CONFIRMED
    else:
        sure = _UNCONFIRMED_BESIDE if beside else _UNCONFIRMED
    doubtful = 1.0 if person.order_certain else 0.8
    return round(min(sure, read) * doubtful, 3)


def _oddity(person: Person, persons: Sequence[Person]) -> str | None:
    """What speaks against a person as read, in half a sentence; None if nothing does."""
    return next(_oddities(person, persons), None)


def _oddities(person: Person, persons: Sequence[Person]) -> Iterator[str]:
    name = person.full_name
    if _LATIN.search(name) and _OTHER.search(name):
        yield "two scripts stand in one name."
    if _STRANGE.search(name):
        yield "there are signs in the name that no name has."
    if any(_LOST.search(text) for text in (name, person.function or "", person.affiliation or "", person.title or "")):
        yield "letters were lost on the way."
    given = person.given or ""
    first, _, more = given.partition(" ")
    if first.islower() or (more and is_only(fold(first), "titles")):
        yield "a title may have been read as a given name."
    if _INITIALS.match(given):
        yield "the given name begins with what may be a title."
    if is_only(fold(name), "words.composition", "roles.head", "roles.delegate", "words.contact", "words.addressed"):
        yield "the name is a word that lists use."
    if person.email and len(persons) <= _MOST and _is_cut(person.email, persons):
        yield f"the address {person.email} may have lost its end."
    if person.email and len(persons) <= _MOST and not _spells(person.email, person):
        other = next((p for p in persons if p is not person and _spells(person.email, p)), None)
        if other is not None:
            yield f"the address {person.email} spells {other.full_name}."


def _borrowed(person: Person, persons: Sequence[Person]) -> Iterator[Doubt]:
    """A role or status that was read in a line that names somebody else, and not this person."""
    own = set(_words(person.full_name))
    for field, value in (("role", person.role != "delegate"), ("speaker", person.speaker)):
        source = person.sources.get(field)
        if not value or source is None or not _LATIN.search(person.full_name) or len(source.text) > _LINE:
            continue
        if says(fold(source.text), "words.copula", "words.verbs"):
            continue  # a sentence may mean by the post, by a pronoun
        said = {word for word in _words(source.text) if len(word) >= _LEAST_LETTERS}
        others = [p for p in persons[:_MOST] if p is not person and said.intersection(_words(p.family or ""))]
        if others and not own.intersection(said) and not _BY_OTHER_MEANS.search(source.text):
            detail = f"{person.full_name}: the line that says the {field} names {others[0].full_name}."
            yield Doubt("low_confidence", person.full_name, None, detail, source)


_LINE = 160
# Initials, a number or an address may stand for anybody.
_BY_OTHER_MEANS = re.compile(r"@|\d|(?<!\w)[A-ZÀ-Þ]\.(?:\s|-)?[A-ZÀ-Þ]")


def _is_cut(email: str, persons: Sequence[Person]) -> bool:
    others = frozenset(p.email.rpartition("@")[2].casefold() for p in persons if p.email and p.email != email)
    return is_cut(email.rpartition("@")[2].casefold(), others)


def _spells(email: str, person: Person) -> bool:
    """Whether the local part of an address holds a word of the family name, or the family name holds it."""
    local = plain_letters(email.rpartition("@")[0])
    words = [plain_letters(word) for word in re.split(r"[\s\-]+", person.family or "")]
    return any(len(word) >= _LEAST_LETTERS and word in local for word in words)


def _unread_names(strand: Strand, everybody: Sequence[Person], words: frozenset[str]) -> Iterator[Doubt]:
    """Names with a title before them of which nobody has a word."""
    known = {word for p in everybody for word in re.split(r"[^\w]+", fold(p.full_name)) if word}
    found = [*_TITLED.finditer(strand.original), *filter(_is_name, _CAPITALS.finditer(strand.original))]
    lost = [
        (match.start(), match[0])
        for match in found[:_MOST]
        if not known.intersection(mine := _words(match["name"])) and mine
    ]
    for start, name in (*lost, *unread(strand.original, known | words)):
        place = strand.folded.position(start)
        if not _is_aside(strand, place, name):
            detail = f"{name.strip(' ,')} stands in the note and is not among the persons read."
            yield Doubt("low_confidence", None, None, detail, strand.source(place))


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[^\w]+", fold(name)) if len(word) > 1]


def _is_name(match: re.Match[str]) -> bool:
    """Whether words before one in capitals are names, and not "Permanent Mission of PANAMA" or "Head, UNODA"."""
    text = fold(match["name"])
    words = match["name"].split()
    capitals = [word for word in words if word.isupper()]
    if says(text, "words.never", "titles", "posts.starts", "words.composition", "words.closing", "words.contact"):
        return False
    return not any(is_organisation(fold(word)) for word in words) and not (
        len(capitals) == 1 and is_acronym(capitals[0]) and len(capitals[0]) <= _ACRONYM
    )


def _unread_addresses(strand: Strand, given: set[str]) -> Iterator[Doubt]:
    """Addresses that nobody has, beside a speaker who has none."""
    for match in list(_EMAIL.finditer(strand.original))[:_MOST]:
        start = strand.folded.position(match.start())
        if fold(match[0].rstrip(".-")) not in given and not _is_aside(strand, start, ""):
            detail = f"{match[0]} stands in the note and is nobody's address, and a speaker has none."
            yield Doubt("low_confidence", None, None, detail, strand.source(start))


def _is_aside(strand: Strand, start: int, name: str) -> bool:
    """Whether a place in the text is a greeting, a signature, a contact or an officer of the meeting."""
    if is_quiet(strand, start):
        return True
    text = strand.text
    before = text[max(0, start - 60) : start].rpartition("\n")[2]
    around = text[max(0, start - 60) : start + len(name) + 130]
    return says(before, "words.addressed", "words.contact") or says(around, "words.other_people")
