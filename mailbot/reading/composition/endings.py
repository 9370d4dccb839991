"""Where a note ends: its closing formula, the place and date, who signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import roles
from .dates import dates_in
from .rows import Row
from .wording import pattern, says

if TYPE_CHECKING:
    from .state import Reading


def closing_start(text: str) -> int | None:
    """Where a closing formula begins in the line (0 for a farewell), or None."""
    if len(text) < 100 and "@" not in text and _is_farewell(text):
        return 0
    found = pattern("words.closing").search(text)
    if not found:
        return None
    return found.start() if found.start() > 60 or len(text) > 45 or found.start() < 3 else None


def _is_farewell(text: str) -> bool:
    """Whether a line takes leave and says nothing more: "Thank you for your message. The speaker is …" does not."""
    if not pattern("words.farewell").match(text) or _introduces(text):
        return False
    more = _NEXT_SENTENCE.search(text)
    return more is None or not says(text[more.end() :], *_OF_THE_DELEGATION)


def _introduces(text: str) -> bool:
    """Whether a line leads to what follows it: "Please find below our delegation:"."""
    return text.rstrip().endswith((":", "：")) and says(text, "words.composition")


_OF_THE_DELEGATION = (
    "speakers.primary", "speakers.alternate", "roles.head", "roles.alternate_head", "words.composition", "words.verbs",
    "words.join", "words.leave", "words.replaces", "words.replaced_by",
)  # fmt: skip
_NEXT_SENTENCE = re.compile(r"(?<=\w\w\w)[.!?。！]\s*(?=[^\s\d_])")
_END = re.compile(r"[.;!?)\n。；؛](?=\s)|@\S+")


def sentence_start(text: str, closing: int) -> int:
    """Where the sentence with the closing formula begins: its subject ("The Permanent Mission") is no post."""
    ends = [m.end() for m in _END.finditer(text, max(0, closing - 120), closing)]
    if ends:
        return ends[-1]
    article = _ARTICLE.match(text)
    return 0 if pattern("organisations.starts").match(text, article.end() if article else 0) else closing


_ARTICLE = re.compile(r"(?:the|la|le|l'|el|les|los)\s?")


def is_dated(text: str) -> bool:
    """Whether a line is the place and date that end a note ("Asunción, 12 de noviembre de 2020")."""
    if len(text) > 60 or "@" in text:
        return False
    return any(days.as_date() for days in dates_in(text)) and not says(
        text, "words.part_noun", "words.preparatory", "words.only"
    )


def signs(row: Row, reading: Reading) -> bool:
    """Whether a body after the last item of a list, at most a date behind it, signs the note."""
    if len(reading.ahead) > 1 or not roles.is_organisation(row.span.folded.text.strip()):
        return False
    return all(re.search(r"\d{4}|年", following.span.text) for following in reading.ahead)
