"""Which parts of the meeting a phrase is about, among those the note is for."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations

from mailbot.domain.meeting import Part
from mailbot.reading.folding import Folded, fold

from .dates import without_bracketed_days
from .people import Context
from .wording import entries, pattern, says

Found = tuple[int, int, tuple[str, ...]]
_DIGITS = re.compile(r"\d+")


def parts_in(folded: Folded, context: Context) -> list[Found]:
    """Phrases that name parts: (start, end, part ids) in folded offsets. Empty where the note has one part."""
    return list(parts_named(folded.text, told_of(context)))


Told = tuple[tuple[str, "_Key"], ...]
"""The identifiers of the parts a note is for, with what tells each; empty where it has one part."""


def told_of(context: Context) -> Told:
    """What tells the parts the note is for."""
    if len(context.parts) < 2:
        return ()
    return tuple([(part_id, _key(context, part_id)) for part_id in context.parts])


def parts_named(text: str, told: Told) -> tuple[Found, ...]:
    """As ``parts_in``, in a folded text."""
    if not told:
        return ()
    return _found_before(text, told) if len(text) <= _SHORT else _found(text, told)


def _found(text: str, told: Told) -> tuple[Found, ...]:
    plain, origins = without_bracketed_days(text)
    if plain is not text:
        return tuple([(origins[a], origins[b - 1] + 1, ids) for a, b, ids in _found(plain, told)])
    every = tuple(part_id for part_id, _ in told)
    found: list[Found] = [(m.start(), m.end(), every) for m in pattern("words.both_parts").finditer(text)]
    for (first, key), (second, other) in combinations(told, 2):
        found += [(m.start(), m.end(), (first, second)) for m in _pair(key, other).finditer(text)]
    for part_id, key in told:
        for wanted in _patterns(key):
            found += [(m.start(), m.end(), (part_id,)) for m in wanted.finditer(text) if not _within(m.start(), found)]
    return tuple(sorted(found))


_SHORT = 160
_found_before = lru_cache(maxsize=1024)(_found)  # the same line is asked by one reader after the other


def section_parts(folded: Folded, context: Context) -> tuple[str, ...]:
    """The parts a heading is about; empty where it names none."""
    ids = [part for _, _, parts in parts_in(folded, context) for part in parts]
    return tuple(part for part in context.parts if part in ids)


def is_only(folded: Folded) -> bool:
    """Whether the phrase restricts ("second part only")."""
    return says(folded.text, "words.only")


def _within(position: int, found: list[Found]) -> bool:
    return any(start <= position < end for start, end, _ in found)


_Key = tuple[bool, int, int, int, tuple[str, ...]]


def _key(context: Context, part_id: str) -> _Key:
    if part_id not in context.keys:
        context.keys[part_id] = _new_key(context, part_id)
    key: _Key = context.keys[part_id]
    return key


def _new_key(context: Context, part_id: str) -> _Key:
    """What tells a part: preparatory or not, its number among its kind, its first day, its id and aliases."""
    meeting = context.meeting
    part = meeting.part(part_id)
    if part is None:
        return False, 0, 0, 0, (fold(part_id),)
    alike = [p.id for p in meeting.parts if _preparatory(p) == _preparatory(part)]
    aliases = tuple(fold(text) for text in (part.id, *part.aliases) if len(text) > 2)
    return _preparatory(part), alike.index(part_id) + 1, part.starts_on.day, part.starts_on.month, aliases


def _preparatory(part: Part) -> bool:
    return _is_preparatory(part.id, (*part.title.values(), *part.aliases))


@lru_cache(maxsize=64)
def _is_preparatory(part_id: str, names: tuple[str, ...]) -> bool:
    return says(fold(" ".join(names)), "words.preparatory") or bool(re.match(r"pm\d", part_id.casefold()))


@lru_cache(maxsize=64)
def _patterns(key: _Key) -> tuple[re.Pattern[str], ...]:
    preparatory, number, day, month, aliases = key
    made = [re.compile("|".join(rf"(?<!\w){re.escape(a)}(?!\w)" for a in sorted(aliases, key=len, reverse=True)))]
    if 1 <= number <= 3:
        nouns = entries("words.preparatory" if preparatory else "words.part_noun")
        for language, ordinals in entries(f"words.ordinal_{number}").items():
            made.append(_ordinal(language, ordinals, nouns.get(language, ()), number, preparatory=preparatory))
    if day:
        made.append(re.compile(rf"(?<!\d)0?{day}[./]0?{month}(?!\d)"))
    return tuple(made)


@lru_cache(maxsize=64)
def _pair(one: _Key, two: _Key) -> re.Pattern[str]:
    """Two ordinals before or after one noun: "first and second parts", "الجزأين الأول والثاني"."""
    if one[0] != two[0] or not 1 <= one[1] <= 3 or not 1 <= two[1] <= 3:
        return re.compile(r"(?!)")
    made = []
    firsts, seconds = entries(f"words.ordinal_{one[1]}"), entries(f"words.ordinal_{two[1]}")
    for language, nouns in entries("words.preparatory" if one[0] else "words.part_noun").items():
        a, b, noun = ("|".join(fold(e) for e in s) for s in (firsts[language], seconds[language], nouns))
        if language == "zh":
            made.append(f"(?:{a})[和及与,](?:{b})(?:{noun})")
        elif language == "ar":
            made.append(rf"(?<!\w)[وبلف]?ل?(?:{noun}|(?:ال)?جز\w{{2,4}})[^\w\n]+(?:{a})[^\w\n]+و(?:{b})(?!\w)")
        else:
            made.append(
                rf"(?<!\w)(?:{a})\W+(?:and|et|y|e|и|&)?\W*(?:(?:la|the|le|a la|en la)\W+)?(?:{b})\W+(?:{noun})(?!\w)"
            )
            made.append(rf"(?<!\w)(?:{noun})\W+(?:{a})\W+(?:and|et|y|e|и|&)\W+(?:{b})(?!\w)")
    return re.compile("|".join(made))


def _ordinal(
    language: str, ordinals: tuple[str, ...], nouns: tuple[str, ...], number: int, *, preparatory: bool
) -> re.Pattern[str]:
    first, noun = "|".join(fold(o) for o in ordinals), "|".join(fold(n) for n in nouns)
    if language == "zh":
        return re.compile(f"(?:{first})(?:{noun})(?:会议)?")
    if language == "ar":
        return re.compile(rf"(?<!\w)[وبلف]?ل?(?:{noun})[^\w\n]+(?:{first})(?!\w)")
    gap = r"\W+" if not preparatory else r"\W+(?:\w+\W+)?"
    also = "" if preparatory else rf"|(?<!\w)(?:{noun})\W{{1,2}}(?:{first}|{number}|{'i' * number})(?!\w)"
    return re.compile(rf"(?<!\w)(?:{first}){gap}(?:{noun})(?!\w){also}")
