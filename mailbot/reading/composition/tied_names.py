"""Small words that tie two names of one person: "née", "dite", "Vda. de", "épouse", a nickname in brackets."""

from __future__ import annotations

import re

from .spans import Span

# What follows is a family name too, to the end: the husband's or that of birth.
FAMILY_TIES = frozenset("née nee né geb geboren born nata nacida vda viuda vve veuve ép épouse".split())
# What follows is another given name.
GIVEN_TIES = frozenset("dit dite alias aka".split())
_NICKNAME = re.compile(
    r"(?<=[^\W\d_] )[(“\"«][A-ZÀ-Þ][^\W\d_A-ZÀ-Þ]{1,15}[)”\"»] "
    r"(?=(?:(?:de|van|von|der|te|al|el|da|di) ){0,2}[A-ZÀ-Þ][\w'’-])"
)


def is_tie(word: str) -> bool:
    """Whether a word ties two names of one person. Written small, or shortened ("Vda.")."""
    bare = word.casefold().strip(".")  # accents count: French "ne" is no "né"
    return bare in FAMILY_TIES | GIVEN_TIES and (word.islower() or word.endswith("."))


def family_tie(found: list[str]) -> int | None:
    """Where, inside a name, a family name of birth or of a husband begins, or None."""
    return next((i for i, w in enumerate(found) if 0 < i < len(found) - 1 and is_tie(w) and _is_family(w)), None)


def _is_family(word: str) -> bool:
    return word.casefold().strip(".") in FAMILY_TIES


def without_nickname(span: Span) -> Span:
    """The text without a nickname in brackets between the given and the family name: "Tāmati (Tom) WĀRIU"."""
    for match in list(_NICKNAME.finditer(span.text))[:40]:
        span = span.blanked(match.start(), match.end() - 1)
    return span
