"""Where a sentence names people who were named before: in full, by surname, by initials and surname."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import han, roles
from .identity import name_tokens
from .mentions import Mention
from .name_shapes import is_particle
from .spans import Span

_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’ʼ][^\W\d_]+)*|[\u3400-\u9fff]+")
_ELIDED = re.compile(r"[^\W\d_]{1,2}['’ʼ][^\W\d_a-zß-ÿ]")
_JOINT = re.compile(r"[\s.\-'’·]{0,3}")
MAX_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Known:
    """A known person at a place of a text, in offsets as written."""

    start: int
    end: int
    person: Mention


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    people: set[int]
    initial: bool


def known_names(span: Span, mentions: Sequence[Mention]) -> list[Known] | None:
    """The known people in a text, in order; None where a name fits several of them."""
    people = _distinct(mentions)
    out = _han_names(span, people)
    for run in _runs(span, people):
        shared = set.intersection(*(word.people for word in run))
        if not shared or all(word.initial or is_particle(span.text[word.start : word.end]) for word in run):
            continue
        if len(shared) > 1:
            return None
        start, end = run[0].start, run[-1].end
        out.append(Known(start, end, people[shared.pop()]))
    return sorted(out, key=lambda known: known.start)


def _distinct(mentions: Sequence[Mention]) -> list[Mention]:
    """One mention of each person, by the words of the name."""
    out: dict[frozenset[str], Mention] = {}
    for mention in mentions:
        if mention.kind == "entry" and mention.named and not mention.leaving:
            out.setdefault(frozenset(name_tokens(mention.spellings[0])), mention)
    return list(out.values())[:MAX_PEOPLE]


def _han_names(span: Span, people: list[Mention]) -> list[Known]:
    out: list[Known] = []
    for person in people:
        for spelling in person.spellings:
            name = "".join(spelling.name.text.split())
            if not han.is_han(name) or len(name) < 2:
                continue
            family = han.split(name)[1] or ""
            if name not in span.text and (not family or family not in span.text):
                continue  # a pattern of its own takes long to compile
            short = rf"|{re.escape(family)}(?=先生|女士|{han.post_pattern().pattern})" if family else ""
            for match in re.finditer(re.escape(name) + short, span.text):
                out.append(Known(match.start(), match.end(), person))
    return out


def _runs(span: Span, people: list[Mention]) -> list[list[_Word]]:
    """Words of names that stand together."""
    vocabulary = [{t.lstrip("'") for s in p.spellings for t in name_tokens(s) if not han.is_han(t)} for p in people]
    runs: list[list[_Word]] = []
    for match in _WORD.finditer(span.folded.text):
        start, last = span.folded.origin(match.start()), span.folded.origin(match.end() - 1) + 1
        word = _word(match.group(), span.text[start:last], vocabulary, start, last)
        if word is None:
            continue
        previous = runs[-1] if runs else None
        joined = previous and _JOINT.fullmatch(span.text, previous[-1].end, start)
        if previous and joined and set.intersection(word.people, *(w.people for w in previous)):
            previous.append(word)
        else:
            runs.append([word])
    return runs


def _word(folded: str, written: str, vocabulary: list[set[str]], start: int, end: int) -> _Word | None:
    if han.HAN.match(written) or (written[:1].islower() and not _ELIDED.match(written)):
        return None
    fits = {i for i, known in enumerate(vocabulary) if folded in known}
    initial = len(folded) == 1 or (len(folded) < 3 and not written.isupper() and not fits)
    if not fits and initial:
        fits = {i for i, known in enumerate(vocabulary) if any(t.startswith(folded) for t in known)}
    elif not fits:
        fits = {i for i, known in enumerate(vocabulary) if _inflected(folded, known)}
    return _Word(start, end, fits, initial) if fits else None


def _inflected(word: str, known: set[str]) -> bool:
    """Whether a Russian word is a known one in another case (Холовой, Холова)."""
    if len(word) < 5 or not "\u0400" <= word[0] <= "\u04ff":
        return False
    return any(
        len(t) >= 5 and abs(len(t) - len(word)) <= 3 and t.startswith(word[: min(len(t), len(word)) - 2]) for t in known
    )


def known_posts(span: Span, mentions: Sequence[Mention], found: Sequence[Known]) -> list[Known]:
    """Where a text means somebody by the post only they have ("the Ambassador", "el señor Embajador", "посол")."""
    holders: dict[str, list[Mention]] = {}
    for person in _distinct(mentions):
        for post in _posts_of(person):
            holders.setdefault(post, []).append(person)
    out: list[Known] = []
    for post, people in holders.items():
        if len(people) != 1 or not _SHORTEST <= len(post) <= _LONGEST or post[:_SHORTEST] not in span.folded.text:
            continue
        for match in _meaning(post).finditer(span.folded.text):
            start, end = span.folded.origin(match.start(1)), span.folded.origin(match.end(1) - 1) + 1
            if not any(0 <= k.start - end < _NEAR or 0 <= start - k.end < _NEAR // 4 for k in found):
                out.append(Known(start, end, people[0]))
    return out


_SHORTEST, _LONGEST = 3, 40
# Names nearer than so many letters are told by the post, or tell it: "the Counsellor, Mr. X", "Mr. X, Counsellor".
_NEAR = 12
_LED = (
    r"(?<!\w)(?:(?:the|our|le|la|notre|el|al|nuestr[oa]|au|mr\.?|mme|m\.|monsieur|madame|senora?|sra?\.|г-н|господин|госпожа)"
    r"\s(?:senora?\s)?(?:(?:le|la|the)\s)?|(?:madame |monsieur |mme |m\. )?l'|(?:السيده? |سعاده )?(?=ال))"
)


def _posts_of(person: Mention) -> set[str]:
    """A person's posts, also each by itself ("Ambassador, Permanent Representative") and as a title before the name."""
    written = [function.folded.text for function in person.functions]
    written += [s.title.folded.text for s in person.spellings if s.title and roles.is_post(s.title.folded.text)]
    return {post.strip() for text in written for post in (text, *re.split(r"[,،،、;]", text))} - {""}


def _meaning(post: str) -> re.Pattern[str]:
    """A post as a sentence means its holder by it: with an article, in Russian in any case."""
    if "\u0400" <= post[0] <= "\u04ff":
        first, *more = post.split()
        stem = "пос[ло]" if first == "посол" else re.escape(first[:-1] if first[-1] in "ьй" else first)
        return re.compile(rf"(?<!\w)({stem}\w{{0,3}}{re.escape(''.join(' ' + word for word in more))})(?!\w)")
    return re.compile(rf"{_LED}({re.escape(post)})(?=\s+\w|\s*$|\s?[,.;()])")
