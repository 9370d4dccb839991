"""Cells that hold a mark or a code instead of words."""

from __future__ import annotations

import re

from mailbot.domain.submission import Speaker
from mailbot.reading.folding import fold

from .wording import is_only

YES = frozenset("x х X ✓ ✔ √ + ● • ■ ☒ ☑ * v V ✗ × 1 ✅ ○ ◯".split())
NO = frozenset({"", "-", "–", "—", "0", "☐", "□", "/", "n/a", "--", "---"})
_PRIMARY = re.compile(r"\(?(?:1|1st|1er|1re|1ere|1°|1o|1a|1-и|1-я|p|pr|prim|i|о|п|осн|主)\)?\.?")
_ALTERNATE = re.compile(
    r"\(?(?:2|2nd|2e|2nde?|2eme|2°|2o|2a|2-и|2-я|a|alt|s|sup|suppl|b|ii|з|р|зап|рез|候|备|副)\)?\.?"
)


def is_yes(text: str) -> bool:
    """Whether a cell says yes, by a mark or a word."""
    return text.strip() in YES or is_only(fold(text).strip(" ."), "words.yes")


def is_no(text: str) -> bool:
    """Whether a cell says no, by a mark, a word or by saying nothing."""
    return text.strip().casefold() in NO or is_only(fold(text).strip(" ."), "words.no")


def is_mark(text: str) -> bool:
    """Whether a cell holds nothing but a mark, a yes or a no."""
    return is_yes(text) or is_no(text)


def speaker_code(text: str) -> Speaker | None:
    """The status that a short code in a column of speakers stands for: 1 and 2, P and A, осн. and зап."""
    folded = fold(text).strip()
    if _PRIMARY.fullmatch(folded):
        return "primary"
    return "alternate" if _ALTERNATE.fullmatch(folded) else None
