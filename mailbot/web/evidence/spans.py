"""Finding a field's words in the line it was read from: case, accents, blanks and punctuation fall away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailbot.reading.folding import fold_character

_MAX_LETTERS = 50_000
_MAX_FOUND = 50
_ENOUGH_INSIDE_A_WORD = 5


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of some texts in a row, folded; for each the text and the offset it stands at."""

    text: str
    origins: tuple[tuple[int, int], ...]
    written: tuple[str, ...]

    def starts_word(self, at: int) -> bool:
        """Whether no letter stands right before, in scripts that part words."""
        piece, offset = self.origins[at]
        return offset == 0 or not _joins(self.written[piece][offset - 1], self.written[piece][offset])

    def ends_word(self, at: int) -> bool:
        """Whether no letter follows the one at this place."""
        piece, offset = self.origins[at]
        following = self.written[piece][offset + 1 : offset + 2]
        return not following or not _joins(self.written[piece][offset], following)


def _joins(one: str, other: str) -> bool:
    """Whether two characters belong to one word: not in Han, which parts none, nor after an Arabic particle."""
    return one.isalnum() and other.isalnum() and not (_is_unparted(one) or _is_unparted(other))


def _is_unparted(character: str) -> bool:
    return "\u0600" <= character <= "\u06ff" or character >= "\u2e80"


def letters_of(texts: Sequence[str]) -> Letters:
    """The letters of the texts, as one run."""
    found: list[str] = []
    origins: list[tuple[int, int]] = []
    for piece, text in enumerate(texts):
        for offset, character in enumerate(text[:_MAX_LETTERS]):
            for part in fold_character(character):
                if part.isalnum() or part in "@+":
                    found.append(part)
                    origins.append((piece, offset))
    return Letters("".join(found), tuple(origins), tuple(texts))


Span = tuple[int, int, int]
"""A stretch of one of the texts: which, from where, to where."""


def occurrences(letters: Letters, value: str) -> list[tuple[Span, ...]]:
    """Where the value stands, beginning in the first text; whole words before parts of words."""
    wanted = letters_of([value]).text
    if not wanted:
        return []
    whole, inside = [], []
    for at in _places(letters.text, wanted):
        if letters.origins[at][0] != 0:
            break
        spans = _spans(letters, at, at + len(wanted) - 1)
        if letters.starts_word(at) and letters.ends_word(at + len(wanted) - 1):
            whole.append(spans)
        elif len(wanted) >= _ENOUGH_INSIDE_A_WORD:
            inside.append(spans)
    return whole or inside


def _places(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    for _ in range(_MAX_FOUND):
        if at < 0:
            return
        yield at
        at = text.find(wanted, at + 1)


def _spans(letters: Letters, first: int, last: int) -> tuple[Span, ...]:
    """The stretches of each text from one letter to another, what stands between them included."""
    out: list[Span] = []
    for piece, offset in letters.origins[first : last + 1]:
        if out and out[-1][0] == piece:
            out[-1] = (piece, out[-1][1], offset + 1)
        else:
            out.append((piece, offset, offset + 1))
    return tuple(out)
