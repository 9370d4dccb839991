"""Addresses made to pass for another: letters that look alike, a letter changed, a name put before another domain."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from .identity import domain_key
from .public_domains import is_public

_LONGEST = 253
_SHORTEST_NAME = 5

# What is mistaken for an ASCII letter (after Unicode Technical Standard 39, confusables, those met in domains).
_LOOKS = str.maketrans(
    dict(zip("аһсԁеɡһіјӏмпорԛѕтиѵԝхуʏɑαβεικνορτυχ", "ahcdeghijlmnopqstuvwxyyaabeiknoptux", strict=True))
    | {"0": "o", "1": "l", "3": "e", "5": "s", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"}
)
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def resembles(address: str, known: Iterable[str]) -> tuple[str, str] | None:
    """The known address or domain that ``address`` could be taken for, and how; None if it stands for itself.

    ``known`` are addresses. Of those in a public provider's domain the whole address is compared, of all others
    the domain. Pure; bounded by the length of a domain name.
    """
    local, _, domain = address.rpartition("@")
    domain = domain_key(domain)[:_LONGEST]
    shown = _shown(domain)
    for other in known:
        their_local, _, theirs = other.rpartition("@")
        theirs = domain_key(theirs)
        if is_public(theirs):
            if domain == theirs and (how := _likeness(local.lower()[:_LONGEST], their_local.lower(), 1)):
                return other, how
        elif theirs != domain and (how := _like_domain(shown, _shown(theirs))):
            return theirs, how
    return None


def _like_domain(mine: str, theirs: str) -> str | None:
    """How a domain, as shown to people, passes for another."""
    if mine.startswith(theirs + "."):
        return "it stands before another domain"
    if mine.endswith("-" + theirs) or theirs.replace(".", "-") in mine:
        return "its name is part of it"
    if _shared_parent(mine, theirs):
        return None
    name, _, _ = mine.rpartition(".")
    their_name, _, _ = theirs.rpartition(".")
    if name == their_name and len(name) >= _SHORTEST_NAME:
        return "only the ending differs"
    return _likeness(mine, theirs, 1)


def _shared_parent(mine: str, theirs: str) -> bool:
    """Whether one is a subdomain of the other: nobody else can make those."""
    return mine.endswith("." + theirs) or theirs.endswith("." + mine)


def _likeness(mine: str, theirs: str, most: int) -> str | None:
    if mine == theirs or min(len(mine), len(theirs)) < _SHORTEST_NAME:
        return None
    if _skeleton(mine) == _skeleton(theirs):
        return "its letters look alike"
    return "one letter differs" if _within(mine, theirs, most) else None


def _shown(domain: str) -> str:
    """The domain as mail programs show it, punycode undone (RFC 3492)."""
    return ".".join(_unicode(label) for label in domain.split("."))


def _unicode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (ValueError, OverflowError):
        return label


def _skeleton(text: str) -> str:
    """The text as the eye takes it: look-alikes, accents and letter pairs undone."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    bare = bare.translate(_LOOKS).replace("-", "").replace("_", "")
    for pair, letter in _PAIRS:
        bare = bare.replace(pair, letter)
    return bare


def _within(a: str, b: str, most: int) -> bool:
    """Whether at most ``most`` letters were changed, added, left out, or two neighbours changed places."""
    if abs(len(a) - len(b)) > most:
        return False
    start = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    a, b = a[start:], b[start:]
    if a[1:] == b[1:] or a[1:] == b or a == b[1:]:
        return True
    return a[:2] == b[1::-1] and a[2:] == b[2:]
