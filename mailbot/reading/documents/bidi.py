"""From the order glyphs stand on paper to the order they are read: the inverse of UAX #9, for whole lines.

A PDF knows where each glyph lies, not in which order it was written. Arabic runs from right to left; numbers,
Latin words and addresses within it run from left to right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_RTL = re.compile("[\u0590-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
# Separators that hold a number together inside Arabic text (bidirectional class CS, rule W4).
_IN_NUMBERS = ".,:/٫٬\u00a0"


def rtl_letters(text: str) -> int:
    """How many letters of right-to-left scripts the text holds (their digits are not letters)."""
    return len(_RTL.findall(text)) - sum(text.count(d) for d in _ARABIC_DIGITS)


def ltr_letters(text: str) -> int:
    """How many letters of other scripts the text holds."""
    return sum(1 for c in text if c.isalpha()) - len(_RTL.findall(text))


def logical(glyphs: Sequence[str], *, rtl_page: bool, mirror: bool = False) -> str:
    """The text of glyphs listed from left to right, in reading order.

    Each item is what one glyph stands for; a ligature's letters are in reading order already. ``rtl_page``:
    the text around is mostly right-to-left, which decides mixed lines. ``mirror``: brackets of the file
    stand for their shape, not for the character.
    """
    whole = "".join(glyphs)
    right = rtl_letters(whole)
    if not right:
        return _latin_line(list(glyphs), mirror=mirror) if rtl_page else whole
    if not rtl_page and ltr_letters(whole) > right:
        return "".join(_rtl_islands(list(glyphs), mirror=mirror))
    return "".join(_reversed(list(glyphs), mirror=mirror))


def _kind(glyph: str) -> str:
    if _RTL.search(glyph) and not all(c in _ARABIC_DIGITS for c in glyph):
        return "R"
    if any(c.isdigit() for c in glyph):
        return "N"
    return "L" if any(c.isalpha() for c in glyph) else "-"


def _reversed(glyphs: list[str], *, mirror: bool) -> list[str]:
    """A right-to-left line: reversed, but its left-to-right runs kept."""
    kinds = [_kind(g) for g in glyphs]
    out: list[str] = []
    at = 0
    while at < len(glyphs):
        end = at
        if kinds[at] in "LN":
            end = _latin_end(glyphs, kinds, at) or _number_end(glyphs, kinds, at)
        elif glyphs[at] == "+" and at + 1 < len(glyphs) and kinds[at + 1] == "N" and (at == 0 or kinds[at - 1] != "N"):
            end = _telephone_end(glyphs, kinds, at + 1)
        if end > at:
            out += reversed(glyphs[at:end])
            at = end
        else:
            out.append(glyphs[at].translate(_MIRRORED) if mirror else glyphs[at])
            at += 1
    out.reverse()
    return out


def _latin_end(glyphs: list[str], kinds: list[str], at: int) -> int:
    """Where the run of Latin words that starts here ends; 0 if it has no letter. Numbers within belong to it."""
    end, latin = at, False
    for i in range(at, len(glyphs)):
        if kinds[i] == "R":
            break
        if kinds[i] in "LN":
            end, latin = i + 1, latin or kinds[i] == "L"
    if not latin:
        return 0
    run = "".join(glyphs[at:end])
    if end < len(glyphs) and glyphs[end] in ")]" and run.count("(") + run.count("[") > run.count(")") + run.count("]"):
        end += 1  # rule N0: brackets opened after Latin words are of the Latin run
    if at == 0 and "@" in run and glyphs[end : end + 1] == ["-"] and " " not in run:
        end += 1  # an address broken at its hyphen, which goes on in the next line; none begins with one
    return end


def _number_end(glyphs: list[str], kinds: list[str], at: int) -> int:
    """Where the number that starts here ends. A hyphen joins only where no Arabic stands before (rule W2)."""
    joining = _IN_NUMBERS if "R" in kinds[at:] else _IN_NUMBERS + "-+"
    end = at + 1
    while end < len(glyphs):
        if kinds[end] == "N":
            end += 1
        elif glyphs[end] in joining and end + 1 < len(glyphs) and kinds[end + 1] == "N":
            end += 2
        else:
            break
    return end


def _telephone_end(glyphs: list[str], kinds: list[str], at: int) -> int:
    """Where a number whose plus stands to its left ends: then all its groups run from left to right."""
    end = at
    for i in range(at, len(glyphs)):
        if kinds[i] == "N":
            end = i + 1
        elif glyphs[i] not in " -()./\u00a0":
            break
    return end


def _latin_line(glyphs: list[str], *, mirror: bool) -> str:
    """A line without right-to-left letters on a right-to-left page: its outer signs may stand the wrong way round."""
    text = "".join(glyphs)
    first, last = text.strip()[:1], text.strip()[-1:]
    opening, closing = (")", "(") if mirror else ("(", ")")
    turned = first in ".,;:،؛" or (first == closing and text.count(opening) <= text.count(closing))
    turned = turned or (last == opening and closing not in text) or (first == closing and last == opening)
    if turned and any(_kind(g) == "L" for g in glyphs):
        return "".join(_reversed(glyphs, mirror=mirror))
    return _straightened(text)


def _rtl_islands(glyphs: list[str], *, mirror: bool) -> list[str]:
    """A left-to-right line: only its right-to-left runs are reversed."""
    kinds = [_kind(g) for g in glyphs]
    out: list[str] = []
    at = 0
    while at < len(glyphs):
        if kinds[at] != "R":
            out.append(glyphs[at])
            at += 1
            continue
        end = at + 1
        for i in range(at + 1, len(glyphs)):
            if kinds[i] == "L":
                break
            if kinds[i] == "R":
                end = i + 1
        out += _reversed(glyphs[at:end], mirror=mirror)
        at = end
    return out


def _straightened(text: str) -> str:
    """A telephone number that a right-to-left page shows group by group from the right ("10 05 22 41+")."""
    stripped = text.strip()
    if not re.fullmatch(r"[+\d٠-٩][\d٠-٩ +().\-]{5,30}", stripped) or " " not in stripped:
        return text
    groups = stripped.split()
    if stripped[0] != "+" and (groups[-1].endswith("+") or groups[-1].startswith("+")):
        return " ".join(["+" + groups[-1].strip("+"), *reversed(groups[:-1])])
    if groups[-1].startswith("00") and not groups[0].startswith("0"):
        return " ".join(reversed(groups))
    return text


def bracket_faults(text: str) -> int:
    """How many brackets of the text close nothing or stay open: tells which way round a file's brackets are."""
    faults = depth = 0
    for c in text:
        if c in "([":
            depth += 1
        elif c in ")]":
            if depth:
                depth -= 1
            else:
                faults += 1
    return faults + depth


_COMPATIBLE = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc\u2e80-\u2fdf\uf900-\ufaff]+")


def readable(text: str) -> str:
    """Glyph variants as ordinary letters: Arabic shapes, Latin ligatures, radicals; full-width signs stay."""
    return _COMPATIBLE.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
