"""format=flowed (RFC 3676): soft-broken lines put together again."""

from __future__ import annotations

import re

_QUOTES = re.compile(r"^(>*)(.*)$", re.DOTALL)


def unflow(text: str, *, delete_space: bool = False) -> str:
    """The text with every paragraph on one line, quote marks kept, space-stuffing undone.

    ``delete_space`` is the DelSp parameter: the blank before a soft break goes (RFC 3676 section 4.2).
    """
    out: list[str] = []
    pending: list[str] = []
    depth = 0
    for line in text.split("\n"):
        found = _QUOTES.match(line)
        marks, content = (len(found.group(1)), found.group(2)) if found else (0, line)
        content = content.removeprefix(" ")
        if pending and (marks != depth or content == "-- "):
            _flush(out, pending, depth)
        depth = marks
        if content.endswith(" ") and content != "-- ":
            pending.append(content[:-1] if delete_space else content)
        else:
            pending.append(content)
            _flush(out, pending, depth)
    if pending:
        _flush(out, pending, depth)
    return "\n".join(out)


def _flush(out: list[str], pending: list[str], depth: int) -> None:
    line = "".join(pending)
    out.append(f"{'>' * depth} {line}" if depth else line)
    pending.clear()
