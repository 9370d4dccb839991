"""Honorifics and ranks written before a name ("H.E. Dr.", "Lt. Col.", "سعادة السفير")."""

from __future__ import annotations

import re
from functools import lru_cache

from mailbot.reading.folding import fold

from .spans import Span
from .wording import exact, is_only, longest_end, pattern

_DOTS = re.compile(r"[\s.]*")
_BETWEEN = re.compile(r"[.\s/,،]*")
# An abbreviation nobody listed ("Barr.", "Mayo. de E."), but none of a name ("Ma. Fernanda", "Mohd. Faizal").
_DOTTED = re.compile(
    r"(?!(?:St|Ste|Sto|Sta|Ma|Mª|Fco|Fdo|Gpe|Wm|Jos|Geo|Thos|Chas|Jas|Md|Mohd|Muhd|Mhd|Abd|Ab|Sk|Alex|Const|Th|Ph|Ch|Chr)\.)"
    r"[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ɏ]{1,7}\.(?:\s(?:de|del|da|of)\s(?:[A-ZÀ-Þ]\w{0,2}\.\s?){1,3})?(?=\s?[A-ZÀ-ÞĀ-Ž])"
)
_ARTICLE = re.compile(r"(?:le|la|les|el|los|las|the)\s+|l['’](?=[^\W\d_])", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’.\-]*")
_VIETNAMESE = re.compile("[\u1ea0-\u1ef9đĐơƠưƯ]")
# An arm of service in brackets inside a rank: "Cap. (Av.) Soledad", "Col. (FAP) Hugo".
_BRANCH = re.compile(r"\((?=[A-ZÀ-Þ])[\w.]{1,9}\)(?=\s+[^\W\d_a-zß-ÿ][\w'’\-]+\s)")
_TWO_WORDS = re.compile(r"[^\W\d_][\w.'’\-]*\s+[^\W\d_]")
MAX_TITLES = 6
_EDGES = " \t\n\u3000،,;:"
_WINDOW = 240
# Words that are given or family names too: titles only where at least two words of name follow.
_WEAK = frozenset(
    "min major general justice prince sister father judge commander col gen adm cap cor my mag arch eng me pr sir "
    "count chief baron duke conde marques marquis duc chevalier "
    "miss lord lady bishop don dona mayor maestro me cv cf commissioner major me p ir fr adv dem".split()
)


def split_title(span: Span) -> tuple[Span | None, Span]:
    """The title at the beginning and what follows it; None where there is none."""
    title, rest = _parted_before(span.text) if len(span.text) <= _WINDOW else _parted(span.text)
    return span.cut(*title) if title else None, span if rest == (0, len(span.text)) else span.cut(*rest)


_Place = tuple[int, int]


def _parted(text: str) -> tuple[_Place | None, _Place]:
    """Where the title stands in a text, and what follows it."""
    span = Span(text, ()).strip(_EDGES)
    left = len(text) - len(text.lstrip(_EDGES))
    article = _ARTICLE.match(span.text)
    if article and _title_end(span, article.end()) is not None:
        span, left = span.cut(article.end()), left + article.end()
    whole = left, left + len(span.text)
    position = _titles_end(span)
    if position == 0 or not span.text[position:].strip():
        return None, whole
    title = span.text[:position].strip(_AROUND)
    start = left + position - len(span.text[:position].lstrip(_AROUND))
    # "and", "by", "to" are written onto an Arabic title (والسيد, بالسيد).
    tied = title[:1] in _TIED and title[:2] != "لل" and is_only(fold(title.split()[0][1:]), "titles")
    return (start + tied, start + len(title)), (left + position, whole[1])


_AROUND = " \t\n\u3000/,،"
_TIED = tuple("وفبلك")
_parted_before = lru_cache(maxsize=1024)(_parted)  # the same beginnings of lines are looked at again and again


def _titles_end(span: Span) -> int:
    """Where the titles end that a text begins with; 0 where it begins with none."""
    position = 0
    for _ in range(MAX_TITLES):
        end = _title_end(span, position)
        if end is None or _ends_a_sentence(span, position, end):
            break
        tail = _tail_end(span, end)
        between = _BETWEEN.match(span.text, tail)
        position = between.end() if between else tail
        article = _ARTICLE.match(span.text, position)
        if article and _title_end(span, article.end()) is not None:
            position = article.end()
    return position


def _ends_a_sentence(span: Span, start: int, end: int) -> bool:
    """Whether a title is the last word of a sentence, not an abbreviation ("…, Counsellor. Ms. X will …")."""
    if not re.match(r"\.\s", span.text[end : end + 2]):
        return False
    word = span.text[start:end].split()[-1]
    is_word = len(word) > 5 and word[1:].islower() and word.replace("-", "").isalpha()
    return is_word and fold(word) not in _SHORTENED


_SHORTENED = frozenset("consej monsig licenc embaja".split())


def title_starts(span: Span) -> list[int]:
    """Where, in running text, a title begins (offsets as written); titles in a row count once."""
    starts: list[int] = []
    covered = 0
    found = sorted({m.start() for m in pattern("titles").finditer(span.folded.text)})
    places = [span.folded.origin(at) for at in found]
    places += [m.start() for m in exact("titles").finditer(span.text)]
    for place in sorted(set(places)):
        if place < covered:
            continue
        ahead = window(span, place)
        title, rest = split_title(ahead)
        if title is None:
            continue
        starts.append(place)
        covered = place + len(ahead.text) - len(rest.text)
    return starts


def window(span: Span, place: int) -> Span:
    """As much of a text from ``place`` on as a title and a name can take, so that long texts stay cheap."""
    return span.cut(place, place + len(span.text[place : place + _WINDOW].rstrip(_EDGES)))


def is_title_only(span: Span) -> bool:
    """Whether the text is a title with nothing after it ("Amb.", "Mr")."""
    text = span.folded.text.strip(" .,/")
    if not text:
        return False
    title, rest = split_title(Span(span.text.strip(" /,") + " Xxx Yyy", span.marks))
    return title is not None and rest.text.strip() == "Xxx Yyy"


def may_name(text: str) -> bool:
    """Whether a title is a given or family name as well (Min, Major, Prince)."""
    return text.strip().casefold() in _WEAK


def branch_end(span: Span, start: int, bracket: int) -> int | None:
    """Where the bracket at ``bracket`` ends if it is part of the rank that begins at ``start``, or None."""
    branch = _BRANCH.match(span.text, bracket)
    if branch is None or not is_title_only(span.cut(start, bracket)):
        return None
    return branch.end()


def _title_end(span: Span, position: int) -> int | None:
    """Where the title that begins at ``position`` ends, or None."""
    word = _WORD.match(span.text, position)
    if word and _VIETNAMESE.search(word.group()):
        return None  # "Đức" is a name, and without its marks a duke
    written = exact("titles").match(span.text, position)
    folded = span.folded
    start = folded.position(position)
    match = pattern("titles").match(folded.text, start)
    if match and match.end() > start:
        end = max(match.end(), longest_end("titles", folded.text, start) or 0)
        end = folded.origin(end - 1) + 1
        return _fits(span, position, max(end, written.end()) if written else end)
    if written:
        return _fits(span, position, written.end())
    dotted = _DOTTED.match(span.text, position)
    if dotted:
        following = _WORD.findall(span.text, dotted.end())[:2]
        if len(following) == 2 or (following and len(following[0]) > 3 and following[0].isupper()):
            return dotted.end()
    return None


def _fits(span: Span, position: int, end: int) -> int | None:
    """``end`` if the word there is used as a title: not itself a family name in capitals, not the name."""
    word, rest = span.text[position:end], span.text[end:].lstrip(" .")
    if rest[:1] in {"-", "'", "’"} or not rest:
        return None if not rest or span.text[end : end + 1] in {"-", "'", "’"} else end
    dot = span.text[end : end + 1] == "."
    follows = _WORD.findall(rest)[:3]
    if not follows:
        return None
    if word.casefold() in _WEAK and not dot and len(follows) < 2:
        return None
    if word == "HE" and not dot and not _TWO_WORDS.match(rest):
        return None  # "HE Yifan, Counsellor": the family name He
    capitals = word.isupper() and len(word) >= 3 and "." not in span.text[position : end + 1]
    if capitals and not follows[0].isupper() and " " not in word and word not in {"HON", "AMB", "COL", "GEN"}:
        return None
    return end


def _tail_end(span: Span, end: int) -> int:
    """``end`` moved behind a rank's addition ("E.M.", "(Ret.)", "الركن")."""
    after = _DOTS.match(span.text, end)
    place = after.end() if after else end
    written = exact("title_tails").match(span.text, place)
    if written:
        return written.end() if len(_WORD.findall(span.text, written.end())[:2]) else end
    branch = _BRANCH.match(span.text, place)
    if branch:
        return branch.end()
    folded = span.folded
    match = pattern("title_tails").match(folded.text, folded.position(place))
    if match and match.end() > match.start():
        stop = folded.origin(match.end() - 1) + 1
        return stop if _WORD.search(span.text, stop) else end
    return end
