"""Names with an honorific in the note that none of the people read bears: somebody was lost, though not who it is.

Latin letters give a name away by themselves (``cross_checks``); Cyrillic, Arabic and Chinese ones only beside their
honorifics. A word of the name that anybody bears is enough to be known, in whatever case it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from mailbot.reading.folding import fold

from . import han, roles
from .wording import says, starts

_RUSSIAN = re.compile(
    r"(?<!\w)(?:[Гг]-(?:на|ну|ном|н|жа|жи|же|жу|жой)|[Гг]осподин(?:а|у|ом)?|[Гг]оспож(?:а|и|е|у|ой))\.?\s+"
    r"(?P<name>[А-ЯЁ][\w'’-]{1,30}(?:\s[А-ЯЁ][\w'’-]{1,30}){0,3})"
)
_ARABIC = re.compile(
    r"(?<!\w)(?:سعادة\s+|معالي\s+)?(?:ال|لل|وال|بال)سيدة?\s+(?:(?:السفيرة?|الدكتورة?|الأستاذة?|د\.|/)\s*)*"
    r"(?P<name>[\u0621-\u064a]{2,20}(?:[ \t]+(?!و?(?:ال|لل|بال)سيد)[\u0621-\u064a]{2,20}){1,3})"
)
_CHINESE = re.compile(r"(?P<name>[\u3400-\u9fff]{1,3}(?!的)[\u3400-\u9fff])(?=先生|女士)")
_ESTEEMED = "المحترم"  # behind the name of whom a letter is addressed to
_STEM = 4
_MOST = 200


def unread(text: str, known: Collection[str]) -> Iterator[tuple[int, str]]:
    """Where such a name begins in a text as written, and the name; ``known``: the folded words of everybody's names."""
    stems = {word[:_STEM] for word in known}
    for match in list(_RUSSIAN.finditer(text))[:_MOST]:
        words = fold(match["name"]).replace("-", " ").split()
        if not stems.intersection(word[:_STEM] for word in words) and not _is_office(match["name"]):
            yield match.start(), match[0]
    bare = {_without_article(word) for word in known}
    for match in list(_ARABIC.finditer(text))[:_MOST]:
        words = [_without_article(word) for word in fold(match["name"]).split()]
        if not bare.intersection(words) and not _is_office(match["name"]) and _ESTEEMED not in match["name"]:
            yield match.start(), match[0]
    for match in list(_CHINESE.finditer(text))[:_MOST]:
        name = next((match["name"][-n:] for n in (4, 3, 2) if han.is_name(match["name"][-n:])), None)
        if name is not None and not any(_bears(word, match["name"]) for word in known) and not _is_office(name):
            yield match.end() - len(name), name


def _bears(known: str, text: str) -> bool:
    """Whether a text that ends before an honorific ends in a known Chinese name, or in its family name."""
    return han.is_han(known) and (text.endswith(known) or any(text.endswith(known[:n]) for n in (1, 2)))


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > _STEM else word


def _is_office(name: str) -> bool:
    """Whether an office stands behind the honorific ("السيد الرئيس", "主席先生")."""
    text = fold(name)
    return roles.is_post(text) or says(text, "words.never") or starts(text, "roles.head_bare", "posts.starts")
