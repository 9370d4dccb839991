"""One person written in two scripts: side by side in one place, or in two lists one below the other."""

from __future__ import annotations

import re
from itertools import groupby, pairwise

from . import han, names, order, roles
from .mentions import Mention, Spelling
from .segments import script_of
from .spans import Span
from .titles import split_title

_BETWEEN = re.compile(r"\s*(?:[/\n|]|\s[-–—]\s)\s*")
_TURN = re.compile(
    r"(?<=[\u3400-\u9fff])\s*(?=[(（]?[A-Za-z])|(?<=[A-Za-z.])\s*(?=[\u3400-\u9fff])|"
    r"(?<=[\u0400-\u06ff])\s+(?=[(（]?[A-Z])|(?<=[A-Za-z.])\s+(?=[(（]?[\u0400-\u06ff])"
)


def spellings(value: Span) -> list[Spelling]:
    """The spellings of a text that is the same name in two scripts and nothing else; none if it is something else."""
    pieces = [piece.strip(" \t\n()（）,;，") for piece in _pieces(value) if piece.text.strip()]
    if len(pieces) != 2 or script_of(pieces[0].text) == script_of(pieces[1].text):
        return []
    out = []
    for piece in pieces:
        title, name = split_title(piece)
        folded = name.folded.text
        if not names.is_name(name.text, titled=True) or roles.is_post(folded) or roles.is_organisation(folded):
            return []
        if len(name.text.split()) < 2 and not han.is_han(name.text):
            return []
        out.append(Spelling(name.strip(" .,;"), title))
    return out


def _pieces(value: Span) -> list[Span]:
    """The spellings apart: between strokes and lines, else where the script turns."""
    place, out = 0, []
    separator = _BETWEEN if _BETWEEN.search(value.text) else _TURN
    for match in separator.finditer(value.text):
        out.append(value.cut(place, match.start()))
        place = match.end()
    return [*out, value.cut(place)]


# ---- two lists ------------------------------------------------------------------------------------------------


def pair_lists(mentions: list[Mention]) -> list[Mention]:
    """The mentions; a list of as many people in another script, right after the first, only spells them again.

    It does where it says nothing else of them, or where addresses or sounds agree and nothing disagrees.
    """
    runs = [list(run) for _, run in groupby((m for m in mentions if _counts(m)), key=_script)]
    again: set[int] = set()
    for first, second in pairwise(runs):
        if any(id(m) in again for m in first) or not _same_people(first, second):
            continue
        for mention, other in zip(first, second, strict=True):
            _take_over(mention, other)
            again.add(id(other))
    return [m for m in mentions if id(m) not in again]


def _counts(mention: Mention) -> bool:
    return mention.kind == "entry" and mention.named and mention.listed and not mention.leaving


def _script(mention: Mention) -> str:
    scripts = {script_of(s.name.text) for s in mention.spellings}
    return scripts.pop() if len(scripts) == 1 else "both"


def _same_people(first: list[Mention], second: list[Mention]) -> bool:
    if len(first) != len(second) or "both" in {_script(first[0]), _script(second[0])}:
        return False
    pairs = list(zip(first, second, strict=True))
    if any(_disagree(a, b) for a, b in pairs):
        return False
    if len(pairs) > 1 and all(_is_bare(b) for b in second):
        return not any(_sound(a, b) is False for a, b in pairs)
    alike = sum(_same_address(a, b) or _sound(a, b) is True for a, b in pairs)
    return alike * 2 > len(pairs) or (alike == len(pairs) == 1)


def _is_bare(mention: Mention) -> bool:
    """Whether a mention says nothing but the name."""
    said = (mention.functions, mention.affiliations, mention.email, mention.role, mention.speaker, mention.speaking)
    return not any(said)


def _disagree(one: Mention, two: Mention) -> bool:
    if one.email and two.email and not _same_address(one, two):
        return True
    if one.speaker and two.speaker and one.speaker != two.speaker:
        return True
    return bool(one.role and two.role and one.role != two.role)


def _same_address(one: Mention, two: Mention) -> bool:
    return bool(one.email and two.email and one.email.text.casefold() == two.email.text.casefold())


def _sound(one: Mention, two: Mention) -> bool | None:
    """Whether the family name of one can be the other's in Latin letters; None where nothing tells (Arabic)."""
    native, latin = (one, two) if two.spellings[0].latin else (two, one)
    if not latin.spellings[0].latin:
        return None
    return order.sounds_like(native.spellings[0], latin.spellings[0])


def _take_over(mention: Mention, other: Mention) -> None:
    """Add what the second list says of the person."""
    mention.spellings += other.spellings
    mention.email = mention.email or other.email
    mention.phone = mention.phone or other.phone
    if not mention.functions and not mention.affiliations:
        mention.functions, mention.affiliations = other.functions, other.affiliations
    if other.role and other.role_source:
        mention.set_role(other.role, other.role_source)
    if other.speaker and other.speaker_source and mention.speaker is None:
        mention.set_speaker(other.speaker, other.speaker_source)
    for part, said in other.speaking.items():
        mention.speaking.setdefault(part, said)
    if other.mode and other.mode_source:
        mention.set_mode(other.mode, other.mode_source)
