"""From a field's source to the stretches of a text document it was read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mailbot.domain.submission import Source
from mailbot.reading.folding import fold_with_origins

from .fields import Evidence
from .phrases import phrase_of
from .spans import Span, letters_of, occurrences

_FOLLOWING = 3

Stretch = tuple[int, int, str, float]
"""A stretch of a piece: from where to where, the key of the field read there, how sure."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, a cell or a heading of a shown text. ``page`` and ``number`` are as a source names them."""

    text: str
    page: str | None
    number: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source stands: the piece, and from where to where in it."""

    piece: int
    start: int
    end: int


@dataclass(slots=True)
class Marked:
    """Pieces of a text with the stretches found so far: for each piece (start, end, key, confidence)."""

    pieces: Sequence[Piece]
    found: dict[int, list[Stretch]] = field(default_factory=lambda: defaultdict(list))
    _by_text: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_number: dict[tuple[str | None, int | None], list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for at, piece in enumerate(self.pieces):
            self._by_number[piece.page, piece.number].append(at)
            self._by_text[squeezed(piece.text)].append(at)

    def place_of(self, source: Source) -> Place | None:
        """The stretch a source speaks of; None if the text, read now, does not have it."""
        wanted = squeezed(source.text)
        if not wanted:
            return None
        numbered = self._by_number.get((_name(source.page), source.line), ())
        same = self._by_text.get(wanted, ())
        for at in (*(at for at in numbered if at in same), *same):
            return Place(at, 0, len(self.pieces[at].text))
        for at in numbered:
            spans = occurrences(letters_of([self.pieces[at].text]), source.text)
            if spans:
                return Place(at, spans[0][0][1], spans[0][-1][2])
        return None

    def mark(self, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """Marks the words of each field, and gives the fields whose source is not here.

        The fields of one person stand together: of several places with the same words the nearest to the rest counts.
        """
        placed: list[tuple[Evidence, Place]] = []
        absent: list[Evidence] = []
        for one in evidence:
            place = self.place_of(one.source)
            if place is None:
                absent.append(one)
            else:
                placed.append((one, place))
        for group in _together(placed):
            self._mark_group(group)
        return tuple(absent)

    def _mark_group(self, group: list[tuple[Evidence, Place]]) -> None:
        taken: list[Span] = []
        for one, place in sorted(group, key=lambda pair: -len(pair[0].value or "")):
            options = list(self._options(one, place))
            if not options:
                self._add(place.piece, place.start, place.end, one)
                continue
            best = min(options, key=lambda spans: _strangeness(spans, taken))
            taken.extend(best)
            for piece, start, end in best:
                self._add(place.piece + piece, start, end, one)

    def _options(self, one: Evidence, place: Place) -> Iterator[tuple[Span, ...]]:
        """Where in the place, or from it on into what follows, the field's words stand."""
        text = self.pieces[place.piece].text[: place.end]
        if one.value is None:
            folded = fold_with_origins(text)
            for start, end in phrase_of(one.field, one.code, folded.text):
                left, right = folded.origin(start), folded.origin(end - 1) + 1
                if left >= place.start:
                    yield ((0, left, right),)
            return
        after = [piece.text for piece in self.pieces[place.piece + 1 : place.piece + _FOLLOWING]]
        texts = [text, *after] if place.end == len(self.pieces[place.piece].text) else [text]
        for spans in occurrences(letters_of(texts), one.value):
            if spans[0][1] >= place.start:
                yield spans

    def _add(self, piece: int, start: int, end: int, one: Evidence) -> None:
        self.found[piece].append((start, end, one.key, one.source.confidence))


def squeezed(text: str) -> str:
    """The text with every run of blanks as one."""
    return " ".join(text.split())


def _strangeness(spans: Sequence[Span], taken: Sequence[Span]) -> tuple[bool, int]:
    """How little a place suits what is taken by then: whether it lies in that, and how far from the first of it."""
    overlaps = any(a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for a in spans for b in taken)
    return overlaps, abs(spans[0][1] - taken[0][1]) if taken else 0


def _name(page: int | str | None) -> str | None:
    return None if page is None else str(page)


def _together(placed: Sequence[tuple[Evidence, Place]]) -> Iterator[list[tuple[Evidence, Place]]]:
    """The fields of one person in one piece; each field of the note alone."""
    groups: dict[tuple[str, int], list[tuple[Evidence, Place]]] = defaultdict(list)
    for one, place in placed:
        groups[one.person or one.key, place.piece].append((one, place))
    yield from groups.values()
