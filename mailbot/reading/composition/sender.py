"""Which delegation a note comes from.

The name is read where a note says who writes, never from an address or an addressee: in the sentence that
greets ("The Permanent Mission of X presents its compliments"), then in mission names elsewhere, the
letterhead, headings and subject; last comes the sender's mail address. "Switzerland" in a street address or
in "other organisations in Switzerland" is nobody's name (domain notes section 9).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailbot.domain.correspondents import PUBLIC_DOMAINS
from mailbot.domain.meeting import Invitees
from mailbot.domain.message import Address
from mailbot.domain.submission import Doubt, Language, Source
from mailbot.reading.lexicon.names_of_states import Gazetteer, Mention, display_name, gazetteer

from .anatomy import Strand, is_quiet, pattern
from .two_senders import doubt_of, in_one

_FILLER = re.compile(
    r"(?:[ \t]{0,8}\n?[ \t]{0,8}(?:[-–:|(]|(?<![^\W_])(?:the|la|le|les|l'|l|de|du|des|d'|d|del|los|las|el|of|republic|"
    r"republique|republica|kingdom|royaume|reino|state|etat|estado|principality|principaute|principado|federal|federale|islamic|"
    r"independent|united|government|gouvernement|gobierno|لدي|ل|دوله|لدوله|جمهوريه|لجمهوريه|مملكه|لمملكه|سلطنه|لسلطنه|"
    r"республики|королевства|государства)(?![^\W_]))){0,12}[ \t]{0,8}\n?[ \t]{0,8}"
)
_FILLER_LIMIT = 60
_BARE_NAME = 22  # a name in the subject with no word beside it: less than a listed address
_HAN_BETWEEN = 3
_GREETING_REACH = 420
_LETTERHEAD_LINES = 8
_ADDRESS_LINE = re.compile(
    r"\d{3,}|\btel\b|\btel\.|\bfax\b|@|\brue\b|\bavenue\b|\bchemin\b|\broute\b|\bstreet\b|\broad\b|\bcp \d|"
    r"\bboulevard\b|\bcase postale\b|\bp\.?o\.? box\b|\bcalle\b|\bул\.|شارع|路\d|街\d"
)
_TOWN = re.compile(r"\b(?:geneva|geneve|ginebra|genf|женева|vienna|new york|bern|berne)\b|جنيف|日内瓦")


@dataclass(frozen=True, slots=True)
class Sender:
    """The delegation. ``stated`` is what the text names, ``by_address`` whom the address is listed for."""

    delegation: str | None = None
    name: str | None = None
    stated: str | None = None
    by_address: tuple[str, ...] = ()
    source: Source | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One place that names the sender; the lower the ``level``, the stronger."""

    level: int
    code: str
    strand: Strand
    mention: Mention


def listed_for(address: Address | None, invitees: Invitees) -> tuple[str, ...]:
    """Codes of every invitee the address belongs to: exactly, else by its domain (never a public provider's)."""
    if address is None:
        return ()
    exact = invitees.by_address(address.address)
    if exact:
        return tuple(i.code for i in exact)
    if address.domain in PUBLIC_DOMAINS:
        return ()
    return tuple(i.code for i in invitees.by_domain(address.domain))


def sender_of(
    note: Sequence[Strand],
    cover: Sequence[Strand],
    headings: Sequence[Strand],
    address: Address | None,
    invitees: Invitees,
    language: Language,
) -> Sender:
    """The delegation of a message from its note, its cover mail, its subject and file names, and its address."""
    names = gazetteer(invitees)
    by_address = listed_for(address, invitees)
    claims: list[Claim] = []
    for strand in note:
        claims += _claims(strand, names, 0)
    for strand in cover:
        claims += _claims(strand, names, 10)
    for strand in headings:
        claims += _heading_claims(strand, names, 20)
    best = _strongest(claims)
    doubts = _two_senders(claims) or _two_named(note, names, claims, by_address)
    if doubts:
        return Sender(None, None, None, by_address, None, doubts)
    if best is None or (best.level >= _BARE_NAME and len(by_address) == 1):
        return _from_address(address, by_address, invitees, language)
    code = _invitee_code(best, invitees)
    name = _name(code, best, invitees, language)
    source = best.strand.source(best.mention.start, best.mention.end)
    return Sender(code, name, code, by_address, source)


def _invitee_code(claim: Claim, invitees: Invitees) -> str | None:
    if claim.mention.name.is_state or invitees.get(claim.code):
        return claim.code
    return None


def _name(code: str | None, claim: Claim, invitees: Invitees, language: Language) -> str:
    invitee = invitees.get(code)
    if invitee is not None:
        return invitee.name
    written = claim.strand.folded.written(claim.mention.start, claim.mention.end)
    return display_name(claim.code, language) or written


def _from_address(
    address: Address | None, by_address: tuple[str, ...], invitees: Invitees, language: Language
) -> Sender:
    if address is None or len(by_address) != 1:
        return Sender(by_address=by_address)
    code = by_address[0]
    invitee = invitees.get(code)
    source = Source("message", None, None, f"From: {address.address}")
    return Sender(code, invitee.name if invitee else display_name(code, language), None, by_address, source)


def _strongest(claims: Sequence[Claim]) -> Claim | None:
    """The claim of the strongest level; within one level the most frequent code, then the first."""
    if not claims:
        return None
    level = min(c.level for c in claims)
    same = [c for c in claims if c.level == level]
    counts = Counter(c.code for c in same)
    return max(same, key=lambda c: (counts[c.code], -same.index(c)))


def _two_senders(claims: Sequence[Claim]) -> tuple[Doubt, ...]:
    """Two documents that greet in the name of two delegations are two notes in one mail: a person decides."""
    greeting = {c.code: c for c in claims if c.level == 0}
    if len(greeting) < 2 or len({c.strand.name for c in greeting.values()}) < 2:
        return ()
    first = next(iter(greeting.values()))
    return (doubt_of(list(greeting), first.strand, first.mention.start),)


def _two_named(
    note: Sequence[Strand], names: Gazetteer, claims: Sequence[Claim], by_address: tuple[str, ...]
) -> tuple[Doubt, ...]:
    """One text that speaks for two States, unless it greets in the name of another, or comes from another."""
    greeting = {c.code for c in claims if c.level == 0}
    for strand in note:
        several = list(in_one(strand, [m for m in names.find(strand.folded) if not is_quiet(strand, m.start)], _after))
        codes = [code for code, _ in several]
        sender = greeting or set(by_address if len(by_address) == 1 else ())
        if codes and sender <= set(codes):
            return (doubt_of(codes, strand, several[0][1]),)
    return ()


def _claims(strand: Strand, names: Gazetteer, base: int) -> list[Claim]:
    """Claims of a document: 0 greeting, 1 mission elsewhere, 2 letterhead, 3 attendance, 4 delegation of."""
    found = [m for m in names.find(strand.folded) if not is_quiet(strand, m.start)]
    if not found:
        return []
    greeted = list(_greetings(strand, found))
    out = [Claim(base, m.code, strand, m) for m in greeted]
    out += [Claim(base + 1, m.code, strand, m) for m in _missions(strand, found)]
    out += [Claim(base + 2, m.code, strand, m) for m in _letterhead(strand, found)]
    out += [Claim(base + 3, m.code, strand, m) for m in _attending(strand, found)]
    out += [Claim(base + 4, m.code, strand, m) for m in _delegations(strand, found)]
    return out


def _heading_claims(strand: Strand, names: Gazetteer, base: int) -> list[Claim]:
    found = names.find(strand.folded)
    out = [Claim(base, m.code, strand, m) for m in _missions(strand, found)]
    out += [Claim(base + 1, m.code, strand, m) for m in _delegations(strand, found)]
    nouns = [m for m in found if not m.is_adjective and _ends_a_name(strand.text, m)]
    if len({m.code for m in nouns}) == 1:
        out += [Claim(_BARE_NAME, m.code, strand, m) for m in nouns]
    return out


def _after(text: str, end: int, found: Sequence[Mention]) -> Mention | None:
    """The name that follows ``end`` with nothing between but articles and words for a kind of State."""
    gap = _FILLER.match(text, end, end + _FILLER_LIMIT)
    reach = gap.end() if gap else end
    return next((m for m in found if end <= m.start <= reach), None)


def _greetings(strand: Strand, found: Sequence[Mention]) -> Iterator[Mention]:
    text = strand.text
    for match in pattern("anatomy", "greeting").finditer(text):
        arabic = re.match(r"[\u0600-\u06ff]", match[0])
        if arabic:
            window = (match.end(), min(len(text), match.end() + _GREETING_REACH))
            greeted = pattern("anatomy", "greeting_object").search(text, *window)
            if greeted is None:
                continue
            window = (window[0], greeted.start())
        else:
            window = (max(0, match.start() - _GREETING_REACH), match.start())
        mention = _subject(text, found, *window, last=not arabic)
        if mention is not None:
            yield mention


def _subject(text: str, found: Sequence[Mention], start: int, end: int, *, last: bool) -> Mention | None:
    """The name in the subject of a greeting: after the mission nearest to the verb, else the first of the sentence."""
    inside = [m for m in found if start <= m.start and m.end <= end and not m.is_adjective]
    if re.search(r"[\u3400-\u9fff]", text[end : end + 2]):
        stop = max(text.rfind(sign, start, end) for sign in (".", ":", "\n", "!"))
        return next((m for m in inside if m.start > stop), None)
    missions = [_after(text, m.end(), inside) for m in pattern("sender", "mission").finditer(text, start, end)]
    named = [m for m in missions if m is not None]
    if named:
        return named[-1] if last else named[0]
    opening = max(
        text.rfind("\n\n", start, end), text.rfind(". ", start, end), text.rfind(".\n", start, end), start - 1
    )
    sentence = [m for m in inside if m.start > opening]
    return sentence[0] if sentence and not _crosses_lines(text, sentence[0].start, end) else None


def _crosses_lines(text: str, start: int, end: int) -> bool:
    return text.count("\n", start, end) > 4


_OBJECT = re.compile(
    r"(?:\bto|\bwith|\bvis-a-vis|\baupres d\w*|\ba|\bante|\bat|\bпри|الي|向|accredit\w+ (?:to|aupres d\w+))\s"
    r"(?:the\s|la\s|l')?$"
)


def _missions(strand: Strand, found: Sequence[Mention]) -> Iterator[Mention]:
    text = strand.text
    for match in pattern("sender", "mission").finditer(text):
        if _OBJECT.search(text[max(0, match.start() - 30) : match.start()]):
            continue
        mention = _after(text, match.end(), found)
        if mention is not None and not (mention.is_adjective and mention.name.language in {"en", "ru"}):
            yield mention
    for mention in found:
        follows = pattern("sender", "mission_after").match(text, _skip_blanks(text, mention.end))
        if follows is not None and not _OBJECT.search(text[max(0, mention.start - 30) : mention.start]):
            yield mention


def _skip_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \n-":
        position += 1
    return position


def _letterhead(strand: Strand, found: Sequence[Mention]) -> Iterator[Mention]:
    """Lines above the opening that are a name and little else."""
    opening = pattern("anatomy", "greeting").search(strand.text)
    limit = opening.start() if opening else len(strand.text)
    for number, (start, end) in enumerate((s, e) for s, e in strand.lines() if strand.text[s:e].strip()):
        header = _is_header(strand, start)
        if not header and (start >= limit or number >= _LETTERHEAD_LINES):
            continue
        line = strand.text[start:end]
        if _ADDRESS_LINE.search(line) or (_TOWN.search(line) and "," in line):
            continue
        for mention in found:
            inside = start <= mention.start and mention.end <= end
            if inside and not mention.is_adjective and _ends_a_name(strand.text, mention):
                around = len(line.strip()) - (mention.end - mention.start)
                if around <= (36 if not mention.name.is_state else 12):
                    yield mention


def _ends_a_name(text: str, mention: Mention) -> bool:
    """Whether a Chinese name is not the beginning of a longer one ("中国扫雷援助促进会" is no "中国")."""
    rest = text[mention.end : mention.end + 1]
    if not mention.name.is_state or not re.match(r"[\u3400-\u9fff]", rest):
        return True
    keys = ("mission_after", "delegation_after", "attendance")
    return any(pattern("sender", key).match(text, mention.end) for key in keys)


def _is_header(strand: Strand, start: int) -> bool:
    row = strand.row_at(strand.folded.origin(start))
    return row is not None and "header" in row.region


def _attending(strand: Strand, found: Sequence[Mention]) -> Iterator[Mention]:
    """Names that are the subject of "will take part", "has the honour", "благодарит"."""
    text = strand.text
    for mention in found:
        if mention.is_adjective or _OBJECT.search(text[max(0, mention.start - 30) : mention.start]):
            continue
        follows = pattern("sender", "attendance").search(text, mention.end, min(len(text), mention.end + 70))
        between = text[mention.end : follows.start()] if follows else ""
        close = len(re.findall(r"[\u3400-\u9fff]", between)) <= _HAN_BETWEEN
        if follows is not None and close and not re.search(r"[.;:\t]|\n\n", between) and len(between) <= 50:
            yield mention


def _delegations(strand: Strand, found: Sequence[Mention]) -> Iterator[Mention]:
    """Titles and demonyms: "Delegation of Norway", "Delegation | Norway", "délégation ivoirienne", "中国代表团"."""
    text = strand.text
    for match in pattern("sender", "delegation").finditer(text):
        mention = _after(text, match.end(), found)
        if mention is not None:
            yield mention
    for match in pattern("sender", "delegation_before").finditer(text):
        mention = _after(text, match.end(), found)
        if mention is not None and mention.is_adjective:
            yield mention
    for mention in found:
        if pattern("sender", "delegation_after").match(text, _skip_blanks(text, mention.end)):
            yield mention
