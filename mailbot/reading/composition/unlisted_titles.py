"""Ranks and honorifics that no lexicon lists, told by the list they stand in.

Where everybody else in a list has a title, initials before two or more whole words ("P.M. Natán Euceda") and letters
that cannot be spoken ("WCDR Fiona McALLISTER") are one too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import names
from .mentions import Mention, Spelling

_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.){2,4}\s+(?=[^\W\d_])")
_UNSPOKEN = re.compile(r"[AEIOU]?[BCDFGHJKLMNPQRSTVWXZ]{2,5}\s+(?=[^\W\d_])")
_ENOUGH = 2


def settle(mentions: Sequence[Mention]) -> None:
    """Part such titles from the names of ``mentions``, list by list."""
    lists: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        if mention.kind == "entry" and mention.listed and mention.spellings:
            lists.setdefault(mention.list_id, []).append(mention)
    for listed in lists.values():
        bare = [m for m in listed if not any(s.title for s in m.spellings)]
        found = [(m.spellings[0], end) for m in bare if (end := _end(m.spellings[0]))]
        if len(found) == len(bare) and len(listed) - len(bare) >= max(_ENOUGH, len(bare)):
            for spelling, end in found:
                spelling.title, spelling.name = spelling.name.cut(0, end).strip(" "), spelling.name.cut(end)


def _end(spelling: Spelling) -> int | None:
    """Where the name begins behind what may be a title, None if nothing there may."""
    if spelling.family is not None or spelling.given is not None:
        return None
    text = spelling.name.text
    for opening, wanted in ((_INITIALS, {"mixed"}), (_UNSPOKEN, {"mixed", "capital"})):
        found = opening.match(text)
        words = names.tokens(text[found.end() :]) if found else []
        if found and len(words) >= _ENOUGH and wanted <= {names.cased(word) for word in words}:
            return found.end()
    return None
