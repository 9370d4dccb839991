"""Whose a reference is: the note's own, an earlier one of the sender's, or one of the addressee's."""

from __future__ import annotations

import re
from typing import Literal

from .anatomy import pattern

Standing = Literal["own", "earlier", "answered"]

_LEFT_REACH = 90
_FULL_LINE = 45
_OWN_LABEL = re.compile(r"\W*(?:our|notre|nuestra|n ?/|исх|رقم|العدد|ref|no\b)")
_CLAUSE_END = re.compile(r"(?<!\bno)(?<!\bn)(?<!\bref)(?<!\bnum)(?<!\bv)\.\s|;|\n\n|\t")
_CANCELLED = re.compile(
    r"\s?照会(?:的)?(?:补充|更正|所附名单|通知的|通报的|提交的|中的|所列)|"
    r"\W{0,3}号?\W{0,3}(?:照会)?\W{0,3}(?:所附名单)?(?:同时|即行|予以|随之)?(?:作废|撤销)|"
    r"\W{0,3}(?:(?:is|are) (?:hereby |thereby )?(?:cancelled|replaced|withdrawn|superseded)|(?:est|sont) (?:donc )?"
    r"(?:annulee?s?|remplacee?s?|caduque)|(?:queda|quedan) (?:por tanto )?(?:sin efecto|anulad|sustituid)|"
    r"(?:отменя|аннулиру|утрачива|считать)|(?:تعتبر|تعد) (?:لاغيه|ملغاه))"
)


def standing_of(text: str, label: int, start: int, end: int) -> Standing:
    """Whose reference it is: by the words just before it, then by what follows (作废, "is cancelled")."""
    left = text[max(0, label - _LEFT_REACH) : start]
    cuts = [m.end() for m in _CLAUSE_END.finditer(left)]
    left = left[cuts[-1] :] if cuts else left
    line_start = text.rfind("\n", 0, label) + 1
    line_left = text[line_start:start]
    heads = not text[line_start:label].strip() and not _is_mid_sentence(text, line_start)
    scope = line_left if heads and _OWN_LABEL.match(line_left) else left
    marks: list[tuple[int, Standing]] = []
    for key in ("answered", "earlier"):
        hits = [hit for hit in pattern("reference", key).finditer(scope) if not _is_carried(scope, hit)]
        if hits:
            marks.append((hits[-1].end(), "answered" if key == "answered" else "earlier"))
    if marks:
        nearest, standing = max(marks)
        between = scope[nearest:]
        if len(between) <= 60 and not re.search(r"\d{3,}", between) and not _own_again(between):
            return standing
    after = text[end : end + 30]
    return "earlier" if _CANCELLED.match(after) else "own"


def _is_carried(scope: str, hit: re.Match[str]) -> bool:
    """Whether "our note" is the one that goes with these words ("please find below our Note No. …")."""
    before = scope[max(0, hit.start() - 30) : hit.start()].rstrip()
    return any(m.end() == len(before) for m in pattern("reference", "carries").finditer(before))


def _is_mid_sentence(text: str, line_start: int) -> bool:
    """Whether a line carries on the one above: that is long and does not end its sentence."""
    above = text[text.rfind("\n", 0, max(0, line_start - 1)) + 1 : max(0, line_start - 1)].strip()
    return len(above) >= _FULL_LINE and above[-1] not in ".:;!?)"


def _own_again(between: str) -> bool:
    """Whether the words between turn to this note ("… to submit the following list, Note No. …")."""
    return (
        re.search(r"\b(?:submit|following|present|presente|ci-joint|adjunt\w+|attached|list,)\b", between) is not None
    )
