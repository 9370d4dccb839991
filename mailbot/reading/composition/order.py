"""The order of names over a whole list: what one name does not tell, its other script or its neighbours may."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from mailbot.reading.folding import fold
from mailbot.reading.lexicon import words

from . import han, names
from .either_order import could_be_either
from .identity import Group
from .mentions import Spelling
from .name_shapes import PARTICLES, Order, Split

_TRANSLITERATION = dict(
    zip(
        "абвгдежзиклмнопрстуфхцчшщыэюя",
        "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch y e yu ya".split(),
        strict=True,
    )
)


def settle(groups: list[Group], language: str) -> tuple[list[tuple[Spelling, Split]], bool]:
    """The recorded spelling and its split for every person, and whether the order varies and stays open."""
    found = [_one(group, language) for group in groups]
    told: set[Order] = {split.order for spelling, split in found if split.order and _counts(spelling)}
    mixed = len(told) > 1
    by_capitals = "family_first" in told and any(_has_capitals(s) for s, split in found if split.order)
    out: list[tuple[Spelling, Split]] = []
    open_ = False
    for spelling, split in found:
        if split.certain or split.family is None:
            out.append((spelling, replace(split, certain=True)))
            continue
        if mixed or (not told and _could_be_either(spelling)) or (by_capitals and _has_none(spelling)):
            open_ = True
            out.append((spelling, replace(split, certain=False)))
            continue
        if told == {"family_first"} and split.order is None:
            split = _turned(spelling)
        out.append((spelling, replace(split, certain=not mixed)))
    return out, open_


_SYLLABLE = re.compile(r"[^aeiouy]{0,3}[aeiouy]{1,3}[^aeiouy]{0,3}")


def _could_be_either(spelling: Spelling) -> bool:
    """Whether a Latin name of three short words of one syllable could be written in either order (Kang Sung Rok)."""
    found = spelling.name.text.split()
    if could_be_either(found):
        return True
    if len(found) != 3 or not spelling.latin:
        return False
    return all(token.istitle() and len(token) <= 5 and _SYLLABLE.fullmatch(fold(token)) for token in found)


def _has_capitals(spelling: Spelling) -> bool:
    """Whether the family name is in capitals: a name beside it that has none is not written as it is."""
    return spelling.latin and {names.cased(word) for word in spelling.name.text.split()} >= {"capital", "mixed"}


def _has_none(spelling: Spelling) -> bool:
    """Whether no word of a Latin name is in capitals."""
    return spelling.latin and "capital" not in {names.cased(word) for word in spelling.name.text.split()}


def _counts(spelling: Spelling) -> bool:
    """Whether a spelling tells of the order of others: not Chinese characters, which have their own."""
    return not han.is_han(spelling.name.text)


def _one(group: Group, language: str) -> tuple[Spelling, Split]:
    spellings = group.spellings()
    main = (
        next((s for s in spellings if s.latin and s.family and s.given), None)
        or _fullest([s for s in spellings if s.latin])
        or _fullest(spellings)
    )
    assert main is not None  # noqa: S101 - groups are made of named mentions
    if main.family and main.given:
        return main, Split(main.given.text, main.family.text, True, None)
    email = next((m.email.text for m in group.mentions if m.email), None)
    split = names.split(main.name.text, language=language, email=email)
    if not split.certain:
        split = _by_other_script(main, spellings) or _by_short_name(main, spellings) or split
    return main, split


def _fullest(spellings: list[Spelling]) -> Spelling | None:
    """The spelling with the most words, the first of equals."""
    best: Spelling | None = None
    for spelling in spellings:
        if best is None or (
            len(_letters(spelling)) > len(_letters(best)) + 2
            and len(spelling.name.text.split()) > len(best.name.text.split())
        ):
            best = spelling
    return best


def _letters(spelling: Spelling) -> str:
    return re.sub(r"[\W\d_]", "", spelling.name.text)


def _turned(spelling: Spelling) -> Split:
    """A name read family name first."""
    found = " ".join(spelling.name.text.split()).split()
    first = 1
    while first < len(found) - 1 and found[first - 1].casefold() in PARTICLES:
        first += 1
    return Split(" ".join(found[first:]) or None, " ".join(found[:first]), True, "family_first")


def _by_other_script(main: Spelling, spellings: list[Spelling]) -> Split | None:
    for other in spellings:
        if other is main or other.latin == main.latin:
            continue
        family = _family_of(other)
        if not family:
            continue
        found = main.name.text.split()
        known = _elsewhere(han.split(other.name.text)[1])
        hits = [i for i, token in enumerate(found) if _spells(token, family) or fold(token) in known]
        if len(hits) != 1:
            continue
        at = hits[0]
        if at == 0:
            return Split(" ".join(found[1:]) or None, found[0], True, "family_first")
        if at == len(found) - 1:
            return Split(" ".join(found[:-1]), found[-1], True, "given_first")
    return None


def _by_short_name(main: Spelling, spellings: list[Spelling]) -> Split | None:
    """A title before a part of the name only ("Mr. Quiroga Montoya") marks that part as the family name."""
    found = main.name.text.split()
    for other in spellings:
        short = other.name.text.split()
        if other is main or other.title is None or not 0 < len(short) < len(found) or len(found) < 2:
            continue
        if [fold(t) for t in found[-len(short) :]] == [fold(t) for t in short]:
            return Split(" ".join(found[: -len(short)]), " ".join(short), True, "given_first")
        if [fold(t) for t in found[: len(short)]] == [fold(t) for t in short] and len(found) > 2:
            return Split(" ".join(found[len(short) :]), " ".join(short), True, "family_first")
    return None


def sounds_like(native: Spelling, latin: Spelling) -> bool | None:
    """Whether a word of the Latin spelling can be the family name of the other; None where its letters do not tell."""
    family = _family_of(native)
    if family:
        return any(_spells(token, family) for token in latin.name.text.split())
    heard = [transliterated(token) for token in names.tokens(native.name.text)]
    if len(heard) < 2 or not all(token.isascii() for token in heard):
        return None
    return all(any(_spells(token, word) for token in latin.name.text.split()) for word in heard) or None


def transliterated(text: str) -> str:
    """Cyrillic text in Latin letters, as passports write it; other letters as they are, folded."""
    return "".join(_TRANSLITERATION.get(c, c) for c in fold(text))


def _family_of(spelling: Spelling) -> str | None:
    """The family name of a spelling in another script, in Latin letters."""
    if spelling.family and spelling.given:
        text: str | None = spelling.family.text
    else:
        split = names.split(spelling.name.text)
        text = split.family if split.certain else None
    if not text:
        return None
    if han.is_han(text):
        return _han_latin(text)
    return "".join(_TRANSLITERATION.get(c, c if c.isascii() else "") for c in fold(text)) or None


@cache
def _compounds() -> dict[str, str]:
    listed = words("zh", "persons")["names"]["compound_latin"]
    return {m[1]: m[2] for m in re.finditer(r"([\u3400-\u9fff]{2})([a-z]+)", listed)}


def _han_latin(text: str) -> str | None:
    return _compounds().get(text) or han.surnames().get(text)


@cache
def _elsewhere(family: str | None) -> frozenset[str]:
    """How Chinese families of Singapore, Malaysia and Hong Kong spell a family name (陈: Tan, Chan)."""
    found = re.search(rf"{family}((?: [a-z]+)+)", words("zh", "persons")["names"]["elsewhere"]) if family else None
    return frozenset(found[1].split()) if found else frozenset()


def _spells(token: str, latin: str) -> bool:
    """Whether a Latin word can be the transliteration ``latin``: the same consonants at the beginning."""
    plain = re.sub(r"[^a-z]", "", fold(token))
    if plain == latin:
        return True
    if plain in {"lv", "lu", "lyu", "lue"} and latin in {"lv", "lyu"}:
        return True
    if len(latin) < 4 or len(plain) < 4:
        return False
    return _skeleton(plain)[:4] == _skeleton(latin)[:4]


def _skeleton(text: str) -> str:
    text = (
        text.replace("kh", "h")
        .replace("zh", "j")
        .replace("shch", "sh")
        .replace("ts", "c")
        .replace("w", "v")
        .replace("ph", "f")
    )
    return text[:1] + re.sub(r"[aeiouy]", "", text[1:])
