"""The note's own reference, and those of the notes it answers or replaces.

A reference is told by its label ("Ref.", "N°", "رقم", "编号"), by its Chinese form ("日内字〔2020〕第296号")
or by standing alone above the opening ("KGV/352/2020"). What stands before it says whose it is: "in
response to your note" is the addressee's, "further to its Note No." an earlier one of the sender's.
Dates, telephone numbers, post boxes, UN document symbols and resolutions are none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice

from mailbot.domain.submission import Doubt, Source

from .anatomy import Strand, pattern
from .dates import dates_in
from .kind import greets
from .reference_form import DIGIT, MAX_LENGTH, codes_of_lines, labels_in, value_after
from .reference_standing import Standing, standing_of

_LETTERHEAD_LINES = 14
_LONGEST_LINE = 160
_HAN_REFERENCE = re.compile(
    r"(?:[(\[]\s?20\d\d\s?[)\]]\s?[\u3400-\u9fff]{1,8}?字\s?第\s?\d{1,6}\s?号)"
    r"|(?:[\u3400-\u9fff]{1,8}[字函发办秘]?\s?[(\[]\s?20\d\d\s?[)\]jl|1]\s?第?\s?\d{1,6}\s?号)"
    r"|(?:[\u3400-\u9fff]{1,8}[字函发办秘]\s?20\d\d\s?年?\s?第?\s?\d{1,6}\s?号)"
    r"|(?:[\u3400-\u9fff]{1,6}字\s?第\s?\d{1,6}\s?号)"
    r"|(?:第\s?\d{1,6}\s?号(?=\s?(?:普通)?照会))"
)
_HAN_FUNCTION = re.compile(
    r".*(?:替代|取代|代替|关于|此前|根据|参照|并就|就|接|复|继|除|较|使用|勿用|不再|按|依|经|向|于|在|将|对|以|及|和|与|照会|本|自|为|由|见|前述|上述|我团|我馆|原|该)"
)
_CODE_BEFORE_HAO = re.compile(r"(?<![\w/.-])(?=[\w/.-]{0,40}[a-z])[a-z0-9][\w/.-]{2,38}\d(?=\s?号)", re.ASCII)
_HAN_LETTERS = re.compile(r"[\u3400-\u9fff]{1,8}(?:字|[(\[])")
_SYMBOL = re.compile(
    r"^(?:CCM/(?:CONF|MSP|PM|P\.|SR|INF|RC)|CCW/|BWC/|A/(?:RES|C\.|CONF|\d)|S/(?:RES|20)|CD/|APLC/|HRC/|ST/|E/CN)",
    re.IGNORECASE,
)
_SECRETARIAT = re.compile(r"^(?:UN)?ODA\b", re.IGNORECASE)
_SPACED = re.compile(r"\s*[A-Z]{2,10}(?:[-/.][A-Z]{1,8}){0,4}\s(?=\S{0,30}[/-])[\w./-]{4,30}\s*")
# "و د ق/ج/2020/0733": Arabic initials, the last of them before a stroke.
_INITIALLED = re.compile(
    r"\s*(?:[\u0621-\u064a]{1,2}\.?\s){1,5}(?=\S{0,30}\d)[\u0621-\u064a]{1,3}\.?/[\u0621-\u064a\w./-]{3,30}\s*"
)
_UNLABELLED = re.compile(r"(?<![\w./-])(?=[^\s]{0,40}\d)(?=[^\s]{0,40}[/\-]|[^\s]{0,30}\(20\d\d\)\d)[\w.\-/()]{5,40}")
_PHONE = re.compile(r"^\+?[\d\s().-]{7,}$")
# A note cites a handful; a thousand of them are a list of something else.
_MOST = 80
_OF_SUBJECT = 200
_ANSWERS = re.compile(r"\s*(?:re|aw|sv|rép|rep|отв|на|رد|回复|答复)\s?[:：]")


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference as written, whose it is, and where; ``rank`` orders own references, the lowest first."""

    value: str
    standing: Standing
    rank: int
    source: Source


@dataclass(frozen=True, slots=True)
class References:
    """What a message cites: ``own``, and the sender's ``earlier`` and the addressee's ``answered`` ones.

    ``named``: what a message without an own one has in its subject or file name, and cites as earlier too: its own
    after all, if it changes nothing. ``too_many``: one text holds more than are looked at.
    """

    own: Citation | None = None
    named: Citation | None = None
    earlier: tuple[Citation, ...] = ()
    answered: tuple[Citation, ...] = ()
    too_many: bool = False

    def doubts(self) -> tuple[Doubt, ...]:
        """That not every reference was looked at, so that the note's own may be another."""
        detail = f"More than {_MOST} references stand in one text; those after them were not looked at."
        return (Doubt("low_confidence", detail=detail),) if self.too_many else ()


def references_of(
    note: Sequence[Strand], cover: Sequence[Strand], subject: Strand, names: Sequence[Strand]
) -> References:
    """Every reference of a message; the own one from the note, else cover mail, subject, file name."""
    found: list[Citation] = []
    too_many = False
    for base, strands in ((0, note), (100, cover), (200, (subject,))):
        for strand in strands:
            for kind in (_citations, _unlabelled):
                here = list(islice(kind(strand, base), _MOST + 1))
                too_many |= len(here) > _MOST
                found += here[:_MOST]
    for strand in names:
        found += [c for c in _unlabelled(strand, 300) if c.standing == "own"]
    if _ANSWERS.match(subject.text) and not names and not greets(note):
        # The subject of an answer is that of what it answers.
        found = [replace(c, standing="earlier") if c.rank >= _OF_SUBJECT and c.standing == "own" else c for c in found]
    earlier = _distinct(c for c in found if c.standing == "earlier")
    answered = _distinct(c for c in found if c.standing == "answered")
    taken = {reference_key(c.value) for c in (*earlier, *answered)}
    own = [c for c in found if c.standing == "own" and reference_key(c.value) not in taken]
    own.sort(key=lambda c: c.rank)
    best = _spelt_best(own)
    earlier = tuple(c for c in earlier if not best or reference_key(c.value) != reference_key(best.value))
    cited = {reference_key(c.value) for c in earlier} - {reference_key(c.value) for c in answered}
    titles = (c for c in found if c.standing == "own" and c.rank >= _OF_SUBJECT and reference_key(c.value) in cited)
    named = None if best else next(titles, None)
    return References(best, named, earlier, answered, too_many)


def normal(value: str) -> str:
    """NFKC, figures in ASCII, blanks collapsed."""
    value = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in unicodedata.normalize("NFKC", value))
    return " ".join(re.sub(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\u0640]", "", value).split())


def reference_key(value: str) -> str:
    """What two spellings of one reference have in common."""
    return re.sub(r"[^\w]", "", normal(value).casefold())


def _distinct(citations: Iterator[Citation] | Sequence[Citation]) -> tuple[Citation, ...]:
    out: dict[str, Citation] = {}
    for citation in citations:
        out.setdefault(reference_key(citation.value), citation)
    return tuple(out.values())


def _spelt_best(own: Sequence[Citation]) -> Citation | None:
    """The first; when recognised from an image and spelt a little otherwise in plain text, the plain spelling."""
    if not own:
        return None
    first = own[0]
    if first.source.confidence < 1:
        for other in own[1:]:
            near = SequenceMatcher(None, reference_key(first.value), reference_key(other.value)).ratio()
            if other.source.confidence == 1 and near >= 0.8:
                return other
    return first


def _citations(strand: Strand, base: int) -> Iterator[Citation]:
    text, opening = strand.text, _opening(strand)
    done: set[int] = set()
    for match in _HAN_REFERENCE.finditer(text):
        start = match.start()
        lead = _HAN_FUNCTION.match(match[0])
        if lead and not match[0].startswith("(") and _HAN_LETTERS.match(match[0], lead.end()):
            start += lead.end()
        done.update(range(match.start(), match.end()))
        yield from _citation(strand, start, match.end(), start, base, opening, labelled=True)
    for match in _CODE_BEFORE_HAO.finditer(text):
        done.update(range(*match.span()))
        yield from _citation(strand, *match.span(), match.start(), base, opening, labelled=True)
    for label, start, end in codes_of_lines(strand, opening):
        if start not in done:
            done.update(range(start, end))
            yield from _citation(strand, start, end, label, base, opening, labelled=True)
    for match in labels_in(strand):
        value = value_after(strand, match)
        if value is None or value[0] in done:
            continue
        done.update(range(*value))
        yield from _citation(strand, *value, match.start(), base, opening, labelled=True)
    for match in re.finditer(r"(?<![a-z0-9/])oda-?\s?[\d/][a-z0-9/ -]{3,24}[a-z0-9](?![a-z0-9/])", text):
        if match.start() not in done and not done.intersection(range(*match.span())):
            end = match.start() + len(re.match(r"oda-?\s?[a-z0-9/-]+", match[0])[0])  # type: ignore[index]
            yield Citation(
                normal(strand.folded.written(match.start(), end)), "answered", base, strand.source(match.start())
            )


def _citation(
    strand: Strand, start: int, end: int, label: int, base: int, opening: int, *, labelled: bool
) -> Iterator[Citation]:
    value = _repaired(normal(strand.folded.written(start, end)), strand.source(start).confidence)
    if not _is_reference(value, labelled=labelled):
        return
    standing = standing_of(strand.text, label, start, end)
    if _SECRETARIAT.match(value):
        standing = "answered"
    if _SYMBOL.match(value):
        return
    yield Citation(value, standing, base + _rank(strand, label, start, opening), strand.source(start))


def _repaired(value: str, confidence: float) -> str:
    """Recognised brackets of a Chinese number put right: "【2020j" is 〔2020〕."""
    if confidence == 1:
        return value
    return re.sub(r"\s?[【\[(〔](20\d\d)[】\])〕jl|1]\s?(?=第?\s?\d+\s?号)", r"〔\1〕", value)


def _is_reference(value: str, *, labelled: bool) -> bool:
    if not DIGIT.search(value) or len(value) > MAX_LENGTH or "@" in value:
        return False
    if re.fullmatch(r"\(?20\d\d\)?|\d{1,2}[.:]\d\d|\d{1,2}", value) and not labelled:
        return False
    days = dates_in(value.casefold())
    if days and days[0].end - days[0].start >= len(value) - 1:
        return False
    return not (value.startswith("+") or (_PHONE.match(value) and value.count(" ") >= 2))


def _opening(strand: Strand) -> int:
    """Where the note opens; its end when it does not."""
    found = pattern("anatomy", "greeting").search(strand.text)
    return found.start() if found else len(strand.text)


def _rank(strand: Strand, label: int, start: int, opening: int) -> int:
    """A label at the head of a line before the opening is best; then any line head; then running text."""
    text = strand.text
    line_start = text.rfind("\n", 0, label) + 1
    row = strand.row_at(strand.folded.origin(start))
    head = not text[line_start:label].strip(" \t(") or (row is not None and (row.in_table or row.region != "body"))
    above = label < opening
    explicit = re.match(r"(?:our|notre|nuestra|n ?/|исх|صادر|编号|ref)", text[label : label + 12]) is not None
    return (0 if head and above else 2 if above else 4 if head else 6) - (1 if explicit else 0) + 1


def _unlabelled(strand: Strand, base: int) -> Iterator[Citation]:
    """A reference that stands alone on a line above the opening, or opens it ("MP-PAN-2020-311")."""
    text = strand.text
    limit = _opening(strand)
    heading = base >= 200
    for number, (start, end) in enumerate((s, e) for s, e in strand.lines() if text[s:e].strip()):
        if number >= _LETTERHEAD_LINES or start >= limit:
            break
        line = text[start : min(end, start + _LONGEST_LINE)]
        if strand.source(start).confidence < 1 and not heading:
            joined = line.strip().replace(" ", "")
            if line.count(" ") and _UNLABELLED.fullmatch(joined) and _looks_like_reference(joined.upper()):
                yield from _citation(strand, start, end, start, base + 4, limit, labelled=False)
        written = strand.folded.written(start, end) if end > start else ""
        spaced = len(written) <= _LONGEST_LINE and (_SPACED.fullmatch(written) or _INITIALLED.fullmatch(written))
        if spaced and _looks_like_reference(written.split()[-1]):
            yield from _citation(strand, start, end, start, base + 4, limit, labelled=False)
            continue
        for match in _UNLABELLED.finditer(line):
            alone = len(line.strip()) - len(match[0]) <= 2
            if not (alone or heading or _stands_apart(line, match)):
                continue
            if _looks_like_reference(strand.folded.written(start + match.start(), start + match.end())):
                at = start + match.start()
                yield from _citation(strand, at, start + match.end(), at, base + 4, limit, labelled=False)


def _stands_apart(line: str, match: re.Match[str]) -> bool:
    rest = (line[: match.start()] + line[match.end() :]).strip()
    days = dates_in(rest)
    return bool(days) and len(rest) - (days[0].end - days[0].start) <= 24 and not line[: match.start()].strip()


def _looks_like_reference(value: str) -> bool:
    """Letters and figures joined by strokes, at least one run of three figures; no date, no year range."""
    value = normal(value)
    groups = [len(run) for run in re.findall(r"\d+", value)]
    if max(groups, default=0) < 3 and not (value.count("/") >= 2 and any(c.isupper() for c in value)):
        return False
    letters = [c for c in value if c.isalpha()]
    if letters and not any(c.isupper() for c in letters if c.isascii()) and all(c.isascii() for c in letters):
        return False
    if not letters and len(groups) < 2:
        return False
    if re.search(r"\.(?:pdf|docx?|xlsx?|jpe?g|png|tiff?|eml|msg|rtf|odt|ods)$", value, re.IGNORECASE):
        return False
    if re.match(r"(?:cov|en|iso|2rc|ccm)-?\d+$", value, re.IGNORECASE) or re.match(
        r"(?:IMG|DSC|SCAN|FAX|SKM|DOC|WA|PXL)[_-]?\w*\d", value, re.IGNORECASE
    ):
        return False
    return not re.fullmatch(
        r"20\d\d[-/]20\d\d|\d{1,2}-\d{1,2}/\d{1,2}(?:/\d+)?|[\d]{1,2}[./-]\d{1,2}[./-]\d{2,4}", value
    )
