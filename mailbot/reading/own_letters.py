"""Our own letters inside what people send back: known by their wording, and cut before anything is read.

Mail programs mark what they quote in a hundred ways and sometimes not at all. A read-back that comes back
unmarked looks like a composition; that it is word for word what we wrote tells that it is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from mailbot.domain.message import Message

from .automatic import automatic_of, may_answer
from .forwarded import blocks_html, lines_of
from .header_block import marker_of
from .html import marked_blocks
from .quoted import joined, split_lines

MAX_WORDS = 200_000
_INTRODUCTION_LINES = 12
# So many words in a row as in our letter are ours ...
_RUN_WORDS = 6
# ... where the letter itself is there: so many in a row, more than courtesies and titles both sides use.
_PASSAGE_WORDS = 40
# A Chinese character is less than a word.
_CHARACTERS_A_WORD = 2

_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
_CHARACTER = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
# What programs add behind an address or a link when they turn HTML into text.
_ADDED_LINK = re.compile(r"<(?:mailto:|https?://)[^<>\s]{1,1000}>|\[mailto:[^\[\]\s]{1,400}\]")


@dataclass(frozen=True, slots=True)
class Parted:
    """A message without the lines that repeat our letters.

    ``is_mixed`` tells that the writer's words stand among ours, so that neither makes sense alone.
    """

    message: Message
    has_ours: bool = False
    is_mixed: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """What our letters say, as runs of ``length`` words."""

    runs: frozenset[tuple[str, ...]]
    length: int


def wording_of(letters: Iterable[str]) -> tuple[Wording, ...]:
    """The wording of letters, given as plain text; one for those in words, one for those in characters."""
    runs: dict[int, set[tuple[str, ...]]] = {}
    for text in letters:
        words = _words(text)
        characters = len(_CHARACTER.findall("".join(words)))  # each is a word of its own
        length = _RUN_WORDS * (_CHARACTERS_A_WORD if characters * 2 > len(words) else 1)
        runs.setdefault(length, set()).update(_runs(words, length))
    return tuple(Wording(frozenset(found), length) for length, found in runs.items())


def is_long_enough(message: Message) -> bool:
    """Whether there is room for a letter of ours in what is not quoted: most mail is short, or has none."""
    if message.html is not None or any(is_long_enough(original) for original in message.originals):
        return True
    return sum(1 for _ in _WORD.finditer(message.new_text)) >= _PASSAGE_WORDS


def without_letters(message: Message, wording: Sequence[Wording]) -> Parted:
    """``message`` and the messages it forwards, without the lines that ``wording`` has. Pure; never raises."""
    inner = [without_letters(original, wording) for original in message.originals]
    parted = replace(message, originals=tuple(p.message for p in inner))
    has_ours, is_mixed = any(p.has_ours for p in inner), any(p.is_mixed for p in inner)
    lines = message.new_text.split("\n")
    ours, mixed = _ours(lines, wording)
    if any(ours):
        parted = replace(parted, new_text=joined(t for t, mine in zip(lines, ours, strict=True) if not mine))
        has_ours, is_mixed = True, is_mixed or mixed
    if message.html is not None:
        html, mixed = _html_without(message.html, message.subject, wording)
        if html is not None:
            parted, has_ours, is_mixed = replace(parted, html=html), True, is_mixed or mixed
    if not has_ours:
        return Parted(message)
    # An out-of-office note is told by its words only where they stand alone.
    parted = replace(parted, automatic=automatic_of(parted))
    return Parted(replace(parted, may_answer=may_answer(parted)), has_ours=True, is_mixed=is_mixed)


def _html_without(html: str, subject: str, wording: Sequence[Wording]) -> tuple[str | None, bool]:
    """What the writer wrote now of an HTML body, without our lines, and whether they are mixed; None if none."""
    marked = marked_blocks(html)
    lines, marks, owners = lines_of(marked)
    kinds = split_lines(lines, marks, subject).kinds
    new = [(line, owner) for line, owner, kind in zip(lines, owners, kinds, strict=True) if kind == "new"]
    ours, mixed = _ours([line for line, _ in new], wording)
    if not any(ours):
        return None, False
    kept = sorted({owner for (_, owner), mine in zip(new, ours, strict=True) if not mine})
    return blocks_html([marked[owner][0] for owner in kept]), mixed


def _ours(lines: Sequence[str], wording: Sequence[Wording]) -> tuple[list[bool], bool]:
    """Which lines are ours, and whether others stand among them or hold words of both."""
    words = [(word, number) for number, line in enumerate(lines) for word in _words(line)][:MAX_WORDS]
    covered, first = _covered([word for word, _ in words], wording)
    ours = [False] * len(lines)
    if first is None:
        return ours, False
    begins = words[first][1]
    foreign: list[int] = []
    mixed = False
    for number, group in groupby(range(len(words)), key=lambda k: words[k][1]):
        marks = [covered[k] for k in group]
        if number < begins:
            continue
        ours[number] = all(marks)
        if not all(marks):
            foreign.append(number)
            mixed = mixed or any(marks)
    for number in range(_introduced_at(lines, begins), begins):
        ours[number] = True
    last = max((number for number, mine in enumerate(ours) if mine), default=begins)
    return _with_blanks(lines, ours, begins, last), mixed or any(number < last for number in foreign)


def _introduced_at(lines: Sequence[str], begins: int) -> int:
    """Where the "Original Message" begins that a program set above our letter; ``begins`` if there is none."""
    above = range(max(0, begins - _INTRODUCTION_LINES), begins)
    return next((k for k in above if marker_of(lines[k])), begins)


def _with_blanks(lines: Sequence[str], ours: list[bool], begins: int, last: int) -> list[bool]:
    """Lines without a word go with the letter they stand in."""
    return [mine or (begins <= k <= last and not _words(lines[k])) for k, mine in enumerate(ours)]


def _covered(words: Sequence[str], wording: Sequence[Wording]) -> tuple[list[bool], int | None]:
    """Which words are of a run of ours, and where the first passage begins that only a letter of ours can be."""
    covered = [False] * len(words)
    first: int | None = None
    for known in wording:
        mine = [False] * len(words)
        for k, run in enumerate(_runs(words, known.length)):
            if run in known.runs:
                mine[k : k + known.length] = [True] * known.length
        enough = _PASSAGE_WORDS * known.length // _RUN_WORDS
        at = 0
        for is_mine, group in groupby(mine):
            length = sum(1 for _ in group)
            if is_mine and length >= enough:
                first = at if first is None else min(first, at)
                break
            at += length
        covered = [a or b for a, b in zip(covered, mine, strict=True)]
    return covered, first


def _runs(words: Sequence[str], length: int) -> Iterable[tuple[str, ...]]:
    return zip(*(words[k:] for k in range(length)), strict=False)


def _words(line: str) -> list[str]:
    bare = _INVISIBLE.sub("", _ADDED_LINK.sub(" ", line))
    return _WORD.findall(unicodedata.normalize("NFKC", bare).casefold())
