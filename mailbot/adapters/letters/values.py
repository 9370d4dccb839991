"""Values from outside made fit to print: no line breaks, no control or bidi characters, isolated where scripts mix."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass
from datetime import date, time
from functools import cache, lru_cache
from typing import Any

from markupsafe import Markup, escape

from mailbot.domain.delegation import Participant

LINE_MAX = 2000
TEXT_MAX = 50_000
_KEPT_TOGETHER_MAX = 40
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"

# Everything that moves text about or hides it: bidi embeddings, overrides, isolates and marks (UAX 9), byte
# order mark, word joiners, tag characters. The zero-width (non-)joiner stays: Persian and Indic names need it.
_INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_HAN = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


class Value(str):
    """One line of text from outside, clean."""

    __slots__ = ()


class Isolated(Value):
    """A value whose script runs against the letter's: printed between isolates (UAX 9 section 2.4)."""

    __slots__ = ()


def one_line(text: str, limit: int = LINE_MAX) -> str:
    """``text`` without line breaks, controls, bidi controls or lone surrogates, at most ``limit`` characters."""
    if text.isascii() and text.isprintable() and len(text) <= limit:  # most are: nothing to mend but blanks
        return _SPACES.sub(" ", text).strip()
    text = _INVISIBLE.sub("", _CONTROL.sub(" ", text[: 4 * limit]))
    text = _SPACES.sub(" ", _SURROGATE.sub("\ufffd", text)).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def many_lines(text: str) -> str:
    """As ``one_line``, but line breaks and blank lines stay; at most one blank line in a row."""
    lines = (one_line(line) for line in text[:TEXT_MAX].splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def runs_against(text: str, language: str) -> bool:
    """Whether ``text`` has a strong character of the direction opposite to the language's."""
    if language != "ar" and text.isascii():
        return False
    opposite = {"L"} if language == "ar" else {"R", "AL"}
    return any(unicodedata.bidirectional(c) in opposite for c in text)


def fit(value: Any, language: str) -> Any:
    """``value`` with every string in it (dataclasses, mappings and sequences gone through) fit to print."""
    if isinstance(value, str):
        # A letter says the same names and titles many times over, and so does the next one to the same delegation.
        return _fit_before(value, language) if len(value) <= _SHORT else _fit_text(value, language)
    if value is None or isinstance(value, bool | int | float | date | time):
        return value
    if isinstance(value, dict):
        return {key: fit(item, language) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return tuple(fit(item, language) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        return kind(**{name: fit(getattr(value, name), language) for name in _names_of_fields(kind)})
    return Value(one_line(str(value)))


@cache
def _names_of_fields(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.init)


def _fit_text(text: str, language: str) -> Value:
    line = one_line(text)
    mixed = runs_against(line, language) or (language == "ar" and any(c.isdigit() for c in line))
    return Isolated(line) if mixed else Value(line)


_SHORT = 100
_fit_before = lru_cache(maxsize=1024)(_fit_text)


def print_text(value: Any) -> Any:
    """What stands for a value in plain text; anything else passes."""
    return f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}" if isinstance(value, Isolated) and value else value


def print_html(value: Any) -> Any:
    """What stands for a value in HTML, escaped; anything else is left to autoescaping."""
    if not isinstance(value, Isolated) or not value:
        return value
    # A reference or an address cut at a line's end reads backwards in a right-to-left line.
    style = Markup(' style="white-space:nowrap"') if len(value) <= _KEPT_TOGETHER_MAX else ""
    return Markup("<bdi{}>{}</bdi>").format(style, str(value))


def name_in_order(participant: Participant) -> tuple[tuple[tuple[str, str], ...], str]:
    """The parts of a name (``title``, ``given``, ``family``) in the order they are printed, and what parts them.

    Title, given name, family name; names in Chinese, Japanese or Korean script run family name, given name,
    title without spaces, the title only where it is in such a script too.
    """
    title, given, family = participant.title or "", participant.given or "", participant.family or ""
    han = bool(family or given) and all(_HAN.search(text) for text in (family, given) if text)
    order = [("title", title), ("given", given), ("family", family)]
    if han:
        order = [("family", family), ("given", given), ("title", title)]
        if title and not _HAN.search(title):
            order = [("title", f"{title} "), *order[:2]]
    return tuple((kind, text) for kind, text in order if text), "" if han else " "


def name_text(participant: Participant) -> str:
    """The name on one line as recorded, in printing order; a dash if there is none."""
    parts, gap = name_in_order(participant)
    return gap.join(text for _, text in parts) or "—"


def name_html(participant: Participant) -> Markup:
    """As ``name_text``, the family name in bold."""
    parts, gap = name_in_order(participant)
    marked = (Markup("<strong>{}</strong>").format(str(t)) if kind == "family" else escape(str(t)) for kind, t in parts)
    return Markup("<bdi>{}</bdi>").format((Markup(" ") if gap else Markup("")).join(marked) or "—")


_FEMALE = frozenset("ms mrs miss mme mlle madame sra srta señora г-жа госпожа السيدة الآنسة 女士 小姐".split())
_MALE = frozenset("mr m monsieur sr señor г-н господин السيد 先生".split())
_EXCELLENCY = re.compile(
    r"h\.? ?e\.?(?![a-z])|s\.? ?e\.?(?![a-z])|exc(ellency|ellence|elencia|mo|ma)|е\. ?п\.|превосходительство"
    r"|سعادة|معالي|阁下",
    re.IGNORECASE,
)


def is_excellency(title: str | None) -> bool:
    """Whether the title, as written, is that of an Excellency."""
    return bool(title and _EXCELLENCY.match(title.strip()))


def gender_of(title: str | None) -> str:
    """``f`` or ``m`` where the title says so in one of the six languages, else empty: never guessed from a name."""
    words = {word.strip(".,").casefold() for word in re.split(r"[\s/]+", title or "")}
    return "f" if words & _FEMALE else "m" if words & _MALE else ""
