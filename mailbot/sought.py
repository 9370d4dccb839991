"""What a message or a letter is found by, whatever script and accents it is written in and asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .domain.identity import fold
from .domain.letter import Letter
from .domain.record import MessageRecord

LONGEST = 2000
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]+")
_VOWELS = re.compile(r"[^a-z0-9]|[aeiouwy]")
_TWICE = re.compile(r"(.)\1+")
_MARK = "\x1f"
"""Before consonants; nobody can ask for it, for it separates words."""


def romanised(text: str) -> str:
    """The text in lower-case Latin letters without accents: Иванов is ivanov, 李 li, KABORÉ kabore.

    Of Arabic words there are the letters written, and, marked, the consonants alone.
    """
    text = text.replace(_MARK, " ")
    if text.isascii():
        return text.lower()
    from anyascii import anyascii  # its tables are wanted only where something is not ASCII

    # NUL and half characters out of undecodable mail are nothing to look for.
    text = text[:LONGEST].encode("utf-8", "ignore").decode()
    latin = fold(anyascii(text))
    consonants = (f" {_MARK}{bones}" for word in _ARABIC.findall(text) if (bones := _bones(fold(anyascii(word)))))
    return latin + "".join(consonants)


def _bones(latin: str) -> str:
    """The consonants, none twice in a row: what a name in Arabic and its many transcriptions have in common."""
    return _TWICE.sub(r"\1", _VOWELS.sub("", latin))


def words_of(asked: str) -> tuple[str, ...]:
    """What is asked for, word by word, as ``is_found`` wants it."""
    return tuple(dict.fromkeys(word for each in asked[:200].split() if (word := romanised(each).split(f" {_MARK}")[0])))


def is_found(text: str, word: str) -> bool:
    """Whether the romanised text has the word, or an Arabic word of the same consonants."""
    if word in text:
        return True
    bones = _bones(word) if _MARK in text else ""
    return len(bones) > 2 and f"{_MARK}{bones}" in text


def text_of_message(record: MessageRecord) -> str:
    """By what a message is found: subject, sender, delegation, reference, the persons and their addresses."""
    read = record.submission
    said: list[str | None] = [record.subject, record.sender, record.delegation]
    if read is not None:
        said += [read.delegation_name, read.reference]
        said += [part for p in read.persons for part in (p.given, p.family, p.email)]
    return _joined(said)


def text_of_letter(letter: Letter) -> str:
    """By what a letter is found: subject, addressees, delegation, its kind and its short id."""
    return _joined([letter.subject, *letter.to, letter.delegation, letter.template, letter.short_id])


def _joined(said: Iterable[str | None]) -> str:
    return romanised(" ".join(dict.fromkeys(x for x in said if x)))[:LONGEST]
