"""For which parts of the meeting a note is: from its words, its dates and the configured titles.

What the note states goes before the cover mail, that before the subject, that before a file name. A part
that is only an aside ("will be communicated later", "as in the first part") counts when nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from mailbot.domain.meeting import Meeting, Part
from mailbot.domain.submission import Doubt, Source
from mailbot.reading.folding import fold

from .anatomy import Strand, is_quiet, pattern, sentence_around
from .dates import dates_in, months_in, without_bracketed_days
from .wording import Words

_DATELINE_LETTERS = 42
_LONG_LINE = 300
_MOST_MENTIONS = 300  # no note names parts so often; a hostile one may
_ORDINALS = ("1", "2", "3")
_LIKENED = 40
_DAYS = 2


@dataclass(frozen=True, slots=True)
class PartMention:
    """One place where parts of the meeting are named; ``strength`` 3 words and titles, 2 dates, 1 a month."""

    start: int
    end: int
    parts: tuple[str, ...]
    strength: int


@dataclass(frozen=True, slots=True)
class PartsRead:
    """The parts, in the meeting's order, where the first of them was read, and what contradicts it."""

    parts: tuple[str, ...] = ()
    source: Source | None = None
    doubts: tuple[Doubt, ...] = ()


def groups(meeting: Meeting) -> tuple[list[Part], list[Part]]:
    """The parts of the conference proper and the preparatory meetings, each in order of time."""
    main: list[Part] = []
    prep: list[Part] = []
    for part in sorted(meeting.parts, key=lambda p: (p.starts_on, p.id)):
        (prep if _is_preparatory(_names(part)) else main).append(part)
    return main, prep


@lru_cache(maxsize=64)
def _is_preparatory(names: tuple[str, ...]) -> bool:
    return pattern("preparatory", "any").search(fold(" | ".join(names))) is not None


def mentions(text: str, meeting: Meeting) -> list[PartMention]:
    """Every mention of parts in a folded text, in order: words, titles and dates."""
    main, prep = groups(meeting)
    plain, origins = without_bracketed_days(text)
    said = _ordinal_mentions(plain, prep, "preparatory") + _ordinal_mentions(plain, main, "part")
    found = [replace(m, start=origins[m.start], end=origins[m.end - 1] + 1) for m in said]
    found += _titled(text, meeting)
    for days in dates_in(text):
        hit = tuple(p.id for p in meeting.parts if days.overlaps(p.starts_on, p.ends_on))
        if len(hit) == 1 and not (days.is_single and _is_dateline(text, days.start, days.end)):
            found.append(PartMention(days.start, days.end, hit, 2))
    for start, end, year, month in months_in(text):
        same_month = [p for p in meeting.parts if p.starts_on.month == month]
        hit = tuple(p.id for p in same_month if year in (None, p.starts_on.year))
        sure = year is not None or _beside_part_word(text, start, end)
        if len(hit) == 1 and sure and not _follows_day(text, start):
            found.append(PartMention(start, end, hit, 1))
    return sorted(found, key=lambda m: (m.start, -m.strength))[:_MOST_MENTIONS]


def _ordinal_mentions(text: str, parts: Sequence[Part], table: str) -> list[PartMention]:
    found: list[PartMention] = []
    everything = tuple(p.id for p in parts)
    if not everything:
        return found
    taken: list[tuple[int, int]] = []
    for match in pattern(table, "all").finditer(text):
        found.append(PartMention(match.start(), match.end(), everything, 3))
        taken.append(match.span())
    for number, ordinal in enumerate(_ORDINALS):
        for match in pattern(table, ordinal).finditer(text):
            inside = any(start <= match.start() and match.end() <= end for start, end in taken)
            if number < len(parts) and not inside:
                found.append(PartMention(match.start(), match.end(), (parts[number].id,), 3))
                taken.append(match.span())
    if table == "preparatory" and len(parts) == 1:
        found += [PartMention(*m.span(), everything, 3) for m in pattern(table, "any").finditer(text)]
    return found


def _titled(text: str, meeting: Meeting) -> list[PartMention]:
    """Configured titles, aliases and identifiers; one that several parts share tells nothing."""
    found: list[PartMention] = []
    in_one_line = " ".join(text.split())
    for key, part_id, wanted in _by_name(tuple((part.id, _names(part)) for part in meeting.parts)):
        if key in in_one_line:
            found += [PartMention(m.start(), m.end(), (part_id,), 3) for m in wanted.finditer(text)]
    return found


def _names(part: Part) -> tuple[str, ...]:
    return (*part.title.values(), *part.aliases)


@lru_cache(maxsize=8)
def _by_name(parts: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """What a part alone is called, folded, with its identifier and how it is looked for."""
    owners: dict[str, set[str]] = {}
    for part_id, names in parts:
        for name in (part_id, *names):
            key = " ".join(fold(name).split())
            if len(key) >= 3:
                owners.setdefault(key, set()).add(part_id)
    made: list[tuple[str, str, re.Pattern[str]]] = []
    for key, ids in owners.items():
        spaced = re.escape(key).replace(r"\ ", r"\s+")
        han = re.search(r"[\u3400-\u9fff]", key) is not None
        limits = spaced if han else rf"(?<![^\W_]){spaced}(?![^\W_])"
        if len(ids) == 1:
            made.append((key, ids.pop(), re.compile(limits)))
    return tuple(made)


_DATELINE_BEFORE = re.compile(
    r"(?:\bdated|\bof|\bdu|\bde fecha|\bdel|\bот|\bdate|\bfecha|\bдата|مورخه|المورخه|بتاريخ|في|التاريخ:?)\s*(?:the\s)?$"
)


def _is_dateline(text: str, start: int, end: int) -> bool:
    """Whether a single day is the date of a note: alone in a short line after a place, or after "dated"."""
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    line = text[left : right if right >= 0 else len(text)]
    if len(line) > _LONG_LINE:
        return _cites_note(text, start) and _DATELINE_BEFORE.search(text[max(0, start - 20) : start]) is not None
    rest = (line[: start - left] + line[end - left :]).strip(" .,\t")
    if (
        pattern("part", "1").search(line)
        or pattern("part", "2").search(line)
        or pattern("preparatory", "any").search(line)
    ):
        return False
    if len(rest) <= _DATELINE_LETTERS // 2 and "\t" not in line.strip("\t"):
        return True
    before = text[max(0, start - 20) : start]
    return _DATELINE_BEFORE.search(before) is not None and _cites_note(text, start)


def _cites_note(text: str, start: int) -> bool:
    near = text[max(0, start - 80) : start]
    return pattern("reference", "label").search(near) is not None and re.search(r"\d", near) is not None


def _follows_day(text: str, start: int) -> bool:
    return re.search(r"\d\W{0,3}(?:de |of |d')?$", text[max(0, start - 8) : start]) is not None


def _beside_part_word(text: str, start: int, end: int) -> bool:
    """Whether a month without a year says which part: "the November part", "la partie de novembre", "2月会议"."""
    word = pattern("part", "word")
    if word.match(text, end + (text[end : end + 1] in (" ", "-"))):
        return True
    before = text[max(0, start - 30) : start]
    return any(re.fullmatch(r"(?:\W{1,3}\w{1,14}){0,2}\W{1,3}", before[m.end() :]) for m in word.finditer(before))


def _is_aside(text: str, mention: PartMention) -> bool:
    left, right = sentence_around(text, mention.start, mention.end)
    before = text[max(left, mention.start - _LIKENED) : mention.start].rstrip()
    likened = any(m.end() == len(before) for m in pattern("aside", "as_in").finditer(before))
    return likened or pattern("aside", "not_now").search(text, left, right) is not None


def _statement(strand: Strand, meeting: Meeting) -> list[PartMention]:
    """The mentions of a strand that count: strongest kind present, asides left out unless they are all."""
    every = [m for m in mentions(strand.text, meeting) if not is_quiet(strand, m.start)]
    direct = [m for m in every if not _is_aside(strand.text, m)] or every
    strong = [m for m in direct if m.strength >= 2]
    return strong or direct


def parts_of(
    strands: Iterable[Sequence[Strand]],
    meeting: Meeting,
    received_on: date | None = None,
    within: Words | None = None,
) -> PartsRead:
    """The parts stated by the first group of strands that states any.

    ``strands`` are groups in order of authority (note, cover mail, subject, file names). ``within`` narrows
    the reading to sentences that match it, if any such sentence names a part (the one that withdraws, say).
    When only the conference as a whole is named, it stands for a part only if no other could be meant:
    the conference has one part, or all others were over on ``received_on`` (local date).
    """
    ordered = [list(group) for group in strands]
    for group in ordered:
        hits = [(strand, m) for strand in group for m in _statement(strand, meeting)]
        if within is not None:
            narrow = [(s, m) for s, m in hits if _matches_clause(s.text, m, within)]
            hits = narrow or hits
        if hits:
            named = {part for _, m in hits for part in m.parts}
            strand, first = hits[0]
            source = strand.source(first.start, first.end)
            doubts = () if within else (*_other_dates(hits), *_other_subject(named, ordered, meeting))
            return PartsRead(tuple(p.id for p in meeting.parts if p.id in named), source, doubts)
    return _only_possible([s for group in ordered for s in group], meeting, received_on)


_SAME_BREATH = 60
_PARTED = re.compile(r"[.;\n]|(?<!\w)(?:and|et|y|e|и|as|also|ainsi|asi|а)(?!\w)|[和及与]|\sو")
_ANSWERS = re.compile(r"\s*(?:re|fw|fwd|aw|sv|tr|rv|rép|rep|отв|на|رد|回复|答复|转发)\s?[:：]")
_CONFERENCE_NUMBER = re.compile(r"(?<!\w)(?:part|parte|partie)\s(?:i{1,3}|[123])\s+(?:conf|review)")
_SUBJECT = 2


def _other_dates(hits: Sequence[tuple[Strand, PartMention]]) -> Iterator[Doubt]:
    """ "The first part, 4–5 February", which are days of the second."""
    for (strand, one), (other, two) in pairwise(hits):
        if strand is not other or not one.strength > two.strength == _DAYS:
            continue
        gap = strand.text[one.end : two.start]
        if len(gap) > _SAME_BREATH or _PARTED.search(gap):
            continue
        left, right = sentence_around(strand.text, one.start, one.end)
        beside = [m for s, m in hits if s is strand and left <= m.start < right]
        named = {part for m in beside if m.strength > _DAYS for part in m.parts}
        if not named.intersection(part for m in beside if m.strength == _DAYS for part in m.parts):
            detail = f"The part named ({', '.join(one.parts)}) and the days beside it ({', '.join(two.parts)}) differ."
            yield Doubt("part_unclear", None, None, detail, strand.source(two.start, two.end))


def _other_subject(named: set[str], ordered: Sequence[Sequence[Strand]], meeting: Meeting) -> Iterator[Doubt]:
    """A subject of the writer's own that names only other parts than the note."""
    for strand in ordered[_SUBJECT] if len(ordered) > _SUBJECT else ():
        said = {part for m in _statement(strand, meeting) for part in m.parts}
        if _CONFERENCE_NUMBER.search(strand.text):
            continue  # "I parte II Conferencia" could be read as part II
        if said and not said & named and not _ANSWERS.match(strand.text):
            detail = f"The subject names {', '.join(sorted(said))}, the note {', '.join(sorted(named))}."
            yield Doubt("part_unclear", None, None, detail, strand.source(0))


def _matches_clause(text: str, mention: PartMention, within: Words) -> bool:
    """Whether a part is named in the clause that ``within`` finds; "but", "mais", "但" begin another."""
    left, right = sentence_around(text, mention.start, mention.end)
    turns = [left, *(m.start() for m in pattern("kind", "turn").finditer(text, left, right)), right]
    clauses = pairwise(turns)
    start, end = next(((a, b) for a, b in clauses if a <= mention.start < b), (left, right))
    return within.search(text, start, end) is not None


def _only_possible(strands: Sequence[Strand], meeting: Meeting, received_on: date | None) -> PartsRead:
    main, _ = groups(meeting)
    if len(meeting.parts) == 1:
        return PartsRead((meeting.parts[0].id,), None)
    over = [p for p in main if received_on is not None and p.ends_on < received_on]
    left = [p for p in main if p not in over]
    if len(left) != 1 or (len(main) > 1 and not over):
        return PartsRead()
    conference = pattern("conference", "name")
    for strand in strands:
        match = conference.search(strand.text)
        if match:
            return PartsRead((left[0].id,), strand.source(match.start(), match.end()))
    return PartsRead()
