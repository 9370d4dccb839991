"""What says that an earlier note or list no longer holds, and whether a cited reference is that earlier note's.

Three kinds of wording, in any order of words: something is put in the place of the thing ("supersedes the list",
"instead of the one"), the thing is said to be void ("note 12/20 is null and void"), the thing has changed or is the
latest ("the updated list"). A person who replaces another is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from mailbot.domain.submission import Source

from .anatomy import Strand, alternatives, is_quiet, pattern, sentence_around
from .conditions import holds_only_if
from .dates import dates_in
from .kind import HONORIFIC
from .wording import Words

_OBJECT_REACH = 48
_SUBJECT_REACH = 110
_PERSON_REACH = 60
_PREDICATE_REACH = 30
_BESIDE = 24
_ALONE = 40
_CODE = r"(?<![\w/.-])(?=[\w/.-]{0,24}\d{2})[\w.-]{1,16}[/-][\w/.-]{1,24}"


def superseded(strands: Sequence[Strand]) -> Source | None:
    """Where an earlier note or list is put out of force, or None."""
    return _first(strands, "void_of", _has_thing_as_object) or _first(strands, "void_is", _has_thing_as_subject)


def changed(strands: Sequence[Strand]) -> Source | None:
    """Where a list or delegation is said to have changed as a whole, or None."""
    return _first(strands, "changed", _speaks_of_thing)


def latest(strands: Sequence[Strand]) -> Source | None:
    """Where a list is called the updated, final or right one: that tells nothing unless an earlier one is cited."""
    return _first(strands, "latest", _is_beside_thing)


def added(strands: Sequence[Strand]) -> Source | None:
    """Where somebody comes beside those already named, or something named was wrong; or None."""
    return _first(strands, "adds", lambda _text, _start, _end: True)


def takes_out(strands: Sequence[Strand]) -> Source | None:
    """Where somebody is taken out or replaced, not a note, an address or the way something is written; or None."""
    return _first(strands, "takes_out", _is_of_person)


def is_put_out_of_force(text: str, start: int, end: int, reach: int) -> bool:
    """Whether a reference at ``start``–``end`` of a folded text is said to be void after it, before ``reach``."""
    _, right = sentence_around(text, start, end)
    found = pattern("revision", "void_is").search(text, end, min(right, reach, end + _PERSON_REACH))
    if found is None:
        return False
    between = text[end : found.start()]
    for day in reversed(dates_in(between)):  # "Note No. 12/20 of 14 January 2021 is void"
        between = between[: day.start] + between[day.end :]
    return not re.search(r"\d{3,}", between)


def _first(strands: Sequence[Strand], key: str, holds: Callable[[str, int, int], bool]) -> Source | None:
    for strand in strands:
        for match in pattern("revision", key).finditer(strand.text):
            where = strand.text, match.start(), match.end()
            if not is_quiet(strand, match.start()) and not holds_only_if(*where) and holds(*where):
                return strand.source(match.start(), match.end())
    return None


@cache
def _things() -> Words:
    return Words(lambda whole: re.compile(f"(?:{alternatives('revision', 'thing', whole=whole)})|{_CODE}"))


def _has_thing_as_object(text: str, start: int, end: int) -> bool:
    left, right = sentence_around(text, start, end)
    thing = _things().search(text, end, min(right, end + _OBJECT_REACH))
    if thing is None or _names_person(text[end : thing.start()]):
        return False
    return HONORIFIC.search(_since_thing(text, max(left, start - _PERSON_REACH), start)) is None


def _has_thing_as_subject(text: str, start: int, end: int) -> bool:
    left, right = sentence_around(text, start, end)
    before = max(left, start - _SUBJECT_REACH)
    found = list(_things().finditer(text, before, start))
    if found and not _names_person(text[found[-1].end() : start]):
        return True
    thing = _things().search(text, end, min(right, end + _PREDICATE_REACH))
    return thing is not None and not _names_person(text[end : thing.start()])


def _speaks_of_thing(text: str, start: int, end: int) -> bool:
    left, right = sentence_around(text, start, end)
    line = text[text.rfind("\n", 0, start) + 1 : text.find("\n", end) if "\n" in text[end:] else len(text)]
    return len(line.strip()) < _ALONE or _things().search(text, left, min(right, end + _OBJECT_REACH)) is not None


def _is_beside_thing(text: str, start: int, end: int) -> bool:
    window = max(0, start - _BESIDE), min(len(text), end + _BESIDE)
    return any(
        re.fullmatch(r"\s{0,3}的?", text[m.end() : start] or text[end : m.start()])
        for m in pattern("revision", "thing").finditer(text, *window)
        if m.end() <= start or m.start() >= end
    )


def _is_of_person(text: str, start: int, end: int) -> bool:
    left, right = sentence_around(text, start, end)
    if re.match(r"\s{0,3}(?:\S{1,12}\s){0,2}[^\s@]{1,64}@", text[end : min(right, end + _PERSON_REACH)]):
        return False
    if pattern("revision", "particular").search(text, left, right):
        return False
    if _has_thing_as_object(text, start, end):
        return False
    is_void = pattern("revision", "void_is").match(text, start) is not None
    return not (is_void and _has_thing_as_subject(text, start, end))


def _since_thing(text: str, start: int, end: int) -> str:
    """The text since the last note or list spoken of."""
    found = list(_things().finditer(text, start, end))
    return text[found[-1].end() if found else start : end]


def _names_person(text: str) -> bool:
    return HONORIFIC.search(text + " ") is not None or pattern("kind", "person").search(text) is not None
