"""Where sentences end, and what their last words before a name say."""

from __future__ import annotations

import re

from mailbot.reading.folding import fold

from .spans import Span
from .wording import is_only, pattern

_SENTENCE_END = re.compile(r"(?<=[^\s.][^\s.A-ZÀ-ÞА-ЯЁ])[.](?=\s|$)|(?<=\n[\n)>\]])[.](?=\s|$)|[;；。؛\n!?]")


# Chinese writes a title right behind its own words: 主发言人为Mr. X.
_SHORT = re.compile(r"(?:^|[\s(（/，、：:]|[\u3400-\u9fff])((?:(?![\u3400-\u9fff])[^\W\d_]){1,6})$")


def sentence_ends(span: Span) -> list[tuple[int, int]]:
    """Where sentences end, abbreviations of titles left out."""
    out: list[tuple[int, int]] = []
    for match in _SENTENCE_END.finditer(span.text):
        if match.group() == "\n":
            continue
        word = _SHORT.search(span.text[max(0, match.start() - 12) : match.start()]) if match.group() == "." else None
        if word and (is_only(fold(word[1]), "titles") or (word[1][0].isupper() and len(word[1]) <= 4)):
            continue
        if word and _NUMBER.fullmatch(fold(word[1])) and re.match(r"\s?\d", span.text[match.end() : match.end() + 2]):
            continue
        out.append(match.span())
    return out


_NUMBER = re.compile("n[or]s?|nums?|art|par|пп?|ст")  # "no. 2 of the list"


def last_clause(before: Span) -> Span:
    """The end of what stands before a name: from the last sentence end on."""
    ends = sentence_ends(before)
    return before.cut(ends[-1][1]) if ends else before


def last_word(text: str, *topics: str) -> str | None:
    """Which topic's word stands last in the text."""
    best: tuple[int, str] | None = None
    for topic in topics:
        for match in pattern(topic).finditer(text):
            if best is None or match.end() > best[0]:
                best = (match.end(), topic)
    return best[1] if best else None


def handover(text: str, *, first: bool = False, speaking: bool = False) -> int | None:
    """Where a phrase begins that gives its speaker or role to the name right after it, or None.

    A comma may part them in "of the alternate speaker, Mr. X" where no name stands before (``first``) and in
    "and, as alternate, Ms. Y". ``speaking``: speakers are spoken of, so that "alternate" alone counts.
    """
    topics = ["speakers.primary", "speakers.alternate", "roles.head", "roles.alternate_head"]
    if speaking:
        topics += ["speakers.primary_bare", "speakers.alternate_bare"]
    found = list(pattern(*topics).finditer(text))
    if not found:
        return None
    last = found[-1]
    before, gap = text[: last.start()], text[last.end() :]
    if "," in gap and not (first and _DETERMINED.search(before)) and not _AND_AS.search(before):
        return None
    gap = gap.replace(",", " ", 1)
    left = pattern("words.part_noun", "words.ordinal_1", "words.ordinal_2", "words.ordinal_3").sub(" ", gap)
    if not _COPULA.fullmatch(left):
        return None
    return last.start()


_ARTICLE = r"(?:the|our|its|le|la|l'|les|du|notre|son|sa|el|del|al|los|nuestr[oa]|su|un|une)"
_AS = r"(?:as|como|comme|en (?:tant|qualite) (?:que|qu'|de|d')|в качестве|بصفه|بصفته|بصفتها)"
_DETERMINED = re.compile(rf"(?:^|(?<!\w)){_ARTICLE}\s*$")
_AND_AS = re.compile(
    rf"(?:[.;:]|(?<!\w)(?:and|y|e|et|и|و|while|tandis que|mientras que),?\s+{_AS})\s*(?:{_ARTICLE}\s*)?$"
)


_COPULA = re.compile(
    r"[\s(\"]*(?:(?:for|in|of|the|de|la|le|pour|para|en|a|на|в|for the)\s+){0,4}\s*"
    r"(?:(?:will|shall) be|is|are|sera|est|es|son|"
    r"будет|назначена?|назначается|определена?|является|为|是|由|:|-|=|هو|هي|سيكون|ستكون|"
    r"(?:(?:la|lo|le)\s)?"
    r"(?:asumira|desempenara|ejercera|ocupara|correspondera a|recaera en|sera (?:assuree|exercee) par|"
    r"incombera a|(?:will be|is) (?:assumed|taken over|performed|filled) by|(?:passes|will pass) to|"
    r"возьмет на себя|переходит к|переидет к|исполнит|будет исполнять|возлагается на|возложена на|"
    r"س?[يت]تولا?[هي]ا?|س?[يت]سند الي))?"
    r"[\s:]*(?:the|le|la|el)?[\s:\"]*"
)
