"""Sentences that say who of the people already listed leads or speaks: by number, role, or name.

"No. 2 will be the primary speaker", "Nos. 1 and 3 are primary and alternate speaker respectively",
"The Head of Delegation will speak", "夏侯朗为主发言人".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from mailbot.domain.submission import Speaker

from .address_names import spells
from .addresses import take_emails
from .after_names import PRONOUN
from .anatomy import pattern as asking
from .identity import name_tokens
from .known_names import Known, known_names, known_posts
from .mentions import Mention, Spelling
from .name_shapes import is_particle
from .rows import Row, marker_letters, marker_number
from .second_lines import owners_by_number
from .sections import parts_in
from .sentence_names import names_in
from .sentences import sentence_ends
from .spans import Span, joined
from .speakers import phrases
from .state import Reading
from .wording import pattern, says, starts

_NUMBERS = re.compile(
    r"(?:(?<!\w)(?:nos?|n\.?\s?[°o]s?|nros?|numbers?|numeros?|num|nn?|номер\w{0,3}|пп?|пункт\w{0,3}|строк\w{1,3}|позици\w{1,3}|رقم|الرقم|برقم|"
    r"رقمي|البند|items?|row|line|ligne|linea|participants?|persons?|#|№№?|"
    r"(?:sous|bajo|under)(?: (?:les|los))?(?: nos?\.?| n°| numeros| numbers?)?|под(?: номер\w{0,3}| №| n[o°]?)?)|"
    r"第|序号)"
    r"[.°\s:]{0,3}(\d{1,2}(?:\s?(?:,|and|&|et|y|e|и|و|和|及|与)\s?(?:no\.? ?|n° ?|رقم ?|第)?\d{1,2}(?!\d)){0,5})"
    r"(?![\d/])(?!\.\d)(?!-\w)(?!\s?(?:阶段|部分|[次期届段]))"
)
# "(2) is …, and (3) …": a number in brackets that stands for a person, not "two (2) speakers".
_BRACKETED = re.compile(r"(?:^|(?<=[,;.:])|(?<=and)|(?<=et)|(?<= y)|(?<= и)|(?<=و)|(?<=[和及与]))\s*\((\d{1,2})\)")
# "the officials listed under (i) and (iii)", "under b)", "المذكور في (ب)": the letters of a label.
_LETTERED = re.compile(r"(?:\(|(?<!\w))([^\W\d_]{1,5})\)")
_BOUND = re.compile(r"[,;，；。、،؛.]|(?<!\w)(?:and|et|y|e|и|а|while|tandis que|mientras|и|و)(?!\w)|[和及与而]")
RESPECTIVELY = re.compile(
    r"respecti|соответственно|в том же порядке|in that order|dans cet ordre|en ese orden|علي التوالي|依次|分别"
)
_SPEAKERS = ("speakers.primary", "speakers.alternate", "speakers.about")
# "Ms. X will be the primary speaker; Mr. Y the alternate.", not "the alternate representative".
_STANDS_ALONE = re.compile(r"\s*(?:[.,;:)،؛，；。：）]|$)")
_HEAD = ("roles.head_before", "roles.head_after", "roles.head")
_LEADS = {"head": "roles.head", "alternate_head": "roles.alternate_head"}
MAX_EVENTS = 40
MAX_LENGTH = 1_200
_PARAGRAPH = 140
"""A numbered line so long is a paragraph of the note, not an item of its list."""


@dataclass(slots=True)
class _Event:
    """Something at a place of a sentence: a person referred to, a status given, an address."""

    start: int
    end: int
    person: Mention | None = None
    status: Speaker | str | None = None
    email: Span | None = None


def take_attributions(row: Row, reading: Reading) -> bool:
    """Take a sentence that gives speakers or the lead to people already listed; False for any other."""
    row = _with_number(row)
    if reading.closed or not reading.mentions or len(row.span.text) > MAX_LENGTH:
        return False
    if row.marker is not None and len(row.span.text) < _PARAGRAPH:
        return False
    text = row.span.folded.text
    if not says(text, "speakers.primary", "speakers.alternate", "roles.alternate_head", *_HEAD) and not _speaks_bare(
        text
    ):
        return False
    if says(text, "words.leave", "words.replaces", "words.replaced_by"):
        return False
    emails, plain = take_emails(row.span)
    found = known_names(plain, reading.mentions)
    numbers = _numbered(plain, reading)
    if found is not None:
        found += known_posts(plain, reading.mentions, found)
    if found is None or _lists_anew(plain, found, reading) or not _states(plain, found, numbers):
        return False
    aliases = _aliases(plain, found)
    made: list[Mention] = []
    before: list[Mention] = []
    place = 0
    for stop, after in [*sentence_ends(row.span), (len(row.span.text), len(row.span.text))]:
        sentence = plain.cut(place, stop)
        mine = [e for e in emails if place <= row.span.text.find(e.text) < stop]
        here = [k for k in (*found, *numbers) if place <= k.start < stop]
        before = _sentence(sentence, row.span, place, mine, here, before, reading, made)
        place = after
    for mention in made:
        mention.spellings += aliases.get(id(mention.spellings[0]), [])
        mention.list_id = reading.list_id
        reading.mentions.append(mention)
    return bool(made)


def _with_number(row: Row) -> Row:
    """ "(2) will be the primary speaker": the number is no list label but whom the sentence is about."""
    label = marker_number(row.marker) or marker_letters(row.marker)
    if not label or not starts(row.span.folded.text, "words.copula"):
        return row
    marker = Span(f"({label})", row.span.marks[:1])
    return replace(row, span=joined([marker, row.span], " "), marker=None)


def _speaks_bare(text: str) -> bool:
    """Whether speakers are spoken of, and who of them is "primary" and who "alternate"."""
    return (
        says(text, "speakers.about") and says(text, "speakers.primary_bare") and says(text, "speakers.alternate_bare")
    )


def _aliases(plain: Span, found: list[Known]) -> dict[int, list[Spelling]]:
    """The short titled names, which tell a family name ("Mr. Quiroga Montoya"), by the spelling they stand for."""
    out: dict[int, list[Spelling]] = {}
    for name in names_in(plain):
        for known in found:
            if name.spelling.title is not None and name.start <= known.start < name.end:
                out.setdefault(id(known.person.spellings[0]), []).append(name.spelling)
    return out


def _states(plain: Span, found: list[Known], numbers: list[Known]) -> bool:
    """Whether the text states something of known people only: a verb, a number, or a role as its subject."""
    for name in names_in(plain):
        if not any(k.start < name.end and name.start < k.end and _is_named(name.spelling, k.person) for k in found):
            return False
    text = plain.folded.text
    if numbers:
        return True
    told = says(text, "words.copula", "words.verbs", "roles.head_after", "roles.head_before")
    if not told and asking("kind", "nominates").search(text) is None:
        return _lists_speakers(text, plain, found) or _follow_names(plain, found)
    return bool(found) or says(text, "roles.head")


def _lists_speakers(text: str, plain: Span, found: list[Known]) -> bool:
    """ "Speakers: Ms. X (primary), Mr. Y (alternate)": a label, and people before what they are."""
    label = re.match(r"[^:：]{0,60}[:：]", text)
    said = phrases(text, bare=True)
    if label is None or not found or not said or not says(label[0], "speakers.about"):
        return False
    if says(label[0], "speakers.primary", "speakers.alternate"):
        return False  # "Primary speaker: Ms. X; alternate: Mr. Y" names them behind what they are
    statuses = [start for start, _, _ in said if start >= label.end()]
    return bool(statuses) and plain.folded.position(found[0].start) < statuses[0]


def _lists_anew(plain: Span, found: list[Known], reading: Reading) -> bool:
    """Whether a label and a name list somebody once more, below a part in which they were not: "团长：姚宏斌"."""
    label = _ROLE_LABEL.match(plain.text)
    if label is None or not found or found[0].start != label.end() or not reading.parts:
        return False
    folded = plain.cut(0, label.end()).folded.text
    listed = found[0].person.parts
    return says(folded, *_LEADS.values()) and listed is not None and not set(reading.parts) <= set(listed)


_ROLE_LABEL = re.compile(r"[^:：]{1,40}[:：]\s{0,3}")


def _follow_names(plain: Span, found: list[Known]) -> bool:
    """ "Links are for Mr. X (primary speaker) and Ms. Y (alternate speaker)": each status in brackets behind a name."""
    text = plain.folded.text
    ends = [plain.folded.position(known.end) for known in found]
    said = phrases(text, bare=False)
    return len(said) > 1 and all(any(_BRACKET.fullmatch(text, end, start) for end in ends) for start, _, _ in said)


def _is_named(spelling: Spelling, person: Mention) -> bool:
    """Whether a name in the sentence is that of the known person: most of its words are."""
    known = [word for s in person.spellings for word in name_tokens(s)]
    words = [word for word in name_tokens(spelling) if len(word) > 2 and not is_particle(word)]
    strange = [w for w in words if not any(k[:4] == w[:4] or w in k or k in w for k in known)]
    return len(strange) * 2 <= len(words)


def _numbered(plain: Span, reading: Reading) -> list[Known]:
    out: list[Known] = []
    text = plain.folded.text
    for match in (*_NUMBERS.finditer(text), *_BRACKETED.finditer(text)):
        for digits in re.finditer(r"\d{1,2}", match[1]):
            wanted = int(digits.group())
            person = next((m for m in reversed(reading.mentions) if m.number == wanted and m.named), None)
            if person is not None:
                at = match.start(1) + digits.start()
                out.append(Known(plain.folded.origin(at), plain.folded.origin(at) + len(digits.group()), person))
    lettered = {m.label: m for m in reading.mentions if m.label and m.named}
    for match in _LETTERED.finditer(text) if lettered else ():
        if match[1] in lettered:
            start = plain.folded.origin(match.start(1))
            out.append(Known(start, start + len(match[1]), lettered[match[1]]))
    return out


def _sentence(
    sentence: Span,
    whole: Span,
    offset: int,
    emails: list[Span],
    here: list[Known],
    before: list[Mention],
    reading: Reading,
    made: list[Mention],
) -> list[Mention]:
    """Add what one sentence says to ``made``; give back the people it is about, in order."""
    fold = sentence.folded
    events = [_Event(fold.position(k.start - offset), fold.position(k.end - offset), person=k.person) for k in here]
    pronoun = PRONOUN.match(fold.text) if len(before) == 1 else None
    if pronoun is not None:
        events.append(_Event(0, pronoun.end(), person=before[0]))  # "Mr. X heads it. He will be the primary speaker."
    events += _statuses(fold.text, events, reading, whole.folded.text)
    events.sort(key=lambda e: (e.start, e.end))
    people = list({id(e.person): e.person for e in events if e.person is not None}.values())
    target = {id(person): _copy(person, whole) for person in people}
    parts = _parts_of(sentence, events, reading)
    for event, person in _pairs(fold.text, events[:MAX_EVENTS]):
        _give(target[id(person)], event, whole, parts.get(event.start, ()))
    if not parts:
        _share_parts(sentence, target, reading)
    numbered = owners_by_number(whole.text[offset : offset + len(sentence.text)], emails, reading.mentions)
    if numbered and not people:
        _addresses(emails, numbered, [], made)
        return before
    spelled = [] if people else _owners_by_name(emails, reading)
    if not people and emails and (spelled or len(emails) == len(before)):
        _addresses(emails, spelled or before, [e.start for e in events], made)
        return before
    starts = [whole.text.find(e.text) - offset for e in emails]
    out = [m for m in target.values() if m.speaker or m.role or m.speaking]
    if emails and len(emails) == len(people) and RESPECTIVELY.search(fold.text):
        for mail, person in zip(emails, people, strict=True):
            target[id(person)].email = mail
    else:
        for mail, start in zip(emails, starts, strict=True):
            near = [e for e in events if e.person is not None and e.start <= fold.position(max(start, 0))]
            owner = near[-1].person if near else people[0] if len(people) == 1 else None
            if owner is not None and target[id(owner)].email is None:
                target[id(owner)].email = mail
    made += out
    return people or before


def _owners_by_name(emails: list[Span], reading: Reading) -> list[Mention]:
    """Whose names several addresses spell, each that of one other person; nobody unless all do."""
    owners: list[Mention] = []
    for mail in emails if len(emails) > 1 else ():
        people = {
            frozenset(name_tokens(m.spellings[0])): m
            for m in reading.mentions
            if m.named and m.kind == "entry" and any(spells(mail.text, s.name.text) for s in m.spellings)
        }
        if len(people) != 1:
            return []
        owners += people.values()
    return owners if len({id(owner) for owner in owners}) == len(emails) else []


def _addresses(emails: list[Span], before: list[Mention], starts: list[int], made: list[Mention]) -> None:
    """Addresses in a sentence of their own belong, in order, to the people of the one before."""
    del starts
    for mail, person in zip(emails, before, strict=True):
        mine = next((m for m in made if m.spellings[:1] == person.spellings[:1]), None)
        if mine is not None and mine.email is None:
            mine.email = mail


def _statuses(text: str, people: list[_Event], reading: Reading, whole: str) -> list[_Event]:
    """The statuses the sentence gives; the head's title where it is a subject is a person instead."""
    said = phrases(text, bare=says(text, *_SPEAKERS))
    if not said and says(whole, *_SPEAKERS) and not says(text, *_HEAD):
        said = [found for found in phrases(text, bare=True) if _STANDS_ALONE.match(text, found[1])]
    out = [_Event(a, b, status=speaker) for a, b, speaker in said]
    for start, end, role in _leads(text):
        if any(e.start <= start < e.end for e in out):
            continue
        holder = next((m for m in reversed(reading.mentions) if m.role == role and m.named), None)
        subject = _is_subject(text, start, end, role, people, out)
        if subject and holder is not None:
            people.append(_Event(start, end, person=holder))
        elif not subject:
            out.append(_Event(start, end, status=role))
    return out


def _leads(text: str) -> list[tuple[int, int, str]]:
    """Where a text speaks of the head and of the alternate head; "alternate head" alone counts beside the head."""
    topics = ["roles.alternate_head", *(["roles.alternate_head_bare"] if says(text, *_HEAD) else [])]
    found = [(m.start(), m.end(), "alternate_head") for m in pattern(*topics).finditer(text)]
    found = [(a, b, role) for a, b, role in found if _MORE_WORDS.search(text, a, b)]  # "adjoint" alone may end a post
    heads = [(m.start(), m.end(), "head") for m in pattern(*_HEAD).finditer(text)]
    return sorted([*found, *(h for h in heads if not any(a < h[1] and h[0] < b for a, b, _ in found))])


_MORE_WORDS = re.compile(r"\w[\s-]\w|[\u3400-\u9fff]")


def _is_subject(text: str, start: int, end: int, role: str, people: list[_Event], statuses: list[_Event]) -> bool:
    """Whether "Head of Delegation" is who the sentence is about: a status follows before any person, none precedes."""
    if not says(text[start:end], _LEADS[role]):
        return False
    if any(e.end <= start and not _BOUND.search(text[e.end : start]) for e in people):
        return False
    following = sorted([e for e in (*people, *statuses) if e.start >= end], key=lambda e: e.start)
    return bool(following) and following[0].status is not None


def _pairs(text: str, events: list[_Event]) -> list[tuple[_Event, Mention]]:
    """Each status with the person it is given to."""
    statuses = [e for e in events if e.status is not None]
    people = _once([e for e in events if e.person is not None])
    if not people:
        return []
    speaking = [e for e in statuses if e.status not in _LEADS]
    in_order = RESPECTIVELY.search(text) or _two_and_two(text, people, speaking)
    if in_order and len(speaking) > 1 and len(people) >= len(speaking):
        chosen = people[-len(speaking) :] if len(people) > len(speaking) else people
        pairs = [(s, p.person) for s, p in zip(speaking, chosen, strict=True)]
        statuses = [e for e in statuses if e.status in _LEADS]
    else:
        pairs = []
    leads = people[0].start < statuses[0].start if statuses else True
    for number, status in enumerate(statuses):
        if not _is_anothers(text, status, statuses[number + 1 :], people):
            pairs.append((status, _nearest(text, status, people, leads=leads)))
    return [(event, person) for event, person in pairs if person is not None]


def _two_and_two(text: str, people: list[_Event], speaking: list[_Event]) -> bool:
    """Whether "Mr. X and Ms. Y will be the primary and the alternate speaker": as many as there are seats, in order."""
    if len(people) != 2 or [s.status for s in speaking] not in (["primary", "alternate"], ["alternate", "primary"]):
        return False
    (one, other), (first, second) = people, speaking
    if not (other.end <= first.start or second.end <= one.start):
        return False
    between, seats = text[one.end : other.start], text[first.end : second.start]
    return (
        says(between, "words.and")
        and not says(between, "words.copula", "words.verbs")
        and len(_SAID.findall(pattern("words.and").sub(" ", seats))) < 2
    )


def _is_anothers(text: str, status: _Event, later: list[_Event], people: list[_Event]) -> bool:
    """Whether a status is said of somebody who is not known, and all people stand behind the next one:
    "primary will be my deputy, alternate Ms. X"."""
    other = next((e for e in later if e.status not in (status.status, *_LEADS)), None)
    if other is None or status.status in _LEADS or any(p.start < other.end for p in people):
        return False
    return len(_SAID.findall(text[status.end : other.start])) > 1


_SAID = re.compile(r"[^\W\d_\u3400-\u9fff]{3,}|[\u3400-\u9fff]")


def _once(people: list[_Event]) -> list[_Event]:
    """Without the second of two spellings of one person that stand together."""
    return [e for n, e in enumerate(people) if n == 0 or people[n - 1].person is not e.person]


_BRACKET = re.compile(r"\s*[(（\[]\s*(?:the |le |la |el |as |comme |como )?")


# The stop of "Ms." before a name parts nothing.
_TITLE_AT_END = re.compile(r"(?:(?<!\w)[^\W\d_]{1,5}\.\s?){1,3}$")


def _nearest(text: str, status: _Event, people: list[_Event], *, leads: bool) -> Mention | None:
    """The person right before or right after a status, whichever no comma or "and" parts from it."""
    earlier = [p for p in people if p.end <= status.start]
    later = [p for p in people if p.start >= status.end]
    if not earlier or not later:
        return (earlier[-1] if earlier else later[0]).person if earlier or later else None
    if _BRACKET.fullmatch(text, earlier[-1].end, status.start):
        return earlier[-1].person  # "Mr. X (primary)", whatever "and" is part of a name beside it
    apart_before = bool(_BOUND.search(text[earlier[-1].end : status.start]))
    apart_after = bool(_BOUND.search(_TITLE_AT_END.sub("", text[status.end : later[0].start])))
    if says(text[status.start : status.end], "roles.head_before") and not apart_after:
        return later[0].person
    if apart_before != apart_after:
        return later[0].person if apart_before else earlier[-1].person
    return earlier[-1].person if leads else later[0].person


def _copy(person: Mention, whole: Span) -> Mention:
    return Mention(kind="speaker", listed=False, source=whole.source, spellings=person.spellings[:1])


def _parts_of(sentence: Span, events: list[_Event], reading: Reading) -> dict[int, tuple[str, ...]]:
    """The parts each status is for, by its place, where the sentence tells several parts apart."""
    found = parts_in(sentence.folded, reading.context)
    if len({ids for _, _, ids in found}) < 2:
        return {}
    statuses = [e for e in events if e.status in ("primary", "alternate")]
    out: dict[int, tuple[str, ...]] = {}
    for number, status in enumerate(statuses):
        stop = statuses[number + 1].start if number + 1 < len(statuses) else len(sentence.folded.text)
        out[status.start] = tuple(part for start, _, ids in found if status.end <= start < stop for part in ids)
    return out


def _give(mention: Mention, event: _Event, whole: Span, parts: tuple[str, ...]) -> None:
    source = whole.source
    for part in parts:
        if event.status == "primary":
            mention.speaking[part] = ("primary", source)
        elif event.status == "alternate":
            mention.speaking[part] = ("alternate", source)
    if parts:
        return
    if event.status == "head":
        mention.set_role("head", source)
    elif event.status == "alternate_head":
        mention.set_role("alternate_head", source)
    elif event.status == "primary":
        mention.set_speaker("primary", source)
    elif event.status == "alternate":
        mention.set_speaker("alternate", source)


def _share_parts(sentence: Span, target: dict[int, Mention], reading: Reading) -> None:
    """The parts the sentence is about, where it names fewer than all."""
    ids = {part for _, _, parts in parts_in(sentence.folded, reading.context) for part in parts}
    if ids and ids != set(reading.context.parts):
        for mention in target.values():
            mention.add_parts(tuple(part for part in reading.context.parts if part in ids), sentence.source)
