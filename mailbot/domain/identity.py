"""Whether two written names, addresses or references mean the same: comparison only, never for print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ى": "ي"})
_HAN = "㐀-鿿豈-﫿"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_DASHES = re.compile(r"[‐-―−]")
_SAME_PERSON = 0.66


class Named(Protocol):
    """Anything with a given and a family name."""

    @property
    def given(self) -> str | None: ...
    @property
    def family(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...


N = TypeVar("N", bound=Named)


def fold(text: str | None) -> str:
    """Casefolded, without accents, marks and format characters; digits as ASCII."""
    decomposed = unicodedata.normalize("NFKD", text or "")
    kept = (
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, None) is not None else c
        for c in decomposed
        if not unicodedata.combining(c) and unicodedata.category(c) != "Cf"
    )
    return "".join(kept).casefold().translate(_LETTERS)


def tokens(text: str | None) -> list[str]:
    """The words of a folded text; a Han character is a word of its own."""
    return _TOKEN.findall(fold(text))


def name_tokens(person: Named) -> list[str]:
    """The words of a person's whole name."""
    return tokens(person.given) + tokens(person.family)


def likeness(a: Sequence[str], b: Sequence[str]) -> float:
    """Share of common words of two word lists, from 0 to 1; an initial counts as the word it begins."""
    if not a or not b:
        return 0.0
    rest, common = list(b), 0
    for word in sorted(a, key=len, reverse=True):
        hit = next((w for w in rest if w == word), None) or next((w for w in rest if _initial(w, word)), None)
        if hit is not None:
            rest.remove(hit)
            common += 1
    return 2 * common / (len(a) + len(b))


def _initial(a: str, b: str) -> bool:
    return min(len(a), len(b)) == 1 and a[:1] == b[:1]


def same_address(a: str | None, b: str | None) -> bool:
    """Whether two addresses are one mailbox, as far as writing tells."""
    return bool(a and b) and fold(a) == fold(b)


def candidates(person: Named, among: Iterable[N]) -> list[N]:
    """Those who may be that person, best first: whole names alike, a surname alone, or one address."""
    words = name_tokens(person)
    scored: list[tuple[float, N]] = []
    for other in among:
        score = likeness(words, name_tokens(other))
        if words and not person.given and set(words) <= set(tokens(other.family)):
            score = max(score, 0.9)
        if same_address(person.email, other.email) and score > 0:
            score = max(score, 0.8)
        if score >= _SAME_PERSON:
            scored.append((score, other))
    best = max((s for s, _ in scored), default=0.0)
    return [other for score, other in scored if score == best]


def reference_key(reference: str | None) -> str:
    """A reference for comparison: NFKC, ASCII digits, no blanks, one kind of dash, brackets alike."""
    text = unicodedata.normalize("NFKC", reference or "")
    text = "".join(str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in text)
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf").casefold()
    return _DASHES.sub("-", text).translate(str.maketrans("[]〔〕（）", "()()()"))
