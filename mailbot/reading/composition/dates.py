"""Dates in running text: single days, day lists and ranges, in six languages and in figures.

Month names are those of CLDR, for Arabic in the Levantine, Maghreb and Gulf usages; the UN's double months
("تشرين الثاني/نوفمبر") are read as one. They lie in ``lexicon/months.csv``: babel would load ten locales for them, and
keep all it knows of each in memory.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from mailbot.reading import lexicon
from mailbot.reading.folding import fold

_MORE_MONTHS = {
    "sept": 9, "set": 9, "setiembre": 9, "nov": 11, "нояб": 11, "نونبر": 11, "نوفمبر": 11, "دجنبر": 12, "شتنبر": 9,
    "غشت": 8, "ماي": 5, "جوان": 6, "جويليه": 7, "اوت": 8, "كانون ثاني": 1, "تشرين ثاني": 11, "تشرين ثان": 11,
    "شباط": 2, "اذار": 3, "نيسان": 4, "ايار": 5, "حزيران": 6, "تموز": 7, "اب": 8, "ايلول": 9,
}  # fmt: skip
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th|er|o|°|a)(?![^\W_])|\.(?=\s?[^\W\d]|\s?-))?"
_JOIN = (
    r"(?:\s?-\s?|\s?/\s?|\s?&\s?|\s?,\s?(?:and\s|et\s|y\s|и\s)?|"
    r"\s(?:to|until|till|through|and|au|al|a|et|y|e|по|до|и|الي|حتي|و)\s(?:the\s|le\s|el\s)?|\sو)"
)
_LINK = r"(?:\s(?:of|de|del|d'|من|شهر)\s|[\s.,'-]\s?|\s?)"
_YEAR = r"(?:(?:\s?,?\s?(?:of|de|del|в|عام|سنه)?\s?,?\s?)(20\d\d)(?!\d))?"
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(frozen=True, slots=True)
class Days:
    """Days named at ``start``–``end`` of a folded text. ``year`` is None when unsaid; days in order of writing."""

    start: int
    end: int
    year: int | None
    first: tuple[int, int]
    last: tuple[int, int]

    @property
    def is_single(self) -> bool:
        """Whether one day only is named."""
        return self.first == self.last

    def overlaps(self, starts_on: date, ends_on: date) -> bool:
        """Whether a day of these lies between the two dates (any year, when none is said)."""
        years = [self.year] if self.year else sorted({starts_on.year, ends_on.year})
        for year in years:
            first, last = _date(year, self.first), _date(year, self.last)
            if first and last and first <= ends_on and last >= starts_on:
                return True
        return False

    def as_date(self) -> date | None:
        """The single day in full, or None."""
        return _date(self.year, self.first) if self.year and self.is_single else None


def _date(year: int | None, day: tuple[int, int]) -> date | None:
    try:
        return date(year or 0, day[0], day[1])
    except ValueError:
        return None


@cache
def months() -> dict[str, int]:
    """Folded month names, short and long, nominative and genitive, to their numbers."""
    out = {fold(name): number for name, number in _MORE_MONTHS.items()}
    for row in csv.DictReader((files(lexicon) / "months.csv").read_text(encoding="utf-8").splitlines()):
        out.setdefault(row["name"], int(row["number"]))
    return out


@cache
def _month_pattern() -> re.Pattern[str]:
    """One month name, the longest first; a double month ends in a second name."""
    names = "|".join(re.escape(name) for name in sorted(months(), key=len, reverse=True))
    return re.compile(rf"({names})\.?(?![^\W\d_])(?:\s?(?:/|-|\()\s?(?:{names})\)?)?")


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split()[0] for name in months())


def _named_months(text: str) -> Iterator[re.Match[str]]:
    """Every month name of a text, on whole words (Arabic ones also with a particle written on to them)."""
    for word in _WORD.finditer(text):
        if word[0] in _first_words():
            match = _month_pattern().match(text, word.start())
            if match is not None:
                yield match


_WORD = re.compile(r"[^\W\d_]+")
_REACH = 80
_DAYS = rf"(?<![\w./-])({_DAY}){_ORDINAL}((?:{_JOIN}{_DAY}{_ORDINAL}){{0,8}})"
_DAYS_BEFORE = re.compile(rf"{_DAYS}{_LINK}$")
_YEAR_AFTER = re.compile(_YEAR)
_DAYS_AFTER = re.compile(
    rf"\s({_DAY}){_ORDINAL}((?:{_JOIN}{_DAY}{_ORDINAL}(?![\d:])){{0,8}})(?:\s?,?\s?(20\d\d))?(?!\d)"
)
_DOTTED = re.compile(
    rf"(?<![\w./-])({_DAY})(?:\.(?:\d\d?\.)?(?:20\d\d)?(?=\s?-))?((?:\s?[-,]\s?{_DAY}){{0,8}})"
    r"\.(0?[1-9]|1[0-2])\.(20\d\d|\d\d)(?!\d)"
)
_SLASHED = re.compile(rf"(?<![\w./-])({_DAY})()/(0?[1-9]|1[0-2])/(20\d\d)(?![\d/])")
_ISO = re.compile(rf"(?<![\w./-])(20\d\d)-(0[1-9]|1[0-2])-({_DAY})(?![\d-])")
_HAN = re.compile(
    rf"(?:(20\d\d)\s?年\s?)?(?<!\d)(1[0-2]|0?[1-9])\s?月\s?({_DAY})\s?[日号]?"
    rf"((?:\s?(?:至|到|-|~|,|和|及)\s?(?:(?:1[0-2]|0?[1-9])\s?月\s?)?{_DAY}\s?[日号]){{0,8}})"
)
_HAN_DATE = re.compile(r"[〇零一二三四五六七八九十]{1,4}(?=\s?[年月日])")


def _han_numbers(text: str) -> str:
    """Chinese numerals of a date turned into figures, padded so that offsets stay true."""

    def figures(match: re.Match[str]) -> str:
        written = match[0]
        if "十" in written:
            tens, _, ones = written.partition("十")
            value = str(int(tens.translate(_HAN_DIGITS) or "1") * 10 + int(ones.translate(_HAN_DIGITS) or "0"))
        else:
            value = written.translate(_HAN_DIGITS)
        return value.rjust(len(written)) if len(value) <= len(written) else written

    return _HAN_DATE.sub(figures, text) if "月" in text else text


def dates_in(text: str) -> list[Days]:
    """Every date named in a folded text, in order, none inside another."""
    text = _han_numbers(text)
    found = _beside_months(text)
    for pattern in (_DOTTED, _SLASHED):
        for match in pattern.finditer(text):
            day, more, month, year = match.groups()
            found.append(_days(*match.span(), int(month), day, more, year))
    for match in _ISO.finditer(text):
        year, month, day = match.groups()
        found.append(_days(*match.span(), int(month), day, "", year))
    for match in _HAN.finditer(text) if "月" in text else ():
        year, month, day, more = match.groups()
        found.append(_days(*match.span(), int(month), day, re.sub(r"\d+\s?月", "", more), year))
    found.sort(key=lambda d: (d.start, -d.end))
    out: list[Days] = []
    for days in found:
        if not out or days.start >= out[-1].end:
            out.append(days)
    return out


def _beside_months(text: str) -> list[Days]:
    """Days before a month name ("25 to 27 November 2020"), else after it ("November 25-27, 2020")."""
    found: list[Days] = []
    for named in _named_months(text):
        number = months()[named[1]]
        window = max(0, named.start() - _REACH)
        before = _DAYS_BEFORE.search(text[window : named.start()])
        if before:
            year = _YEAR_AFTER.match(text, named.end())
            end = year.end() if year and year[1] else named.end()
            found.append(_days(window + before.start(), end, number, before[1], before[2], year[1] if year else None))
            continue
        after = _DAYS_AFTER.match(text, named.end())
        if after:
            found.append(_days(named.start(), after.end(), number, *after.groups()))
    return found


def _days(start: int, end: int, month: int, day: str, more: str | None, year: str | None) -> Days:
    numbers = [int(day), *(int(n) for n in re.findall(r"\d+", more or ""))]
    full = int(year) if year else None
    if full is not None and full < 100:
        full += 2000
    return Days(start, end, full, (month, min(numbers)), (month, max(numbers)))


_MONTH_YEAR = re.compile(r"\s?(?:de\s|del\s|of\s|,\s?)?(20\d\d)(?!\d)")


def months_in(text: str) -> list[tuple[int, int, int | None, int]]:
    """Every month of a folded text: start, end, year (None when unsaid), number."""
    out: list[tuple[int, int, int | None, int]] = []
    for named in _named_months(text):
        year = _MONTH_YEAR.match(text, named.end())
        end = year.end() if year else named.end()
        out.append((named.start(), end, int(year[1]) if year else None, months()[named[1]]))
    out += [
        (m.start(), m.end(), int(m[1]) if m[1] else None, int(m[2]))
        for m in re.finditer(r"(?<!\d)(?:(20\d\d)\s?年\s?)?(1[0-2]|0?[1-9])\s?月(?!\s?\d)", _han_numbers(text))
    ]
    return sorted(out, key=lambda month: month[0])


_BRACKETS = re.compile(r"[ \t]?[(\[](?=[^()\[\]\n]{0,60}\d)[^()\[\]\n]{2,60}[)\]]")


def without_bracketed_days(text: str) -> tuple[str, Sequence[int]]:
    """A folded text without the days and months in brackets, and the offset each character left had in it.

    They part what belongs together: "the first (November 2020) and second (February 2021) parts".
    """
    kept: list[range] = []
    place = 0
    for found in _BRACKETS.finditer(text):
        if is_days(found[0].strip(" \t()[]")):
            kept.append(range(place, found.start()))
            place = found.end()
    if not kept:
        return text, range(len(text) + 1)
    kept.append(range(place, len(text) + 1))
    origins = [at for piece in kept for at in piece]
    return "".join(text[at] for at in origins[:-1]), origins


def is_days(text: str) -> bool:
    """Whether a text says days or months and nothing else: figures, months, and words as short as "of" and "de"."""
    if not (dates_in(text) or months_in(text)):
        return False
    for month in _named_months(text):
        text = text.replace(month[0], " ")
    return all(len(word) <= _SHORT_WORD for word in re.findall(r"[^\W\d_]+", text))


_SHORT_WORD = 3
