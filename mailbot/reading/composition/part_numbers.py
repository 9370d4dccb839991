"""Columns that say by number for which parts somebody is named: "Part" above "I, II", "1", "2nd", "both"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailbot.reading.folding import fold

from .cell_marks import is_mark
from .people import Context
from .sections import told_of
from .wording import is_only, says

_LONGEST_HEADING = 30
_MOST_NUMBERS = 3
_APART = re.compile(r"[\s,;/&+、،.]+|(?<=[\u3400-\u9fff\dIi])[和及与-](?=[\u3400-\u9fff\dIi])|(?:^|(?<=\s))و(?=ال)")
_SMALL = frozenset("and et y e и و 和 及 与 la el the le".split())
_ROMAN = {"i": 1, "ii": 2, "iii": 3}


def holds_parts(label: str, values: Sequence[str], context: Context) -> bool:
    """Whether a column says of each person for which parts by their number; a column of marks does not."""
    if not values or all(is_mark(value) for value in values) or len(label) > _LONGEST_HEADING:
        return False
    return says(fold(label), "words.part_noun", "columns.mode") and all(numbered(v, context) for v in values)


def numbered(text: str, context: Context) -> tuple[str, ...]:
    """The parts that a cell names by number and says nothing else; empty for any other text."""
    ids = _by_number(context)
    bare = fold(text).strip(" .()")
    if not ids or not bare:
        return ()
    if is_only(bare, "words.both", "words.both_parts"):
        return context.parts
    found: set[str] = set()
    words = [
        word for word in _APART.split(bare) if word and word not in _SMALL and not is_only(word, "words.part_noun")
    ]
    for word in words:
        number = _number(word)
        if number not in ids:
            return ()
        found.add(ids[number])
    return tuple(part for part in context.parts if part in found)


def _number(word: str) -> int:
    if word in _ROMAN:
        return _ROMAN[word]
    for number in range(1, _MOST_NUMBERS + 1):
        if word == str(number) or is_only(word, f"words.ordinal_{number}"):
            return number
    return 0


def _by_number(context: Context) -> dict[int, str]:
    """The parts of the note by their number; none where it is for meetings of several kinds."""
    told = told_of(context)
    if len({key[0] for _, key in told}) > 1:
        return {}
    return {key[1]: part for part, key in told}
