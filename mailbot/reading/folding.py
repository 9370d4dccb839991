"""Folding: the one way in which text is made comparable, in every script, with the way back kept.

Case, accents, vowel signs, digit shapes, quotation marks and dashes fall away; word order and word limits
stay. Patterns and lexicon entries are folded by the same rules as the texts they are looked for in.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_SINGLE = {
    **dict.fromkeys("’‘ʼ´`ʻ′＇", "'"),
    **dict.fromkeys("“”„«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−－﹣", "-"),
    **dict.fromkeys("〔［【", "("),
    **dict.fromkeys("〕］】", ")"),
    "ة": "ه",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "،": ",",
    "؛": ";",
    "؟": "?",
    "、": ",",
    "。": ".",
    "ـ": "",
}


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """What one character folds to: none, one or several characters."""
    if character == "\n":
        return "\n"
    out = []
    for part in unicodedata.normalize("NFKD", character):
        if unicodedata.combining(part) or unicodedata.category(part) in {"Cf", "Cc", "Mn"}:
            if part == "\t":
                out.append("\t")
            continue
        if part.isspace():
            out.append(" ")
            continue
        decimal = unicodedata.decimal(part, None)
        if decimal is not None:
            out.append(str(decimal))
            continue
        out.extend(_SINGLE.get(piece, piece) for piece in _SINGLE.get(part, part).casefold())
    return "".join(out)


def fold(text: str) -> str:
    """The text folded."""
    return "".join(fold_character(character) for character in text)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that still knows where each of its characters came from."""

    original: str
    text: str
    origins: tuple[int, ...]

    def origin(self, position: int) -> int:
        """The offset in the original of a folded offset (the end of the original for the end)."""
        return self.origins[position] if position < len(self.origins) else len(self.original)

    def written(self, start: int, end: int) -> str:
        """The original spelling of a folded span."""
        last = self.origin(end - 1) + 1 if end > start else self.origin(start)
        return self.original[self.origin(start) : last]

    def position(self, origin: int) -> int:
        """The folded offset of an original offset."""
        return bisect_right(self.origins, origin - 1) if origin > 0 else 0


def fold_with_origins(text: str) -> Folded:
    """The text folded, with the way back."""
    pieces: list[str] = []
    origins: list[int] = []
    for offset, character in enumerate(text):
        piece = fold_character(character)
        pieces.append(piece)
        origins.extend([offset] * len(piece))
    return Folded(text, "".join(pieces), tuple(origins))
