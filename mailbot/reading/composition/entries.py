"""One entry about one or several persons: its segments, each told for what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailbot.domain.meeting import Meeting

from . import filing, han, han_lists, names, post_names, roles
from .addresses import take_emails, take_phones
from .entry_names import take_name
from .identity import refers
from .mentions import Mention, Spelling
from .name_shapes import is_particle
from .people import Context
from .segments import JOINED, Segment, comma_names, cut_apart, parted, script_of
from .spans import Span, joined
from .titles import split_title
from .wording import is_only, says, starts

_TWO = 2
_ANYWHERE = Context("en", Meeting("", {}, "UTC", ()))
_OF = re.compile(r"(?:de|del|des|du|d['’]|da|do|dos|of|for)(?:\s|(?<=['’]))")
_ARTICLES = frozenset("the la le les los las el our notre nuestra die der das".split())


def read(
    span: Span,
    context: Context,
    *,
    expect_name: bool = False,
    several: bool = False,
    fields: Mention | None = None,
) -> list[Mention]:
    """The persons an entry names, in its order; usually one.

    ``expect_name``: the entry stands where a name must stand (a list item, after "Head of delegation:");
    ``several``: where several may (after "Members:").
    ``fields``: the entry continues this mention, so that nothing in it opens a new one without a title.
    """
    mentions: list[Mention] = []
    current = fields
    for chunk in chunks(span, context, expect_name=expect_name, known=fields is not None, several=several):
        if chunk.name is not None or current is None:
            current = Mention(source=span.source)
            mentions.append(current)
        fill(current, chunk, context)
    return [m for m in mentions if m.named or m.email]


@dataclass(slots=True)
class _Chunk:
    """The segments about one person, the one with the name apart."""

    name: Segment | None
    before: list[Segment]
    after: list[Segment]
    emails: list[Span]
    phones: list[Span]


def chunks(span: Span, context: Context, *, expect_name: bool, known: bool, several: bool = False) -> Iterator[_Chunk]:
    emails, text = take_emails(span)
    phones, text = take_phones(text)
    listed = comma_names(cut_apart(text), text)
    listed = parted(listed, several=several)
    starts_at = list(range(len(listed))) if several and _only_names(listed) else None
    if starts_at is None:
        starts_at = _name_places(listed, expect_name=expect_name, known=known, context=context)
    behind_post = post_names.parted(listed[0]) if expect_name and listed and not starts_at else None
    if behind_post:
        listed, starts_at = [*behind_post, *listed[1:]], [1]
    if not starts_at:
        yield _Chunk(None, listed, [], emails, phones)
        return
    bounds = [*starts_at, len(listed)]
    for number, place in enumerate(starts_at):
        first, last = (0 if number == 0 else place), bounds[number + 1]
        low = 0 if number == 0 else listed[place].start
        high = listed[last].start if last < len(listed) else len(span.text) + 1
        mine = [e for e in emails if low <= _offset(span, e) < high]
        tel = [p for p in phones if low <= _offset(span, p) < high]
        yield _Chunk(listed[place], listed[first:place], listed[place + 1 : last], mine, tel)


def _offset(span: Span, piece: Span) -> int:
    return span.text.find(piece.text)


def _name_places(listed: list[Segment], *, expect_name: bool, known: bool, context: Context) -> list[int]:
    """Indices of the segments that open a person."""
    places: list[int] = []
    for i, segment in enumerate(listed):
        if segment.depth > 0 and places:
            continue
        title, name = split_title(segment.span)
        if title is not None and titled_name(segment.span, title, name) and not (i and _is_post_of(title, name)):
            places.append(i)
    if places and not (places[0] > 0 and expect_name and _better_first(listed, places[0], context)):
        return _drop_repeated(sorted({*places, *_more_after(listed, places)}), listed)
    if known:
        return places
    for i, segment in enumerate(listed[:4]):
        if segment.depth == 0 and untitled_name(segment.span, expect_name=expect_name and i == 0):
            titled = (place for place in places if place > i and not listed[place].depth)
            return _drop_repeated(sorted({i, *_untitled_after(listed, i), *titled}), listed)
    return places


def _only_names(listed: list[Segment]) -> bool:
    """Whether commas part nothing but names without titles: "Tom Wariu, Hine Parata"."""
    return len(listed) >= _TWO and all(
        s.depth == 0 and split_title(s.span)[0] is None and untitled_name(s.span, expect_name=True) for s in listed
    )


def _is_post_of(title: Span, name: Span) -> bool:
    """Whether a post goes on with whose it is, behind a name: "советник Председателя" is nobody called so."""
    return title.text[:1].islower() and roles.is_post(title.folded.text) and len(names.tokens(name.text)) < _TWO


def _better_first(listed: list[Segment], place: int, context: Context) -> bool:
    """Whether a name without title stands before the first titled segment."""
    del context
    before = listed[:place]
    if listed[place].depth and place == 1 and script_of(before[0].span.text) != script_of(listed[1].span.text):
        return untitled_name(before[0].span, expect_name=True)
    return any(s.depth == 0 and untitled_name(s.span, expect_name=False) for s in before)


def _untitled_after(listed: list[Segment], first: int) -> list[int]:
    """Further names without title after a semicolon; one in mixed letters where a post follows it behind a comma."""
    semicolons = [
        i
        for i, s in enumerate(listed)
        if i > first
        and s.depth == 0
        and (
            (s.before in {";", "；", "؛"} and untitled_name(s.span, expect_name=_stands_before_post(listed, i)))
            or (s.before == "," and _is_in_full(s.span) and _is_in_full(listed[first].span))
            or s.before == JOINED
        )
    ]
    return [*semicolons, *han_lists.further(listed, first)]


def _is_in_full(span: Span) -> bool:
    """Whether a segment is a family name, a given name and a patronymic, and so no post of the one before."""
    return names.is_in_full(span.text) and untitled_name(span, expect_name=False)


def _more_after(listed: list[Segment], places: list[int]) -> list[int]:
    """Names without title behind a titled one: with a patronymic, or joined to it by "and" behind a comma."""
    out: list[int] = []
    for i, segment in enumerate(listed):
        earlier = [place for place in (*places, *out) if place < i]
        if not earlier or i in places or segment.depth:
            continue
        if segment.before != JOINED and not (segment.before in _PARTING and _is_in_full(segment.span)):
            continue
        last = listed[max(earlier)].span
        again = set(names.tokens(last.folded.text)) & set(names.tokens(segment.span.folded.text))
        if script_of(last.text) == script_of(segment.span.text) and not again:
            out.append(i)
    return out


_PARTING = frozenset({",", ";"})


def _stands_before_post(listed: list[Segment], at: int) -> bool:
    following = listed[at + 1] if at + 1 < len(listed) else None
    return following is not None and following.before == "," and roles.is_post(following.span.folded.text)


def _drop_repeated(places: list[int], listed: list[Segment]) -> list[int]:
    """Without a second spelling of the same person that stands next to the first in another script."""
    out: list[int] = []
    for place in places:
        if out and _alias_of(listed, out[-1], place):
            continue
        out.append(place)
    return out


def _alias_of(listed: list[Segment], first: int, second: int) -> bool:
    one, two = listed[first].span.text, listed[second].span.text
    before = listed[second].before
    adjacent = second - first == 1 and (before.isspace() or before in {"/", "(", "（", "|", "-", "–", "["})
    return adjacent and script_of(one) != script_of(two)


def titled_name(segment: Span, title: Span, name: Span) -> bool:
    """Whether a segment that begins with a title goes on with a name (and is not "Minister Counsellor")."""
    text = name.text.strip(" .")
    if han.is_han(text):
        return han.is_name(text) or han.name_at_start(name) is not None
    if not text or not names.is_name(text, titled=True):
        return False
    if says_of_what(text) and roles.is_post(title.folded.text):
        return False
    if roles.is_organisation(name.folded.text) or roles.is_organisation(segment.folded.text):
        return False
    return not (is_only(segment.folded.text, "titles") or roles.read_post_only(segment.folded.text))


def says_of_what(text: str) -> bool:
    """Whether words behind a post say what it is about: "Consejero de Asuntos Políticos"."""
    return _OF.match(text) is not None


def untitled_name(span: Span, *, expect_name: bool) -> bool:  # noqa: PLR0911 - a row of guards
    """Whether a segment without a title is a name; ``expect_name`` trusts its place more."""
    text = span.text.strip(" .")
    folded = span.folded.text
    if han.is_han(text):
        return (
            han.name_at_start(span) is not None
            or han.name_after_body(span) is not None
            or han.name_at_end(span) is not None
            or (
                expect_name
                and bool(re.fullmatch(r"[\u3400-\u9fff·]{2,10}", text))
                and not roles.is_post(folded)
                and not says(folded, "words.never", *_OF_LISTS)
                and not roles.is_organisation(folded)
            )
        )
    if not names.is_name(text, titled=False) or roles.is_post(folded) or roles.is_organisation(folded):
        return False
    found = names.tokens(text)
    if says(folded, "words.never", "speakers.primary", "speakers.alternate"):
        return False
    if starts(folded, "words.contact") and not is_particle(found[0]):
        return False
    if found[0].casefold() in _ARTICLES and roles.is_acronym(" ".join(found[1:])):
        return False
    last = found[-1].casefold()
    if found[-1][0].islower() and last not in names.PATRONYMIC_WORD and not names.ARABIC.search(text):
        return False
    if expect_name:
        return len(found) >= 2
    if names.ARABIC.search(text):
        return False
    kinds = {names.cased(t) for t in found if not _NUMERAL.fullmatch(t)}
    return len(found) >= 2 and (("capital" in kinds and "mixed" in kinds) or any(names.is_patronymic(t) for t in found))


# "新增人员", "不再参会", "发言安排" above a list are nobody's name.
_OF_LISTS = ("words.join", "words.leave", "speakers.about", "roles.delegate_bare")


_NUMERAL = re.compile("II|III|IV|VII|VIII")  # capitals of a grade: "Analyst Grade III"; XI is a family name


def is_status(span: Span, context: Context) -> bool:
    """Whether a text says nothing but roles, speakers, ways of attending and parts ("Member, alternate speaker")."""
    said = [roles.read(segment.span, context) for segment in cut_apart(span)]
    bare = [s.rest is None or is_only(s.rest.folded.text, "roles.delegate_bare") for s in said]
    return all(bare) and any(s.anything and not s.nobody for s in said)


# ---- filling ----------------------------------------------------------------------------------------------------


def fill(mention: Mention, chunk: _Chunk, context: Context) -> None:
    if chunk.name is not None:
        chunk.after[:0] = take_name(mention, chunk.name)
    if chunk.emails and mention.email is None:
        mention.email, mention.more_emails = chunk.emails[0], chunk.emails[1:]
    if chunk.phones and mention.phone is None:
        mention.phone = chunk.phones[0]
    for segment in (*chunk.before, *_after_office(mention, chunk.after)):
        filing.describe(mention, segment, context)


def _after_office(mention: Mention, after: list[Segment]) -> list[Segment]:
    """The segments behind "Deputy Head, Conventional Arms Policy", which is recorded: a post, no role.

    A bare "Deputy Head" right behind the name is no role where a field or a unit of an office follows it.
    """
    if after and _is_head(after):
        mention.set_role("head", after[0].span.source)
        return after[1:]
    if len(after) < _TWO or after[0].depth or after[1].depth or han.is_han(after[0].span.text):
        return after
    role, of = after[0].span.folded.text, after[1].span.folded.text.strip()
    if not is_only(role, "roles.head_bare", "roles.alternate_head_bare") or " " not in role.strip():
        return after
    unit = starts(of, "organisations.units") or (of.split()[-1:] and is_only(of.split()[-1], "organisations.units"))
    field = not (roles.is_post(of) or roles.is_organisation(of) or roles.read(after[1].span, _ANYWHERE).anything)
    if not unit and not (field and len(of.split()) >= _TWO):
        return after
    mention.functions.append(joined([after[0].span, after[1].span], ", "))
    return after[2:]


def _is_head(after: list[Segment]) -> bool:
    """Whether "Head" stands alone behind a name, with nothing after it that it could be the head of."""
    text = after[0].span.folded.text.strip()
    if " " in text or not is_only(text, "roles.head_bare"):
        return False
    said = roles.read(after[1].span, _ANYWHERE) if len(after) > 1 else None
    return said is None or (said.anything and said.rest is None)


def is_spelling_of(mention: Mention, segment: Segment) -> bool:
    """Whether a titled name under somebody's entry is the same person again: in another script, or a part of it."""
    _, name = split_title(segment.span)
    mine = mention.spellings[0] if mention.spellings else None
    if mine is None or script_of(name.text) != script_of(mine.name.text):
        return len(mention.spellings) < 2
    return refers(Spelling(name), mine)
