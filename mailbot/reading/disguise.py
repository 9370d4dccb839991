"""Text that shows people something else than it says: turned round, or in letters that only look the part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from mailbot.domain.message import Message
from mailbot.domain.submission import Doubt, Person, Submission

from .unseen import TURNED

# The overrides of UAX 9. Embeddings, isolates and marks are how Arabic is written; nobody writes with these.
_TURNED = re.compile("[\u202d\u202e]|&#(?:8237|8238|x202d|x202e);|<bdo\\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,80}")
# Scripts with capitals alike: P, C, X, o, p …
_ALIKE = ("LATIN", "CYRILLIC", "GREEK")
_DEPTH = 8


def with_disguises(submission: Submission, message: Message) -> Submission:
    """The submission with a doubt for each disguise in the message or in a name. Pure; never raises."""
    if submission.kind not in {"submission", "withdrawal"}:
        return submission
    is_told = any(TURNED in (doubt.detail or "") for doubt in submission.doubts)
    turned = () if is_told else _turned(message, 0)
    found = [*turned, *(doubt for person in submission.persons for doubt in _mixed(person))]
    return replace(submission, doubts=(*submission.doubts, *dict.fromkeys(found))) if found else submission


def _turned(message: Message, depth: int) -> Iterator[Doubt]:
    texts = (message.text, message.html or "")
    if any(_TURNED.search(text) for text in texts):
        detail = "Characters in the text turn it round: what is shown is not what is written. See the original."
        yield Doubt("low_confidence", detail=detail)
    for original in message.originals if depth < _DEPTH else ():
        yield from _turned(original, depth + 1)


def _mixed(person: Person) -> Iterator[Doubt]:
    for word in _WORD.findall(person.full_name[:500]):
        if len({script for letter in word if (script := _script(letter))}) > 1:
            detail = f'The name has letters of two alphabets in one word, "{word}": it may be misspelt, or made to be.'
            yield Doubt("low_confidence", person.full_name, detail=detail)
            return


def _script(letter: str) -> str | None:
    name = unicodedata.name(letter, "")
    return next((script for script in _ALIKE if name.startswith(script)), None)
