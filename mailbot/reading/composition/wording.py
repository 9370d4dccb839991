"""The words about persons as patterns: one per topic over all languages, because notes mix them.

An entry of ``lexicon/<language>/persons.toml`` is a regular expression on folded text (``reading.folding``).
Matches stand on word boundaries, except in Han text, which has none; Arabic words
may carry particles (و ف ب ل ك), before which the article may lose its alif (للمتحدث).
Every repetition in the entries is bounded, so every pattern takes linear time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from mailbot.domain.submission import LANGUAGES
from mailbot.reading.folding import fold
from mailbot.reading.lexicon import words

_NEVER = re.compile(r"(?!)")
# Chinese writes Latin words without white space: 接替Mr. X, 任Counsellor一职.
_BEFORE = r"(?<![^\W\u3400-\u9fff])"
_AFTER = r"(?![^\W\u3400-\u9fff])"


def entries(topic: str) -> dict[str, tuple[str, ...]]:
    """The entries of a dotted topic (``roles.head``) by language; languages without it are left out."""
    out: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        table: Any = words(language, "persons")
        for key in topic.split("."):
            table = table.get(key, ()) if isinstance(table, dict) else ()
        if table:
            out[language] = tuple(table)
    return out


class Words:
    """Entries as one pattern, with the methods of one.

    It is compiled when first asked; where a text has no letters of other scripts, without their entries: a note in
    English need not wait for the words of three scripts it has no letter of. ``compiled`` makes it, with all entries
    or without those (``needs_other_script``).
    """

    def __init__(self, compiled: Callable[[bool], re.Pattern[str]]) -> None:
        self._compiled = compiled
        self._latin: re.Pattern[str] | None = None
        self._whole: re.Pattern[str] | None = None

    def _for(self, text: str) -> re.Pattern[str]:
        if text.isascii() or _OTHER_SCRIPT.search(text) is None:
            if self._latin is None:
                self._latin = self._compiled(False)
            return self._latin
        if self._whole is None:
            self._whole = self._compiled(True)
        return self._whole

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As ``re.Pattern.search``."""
        return self._for(text).search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As ``re.Pattern.match``."""
        return self._for(text).match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As ``re.Pattern.fullmatch``."""
        return self._for(text).fullmatch(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """As ``re.Pattern.finditer``."""
        return self._for(text).finditer(text, start, end)

    def sub(self, by: str, text: str) -> str:
        """As ``re.Pattern.sub``."""
        return self._for(text).sub(by, text)


_OTHER_SCRIPT = re.compile("[\u0400-\u052f\u0600-\u06ff\u2e80-\u9fff\uf900-\ufaff]")
_OF_OTHER_SCRIPT = re.compile(r"(?:\\.|[^a-z])*")


@cache
def pattern(*topics: str) -> Words:
    """One pattern for all entries of the topics, longest first; it matches nothing without entries."""
    return Words(lambda whole: _compiled(topics, whole=whole))


def needs_other_script(entry: str) -> bool:
    """Whether an entry matches only where letters of another script are: it has such letters, and no Latin ones."""
    return _OTHER_SCRIPT.search(entry) is not None and _OF_OTHER_SCRIPT.fullmatch(entry) is not None


def _compiled(topics: tuple[str, ...], *, whole: bool) -> re.Pattern[str]:
    made: list[tuple[int, bool, str, str]] = []
    for topic in topics:
        for language, listed in entries(topic).items():
            for entry in listed:
                if not entry.startswith("=") and (whole or not needs_other_script(entry)):
                    word, after = _worded(fold(entry), language)
                    after += "(?!-\\w)" if topic == "titles" else ""
                    made.append((len(entry), language == "zh", word, after))
    made.sort(key=lambda item: -item[0])
    # The look-behind stands once before all words: the engine then tells most of them by their first letter.
    words = _in_turn((word, after) for _, is_chinese, word, after in made if not is_chinese)
    parts = [f"{_BEFORE}(?:{words})"] if words else []
    parts += [word + after for _, is_chinese, word, after in made if is_chinese]
    return re.compile("|".join(parts)) if parts else _NEVER


def _in_turn(words: Iterable[tuple[str, str]]) -> str:
    """The words as alternatives in their order; what must follow stands once behind those that have it in common.

    A set of characters of other scripts takes a millisecond to compile each time it is written.
    """
    return "|".join(
        f"(?:{'|'.join(word for word, _ in group)}){after}" for after, group in groupby(words, key=lambda each: each[1])
    )


@cache
def _by_language(topic: str) -> tuple[re.Pattern[str], ...]:
    out = []
    for language, listed in entries(topic).items():
        words = sorted((entry for entry in listed if not entry.startswith("=")), key=len, reverse=True)
        out.append(re.compile(_in_turn(_worded(fold(word), language) for word in words) or r"(?!)"))
    return tuple(out)


def longest_end(topic: str, text: str, position: int) -> int | None:
    """Where the longest entry of any language ends that begins at ``position`` of the folded text, or None.

    One language's "general" must not cut another's "general de brigada".
    """
    ends = [found.end() for wanted in _by_language(topic) if (found := wanted.match(text, position))]
    return max(ends, default=None)


@cache
def exact(*topics: str) -> re.Pattern[str]:
    """One pattern for the entries that count only as written (``=HE``)."""
    listed = [entry[1:] for topic in topics for found in entries(topic).values() for entry in found if entry[:1] == "="]
    listed.sort(key=len, reverse=True)
    return re.compile("|".join(f"{_BEFORE}{re.escape(entry)}{_AFTER}" for entry in listed)) if listed else _NEVER


def says(text: str, *topics: str) -> bool:
    """Whether the folded text contains an entry."""
    return _says(text, topics) if len(text) < _SHORT else _finds(text, topics)


def is_only(text: str, *topics: str) -> bool:
    """Whether the folded text is an entry and nothing else but punctuation."""
    return len(text) < 2 * _SHORT and _is_only(text, topics)


def starts(text: str, *topics: str) -> bool:
    """Whether the folded text begins with an entry."""
    return _starts(text[: 2 * _SHORT], topics)


# The same short texts are asked the same questions by one reader after the other.
_SHORT = 160


@lru_cache(maxsize=8192)
def _says(text: str, topics: tuple[str, ...]) -> bool:
    return _finds(text, topics)


def _finds(text: str, topics: tuple[str, ...]) -> bool:
    # A pattern for each topic: one for every set of topics asked for would be compiled half a second long.
    for topic in topics:  # noqa: SIM110 - asked so often that a generator is felt
        if pattern(topic).search(text):
            return True
    return False


@lru_cache(maxsize=8192)
def _is_only(text: str, topics: tuple[str, ...]) -> bool:
    bare = {text.strip(edges) for edges in (" \t\n.,:;|\"'*-/", " \t\n.,:;|()[]\"'*-/")}
    return any(pattern(topic).fullmatch(each) for topic in topics for each in bare)


@lru_cache(maxsize=8192)
def _starts(text: str, topics: tuple[str, ...]) -> bool:
    for topic in topics:  # noqa: SIM110 - as above
        if pattern(topic).match(text):
            return True
    return False


# What Arabic says of now it says of the time to come by a letter before it: (ي|ت)حل محله, سيحل محله.
_PRESENT = re.compile(r"(?<!\w)(?:\((?:ي\|ت|ت\|ي)\)|\[(?:يت|تي)\])")


def _worded(entry: str, language: str) -> tuple[str, str]:
    """The entry as a whole word, but for what must stand before it, and what must follow."""
    if language == "zh":
        return f"(?:{entry})", ""
    if language == "ar":
        entry = _PRESENT.sub(r"(?:س?\g<0>)", entry.replace("(ال)?", "(?:ال|(?<=ل)ل)?"))
        return rf"[وفبلك]{{0,2}}(?:{entry})", r"(?!\w)"
    return entry if "|" not in entry else f"(?:{entry})", _AFTER
