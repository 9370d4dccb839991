"""In which of the six languages a text is written: by script first, then by function words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from mailbot.domain.submission import Language
from mailbot.reading.folding import fold
from mailbot.reading.lexicon import words

_LATIN: tuple[Language, ...] = ("en", "fr", "es")
_SCRIPTS: tuple[tuple[Language, re.Pattern[str], int], ...] = (
    ("zh", re.compile(r"[\u3400-\u9fff]"), 3),
    ("ar", re.compile(r"[\u0620-\u064a]"), 1),
    ("ru", re.compile(r"[\u0400-\u04ff]"), 1),
)
_LATIN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
_NOT_PROSE = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\([^()\n]{0,80}\)")
_ENOUGH_LETTERS = 20
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str) -> Language | None:
    """The language of the text, or None when it has too few words to tell.

    Latin names, addresses and job titles stand in notes of every language, so another script decides from
    a third of the letters on (a Han character counts three).
    """
    text = _NOT_PROSE.sub(" ", text[:20_000])
    counts: Counter[Language] = Counter()
    for language, letters, weight in _SCRIPTS:
        counts[language] = weight * len(letters.findall(text))
    latin = len(_LATIN_LETTER.findall(text))
    script, most = counts.most_common(1)[0]
    if most and most * 2 >= latin:
        return script
    by_words = _by_words(text)
    if by_words is not None:
        return by_words
    return script if most >= _ENOUGH_LETTERS else None


def _by_words(text: str) -> Language | None:
    tokens = Counter(_WORD.findall(fold(text)))
    scores: Counter[Language] = Counter()
    vocabularies, shared = _vocabularies()
    for language, vocabulary in vocabularies.items():
        scores[language] = sum(tokens[word] * (1 if word in shared else 2) for word in vocabulary)
    (best, score), (_, second) = scores.most_common(2)
    return best if score > second else None


@cache
def _vocabularies() -> tuple[dict[Language, frozenset[str]], frozenset[str]]:
    """The function words of each language in Latin script, and those that two of them share."""
    own = {x: frozenset(fold(word) for word in words(x, "note")["language"]["function_words"]) for x in _LATIN}
    counts = Counter(word for vocabulary in own.values() for word in vocabulary)
    return own, frozenset(word for word, count in counts.items() if count > 1)
