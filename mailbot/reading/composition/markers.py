"""List labels that stand in the text itself: "2)", "-", "三、", "Secondly:", "ثانيا:"."""

from __future__ import annotations

import re

from .rows import Row

_MARKER = re.compile(
    r"\s*(?:[أا]و\u0651?ل|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع|عاشر)\u064b?ا\u064b?\s?[:：.)–-]\s*(?=\S)|"
    r"\s*(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]if|[Ss]ix)(?:ly|thly):\s+(?=\S)|"
    r"\s*(?:[Pp]remi[eè]re|[Dd]euxi[eè]me|[Tt]roisi[eè]me|[Qq]uatri[eè]me|[Cc]inqui[eè]me)ment\s?:\s+(?=\S)|"
    r"\s*(?:\(?\d{1,3}[.)）、．]|\d{1,2},(?=\s)|\(?[a-zа-я]\)|[ivx]{1,5}(?:\)|\.(?=\s))|[-–—•*·▪●])\s*(?=\S)|\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、．.]|\(?[٠-٩]{1,3}\s?[-–.)])\s*"
)


def without_marker(row: Row) -> Row:
    """A printed list label that the format left in the text."""
    if row.marker is not None:
        return row
    found = _MARKER.match(row.span.text)
    if not found or found.end() == 0 or not row.span.text[found.end() :].strip():
        return row
    return Row(row.span.cut(found.end()), found.group().strip(), row.level, row.gap, row.bold)
