"""Sentences that hold only if something happens: they change nothing.

"Should Mr. X be unable to attend, he will be replaced by Ms. Y", "en cas d'empêchement, elle sera remplacée par M. Y",
"在…不能出席的情况下由…代替". Whom such a sentence names comes only if the note names them elsewhere.
An alternate speaker is by definition who speaks if the other cannot: "should he be unable to connect, Ms. Y will
speak as alternate" names one outright, unless the note has one already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .anatomy import pattern, sentence_around
from .identity import refers
from .mentions import Mention
from .rows import Row
from .sentence_names import names_in
from .spans import Span
from .wording import pattern as words
from .wording import says

_CHANGES = (
    "words.replaces", "words.replaced_by", "words.instead", "roles.head_before", "roles.head_after",
    "speakers.primary", "speakers.alternate", "roles.head", "roles.alternate_head",
)  # fmt: skip
_COMMA = re.compile(r"[,،，]")
_MOST = 40


def holds_only_if(text: str, start: int, end: int) -> bool:
    """Whether what stands at ``start``–``end`` of a folded text is said under a condition."""
    left, right = sentence_around(text, start, end)
    return pattern("revision", "condition").search(text, left, right) is not None


def without_conditions(row: Row, mentions: Sequence[Mention]) -> Row:
    """The row without what it says under a condition; ``mentions`` are those read before it."""
    span = row.span
    for start, end in list(_conditional(span, mentions))[:_MOST]:
        fold = span.folded
        span = span.blanked(fold.origin(start), fold.origin(end - 1) + 1)
    return row if span is row.span else replace(row, span=span)


def _conditional(span: Span, mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    text = span.folded.text
    done = 0
    for key in ("condition", "absence"):
        for match in pattern("revision", key).finditer(text):
            left, right = sentence_around(text, match.start(), match.start() + 1)
            sentence = text[left:right]
            if left < done or match.end() > right or not says(sentence, *_CHANGES):
                continue
            if key == "absence" and not _is_of_known(span.cut_folded(left, right), mentions):
                continue
            done = right
            yield _only_the_condition(text, (left, right), match.span(), mentions) or (
                _clause(text, left, right, match.start()),
                right,
            )


def _only_the_condition(
    text: str, sentence: tuple[int, int], condition: tuple[int, int], mentions: Sequence[Mention]
) -> tuple[int, int] | None:
    """Where the condition alone stands in a sentence that names the alternate speaker but for it, or None."""
    (left, right), (start, end) = sentence, condition
    comma = _COMMA.search(text, end, right)
    if words("speakers.alternate").search(text, left, start):
        end = right
    elif comma is not None and words("speakers.alternate").search(text, comma.end(), right):
        end = comma.start()
    besides = text[:left] + text[right:]
    if any(m.speaker == "alternate" for m in mentions) or says(besides, "speakers.alternate"):
        return None
    named = text[left:start] + " " + text[end:right]
    others = [topic for topic in _CHANGES if topic != "speakers.alternate"]
    return (start, end) if says(named, "speakers.alternate") and not says(named, *others) else None


def _clause(text: str, left: int, right: int, condition: int) -> int:
    """Where what is conditional begins: at the last comma before the condition and what it changes."""
    places = [m.start() for topic in _CHANGES[:3] for m in words(topic).finditer(text, left, right)]
    first = min([condition, *places])
    comma = max(text.rfind(sign, left, first) for sign in ",(，،")
    return left if comma < 0 else comma


def _is_of_known(sentence: Span, mentions: Sequence[Mention]) -> bool:
    """Whether a sentence names only people named before: "in the absence of Mr. X, Ms. Y will head"."""
    known = [s for m in mentions[:200] for s in m.spellings]
    found = names_in(sentence) if known else []
    return bool(found) and all(any(refers(name.spelling, s) for s in known) for name in found)


_NEGATION = re.compile(
    r"(?:(?<!\w)(?:and not|but not|not|rather than|et non(?: pas)?|et pas|non(?: pas)?|y no|no|а не|и не|не)|"
    r"و?ليست?|و?لا|而不是|而非|不是|并非)\s*(?:the |la |le |el |l'|by |par |por |by |由)?\s*$"
)


def without_negated(span: Span) -> Span:
    """The text without the names it denies: "Mr. X, not Ms. Y, will head the delegation"."""
    for name in names_in(span)[:_MOST]:
        before = span.folded.text[: span.folded.position(name.start)]
        denied = _NEGATION.search(before[-24:])
        if denied:
            start = span.folded.origin(len(before) - len(before[-24:]) + denied.start())
            span = span.blanked(start, name.end)
    return span
