"""Names that the same letters write in both orders: "Li Song", "Kim Minsu", "Nguyen Van Tuan".

A first word that is a family name of China, Korea, Viet Nam or their neighbours, before words of such syllables, tells
no order: in one series of lists such names stand both ways (domain notes section 3). It is a reason to ask, never to
turn a name round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mailbot.reading.folding import fold
from mailbot.reading.lexicon import words

from . import han

_LONGEST = 4
_SYLLABLES = re.compile(
    r"(?:(?:zh|ch|sh|ng|nh|ph|th|kh|tr|gi|qu|ts|hw|[bpmfdtnlgkhjqxrzcsywv])?[aeiouy]{1,4}(?:ng|nh|ch|[nmptck])?){1,3}l?"
)
_SYLLABLE_PAIR = re.compile(r"[A-Z][a-z]{1,5}(?:-[A-Za-z][a-z]{1,5})?")
# Family names here, given names or nicknames elsewhere: before a western name they would only cost questions.
_GIVEN_ELSEWHERE = frozenset("ai ben bo dan gen ian jan man mu pan ran sha xi".split())


@cache
def _family_names() -> frozenset[str]:
    compounds = re.findall(r"[a-z]+", words("zh", "persons")["names"]["compound_latin"])
    listed = words("zh", "persons")["names"]["neighbours"].split()
    return frozenset((*han.surnames().values(), *compounds, *listed)) - _GIVEN_ELSEWHERE


def could_be_either(found: Sequence[str]) -> bool:
    """Whether the words of a Latin name could be family and given name as well as given and family name."""
    if not 2 <= len(found) <= _LONGEST or not all(_SYLLABLE_PAIR.fullmatch(word) for word in found):
        return False
    plain = [re.sub(r"[^a-z]", "", fold(word)) for word in found]
    return plain[0] in _family_names() and all(_SYLLABLES.fullmatch(word) for word in plain[1:])
