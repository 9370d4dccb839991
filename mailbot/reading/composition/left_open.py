"""What the reading of persons leaves open and a person must look at: cross-checks of a list with what is said of it."""

from __future__ import annotations

import re
from functools import cache

from mailbot.domain.submission import Doubt, Source
from mailbot.reading.folding import fold

from .identity import Group, address_fit, name_tokens
from .mentions import Mention
from .state import Reading
from .wording import entries

_NEAR = 1


def doubts_of(reading: Reading, groups: list[Group], lost: list[Mention]) -> list[Doubt]:
    """Speakers in no list, items that name nobody, another number of people than announced, an address left over."""
    return [
        *(_lost(m) for m in lost),
        *_unlisted(groups),
        *_unread_items(reading),
        *_other_number(reading, groups),
        *_left_over(reading, groups),
    ]


def _lost(mention: Mention) -> Doubt:
    name = mention.spellings[0].name.text if mention.spellings else mention.email.text if mention.email else ""
    return _open(f"A speaker line means nobody in the list: {name}", mention.source)


def _open(detail: str, source: Source | None, about: str | None = None) -> Doubt:
    return Doubt("low_confidence", about, None, detail, source)


def _unlisted(groups: list[Group]) -> list[Doubt]:
    """Who is only named as a speaker, without a post, beside a list they are not in."""
    entered = [m for g in groups for m in g.mentions if m.kind == "entry" and m.listed]
    if not entered:
        return []
    in_lines = all(m.labelled for m in entered)
    out = []
    for group in groups:
        if all(m.kind == "speaker" and not m.functions and not m.affiliations for m in group.mentions):
            first = group.mentions[0]
            if in_lines and _is_in_full(first):
                continue
            name = first.spellings[0].name.text if first.spellings else ""
            out.append(_open(f"{name} is named as a speaker, but is not in the list.", first.source, name))
    return out


def _is_in_full(mention: Mention) -> bool:
    """Whether a speaker is named as a participant is, with title and given name, and not by initials."""
    spelling = mention.spellings[0] if mention.spellings else None
    words = name_tokens(spelling) if spelling else ()
    return spelling is not None and spelling.title is not None and len(words) > 1 and all(len(w) > 1 for w in words)


def _unread_items(reading: Reading) -> list[Doubt]:
    """Numbered items beside items that name people, which themselves name nobody."""
    known = {(m.list_id, m.number) for m in reading.mentions if m.number is not None}
    out = []
    for list_id, number, source in reading.items:
        beside = (list_id, number - _NEAR) in known and ((list_id, number + _NEAR) in known or number > 2)
        if beside and (list_id, number) not in known:
            out.append(_open(f"Item {number} of the list names nobody that could be read: {source.text[:80]}", source))
    return out


def _other_number(reading: Reading, groups: list[Group]) -> list[Doubt]:
    """ "A delegation of five members" beside another number of people."""
    wanted = [number for number, _ in reading.announced]
    if not groups or not wanted or len(groups) in (*wanted, sum(wanted)):
        return []
    return [_open(f"The note speaks of {wanted[0]} people, {len(groups)} were read.", reading.announced[0][1])]


def _left_over(reading: Reading, groups: list[Group]) -> list[Doubt]:
    """An address beside the list that fits somebody's name and was given to nobody."""
    given = {fold(m.email.text) for m in reading.mentions if m.email}
    out = []
    for email in reading.addresses:
        if fold(email.text) in given:
            continue
        owner = next((g for g in groups[:200] if address_fit(email.text, g) >= 3), None)
        if owner is not None and not any(m.email for m in owner.mentions):
            name = owner.spellings()[0].name.text
            out.append(
                _open(f"{email.text} may be the address of {name}, but is not beside the name.", email.source, name)
            )
    return out


def announced_number(text: str) -> int | None:
    """How many people a folded text says come ("a delegation of five", "состав из 3 человек"), or None."""
    if not _number().search(text):
        return None
    for pattern in _patterns():
        found = pattern.search(text)
        if found:
            return int(found[1]) if found[1].isdigit() else _numerals().get(found[1])
    return None


@cache
def _numerals() -> dict[str, int]:
    out: dict[str, int] = {}
    for listed in entries("counts.numerals").values():
        for number, forms in enumerate(listed, 2):
            out.update(dict.fromkeys(fold(forms).split("|"), number))
    return out


@cache
def _number() -> re.Pattern[str]:
    """A number, in figures or letters: every phrase that says how many holds one."""
    return re.compile("|".join([r"\d", *(re.escape(n) for n in _numerals())]))


@cache
def _patterns() -> list[re.Pattern[str]]:
    number = "|".join(sorted((re.escape(n) for n in _numerals()), key=len, reverse=True))
    # the number may stand again in brackets, in figures or in letters
    counted = rf"(?<!\d)(\d{{1,2}}|{number})(?: ?\((?:\d{{1,2}}|{number})\))?"
    made = []
    for listed in entries("counts.phrases").values():
        made += [re.compile(entry.replace("#", counted)) for entry in listed]
    return made
