"""An entry cut at commas, dashes, brackets and line ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import han, names, roles
from .spans import EDGES, Span
from .titles import branch_end, is_title_only, may_name, split_title
from .wording import says

_SEPARATOR = re.compile(
    r"\n|\t|\||[,;،؛，；、。]|[:：](?=\s|$|[^\x00-\x7f])|\s[-–—−/]+\s|"
    r"[–—](?=\s)|(?<=\))\s?[-–—/]\s?|"
    r"(?P<open>[（\[［]|\((?!(?:[Rr]et|[Rr]etd|[Rr]td|[Rr]|[Ee][Rr]|[Cc][Rr])\.?\)))|"
    r"(?P<close>[）\]］]|(?<!\([Rr]et)(?<!\([Rr]et\.)(?<!\([Rr]etd)(?<!\([Rr]td)(?<!\([Rr]td\.)(?<!\([Rr])(?<!\([Rr]\.)(?<!\([EeCc][Rr])\))|"
    r"\u3000+|(?<=[A-Za-zÀ-ɏ.])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) {1,}(?=[\u3400-\u9fff])|"
    # A name in Latin letters between blanks, Chinese before or after: "陶思远 TAO Siyuan 参赞"; no "DDR 项目官员".
    r"(?:(?<=[a-z])|(?<=[a-z] [A-Z]{2})|(?<=[a-z] [A-Z]{3})|(?<=[a-z] [A-Z]{4})|(?<=[a-z] [A-Z]{5})) +"
    r"(?=[\u3400-\u9fff])|"
    r"(?<=[\u3400-\u9fff]) +(?=[A-Z][A-Za-z.'’-]* [A-Z])|"
    r"(?<=[оеь]вич|[оеи]вна|ична)\s+(?=[а-яё]{4})"
)


MAX_SEGMENTS = 400


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch between separators; ``depth`` above 0 inside brackets, ``group`` counts the brackets."""

    span: Span
    depth: int = 0
    before: str = ""
    start: int = 0


def cut_apart(span: Span) -> list[Segment]:
    """The non-empty stretches between commas, dashes, brackets and line ends."""
    return list(span.once("segments", _cut_apart))  # one reader after the other looks at the same line


def _cut_apart(span: Span) -> list[Segment]:
    out: list[Segment] = []
    depth, place, before = 0, 0, ""
    over = 0
    for match in _SEPARATOR.finditer(span.text):
        over = max(over, (branch_end(span, place, match.start()) or 0) if match["open"] else 0)
        if match.start() < over or (match.group().strip() == "/" and is_title_only(span.cut(place, match.start()))):
            continue
        _add(out, span, place, match.start(), depth, before)
        if match["open"]:
            depth += 1
        elif match["close"]:
            depth = max(0, depth - 1)
        place, before = match.end(), match.group().strip() or match.group()
        if len(out) >= MAX_SEGMENTS:
            return out
    _add(out, span, place, len(span.text), depth, before)
    return out


def _add(out: list[Segment], span: Span, start: int, end: int, depth: int, before: str) -> None:
    piece = span.text[start:end]
    if not piece.strip(EDGES):
        return
    left = start + len(piece) - len(piece.lstrip(_AROUND))
    stripped = span.cut(left, left + len(piece.strip(_AROUND)))
    out.append(Segment(stripped, depth, before, start + len(piece) - len(piece.lstrip())))


_AROUND = " \t\n\u3000\"'“”«»;"


_CONJUNCTION = re.compile(
    r"(?:(?<=\s)|^)(?:and|et|y|e|и|as well as|ainsi que|así como|а также|و|及|和)\s+", re.IGNORECASE
)


def parted(listed: list[Segment], *, several: bool = False) -> list[Segment]:
    """Segments with "Mr A and Ms B" put apart, and "and" off the beginning of a name."""
    out: list[Segment] = []
    for number, segment in enumerate(listed):
        place, joined = 0, False
        for match in _CONJUNCTION.finditer(segment.span.text):
            following = segment.span.cut(match.end())
            title, name = split_title(following)
            comes = (several or names.is_in_full(following.text)) and match.start() == 0
            if title is None and comes and _comes_next(following, segment, listed[number + 1 :]):
                place, joined = match.end(), True
                break
            if title is None or not names.is_name(re.split(_CONJUNCTION, name.text)[0], titled=True):
                continue
            if segment.span.text[place : match.start()].strip():
                out.append(
                    Segment(
                        segment.span.cut(place, match.start()).strip(),
                        segment.depth,
                        segment.before if place == 0 else ";",
                        segment.start + place,
                    )
                )
            place = match.end()
        before = JOINED if joined else ";"
        out.append(
            segment if place == 0 else Segment(segment.span.cut(place), segment.depth, before, segment.start + place)
        )
    return out


JOINED = "&"  # before a name without title behind a comma and "and"


def _comes_next(name: Span, segment: Segment, after: list[Segment]) -> bool:
    """Whether "and Anna Berg" behind a comma or bracket is one more person: a post or a bracket follows the name."""
    if segment.depth or segment.before not in _BEFORE_AND or not names.is_name(name.text, titled=False):
        return False
    text = name.folded.text
    if len(name.text.split()) < _FULL or roles.is_post(text) or roles.is_organisation(text) or _FIELD.search(text):
        return False
    following = after[0] if after else None
    if following is None:
        return names.is_in_full(name.text)
    if following.depth:
        return segment.before.startswith(")")  # as the one before: "Mr. John Smith (Defence) and Anna Berg (Health)"
    return following.before in {",", "،"} and roles.is_post(following.span.folded.text)


_BEFORE_AND = frozenset({",", "،", ";", "؛", ")"})
_FULL = 2
_FIELD = re.compile(r"(?<!\w)(?:affairs?|affaires|asuntos|matters|relations|relaciones|issues)(?!\w)")


def comma_names(listed: list[Segment], text: Span) -> list[Segment]:
    """Segments with "NOM, Prénom" put together again."""
    out: list[Segment] = []
    skip = False
    for i, segment in enumerate(listed):
        if skip:
            skip = False
            continue
        following = listed[i + 1] if i + 1 < len(listed) else None
        if following and _may_go_on(segment, following):
            if _is_family(segment.span) and _is_given(following.span):
                end = following.start + len(following.span.text)
                out.append(Segment(text.cut(segment.start, end), segment.depth, segment.before, segment.start))
                skip = True
                continue
            if i == 0 and _mixed_comma_name(listed[:3]):
                end = following.start + len(following.span.text)
                out.append(Segment(text.cut(segment.start, end), segment.depth, segment.before, segment.start))
                skip = True
                continue
        out.append(segment)
    return out


def _may_go_on(family: Segment, given: Segment) -> bool:
    """Whether two segments can be parts of one name: a comma between them, the same script, the same bracket."""
    if given.before not in {",", "，", "،"} or given.depth != family.depth:
        return False
    return script_of(given.span.text) == script_of(family.span.text)


def _mixed_comma_name(listed: list[Segment]) -> bool:
    """Whether an entry begins "Ndikumasabo, Espérance (Mme) -" or "Ndikumasabo, Espérance - post".

    Without capitals only what follows tells it from "name, post": a title in brackets, or a dash after the comma.
    """
    if len(listed) < 3 or listed[0].depth or listed[2].before == ",":
        return False
    family, given, after = listed
    title, name = split_title(family.span)
    words = names.tokens(name.text)
    told = after.depth > 0 and is_title_only(after.span)
    if not told and (len(words) != 1 or title is not None or after.before in {"(", "（", "[", "\n"}):
        return False
    if not 1 <= len(words) <= 3 or not names.is_name(name.text, titled=True) or not _is_given(given.span):
        return False
    folded = family.span.folded.text
    return not (roles.is_post(folded) or roles.is_organisation(folded) or says(folded, "words.never"))


def _is_family(span: Span) -> bool:
    """A family name before a comma: all in capitals (particles apart)."""
    _, name = split_title(span)
    found = [
        t
        for t in names.tokens(name.text)
        if t.casefold().rstrip("'’")
        not in {"de", "la", "del", "du", "van", "der", "von", "d", "bin", "el", "al", "da", "dos"}
    ]
    letters = [t for t in found if sum(c.isalpha() for c in t) > 1]
    if not letters or len(found) > 5 or names.ARABIC.search(name.text) or han.is_han(name.text):
        return False
    capital = all(names.cased(t) == "capital" for t in letters)
    return capital and (
        (names.is_name(name.text, titled=True) and not roles.is_acronym(name.text))
        or (len(letters) == 1 and names.is_name(name.text, titled=True))
    )


def _is_given(span: Span) -> bool:
    text = span.text.strip(" .")
    found = names.tokens(text)
    if (
        not 1 <= len(found) <= 4
        or not names.is_name(text, titled=True)
        or (len(found) == 1 and says(span.folded.text, "titles") and (span.text.endswith(".") or not may_name(text)))
    ):
        return False
    mixed = [t for t in found if not (t.isupper() and len(t) > 2)]
    return bool(mixed) and not roles.is_post(span.folded.text) and not roles.is_organisation(span.folded.text)


def script_of(text: str) -> str:
    for c in text:
        if c.isalpha():
            if "\u0400" <= c <= "\u04ff":
                return "cyrillic"
            if "\u0600" <= c <= "\u06ff":
                return "arabic"
            if "\u3400" <= c <= "\u9fff":
                return "han"
    return "latin"
