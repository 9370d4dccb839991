"""Whether two written names, addresses or references mean the same: comparison only, never for print."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ى": "ي"})
_HAN = "㐀-鿿豈-﫿"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")
_DASHES = re.compile(r"[‐-―−]")


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
    if not text or text.isascii():
        return (text or "").lower()
    decomposed = unicodedata.normalize("NFKD", text)
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


def _contains(long: Sequence[str], short: Sequence[str]) -> bool:
    """Whether every word of ``short`` has its own word in ``long``; an initial stands for the word it begins."""
    rest = list(long)
    for word in sorted(short, key=len, reverse=True):
        hit = next((w for w in rest if w == word), None) or next((w for w in rest if _is_initial(w, word)), None)
        if hit is None:
            return False
        rest.remove(hit)
    return True


def _is_initial(a: str, b: str) -> bool:
    return min(len(a), len(b)) == 1 and a[:1] == b[:1]


@lru_cache(maxsize=2048)  # the list of those invited is gone through for every message
def address_key(address: str | None) -> str:
    """A mail address for asking whose it is: letters of ASCII small, the domain in its ASCII form (RFC 5890).

    Unlike ``fold`` it makes no two mailboxes one: "missión@" and "mission@", "ı" and "i" stay apart.
    """
    local, at, domain = (address or "").strip().rpartition("@")
    return _ascii_small(local) + at + domain_key(domain)


@lru_cache(maxsize=2048)
def domain_key(domain: str) -> str:
    """A domain for comparison: small letters, no final dot, ASCII form where there is one."""
    name = domain.strip().rstrip(".")
    if not name.isascii():
        # UnicodeError is a ValueError; a label that is too long or empty has no ASCII form.
        with contextlib.suppress(ValueError):
            name = name.encode("idna").decode("ascii")
    return _ascii_small(name)


def _ascii_small(text: str) -> str:
    """``casefold`` would turn the Kelvin sign into k and the long s into s."""
    return text.lower() if text.isascii() else "".join(c.lower() if c.isascii() else c for c in text)


def same_address(a: str | None, b: str | None) -> bool:
    """Whether two addresses are one mailbox, as far as writing tells."""
    return bool(a and b) and fold(a) == fold(b)


def is_same_person(a: Named, b: Named) -> bool:
    """Whether two written names are one person's. Likeness is not enough: who shares two names of three is another.

    One name must hold the other whole (initials count), with a family name in common; a surname alone stands
    for who bears it; one address speaks for one person where the family name and the initial agree.
    """
    return _agreement(a, b) > 0


def candidates(person: Named, among: Iterable[N]) -> list[N]:
    """Those who are that person as far as writing tells, the closest agreement only."""
    scored = [(_agreement(person, other), other) for other in among]
    best = max((score for score, _ in scored), default=0)
    return [other for score, other in scored if score == best and best > 0]


def _agreement(a: Named, b: Named) -> int:
    """0 for two people; the higher, the more of the names agrees."""
    mine, theirs = name_tokens(a), name_tokens(b)
    family_a, family_b = set(tokens(a.family)), set(tokens(b.family))
    if not mine or not theirs:
        return 0
    if sorted(mine) == sorted(theirs):
        return 4
    if not a.given or not b.given:
        stands_for_b = not a.given and set(mine) <= family_b
        stands_for_a = not b.given and set(theirs) <= family_a
        return 2 if stands_for_a or stands_for_b else 0
    if not (family_a & set(theirs) or family_b & set(mine)):
        return 0
    if _contains(mine, theirs) or _contains(theirs, mine):
        return 3
    same_initial = tokens(a.given)[:1] and tokens(b.given)[:1] and tokens(a.given)[0][0] == tokens(b.given)[0][0]
    return 1 if same_initial and family_a & family_b and same_address(a.email, b.email) else 0


def reference_key(reference: str | None) -> str:
    """A reference for comparison: NFKC, ASCII digits, no blanks, one kind of dash, brackets alike."""
    text = unicodedata.normalize("NFKC", reference or "")
    text = "".join(str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in text)
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf").casefold()
    return _DASHES.sub("-", text).translate(str.maketrans("[]〔〕（）", "()()()"))
