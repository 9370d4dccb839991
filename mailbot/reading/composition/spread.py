"""Blanks that say nothing or are missing: Chinese words set wide ("团　长", "沈　岩"), "И.И.Иванов" in one piece."""

from __future__ import annotations

import re

from . import han
from .spans import Span, joined
from .wording import is_only

_BLANK = "[ \u00a0\u3000]{1,6}"
_ALONE = r"[\u3400-\u9fff]"
_RUN = re.compile(
    rf"(?:(?<=^)|(?<=[\s:：,，、;；(（.．)）])){_ALONE}(?:{_BLANK}{_ALONE}){{1,6}}(?=[\s:：,，、;；()（）。]|$)"
)
_ROLES = ("roles.head_bare", "roles.alternate_head_bare", "roles.delegate_bare", "roles.adviser_bare")
_SEXES = frozenset("男女")
_PAIR, _NAME, _TWO_NAMES = 2, 3, 4


def closed_up(span: Span) -> Span:
    """The text without the blanks inside its words; characters that stand alone for another reason stay apart."""
    if not han.HAN.search(span.text):
        return span
    pieces: list[Span] = []
    place = 0
    for run in _RUN.finditer(span.text):
        letters = [m.start() for m in re.finditer(_ALONE, run.group())]
        for first, last in _words([run.group()[at] for at in letters]):
            start, stop = run.start() + letters[first], run.start() + letters[last] + 1
            if last > first:
                pieces.append(span.cut(place, start))
                pieces += [span.cut(run.start() + at, run.start() + at + 1) for at in letters[first : last + 1]]
                place = stop
    return joined([*pieces, span.cut(place)], "") if pieces else span


_INITIALS = re.compile(
    r"(?<![\w.@/-])(?:[A-ZÀ-ÞА-ЯЁ]\.-?){1,3}(?=[A-ZÀ-ÞА-ЯЁ][\w'’\-]{1,30}(?![\w.+-]{0,40}@)(?!\.\w))(?=[^\W\d_]['’]?[^\W\d_])"
)


def initials_apart(span: Span) -> Span:
    """The text with a blank between initials and the name they are written onto."""
    pieces: list[Span] = []
    place = 0
    for initials in _INITIALS.finditer(span.text):
        pieces.append(span.cut(place, initials.end()))
        place = initials.end()
    return joined([*pieces, span.cut(place)], " ") if pieces else span


def _words(letters: list[str]) -> list[tuple[int, int]]:
    """The first and last of the characters that are one word, in order: a role first, then names."""
    for width in (_NAME, _PAIR):
        if len(letters) >= width and is_only("".join(letters[:width]), *_ROLES):
            return [(0, width - 1), *((a + width, b + width) for a, b in _words(letters[width:]))]
    if len(letters) == _PAIR or (len(letters) == _NAME and letters[-1] not in _SEXES):
        return [(0, len(letters) - 1)]
    if len(letters) == _NAME:
        return [(0, 1)]
    if len(letters) == _TWO_NAMES and letters[0] in han.surnames() and letters[2] in han.surnames():
        return [(0, 1), (2, 3)]
    return []
