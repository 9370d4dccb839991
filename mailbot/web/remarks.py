"""What the record remarks in English sentences (of flags, troubles, letters that fail), in the words of the page.

A sentence is told by its English text in ``words/en.toml`` under ``[remark]``, whatever names and numbers stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from string import Formatter

from .words import Interface, Words, words_in

LONGEST = 1000
"""Characters: what is longer was not written by us alone."""

_DEEPEST = 3
_MOST_SENTENCES = 12
_FIELD = "family|given|title|function|affiliation|email|phone"
_FIELDS = re.compile(rf"\((?:{_FIELD})(?:, (?:{_FIELD})){{0,6}}\)")
_END = re.compile(r"(?<=[.?!])\s+(?=\S)")


def remark_said(words: Words, remark: str) -> str:
    """The remark in the language of the page, sentence by sentence; empty where one of them is not known."""
    if words.language == "en":
        return remark
    return _remark_said(words.language, remark) if len(remark) <= LONGEST else ""


@lru_cache(maxsize=4096)
def _remark_said(language: Interface, remark: str) -> str:
    """The longest known run of sentences from each place on; what begins where nothing is known is asked once."""
    words = words_in(language)
    ends = [found.span() for found in _END.finditer(remark)][:_MOST_SENTENCES]
    ends.append((len(remark), len(remark)))
    said = {len(remark): ""}
    for start in [0, *(onward for _, onward in ends[:-1])][::-1]:
        for end, onward in reversed(ends):
            first = _sentence(words, remark[start:end], 0) if end > start and onward in said else ""
            if first:
                said[start] = f"{first} {said[onward]}".strip()
                break
    return said.get(0, "")


def _sentence(words: Words, sentence: str, depth: int) -> str:
    for key, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            facts = {name: _fact(words, fact, depth) for name, fact in found.groupdict().items()}
            return words.texts[key].format(**facts)
    return ""


def _fact(words: Words, fact: str, depth: int) -> str:
    """A name or number as it is; a remark within a remark, and the fields of a person, in the page's words too."""
    said = (_sentence(words, fact, depth + 1) if depth < _DEEPEST else "") or fact
    return _FIELDS.sub(lambda found: re.sub(_FIELD, lambda one: words.of("field", one[0]).lower(), found[0]), said)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every sentence as a pattern; those with most words of their own first, so that none is taken for another."""
    texts = words_in("en").texts
    found = [(key, list(Formatter().parse(texts[key]))) for key in texts if key.startswith("remark.")]
    found.sort(key=lambda one: -sum(len(literal) for literal, *_ in one[1]))
    return tuple((key, re.compile("".join(_pieces(parts)))) for key, parts in found)


def _pieces(parts: list[tuple[str, str | None, str | None, str | None]]) -> Iterator[str]:
    for literal, name, _, _ in parts:
        yield re.escape(literal)
        if name is not None:
            yield f"(?P<{name}>[^\\n]{{1,400}}?)"
