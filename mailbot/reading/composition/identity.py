"""Who is who: which mentions speak of the same person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from mailbot.reading.folding import fold

from . import han
from .mentions import Mention, Spelling

_TWO = 2
_SPLIT = re.compile(r"[\s\-‐‑.,·]+")


@dataclass(slots=True)
class Group:
    """The mentions of one person, in order; ``repeats`` those that list the person again in the same list."""

    mentions: list[Mention]
    order: int
    repeats: list[Mention] = field(default_factory=list)

    def spellings(self) -> list[Spelling]:
        """Every spelling of the name."""
        return [spelling for mention in self.mentions for spelling in mention.spellings]


def group(mentions: list[Mention]) -> tuple[list[Group], list[Mention]]:
    """Persons in the order of the note, and the mentions that fit nobody."""
    index = _Index()
    lost: list[Mention] = []
    entries = [(i, m) for i, m in enumerate(mentions) if m.kind == "entry" and m.named and not _only_referred(m)]
    for i, mention in entries:
        found = index.same(mention)
        if found is None:
            index.add(Group([mention], i))
            continue
        if mention.listed and any(m.listed and m.list_id == mention.list_id for m in found.mentions):
            found.repeats.append(mention)
        found.mentions.append(mention)
        index.note(found, mention)
    _once_more(index.groups)
    for i, mention in enumerate(mentions):
        if mention.kind == "entry" and mention.named and not _only_referred(mention):
            continue
        found = index.meant(mention)
        if found is not None:
            found.mentions.append(mention)
            index.note(found, mention)
        elif mention.named and _full(mention):
            index.add(Group([mention], i))
        else:
            lost.append(mention)
    return sorted(index.groups, key=lambda g: g.order), lost


def _once_more(groups: list[Group]) -> None:
    """A whole list that stands twice, as in a note in two languages, repeats nobody."""
    if len(groups) < _TWO or not all(len(known.repeats) == 1 for known in groups):
        return
    titles = [(known.mentions[0].main(), known.repeats[0].main()) for known in groups]
    if any(one and two and one.title and two.title and one.title.text != two.title.text for one, two in titles):
        for known in groups:
            known.repeats.clear()


def _only_referred(mention: Mention) -> bool:
    """Whether a sentence speaks of somebody by a single name ("Alhaji Danmusa"), who was named in full elsewhere."""
    return not mention.listed and all(
        len(name_tokens(s)) == 1 and not han.is_han(s.name.text) for s in mention.spellings
    )


def _full(mention: Mention) -> bool:
    """Whether a mention names a person well enough to stand alone: more than initials."""
    words = [t for s in mention.spellings for t in name_tokens(s)]
    return any(len(word) > 1 and not _ELIDED.fullmatch(word) for word in words)


def name_tokens(spelling: Spelling) -> tuple[str, ...]:
    """The words of a name, folded; a Chinese name is one word."""
    parted = spelling.family and spelling.given
    family = spelling.family.text if parted and spelling.family else ""
    given = spelling.given.text if parted and spelling.given else ""
    return _tokens(spelling.name.text, family, given)


@lru_cache(maxsize=4096)
def _tokens(name: str, family: str, given: str) -> tuple[str, ...]:
    if han.is_han(name):
        return ("".join(re.findall(r"\w", fold(f"{family}{given}" or name))),)
    texts = [family, given] if family else [name]
    return tuple(token for text in texts for token in _SPLIT.split(fold(text)) if token)


class _Index:
    """Groups by the words of their names and by their addresses, so that looking somebody up stays cheap."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self._words: dict[str, list[Group]] = {}
        self._emails: dict[str, list[Group]] = {}

    def add(self, new: Group) -> None:
        self.groups.append(new)
        for mention in new.mentions:
            self.note(new, mention)

    def note(self, known: Group, mention: Mention) -> None:
        for spelling in mention.spellings:
            for word in {*name_tokens(spelling), "".join(sorted(name_tokens(spelling)))}:
                bucket = self._words.setdefault(word, [])
                if not any(one is known for one in bucket):
                    bucket.append(known)
        if mention.email:
            bucket = self._emails.setdefault(_address(mention.email.text), [])
            if not any(one is known for one in bucket):
                bucket.append(known)

    def same(self, mention: Mention) -> Group | None:
        """The person a further entry is about."""
        for candidate in self._near(mention):
            if any(same_spelling(a, b) for a in mention.spellings for b in candidate.spellings()):
                return candidate
        if mention.listed:
            return None
        # A sentence calls somebody of the list by two family names, or by a given name and one of them.
        near = self._near(mention)
        fits = [g for g in near if all(any(_is_short(a, b) for b in g.spellings()) for a in mention.spellings)]
        return fits[0] if len(fits) == 1 else None

    def meant(self, mention: Mention) -> Group | None:
        """The person a speaker line means by name, surname, initials or address; None if several fit."""
        if mention.named:
            near = self._near(mention) or self.groups[:500]
            fits = [g for g in near if any(refers(a, b) for a in mention.spellings for b in g.spellings())]
            exact = [g for g in fits if any(same_spelling(a, b) for a in mention.spellings for b in g.spellings())]
            fits = exact or fits
            if len(fits) > 1 and mention.email:
                fits = [g for g in fits if g in self._emails.get(_address(mention.email.text), [])] or fits
            if len(fits) == 1:
                return fits[0]
            return None
        if mention.email is None:
            return None
        known = self._emails.get(_address(mention.email.text), [])
        if known:
            free = [g for g in known if not any(m.speaker for m in g.mentions)]
            return known[0] if len(known) == 1 or not free else free[0]
        scored = [(address_fit(mention.email.text, g), g) for g in self.groups[:500]]
        best = max((score for score, _ in scored), default=0)
        fits = [g for score, g in scored if score == best]
        return fits[0] if best >= 3 and len(fits) == 1 else None

    def _near(self, mention: Mention) -> list[Group]:
        out: list[Group] = []
        for spelling in mention.spellings:
            for word in name_tokens(spelling):
                if len(word) > 1:
                    out += [g for g in self._words.get(word, [])[:50] if g not in out]
        return out


def _address(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def same_spelling(one: Spelling, two: Spelling) -> bool:
    """Whether two full names are one: the same words, some of them perhaps as initials or left out."""
    a, b = name_tokens(one), name_tokens(two)
    if not a or not b:
        return False
    if sorted(a) == sorted(b):
        return True
    if len(a) > len(b):
        a, b = b, a
    left = list(b)
    full = 0
    for word in a:
        hit = next((w for w in left if w == word), None) or next(
            (w for w in left if (len(word) == 1 and w.startswith(word)) or (len(w) == 1 and word.startswith(w))), None
        )
        if hit is None:
            return False
        full += hit == word and len(word) > 1
        left.remove(hit)
    return full >= 2 and (len(a) >= len(b) - 1 or full >= 3)


def _is_short(short: Spelling, full: Spelling) -> bool:
    """Whether several whole words of a name make a shorter one."""
    return len([word for word in name_tokens(short) if len(word) > 1]) > 1 and refers(short, full)


def refers(short: Spelling, full: Spelling) -> bool:
    """Whether a short name (surname, initials, initial and surname) can mean a full one."""
    a, b = name_tokens(short), name_tokens(full)
    if not a or not b:
        return False
    if all(len(word) == 1 or _ELIDED.fullmatch(word) for word in a):
        if len(a) == len(b) >= 2 and all(w.startswith(i) for i, w in zip(a, b, strict=True)):
            return True
        a = tuple(word[0] for word in a)
        initials = [word[0] for word in b]
        return len(a) >= 2 and (
            list(a) == initials or (len(a) < len(initials) and a[0] == initials[0] and _in_order(list(a), initials))
        )
    left = list(b)
    for word in sorted(a, key=len, reverse=True):
        hit = next((w for w in left if w == word), None)
        if hit is None and len(word) == 1:
            hit = next((w for w in left if w.startswith(word)), None)
        if hit is None and "\u0400" <= word[0] <= "\u04ff":
            hit = next((w for w in left if _declined(word, w)), None)
        if hit is None:
            return False
        left.remove(hit)
    return True


def _declined(one: str, two: str) -> bool:
    """Whether two Russian words are one in different cases (Берг, Берга; Кырлан, Кырланом)."""
    short, long = sorted((one, two), key=len)
    if len(short) >= 5 and len(long) >= 6 and short[:-2] == long[: len(short) - 2]:
        return True
    return len(short) > _TWO and long.startswith(short) and long[len(short) :] in _CASES


_CASES = frozenset("а у е ом ем ым".split())
_ELIDED = re.compile(r"[dlo]'\w")


def _in_order(short: list[str], initials: list[str]) -> bool:
    place = 0
    for letter in short:
        try:
            place = initials.index(letter, place) + 1
        except ValueError:
            return False
    return True


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words)


_NO_LETTERS = re.compile(r"[^a-z]+")


def address_fit(email: str, known: Group) -> int:
    """How many letters of an address's local part the name explains; 0 if a piece of it fits no word."""
    pieces = [p for p in re.split(r"[^a-z]+", fold(email.partition("@")[0])) if p]
    best = 0
    for spelling in known.spellings():
        words = [_NO_LETTERS.sub("", w) for w in name_tokens(spelling)]
        words = [w for w in words if w]
        fits = [_fits(piece, words) for piece in pieces]
        best = max(best, sum(map(len, pieces)) if all(fits) else 0)
    return best


def _fits(piece: str, words: list[str]) -> bool:
    """Whether a name's words explain a piece of an address: a word or its beginning, words run together, an initial
    before or behind them ("nbinhamdan", "dasilvai"), or initials alone."""
    if 2 <= len(piece) <= 4 and piece in _initials(words):
        return True
    if any(word.startswith(piece) for word in words):
        return True
    joined = ["".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, min(i + 4, len(words)) + 1)]
    initials = {word[0] for word in words}
    wholes = {piece}
    if piece[0] in initials:
        wholes.add(piece[1:])
    if piece[-1] in initials:
        wholes.add(piece[:-1])
    return any(len(word) > 2 and word in wholes for word in joined)


def is_address_of(email: str, line: str, current: Mention, mentions: list[Mention]) -> bool:
    """Whether an address below white space is still that of the person above it: it fits nobody else.

    One that fits nobody is theirs only if it stands alone under an entry without a number.
    """
    fits = [m for m in mentions if m.named and not m.leaving and address_fit(email, Group([m], 0))]
    if fits:
        return all(m is current for m in fits)
    return not current.marked and line.strip() == email
