"""Items of a list that begin with a post no lexicon has as a title: "Attaché Tom WARIU", "الخبير سامي نجار"."""

from __future__ import annotations

import re

from . import names, roles
from .segments import Segment
from .spans import Span
from .wording import longest_end, says

_ARABIC_WORD = re.compile(r"[\u0621-\u064a]{2,}")
_FEW, _MOST = 2, 4
_NO_ACRONYM = 4


def parted(first: Segment) -> tuple[Segment, Segment] | None:
    """The post and the name of such an item; None where what follows a post is not surely a name."""
    text = first.span.folded.text
    end = longest_end("posts.starts", text, 0) if not first.depth else None
    if end is None or not text[end : end + 1].isspace():
        return None
    cut = first.span.folded.origin(end)
    post, name = first.span.cut(0, cut), first.span.cut(cut).strip()
    if not _is_name(name) or (names.ARABIC.search(name.text) and not post.text.startswith("ال")):
        return None
    return Segment(post, 0, first.before, first.start), Segment(name, 0, " ", first.start + cut + 1)


def _is_name(name: Span) -> bool:
    """Whether words are given names and a family name in capitals, or Arabic words without an article."""
    folded = name.folded.text
    words = names.tokens(name.text)
    if not _FEW <= len(words) <= _MOST or roles.is_post(folded) or roles.is_organisation(folded):
        return False
    if says(folded, "words.never", "titles"):
        return False
    if names.ARABIC.search(name.text):
        return all(_ARABIC_WORD.fullmatch(word) for word in words) and not words[0].startswith(("ال", "لل"))
    capitals = names.cased(words[0]) == "mixed" and names.cased(words[-1]) == "capital"
    return capitals and len(words[-1]) >= _NO_ACRONYM and names.is_name(name.text, titled=True)
