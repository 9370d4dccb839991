"""UTF-8 that some program took for windows-1252 and encoded once more: "Ã©" for "é"."""

from __future__ import annotations

import re

MAX_CHARACTERS = 300_000
_ENOUGH = 1

# What the octets 80 to 9F are in windows-1252; the five it leaves out stay controls.
_FROM_1252 = {ord(bytes([n]).decode("cp1252", "ignore") or chr(n)): n for n in range(0x80, 0xA0)}
_HIGH = "".join(map(re.escape, map(chr, _FROM_1252))) + "\u0080-\u00ff"
_RUN = re.compile(rf"[\u00c2-\u00f4][{_HIGH}]+|[{_HIGH}]")
# Letters and marks of the languages delegations write; "É»" would make a letter of none.
_PLAUSIBLE = re.compile(
    "[\u00a0\u00a1\u00ab\u00ad\u00b0\u00b7\u00ba\u00bb\u00bf-\u017f\u0218-\u021b\u0386-\u03ce\u0400-\u045f\u0490\u0491"
    "\u05d0-\u05ea\u060c-\u06ff\u0e01-\u0e5b\u1ea0-\u1ef9\u2010-\u2026\u2030-\u203a\u20ac\u2116\u2122\u3000-\u30ff\u4e00-\u9fff"
    "\uac00-\ud7a3\uff01-\uff5e\ufeff]+"
)


def decoded_twice(text: str) -> str | None:
    """The text as it was before it was encoded twice, or None where nothing says that it was."""
    if not any("\u00c2" <= c <= "\u00f4" for c in text[:MAX_CHARACTERS]):
        return None
    runs = _RUN.findall(text[:MAX_CHARACTERS])
    repaired = {run: undone for run in set(runs) if (undone := _undone(run)) is not None}
    right = sum(1 for run in runs if run in repaired)
    if right < _ENOUGH or right * 5 < len(runs) * 4:
        return None
    return _RUN.sub(lambda found: repaired.get(found.group(), found.group()), text)


def _undone(run: str) -> str | None:
    octets = bytes(_FROM_1252.get(ord(c), ord(c) & 0xFF) for c in run)
    try:
        undone = octets.decode("utf-8")
    except UnicodeError:
        return None
    return undone if _PLAUSIBLE.fullmatch(undone) else None
