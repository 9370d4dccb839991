"""Printed lines to paragraphs: a line goes on where its last word left no room for the next one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..document import Box
from .bidi import ltr_letters, rtl_letters
from .glyphs import Glyph, Segment, is_cjk
from .marker import split_marker


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """One printed line, or several joined: its segments from left to right as last printed, and its text.

    ``frame`` is the left and right edge of the column it stands in. ``starts`` are the distances from the
    starting edge at which its text, its tab stops and the text behind its label begin.
    """

    text: str
    segments: tuple[Segment, ...]
    frame: tuple[float, float]
    box: Box
    size: float
    bold: bool
    rtl: bool
    starts: tuple[float, ...]
    marker: str | None = None
    number: int = 0
    level: int = 0
    region: str = "body"
    confidence: float = 1.0
    lines: int = 1

    @property
    def start(self) -> float:
        """Distance from the starting edge (the right one for Arabic) to the first glyph of the last line."""
        first = self.segments[-1].x1 if self.rtl else self.segments[0].x0
        return self.frame[1] - first if self.rtl else first - self.frame[0]

    @property
    def room(self) -> float:
        """What is left between the end of the last printed line and the far edge."""
        return self.segments[0].x0 - self.frame[0] if self.rtl else self.frame[1] - self.segments[-1].x1

    @property
    def base(self) -> float:
        """The baseline of the last printed line."""
        return self.segments[0].base


def printed(row: Sequence[Segment], frame: tuple[float, float], *, rtl_page: bool) -> Printed:
    """One row of segments as a line, tab stops between them, its list label split off."""
    whole = "".join(s.text for s in row)
    rtl = rtl_letters(whole) > ltr_letters(whole) or (rtl_page and rtl_letters(whole) > 0)
    ordered = list(reversed(row)) if rtl or (rtl_page and not ltr_letters(whole)) else list(row)
    text = "\t".join(s.text for s in ordered)
    marker, rest = split_marker(text)
    if marker is None and row[0].confidence < 1.0 and (match := _MISREAD_LABEL.match(text)):
        marker, rest = f"{match[1]}.", text[match.end() :]
    edges = [(frame[1] - s.x1) if rtl else (s.x0 - frame[0]) for s in ordered]
    if marker:
        edges.append(_behind_marker(ordered[0], len("".join(marker.split())), frame, rtl=rtl))
    box = (
        min(s.x0 for s in row),
        min(s.top for s in row),
        max(s.x1 for s in row),
        max(s.bottom for s in row),
    )
    size = max(s.size for s in row)
    edge = tuple(edges)
    return Printed(
        rest,
        tuple(row),
        frame,
        box,
        size,
        all(s.bold for s in row),
        rtl,
        edge,
        marker,
        confidence=min(s.confidence for s in row),
    )


# A recogniser takes the point behind a number for another sign.
_MISREAD_LABEL = re.compile(r"(\d{1,2})[,:;'_]\s{1,5}(?=[^\W\d_])")


def _behind_marker(segment: Segment, length: int, frame: tuple[float, float], *, rtl: bool) -> float:
    inked = [g for g in segment.glyphs if not g.text.isspace()]
    after = list(reversed(inked))[length:] if rtl else inked[length:]
    if not after:
        return frame[1] - segment.x0 if rtl else segment.x1 - frame[0]
    return frame[1] - after[0].x1 if rtl else after[0].x0 - frame[0]


def join_lines(lines: Sequence[Printed]) -> list[Printed]:
    """Lines of one column from top to bottom; those that only the width of the paper parted are joined."""
    leading = _leading(lines)
    out: list[Printed] = []
    for line in lines:
        if out and _goes_on(out[-1], line, leading):
            out[-1] = _joined(out[-1], line)
        else:
            out.append(line)
    return out


def _leading(lines: Sequence[Printed]) -> float:
    """The usual distance of baselines, in type sizes: the smaller ones, for those lie within paragraphs."""
    steps = sorted((b.base - a.base) / b.size for a, b in pairwise(lines) if 0.9 < (b.base - a.base) / b.size < 2.6)
    return steps[len(steps) // 5] if steps else 1.2


def _goes_on(line: Printed, following: Printed, leading: float) -> bool:
    step = (following.base - line.base) / following.size
    # Recognised lines are less straight than printed ones.
    slack = 1.18 if line.confidence == 1.0 else 1.35
    if not 0 < step <= leading * slack or following.marker or len(following.segments) > 1:
        return False
    address = is_split_address(line.text, following.text)
    # The end of an address that is a line by itself has no letter of the script around it.
    if abs(line.size - following.size) > 0.8 or (line.rtl != following.rtl and not address):
        return False
    if line.frame != following.frame or (_LABEL.match(line.text) and _LABEL.match(following.text)):
        return False
    if line.room > 0.2 * line.size + first_word_width(following.segments[0], rtl=following.rtl) + 2 and not address:
        return False
    return address or _is_aligned(line, following)


# "Primary speaker: …" below "Head of delegation: …" starts anew, however full the line above.
_LABEL = re.compile(r"[^\W\d_][^:：,;.，；。،؛\t]{1,40}[:：]")


def _is_aligned(line: Printed, following: Printed) -> bool:
    ends = bool(re.search(r"[.!?:;؟؛。：；!?]\W?$", line.text))
    lower = following.text[:1].islower()
    if line.bold != following.bold and (ends or not lower):
        return False
    if line.text.rstrip().endswith((":", "：", ";", "；")) and not lower:
        return False
    near = (0.35 if line.confidence == 1.0 else 1.2) * line.size
    if any(abs(following.start - start) < near for start in (line.start, *line.starts)):
        return True
    # A first line may be set in; a line set in further than the one before starts a paragraph after a full stop.
    set_out = line.start > following.start and following.start < line.size
    return (set_out and not line.marker) or (not ends and following.start > line.start)


def first_word_width(segment: Segment, *, rtl: bool) -> float:
    """Width of the first word read; of its first signs where lines may break anywhere."""
    word: list[Glyph] = []
    for glyph in reversed(segment.glyphs) if rtl else segment.glyphs:
        if glyph.text.isspace() or (word and _gap(word[-1], glyph) > 0.17 * segment.size):
            break
        if word and is_cjk(word[-1].text) and word[-1].text not in _OPENING and glyph.text not in _CLOSING:
            break
        if word and is_cjk(glyph.text) and word[-1].text not in _OPENING and glyph.text not in _CLOSING:
            break
        word.append(glyph)
    return max(g.x1 for g in word) - min(g.x0 for g in word) if word else 0.0


# Chinese lines do not end on an opening bracket nor begin with a closing one or a point.
_OPENING = "（〔《〈「『【([“"
_CLOSING = "）〕》〉」』】)]”，。、；：！？,.;:"


def _gap(first: Glyph, second: Glyph) -> float:
    return max(second.x0 - first.x1, first.x0 - second.x1)


def is_split_address(text: str, following: str) -> bool:
    """Whether an e-mail address was broken between the two."""
    # Chinese text stands against an address without a space.
    behind, ahead = re.search(r"[!-~]{1,200}$", text[-200:]), re.match(r"[!-~]{1,200}", following)
    if not behind or not ahead:
        return False
    last, first = [behind[0]], [ahead[0]]
    if first[0].startswith(("@", ".")) or last[0].endswith("@"):
        return bool(re.search(r"[a-z0-9@]", first[0]))
    if "@" in last[0]:
        return last[0].endswith(("-", ".", "_")) or not re.search(r"@[^@]*\.", last[0])
    return "@" in first[0] and last[0].endswith((".", "-", "_")) and bool(re.fullmatch(r"[a-z0-9._-]{2,}", last[0]))


_COMPOUNDING = frozenset(
    "adjudant adjutant brigadier capitaine captain caporal co colonel commandant commander conseiller contre corporal "
    "counsellor ex general général haut high lieutenant long major médecin minister ministre non ne premier sergeant "
    "sergent sous sub under vice советник генерал вице экс контр подполковник".split()
)


# Korean given names in Latin letters are written in syllables: Min-seok.
_SYLLABLE = re.compile(
    r"(?i)(?:[bdghjklmnprstwy]|ch|kk|pp|ss|tt|jj)?(?:yae|yeo|wae|yoo|ae|ya|eo|ye|wa|oe|yo|wo|we|wi|yu|eu|ui|oo|ee|[aeiou])(?:ng|[gklmnpst])?"
)


def _is_syllables(one: str, two: str) -> bool:
    return bool(_SYLLABLE.fullmatch(one) and _SYLLABLE.fullmatch(two))


def glued(text: str, following: str) -> str:
    """Two printed lines as one text: no space inside an address, between Chinese signs or at a hyphenation."""
    if not text or not following:
        return text + following
    if is_split_address(text, following) or (is_cjk(text[-1]) or is_cjk(following[0])):
        return text + following
    if text.endswith("\u00ad"):
        return text[:-1] + following
    if re.search(r"[^\W\d_]{2}[-‐]$", text) and following[0].isalpha():
        # A hyphen before a capital is part of a double name; before a small letter the word was broken there.
        # Words that make compounds ("sous-préfet", "lieutenant-colonel") keep theirs.
        kept = (
            following[0].isupper()
            or text[-3:-1].isupper()
            or text[:-1].rsplit(maxsplit=1)[-1].casefold() in _COMPOUNDING
            or _is_syllables(text[:-1].rsplit(maxsplit=1)[-1], re.split(r"[\s,;)]", following, maxsplit=1)[0])
        )
        return text + following if kept else text[:-1] + following
    return f"{text} {following}"


def _joined(line: Printed, following: Printed) -> Printed:
    a, b = line.box, following.box
    return replace(
        line,
        text=glued(line.text, following.text),
        segments=following.segments,
        box=(min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])),
        confidence=min(line.confidence, following.confidence),
        lines=line.lines + following.lines,
    )
