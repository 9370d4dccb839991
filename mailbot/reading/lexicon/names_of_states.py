"""The names of States and organisations: ``countries.csv`` and ``organisations.csv``, and how to find them in a text.

Facts: UN terminology (short and formal names in six languages) with everyday variants; domain notes section 9.
The longest name wins ("Republic of the Congo" inside "Democratic Republic of the Congo" is not seen), names
are matched on whole words, and a name must be written with a capital where the script has capitals.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from mailbot.domain.meeting import Invitees
from mailbot.reading.folding import Folded, fold

_RUSSIAN_ENDINGS = ("ая", "ой", "ую", "ое", "ого", "ому", "ий", "им", "ом", "ые", "ых")
_TOKEN = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_PREFIXES = frozenset("لبوفك")
_LONGEST_NAME_WORDS = 16
_ABBREVIATION_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Name:
    """One name. ``form``: short, formal, alias, genitive, adjective. ``is_state`` tells States from organisations."""

    code: str
    language: str
    form: str
    text: str
    is_state: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a folded text at ``start``–``end``; ``bare`` when no clitic stands before it."""

    start: int
    end: int
    name: Name

    @property
    def code(self) -> str:
        """The code of the State or organisation."""
        return self.name.code

    @property
    def is_adjective(self) -> bool:
        """Whether it is a demonym ("ivoirienne"), which names a State only beside "delegation"."""
        return self.name.form == "adjective"


@cache
def all_names() -> tuple[Name, ...]:
    """Every name in the two tables."""
    names: list[Name] = []
    for table, is_state in (("countries.csv", True), ("organisations.csv", False)):
        text = (files(__package__) / table).read_text(encoding="utf-8")
        names += [
            Name(row["code"], row["language"], row["form"], row["name"], is_state)
            for row in csv.DictReader(text.splitlines())
        ]
    return tuple(names)


@cache
def folded_names() -> frozenset[str]:
    """Every name in the two tables, folded: what a text must be as a whole to be one."""
    return frozenset(fold(name.text) for name in all_names())


@cache
def display_name(code: str, language: str = "en") -> str | None:
    """The short name of a State or organisation in that language, else in English, or None."""
    by_language = {n.language: n.text for n in all_names() if n.code == code and n.form == "short"}
    return by_language.get(language) or by_language.get("en")


def _key(text: str) -> str:
    return " ".join(_TOKEN.findall(fold(text)))


class Gazetteer:
    """Names indexed for look-up; words for most scripts, single characters for Chinese."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._words: dict[str, Name] = {}
        self._han: dict[str, Name] = {}
        for name in names:
            for spelling in _spellings(name):
                index = self._han if _HAN.search(spelling) else self._words
                index.setdefault(spelling, name)
        self._longest: dict[str, int] = {}
        for key in self._words:
            first = key.partition(" ")[0]
            self._longest[first] = max(self._longest.get(first, 0), key.count(" ") + 1)
        self._han_lengths = sorted({len(key) for key in self._han}, reverse=True)

    def find(self, folded: Folded) -> list[Mention]:
        """Every name in the text, in order, none inside another."""
        tokens = list(_TOKEN.finditer(folded.text))
        found: list[Mention] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            word = token[0]
            if word.isascii():
                if word not in self._longest:
                    position += 1
                    continue
            elif _HAN.search(word):
                found += self._find_han(folded, token.start(), token.end())
                position += 1
                continue
            mention, used = self._find_words(folded, tokens, position)
            if mention is not None:
                found.append(mention)
            position += used
        return found

    def _find_words(self, folded: Folded, tokens: list[re.Match[str]], at: int) -> tuple[Mention | None, int]:
        for first in _without_clitics(tokens[at][0]):
            longest = min(self._longest.get(first, 0), _LONGEST_NAME_WORDS, len(tokens) - at)
            for length in range(longest, 0, -1):
                key = " ".join([first, *(t[0] for t in tokens[at + 1 : at + length])])
                name = self._words.get(key)
                start, end = tokens[at].start(), tokens[at + length - 1].end()
                if name and _holds_together(folded.text[start:end]) and _is_written_as_name(folded, start, end, name):
                    return Mention(start, end, name), length
        return None, 1

    def _find_han(self, folded: Folded, start: int, end: int) -> list[Mention]:
        found: list[Mention] = []
        position = start
        while position < end:
            name = None
            for length in self._han_lengths:
                name = self._han.get(folded.text[position : position + length])
                if name is not None and position + length <= end:
                    found.append(Mention(position, position + length, name))
                    position += length
                    break
            else:
                position += 1
        return found


def _spellings(name: Name) -> list[str]:
    if _HAN.search(name.text):
        return ["".join(_TOKEN.findall(fold(name.text)))]
    key = _key(name.text)
    if name.form != "adjective":
        return [key]
    if name.language == "ru":
        return [key + fold(ending) for ending in _RUSSIAN_ENDINGS]
    if name.language == "ar":
        return [f"ال{key}", f"ال{key}ه"]
    return [key]


def _without_clitics(token: str) -> list[str]:
    """The token as it stands, then without the Arabic particles written on to it (لل is ل and ال)."""
    if not _ARABIC.match(token):
        return [token]
    out = [token]
    if token.startswith("لل"):
        out.append("ال" + token[2:])
    if len(token) > 3 and token[0] in _ARABIC_PREFIXES:
        out.append(token[1:])
        if token[0] == "و":
            out += _without_clitics(token[1:])[1:]
    return out


def _holds_together(span: str) -> bool:
    """A name may break over a line, never over a sentence, a cell or an empty line."""
    return "\t" not in span and "\n\n" not in span and not re.search(r"[;:?]|\.\s", span.replace("st. ", ""))


def _is_written_as_name(folded: Folded, start: int, end: int, name: Name) -> bool:
    written = folded.written(start, end)
    if name.form == "adjective":
        return True
    letters = "".join(c for c in name.text if c.isalpha())
    if letters.isupper() and len(letters) <= _ABBREVIATION_LETTERS:
        return "".join(c for c in written if c.isalpha()).isupper()
    return any(c.isalpha() and not c.islower() for c in written)


@lru_cache(maxsize=8)
def gazetteer(invitees: Invitees) -> Gazetteer:
    """All known names, and those of the invitee list under the codes it gives them."""
    own = {i.code: i for i in invitees.all}
    known = {_key(n.text): n for n in all_names()}
    codes: dict[str, str] = {}
    listed: list[Name] = []
    for invitee in invitees.all:
        same = known.get(_key(invitee.name))
        if same is not None and same.code not in own and not invitee.is_state:
            codes[same.code] = invitee.code
        listed.append(Name(invitee.code, "en", "listed", invitee.name, invitee.is_state))
        if not invitee.is_state and len(invitee.code) >= 3 and invitee.code.isupper():
            listed.append(Name(invitee.code, "en", "listed", invitee.code, is_state=False))
    renamed = [Name(codes.get(n.code, n.code), n.language, n.form, n.text, n.is_state) for n in all_names()]
    return Gazetteer([*listed, *renamed])
