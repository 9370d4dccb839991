"""Glyphs of a page to printed lines: what lies on one baseline, read in order, parted at wide gaps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ..document import Box
from .bidi import bracket_faults, logical, ltr_letters, readable, rtl_letters

# In units of the type size: from here on a gap parts words, and parts things that stand apart.
WORD_GAP = 0.17
WIDE_GAP = 1.6
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


@dataclass(slots=True, eq=False)
class Glyph:
    """What one glyph, or one form value, shows and where; ``base`` is its baseline from the top."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    bold: bool = False
    confidence: float = 1.0

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of its box."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Manner:
    """How a page writes: mostly from right to left, and whether its brackets stand for their shape."""

    rtl: bool = False
    mirror: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Glyphs on one baseline with no wide gap between, as text in reading order."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    bold: bool
    glyphs: tuple[Glyph, ...]
    confidence: float = 1.0

    @property
    def box(self) -> Box:
        """(x0, y0, x1, y1) from the top left."""
        return self.x0, self.top, self.x1, self.bottom


Row = list[Segment]


def manner_of(glyphs: Sequence[Glyph]) -> Manner:
    """How the page writes, judged from all its glyphs."""
    whole = "".join(g.text for g in glyphs)
    right = rtl_letters(whole)
    if not right:
        return Manner()
    rtl = right > ltr_letters(whole) * 0.6
    straight = mirrored = 0
    for line in baselines(glyphs):
        texts = _spaced(line)
        if any(b in "()[]" for t in texts for b in t) and rtl_letters("".join(texts)):
            straight += bracket_faults(logical(texts, rtl_page=rtl))
            mirrored += bracket_faults(logical(texts, rtl_page=rtl, mirror=True))
    return Manner(rtl, mirrored < straight)


def rows_of(glyphs: Sequence[Glyph], manner: Manner, wide: float = WIDE_GAP) -> list[Row]:
    """Printed rows from top to bottom, each as its segments from left to right."""
    rows = []
    for line in baselines(glyphs):
        row = [made for part in _parted(line, wide) if (made := segment(part, manner)) is not None]
        if row:
            rows.append(row)
    return rows


def segment(glyphs: Sequence[Glyph], manner: Manner) -> Segment | None:
    """The glyphs, sorted from left to right, as one segment; None if they show nothing."""
    text = readable(logical(_spaced(glyphs), rtl_page=manner.rtl, mirror=manner.mirror)).strip()
    if not text:
        return None
    inked = [g for g in glyphs if not g.text.isspace()]
    return Segment(
        text,
        inked[0].x0,
        max(g.x1 for g in inked),
        min(g.top for g in inked),
        max(g.bottom for g in inked),
        median(g.base for g in inked),
        median(g.size for g in inked),
        sum(g.bold for g in inked) * 2 > len(inked),
        tuple(glyphs),
        confidence_of(inked),
    )


def confidence_of(glyphs: Sequence[Glyph]) -> float:
    """Half way between the mean and the worst: one bad word spoils a name."""
    values = [g.confidence for g in glyphs]
    if not values or min(values) == 1.0:
        return 1.0
    return (sum(values) / len(values) + min(values)) / 2


def baselines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs grouped by baseline, top to bottom, each group sorted from left to right.

    A raised or lowered glyph (1er, n°) joins the line it overlaps.
    """
    lines: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if lines and glyph.base - base <= 0.36 * max(size, glyph.size) and not _stacked(lines[-1], glyph, base):
            lines[-1].append(glyph)
            if glyph.size > size:
                base, size = glyph.base, glyph.size
        else:
            lines.append([glyph])
            base, size = glyph.base, glyph.size
    return [_ordered(line) for line in lines]


def _ordered(line: list[Glyph]) -> list[Glyph]:
    """From left to right; the second letter of an Arabic ligature, printed with no width of its own, left of the first.

    Its place is the left edge of the first letter, give or take a hair: sorting by that would part the two.
    """
    line = sorted(line, key=lambda g: g.x0)
    for i in range(1, len(line)):
        first, second = line[i - 1], line[i]
        if (
            second.x1 - second.x0 < 0.2
            and second.x0 - first.x0 < 0.3 < first.x1 - first.x0
            and rtl_letters(second.text)
        ):
            line[i - 1], line[i] = second, first
    return line


def _stacked(line: list[Glyph], glyph: Glyph, base: float) -> bool:
    """Whether the glyph lies under one of the line: then it is of the next line, however tight the leading."""
    if glyph.base - base < 0.15 * glyph.size:
        return False
    return any(g.x0 < glyph.x1 - 0.5 and glyph.x0 < g.x1 - 0.5 and glyph.base - g.base > 1.5 for g in line[-400:])


def with_marks(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs, with vowel signs and accents that stand alone put behind the letter they stand on."""
    marks = [g for g in glyphs if _is_mark(g.text)]
    if not marks or len(marks) > 5000:
        return glyphs
    letters = [g for g in glyphs if not _is_mark(g.text)]
    lines = [(line[0].base, line) for line in baselines(letters)]
    for mark in marks:
        at = mark.middle[0]
        line = min(lines, key=lambda pair: abs(pair[0] - mark.base), default=(0.0, []))[1]
        near = (g for g in line if not g.text.isspace() and g.x0 - 2 <= at <= g.x1 + 2)
        host = min(near, key=lambda g: max(g.x0 - at, at - g.x1, 0) * 100 + abs(g.middle[0] - at), default=None)
        if host is not None:
            host.text += mark.text
    return letters


def _is_mark(text: str) -> bool:
    return bool(text) and all(unicodedata.combining(c) for c in text)


def _parted(line: Sequence[Glyph], wide: float) -> list[list[Glyph]]:
    parts: list[list[Glyph]] = []
    end = 0.0
    for glyph in line:
        if glyph.text.isspace():
            if parts:
                parts[-1].append(glyph)
            continue
        if not parts or glyph.x0 - end > wide * glyph.size:
            parts.append([])
        parts[-1].append(glyph)
        end = max(end, glyph.x1) if len(parts[-1]) > 1 else glyph.x1
    return parts


def _spaced(line: Sequence[Glyph]) -> list[str]:
    """The texts of the glyphs, with a space wherever a word gap or a written space lies between two."""
    inked = [g for g in line if not g.text.isspace()]
    written = {id(after) for before, after in pairwise(line) if before.text.isspace()}
    spread = _tracking(inked) if len(written) * 3 < len(inked) else 0.0
    out: list[str] = []
    for last, glyph in pairwise([None, *inked]):
        if last is not None and glyph is not None:
            size = min(last.size, glyph.size)
            # Between Chinese signs, and between them and Latin ones, type setters add space that is none.
            cjk = is_cjk(last.text[-1:]) or is_cjk(glyph.text[:1])
            gap = (glyph.x0 - last.x1) / size
            if gap > max(0.6 if cjk else WORD_GAP, spread) or (id(glyph) in written and gap > (0.3 if cjk else -0.1)):
                out.append(" ")
        out += [glyph.text] if glyph is not None else []
    return out


def _tracking(inked: Sequence[Glyph]) -> float:
    """The gap, in type sizes, that parts words where the letters themselves are set apart; 0 if they are not."""
    gaps = [(b.x0 - a.x1) / min(a.size, b.size) for a, b in pairwise(inked)]
    usual = median(gaps) if len(gaps) >= 5 else 0.0
    return usual * 1.7 if usual > 0.12 else 0.0


def is_cjk(text: str) -> bool:
    """Whether a character is Chinese, Japanese or Korean script, which breaks lines anywhere."""
    return bool(text) and bool(_CJK.match(text))


def inside(glyphs: Iterable[Glyph], box: Box) -> list[Glyph]:
    """The glyphs whose centre lies in the box."""
    x0, y0, x1, y1 = box
    return [g for g in glyphs if x0 <= g.middle[0] <= x1 and y0 <= g.middle[1] <= y1]
