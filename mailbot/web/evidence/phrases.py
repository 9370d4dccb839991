"""The words that stand for a value which is a code of ours: a kind of note, a role, a speaker, a way to take part."""

from __future__ import annotations

from functools import cache

from mailbot.reading.composition.anatomy import pattern
from mailbot.reading.composition.wording import Words
from mailbot.reading.composition.wording import pattern as persons_words

_TOPICS = {
    ("kind", "withdrawal"): ("kind.withdrawal",),
    ("role", "head"): ("roles.head", "roles.head_before", "roles.head_after", "roles.head_bare"),
    ("role", "alternate_head"): ("roles.alternate_head", "roles.alternate_head_bare"),
    ("role", "delegate"): ("roles.delegate", "roles.delegate_bare"),
    ("role", "adviser"): ("roles.adviser", "roles.adviser_bare"),
    ("speaker", "primary"): ("speakers.primary", "speakers.primary_bare"),
    ("speaker", "alternate"): ("speakers.alternate", "speakers.alternate_bare"),
    ("mode", "in_person"): ("modes.in_person",),
    ("mode", "virtual"): ("modes.virtual",),
}
_MAX_LETTERS = 4_000


def phrase_of(field: str, code: str | None, folded: str) -> tuple[tuple[int, int], ...]:
    """Where in a folded line the words stand; empty where no list of words knows, or the line is too long."""
    topics = _TOPICS.get((field, code or ""), ())
    if len(folded) > _MAX_LETTERS:
        return ()
    for topic in topics:
        found = _words(topic).search(folded)
        if found is not None and found.end() > found.start():
            return (found.span(),)
    return ()


@cache
def _words(topic: str) -> Words:
    table, _, name = topic.partition(".")
    return pattern(table, name) if table == "kind" else persons_words(topic)
