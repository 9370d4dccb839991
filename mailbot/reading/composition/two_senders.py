"""Two delegations in one message: two notes, one note for two States, a list of each. A person parts them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from mailbot.domain.submission import Doubt
from mailbot.reading.lexicon.names_of_states import Mention

from .anatomy import Strand, pattern

_AND = re.compile(r"\s*(?:,|/|&|\band\b|\bet\b|\by\b|\be\b|\bи\b|\bو|和|及|与)\s*")
_COLON = re.compile(r"\s{0,3}[:：]")
_LABEL = 60
_WORDS = 40
_TWO = 2
After = Callable[[str, int, Sequence[Mention]], Mention | None]


def doubt_of(codes: Sequence[str], strand: Strand, at: int) -> Doubt:
    """The doubt that a message speaks for several delegations."""
    detail = f"The message carries notes of {' and '.join(sorted(set(codes)))}."
    return Doubt("delegation_unclear", detail=detail, source=strand.source(at))


def in_one(strand: Strand, found: Sequence[Mention], after: After) -> Iterator[tuple[str, int]]:
    """Codes of the States, with their places, for which one text speaks, if they are several.

    Named together as senders ("on behalf of Nauru and Palau"), or each as the label of lines ("Palau: Mr. X").
    """
    states = [m for m in found if m.name.is_state and not m.is_adjective]
    for group in (_together(strand, states, after), _labels(strand, states)):
        if len({m.code for m in group}) >= _TWO:
            yield from ((m.code, m.start) for m in group)
            return


def _together(strand: Strand, states: Sequence[Mention], after: After) -> list[Mention]:
    """The States that one "missions of" or "on behalf of" names, with "and" between."""
    text = strand.text
    for key in ("mission", "delegation"):
        for match in pattern("sender", key).finditer(text):
            first = after(text, match.end(), states)
            tie = _AND.match(text, first.end) if first else None
            second = after(text, tie.end(), states) if tie else None
            if first and second:
                return [first, second]
    return []


def _labels(strand: Strand, states: Sequence[Mention]) -> list[Mention]:
    """The States that stand before the colon of a line, with no more than their full style."""
    out = []
    for mention in states:
        start = strand.text.rfind("\n", 0, mention.start) + 1
        before = strand.text[start : mention.start]
        if len(before) <= _LABEL and _COLON.match(strand.text, mention.end) and not re.search(r"[:@\d]", before):
            out.append(mention)
    return out
