"""How a note stands to an earlier one: the first, a whole new composition, or a change of what it names.

A sentence that says the rest stays makes it a change; one that cancels, replaces or revises the earlier
note or list makes it a whole composition; verbs that put single people in or out make it a change. What
says both at once ("in addition to and amendment of") is left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailbot.domain.submission import Change, Doubt, Source

from .anatomy import Strand, is_quiet, pattern
from .conditions import holds_only_if
from .people import People
from .reference import References
from .superseding import added, changed, latest, superseded, takes_out
from .wording import says

_FEW = 2
_CITED = 120  # letters in which a cited note's own matter is named
_WHO = "Somebody is to leave or to be replaced, and it could not be read who."
_UNCLEAR = "It cannot be told whether the note replaces the earlier composition or adds to it."


@dataclass(frozen=True, slots=True)
class RevisionRead:
    """The change, None for a first submission, with where it was read and what is unsure about it."""

    change: Change | None = None
    source: Source | None = None
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Signs:
    """Where each kind of wording stands first; None where it does not."""

    whole: Source | None
    change: Source | None
    unchanged: Source | None
    amend: Source | None
    supplement: Source | None
    unclear: Source | None
    further: Source | None
    changed: Source | None
    latest: Source | None
    added: Source | None
    besides: Source | None
    takes_out: Source | None

    def says_change(self) -> bool:
        """Whether anything says that an earlier composition is changed."""
        said = (self.whole, self.change, self.unchanged, self.amend, self.supplement, self.further, self.changed)
        return any(said) or self.latest is not None or self.added is not None or self.takes_out is not None


def revision_of(
    note: Sequence[Strand], around: Sequence[Strand], people: People, references: References, *, is_reply: bool
) -> RevisionRead:
    """The change a message makes. ``around`` are cover mail and subject, which may say "revised" too.

    ``is_reply``: it answers a letter of ours with new text and no note of its own.
    """
    signs = _signs(note)
    found = _change(signs, around, people, references, is_reply=is_reply)
    if found.change is None or found.doubts or not _loses_somebody(found.change, note, signs, people):
        return found
    return replace(found, doubts=(Doubt("revision_unclear", detail=_WHO, source=signs.takes_out),))


def _loses_somebody(change: Change, note: Sequence[Strand], signs: _Signs, people: People) -> bool:
    """Whether a change says that somebody goes, and nobody was read who does."""
    if change.kind != "delta" or change.remove or signs.takes_out is None:
        return False
    told = any(doubt.code == "revision_unclear" for doubt in people.doubts)
    return not told and not any(says(strand.text, "words.stays") for strand in note)


def _change(  # noqa: PLR0911, PLR0912 - one line a case, in order
    signs: _Signs, around: Sequence[Strand], people: People, references: References, *, is_reply: bool
) -> RevisionRead:
    of = references.earlier[0].value if references.earlier else None
    unclear = signs.unclear or _first(around, "unclear")
    if unclear:
        return _read("delta", of, people, unclear, doubtful=True)
    if _says_rest_stays(signs, people):
        return _read("delta", of, people, signs.unchanged or signs.change)
    if people.leaving:
        if of is None and _is_headed(people) and not signs.says_change():
            return RevisionRead()  # a first list, and beside it who cannot come
        if signs.whole and _looks_whole(people):
            return _read("replace", of, people, signs.whole)
        return _read("delta", of, people, signs.change or signs.amend)
    whole = signs.whole or (_whole(around) if not signs.change else None)
    if whole:
        return _read("replace", of, people, whole, doubtful=bool(signs.change) and len(people.persons) <= _FEW)
    if signs.latest and of and not signs.added and (len(people.persons) > _FEW or _is_headed(people)):
        return _read("replace", of, people, signs.latest)
    if signs.changed and _is_headed(people):
        return _read("replace", of, people, signs.changed)
    if (signs.change or signs.changed or signs.added) and not _looks_whole(people):
        return _read("delta", of, people, signs.change or signs.changed or signs.added)
    if signs.supplement or signs.amend:
        return _read("delta", of, people, signs.supplement or signs.amend, doubtful=_looks_whole(people))
    if signs.further and people.persons:
        return _read("replace" if _looks_whole(people) else "delta", of, people, signs.further, doubtful=True)
    if of and 0 < len(people.persons) <= _FEW and not any(person.role == "head" for person in people.persons):
        sure = is_reply or signs.besides is not None or _fills_a_seat(people)
        return _read("delta", of, people, signs.besides, doubtful=not sure)
    if is_reply and 0 < len(people.persons) <= _FEW and not _looks_whole(people):
        return _read("delta", of, people, None)
    return RevisionRead()


def _says_rest_stays(signs: _Signs, people: People) -> bool:
    return (people.says_unchanged or signs.unchanged is not None) and not (signs.whole and _looks_whole(people))


def _fills_a_seat(people: People) -> bool:
    """Whether all that is said is who the alternate is: no composition has nobody else."""
    return len(people.persons) == 1 and people.persons[0].speaker == "alternate"


def _is_headed(people: People) -> bool:
    return len(people.persons) >= _FEW and any(person.role == "head" for person in people.persons)


def _looks_whole(people: People) -> bool:
    """Whether the list reads like a full composition: a head among several, or simply many."""
    has_head = any(person.role == "head" for person in people.persons)
    return len(people.persons) > _FEW and (has_head or len(people.persons) > _FEW + 1)


def _read(kind: str, of: str | None, people: People, source: Source | None, *, doubtful: bool = False) -> RevisionRead:
    change = Change("replace" if kind == "replace" else "delta", of, people.leaving)
    doubts = (Doubt("revision_unclear", detail=_UNCLEAR, source=source),) if doubtful else ()
    return RevisionRead(change, source, doubts)


def _signs(strands: Sequence[Strand]) -> _Signs:
    return _Signs(
        _whole(strands),
        _first(strands, "change"),
        _first(strands, "unchanged"),
        _first(strands, "amend"),
        _first(strands, "supplement"),
        _first(strands, "unclear"),
        _first(strands, "further"),
        changed(strands),
        latest(strands),
        added(strands),
        _first(strands, "besides"),
        takes_out(strands),
    )


def _whole(strands: Sequence[Strand]) -> Source | None:
    return _first(strands, "whole") or superseded(strands)


_PERSON_AFTER = re.compile(r"[^.;\n]{0,16}\b(?:mr|mrs|ms|miss|m|mme|mlle|sr|sra|srta|dr|dra|г-на|г-жу|г-н|г-жа)\b")


def _first(strands: Sequence[Strand], key: str) -> Source | None:
    wanted = pattern("revision", key)
    for strand in strands:
        for match in wanted.finditer(strand.text):
            if is_quiet(strand, match.start()) or holds_only_if(strand.text, match.start(), match.end()):
                continue
            if key == "whole" and _is_about_person(strand.text, match):
                continue
            if key == "further" and pattern("revision", "about_participation").search(
                strand.text, match.end(), match.end() + _CITED
            ):
                continue
            return strand.source(match.start(), match.end())
    return None


def _is_about_person(text: str, match: re.Match[str]) -> bool:
    """ "remplace Mme X" and "替代张三" are about a person; "remplace sa note", "替代…号照会" about the list."""
    verb = re.match(r"(?:remplace|replac|sustitu|reemplaz|заменя|взамен)", match[0])
    if verb and not re.search(r"note|nota|list|composi|нот|спис|состав|precedent|anterior|previous", match[0]):
        return _PERSON_AFTER.match(text, match.end()) is not None
    if re.match(r"(?:替代|取代|代替)", match[0]):
        return re.match(r"[^.]{0,30}(?:照会|名单|号|通知|函)", text[match.end() : match.end() + 40]) is None
    if re.match(r"(?:و)?تحل محل|(?:و)?يحل محل", match[0]):
        return re.match(r"\s*(?:ال)?(?:سيد|سعاده|انسه|دكتور|عقيد)", text[match.end() : match.end() + 20]) is not None
    return False
