"""Printed list labels: "1.", "(a)", "-", "•", "١-", "一、"."""

from __future__ import annotations

import re

_DIGITS = r"[0-9٠-٩۰-۹０-９]"
_HAN = "一二三四五六七八九十"
_BULLETS = "•·∙●○◦▪▫■□◆◇►▶➢➤✓✔❖–—−‣⁃*-"

# Single Latin or Cyrillic capitals with a point are initials ("M. Dupont", "A. Smith"), never labels here;
# a number must not go on as a date, a decimal, a range or a telephone number.
_MARKER = re.compile(
    rf"""(?:
      (?P<bracket>[(（\[](?:{_DIGITS}{{1,2}}|[a-zA-Zа-яА-Яء-ي]|[ivxIVX]{{1,5}}|[{_HAN}]{{1,3}})[)）\]][.:،、-]?)\s*
    | (?P<multi>{_DIGITS}{{1,2}}(?:\.{_DIGITS}{{1,2}}){{1,3}}[.)]?)(?=\s)\s+
    | (?P<closed>(?:{_DIGITS}{{1,3}}|[a-zа-яء-ي]|[ivx]{{2,5}}|[IVX]{{1,5}}|[A-ZА-Я])[)）])(?:[.-]?)\s*
    | (?P<point>{_DIGITS}{{1,3}}(?:[.．][-–—]?|[º°]\.?-?|[-–—](?=\s|[^\W\d_])|\s[-–—](?=\s)|/(?=\s)))\s*(?=[^\s0-9٠-٩])
    | (?P<han>(?:[{_HAN}]{{1,3}}|{_DIGITS}{{1,3}})[、．])\s*
    | (?P<roman>[IVX]{{2,5}}[.．]|(?:[IVX]{{1,5}}\s?[-–—]))\s+
    | (?P<letter>[a-zء-ي](?:[.](?=\s)|\s?[-–—](?=\s)))\s+
    | (?P<circled>[①-⑳])\s*
    | (?P<bullet>[{_BULLETS}])(?=\s|(?<=[•●▪■➢✓✔❖►])\S|(?<=[-–—])[^\W\d_])\s*
    )(?=\S)""",
    re.VERBOSE,
)
_MONTH_AHEAD = re.compile(
    r"(?i)[a-z]{3,9}-\d|(?:jan|feb|fév|mar|mär|apr|avr|abr|may|mai|jun|jui|jul|aug|aoû|ago|sep|oct|okt|nov|dec|déc|dic|dez|ene|янв|фев|мар|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)\w{0,9}\.?\s+\d{4}"
)


def split_marker(text: str) -> tuple[str | None, str]:
    """The list label at the start of a line, without white space, and the rest; (None, text) without one."""
    match = _MARKER.match(text)
    if not match or _MONTH_AHEAD.match(text, match.end()):
        return None, text
    return "".join(match[0].split()), text[match.end() :]
