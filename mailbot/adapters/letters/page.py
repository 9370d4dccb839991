"""From what a template wrote to a subject, a plain text and an HTML body."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

from .values import many_lines, one_line

SUBJECT_MAX = 200
_PREFIXES = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|fwd?|tr|wg|rv|на|отв|пер|رد|回复|答复|转发)\s*(?:\[\d{1,3}\])?\s*[:：]\s*){1,20}", re.I
)
_BLOCK = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|blockquote|hr)\b")


def split_subject(written: str) -> tuple[str, str]:
    """The subject (first line, ``Subject: …``) and the rest of what a letter's template wrote.

    Raises ValueError where the first line is anything else.
    """
    head, _, body = written.lstrip().partition("\n")
    label, colon, subject = head.partition(":")
    if not colon or label.strip().casefold() != "subject" or not one_line(subject):
        raise ValueError("its first line must be “Subject: …”")
    return one_line(subject, SUBJECT_MAX), body


def without_prefixes(subject: str) -> str:
    """A subject without the "Re:" or "Fwd:" that mail programs put before it, in any of their languages."""
    return _PREFIXES.sub("", subject[: SUBJECT_MAX * 4], count=1)


def plain(body: str) -> str:
    """Plain text: no trailing spaces, never more than one blank line."""
    lines = (line.rstrip() for line in body.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def marked_up(body: str) -> Markup:
    """HTML: what blank lines part becomes paragraphs, unless it is a block element already.

    Values are escaped by now, so a ``<`` can only come from a template.
    """
    out: list[str] = []
    for piece in re.split(r"\n[ \t]*\n", body):
        piece = piece.strip()
        if piece:
            out.append(piece if _BLOCK.match(piece) else "<p>" + re.sub(r"\s*\n\s*", "<br>\n", piece) + "</p>")
    return Markup("\n".join(out))  # noqa: S704 - escaped by Jinja before


def compact(text: str) -> str:
    """``text`` on one line; Markup stays Markup."""
    line = re.sub(r"\s+", " ", text).strip()
    return Markup(line) if isinstance(text, Markup) else line  # noqa: S704 - was Markup


def paragraphs(text: str, direction: str | None = None) -> Markup:
    """Plain text as escaped HTML paragraphs, line breaks kept; ``direction`` as in the HTML attribute ``dir``."""
    start = f'<p dir="{escape(direction)}">' if direction else "<p>"
    pieces = (str(escape(piece)).replace("\n", "<br>") for piece in re.split(r"\n{2,}", many_lines(text)))
    return Markup("".join(f"{start}{piece}</p>" for piece in pieces if piece))  # noqa: S704 - escaped


def width(text: str) -> int:
    """Columns a text takes in a fixed-width font, at most 72."""
    seen = (c for c in text if not unicodedata.combining(c))
    columns = (2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in seen)
    return min(72, sum(columns))


def is_web(address: str) -> bool:
    """Whether it may stand in ``href``."""
    return re.fullmatch(r"https?://[^\s<>\"']{1,2000}", str(address)) is not None
