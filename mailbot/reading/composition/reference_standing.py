"""Whose a reference is: the note's own, an earlier one of the sender's, or one of the addressee's."""

from __future__ import annotations

import re
from typing import Literal

from .anatomy import pattern, sentence_around
from .dates import dates_in
from .superseding import is_put_out_of_force

Standing = Literal["own", "earlier", "answered"]

_LEFT_REACH = 90
_FULL_LINE = 45
_OWNER_REACH = 60
_MARKS = (
    ("reference", "answered"),
    ("reference", "earlier"),
    ("reference", "cites"),
    ("revision", "void_of"),
    ("revision", "void_is"),
    ("revision", "adds"),
)
_OWN_LABEL = re.compile(
    r"\W*(?:our|notre|nuestra|n ?/|исх|(?:ال)?رقم|العدد|(?:ال)?مرجع|اشار[يه]|صادر|ref|no\b|编号|文号)"
)
_HAN_CITED = re.compile(r"\s?(?:普通)?照会[^。；\n]{0,24}(?:基础上|有误|更正|修改|变更|调整|增加|删除)")
# "En la nota 0612-2020 se deslizó un error": what holds an error is not this note.
_FAULTY = re.compile(
    r"[^.;\n]{0,40}(?<!\w)(?:errors?|mistakes?|typo|erreurs?|coquilles?|errata|error(?:es)?|ошибк\w{0,3}|(?:ال)?خطا)(?!\w)"
)
_CLAUSE_END = re.compile(
    r"(?<!\bno)(?<!\bn)(?<!\bnro)(?<!\bnr)(?<!\bref)(?<!\bnum)(?<!\bv)(?<!\bprot)(?<!\brev)\.\s|(?<=[\u3400-\u9fff)])\.(?=[\u3400-\u9fff(])|;|\n\n|\t"
)


def standing_of(text: str, label: int, start: int, end: int) -> Standing:
    """Whose reference it is: by the words just before it, then by what follows (作废, "is cancelled")."""
    left = text[max(0, label - _LEFT_REACH) : start]
    cuts = [m.end() for m in _CLAUSE_END.finditer(left)]
    left = left[cuts[-1] :] if cuts else left
    line_start = text.rfind("\n", 0, label) + 1
    line_left = text[line_start:start]
    heads = not text[line_start:label].strip() and (":" in text[label:start] or not _is_mid_sentence(text, line_start))
    scope = line_left if heads and _OWN_LABEL.match(line_left) else left
    marks: list[tuple[int, Standing]] = []
    for table, key in _MARKS:
        hits = [hit for hit in pattern(table, key).finditer(scope) if not _is_carried(scope, hit)]
        if hits:
            marks.append((hits[-1].end(), "answered" if key == "answered" else "earlier"))
    if pattern("reference", "today").match(
        text, end + len(text[end : end + 3]) - len(text[end : end + 3].lstrip(" ,("))
    ):
        return "own"
    if marks:
        nearest, standing = max(marks)
        between = _without_dates(scope[nearest:])
        if len(between) <= 60 and not re.search(r"\d{3,}", between) and not _own_again(between):
            return standing
    if heads and _OWN_LABEL.match(line_left):
        return "own"
    if _HAN_CITED.match(text, end) or _FAULTY.match(text, end):
        return "earlier"
    if not heads and _is_addressees(text, end):
        return "answered"
    reach = text.find("\n", end) if heads and "\n" in text[end:] else len(text)
    return "earlier" if is_put_out_of_force(text, start, end, reach) else "own"


def _is_carried(scope: str, hit: re.Match[str]) -> bool:
    """Whether "our note" is the one that goes with these words ("please find below our Note No. …")."""
    before = scope[max(0, hit.start() - 30) : hit.start()].rstrip()
    return any(m.end() == len(before) for m in pattern("reference", "carries").finditer(before))


def _is_mid_sentence(text: str, line_start: int) -> bool:
    """Whether a line carries on the one above: that is long and does not end its sentence."""
    above = text[text.rfind("\n", 0, max(0, line_start - 1)) + 1 : max(0, line_start - 1)].strip()
    return len(above) >= _FULL_LINE and above[-1] not in ".:;!?)"


def _own_again(between: str) -> bool:
    """Whether the words between turn to this note ("… the following list, Note No. …", "our note is No. …")."""
    return _OWN_AGAIN.search(between) is not None or _IS_NUMBERED.match(between) is not None


_OWN_AGAIN = re.compile(
    r"\b(?:submit|following|present|presente|ci-joint|adjunt\w+|attached|list,|(?:by|par|por)\b|настоящ\w+)\b"
)
_IS_NUMBERED = re.compile(r"\s?(?:is|est|es|bears|carries|has|porte|lleva|tiene|имеет|هي|تحمل)(?!\w)")


def _is_addressees(text: str, end: int) -> bool:
    """Whether the words after a reference name the addressee as its writer ("No. 77/2020 of the Secretariat")."""
    _, right = sentence_around(text, end, end)
    found = pattern("reference", "whose").search(text, end, min(right, end + _OWNER_REACH))
    return found is not None and not re.search(r"[,\n]", text[end : found.start()])


def _without_dates(text: str) -> str:
    """The text with its dates left out: what stands between "our note of 3 November" and its number."""
    for days in reversed(dates_in(text)):
        text = text[: days.start] + text[days.end :]
    return text
