"""A stretch of text that still knows the line each of its characters was read in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mailbot.domain.submission import Source
from mailbot.reading.folding import Folded, fold_with_origins

T = TypeVar("T")
_NOWHERE = Source("", None, None, "")
EDGES = " \t\n\u3000.,:;،؛，；、。：·•*|–—-/\"'«»“”"


@dataclass(frozen=True, slots=True)
class Span:
    """Text and, for offsets in ascending order, the source that begins there."""

    text: str
    marks: tuple[tuple[int, Source], ...]
    _folded: Folded | None = field(default=None, compare=False, repr=False)
    _made: dict[str, Any] | None = field(default=None, compare=False, repr=False)

    @property
    def folded(self) -> Folded:
        """The text folded, with the way back; made once."""
        folded = self._folded
        if folded is None:
            folded = fold_with_origins(self.text)
            object.__setattr__(self, "_folded", folded)
        return folded

    def once(self, what: str, make: Callable[[Span], T]) -> T:
        """What ``make`` makes of the text, made once for each name of it. Nobody may change it."""
        made: dict[str, Any] | None = self._made
        if made is None:
            made = {}
            object.__setattr__(self, "_made", made)
        if what not in made:
            made[what] = make(self)
        found: T = made[what]
        return found

    @property
    def source(self) -> Source:
        """Where the first character was read."""
        return self.source_at(0)

    def source_at(self, offset: int) -> Source:
        """Where the character at ``offset`` was read; nowhere for a text looked at without its lines."""
        if len(self.marks) < 2:
            return self.marks[0][1] if self.marks else _NOWHERE
        place = bisect_right([start for start, _ in self.marks], offset) - 1
        return self.marks[max(place, 0)][1]

    def cut(self, start: int, end: int | None = None) -> Span:
        """The part between two offsets of the text as written."""
        end = len(self.text) if end is None else end
        if len(self.marks) == 1 and start >= self.marks[0][0]:
            return Span(self.text[start:end], ((0, self.marks[0][1]),))
        inside = [(at - start, source) for at, source in self.marks if start < at < end]
        return Span(self.text[start:end], ((0, self.source_at(start)), *inside))

    def cut_folded(self, start: int, end: int) -> Span:
        """The part between two offsets of the folded text."""
        last = self.folded.origin(end - 1) + 1 if end > start else self.folded.origin(start)
        return self.cut(self.folded.origin(start), max(last, self.folded.origin(start)))

    def strip(self, characters: str = EDGES) -> Span:
        """Without the given characters at both ends."""
        kept = self.text.strip(characters)
        if len(kept) == len(self.text):
            return self
        left = len(self.text) - len(self.text.lstrip(characters))
        return self.cut(left, left + len(kept))

    def blanked(self, start: int, end: int, filler: str = " ") -> Span:
        """The same length of text with a stretch blanked out."""
        return Span(self.text[:start] + filler * (end - start) + self.text[end:], self.marks)

    def __bool__(self) -> bool:
        return bool(self.text)


def joined(spans: Iterable[Span], glue: str) -> Span:
    """Several spans in a row."""
    text = ""
    marks: list[tuple[int, Source]] = []
    for span in spans:
        if text:
            text += glue
        marks.extend((at + len(text), source) for at, source in span.marks)
        text += span.text
    return Span(text, tuple(marks) or ((0, _NOWHERE),))
