"""Persons in running sentences, and what the sentence does with them: heads, joins, leaves, replaces."""

from __future__ import annotations

import re

from mailbot.domain.submission import Mode, Source
from mailbot.reading.folding import fold

from . import entries, han, roles
from .addresses import take_emails
from .entry_names import second_spelling
from .mentions import Mention
from .people import Context
from .sections import parts_in
from .segments import Segment, cut_apart
from .sentence_names import names_in
from .spans import Span
from .wording import is_only, pattern, says, starts

_SENTENCE_END = re.compile(r"(?<=[^\s.][^\s.A-ZÀ-ÞА-ЯЁ])[.](?=\s|$)|[;；。؛\n!?]")
_SHORT = re.compile(r"(?:^|[\s(（/])([^\W\d_]{1,6})$")
_NUMBER = re.compile(r"(?<!\w)\(?(\d{1,2})[.)]\s*$")
MAX_PERSONS = 300


def read(span: Span, context: Context, previous: Mention | None = None) -> list[Mention]:
    """The persons a paragraph names, in order, leaving ones marked; addressees and the like left out.

    ``previous``: whom the sentence before named last, so that "he will be replaced by" means them.
    """
    if not _about_people(span):
        return []
    found = names_in(span)
    mentions: list[Mention] = []
    mode: tuple[Mode, Source] | None = None
    for number, person in enumerate(found[:MAX_PERSONS]):
        before = span.cut(found[number - 1].end if number else 0, person.start)
        after = span.cut(person.end, found[number + 1].start if number + 1 < len(found) else len(span.text))
        if _is_other(before, after):
            continue
        mention = Mention(source=person.spelling.name.source)
        mention.spellings.append(person.spelling)
        numbered = _NUMBER.search(before.text)
        mention.number = int(numbered[1]) if numbered else None
        _lead(mention, before, context)
        mode = _shared_mode(before, mode, context, first=number == 0)
        owner = _owner(mention, mentions or [p for p in (previous,) if p], before, after)
        _trail(mention, owner, after, context, last=number + 1 == len(found))
        if mode is not None and not mention.leaving:
            mention.set_mode(*mode)
        mentions.append(mention)
    return mentions


def _shared_mode(
    before: Span, mode: tuple[Mode, Source] | None, context: Context, *, first: bool
) -> tuple[Mode, Source] | None:
    """The way of attending said before the first name of a sentence: it holds for all of them."""
    ends = sentence_ends(before)
    if not first and not ends:
        return mode
    for segment in cut_apart(_last_clause(before)):
        said = roles.read(segment.span, context)
        if said.mode and said.rest is None:
            return said.mode, segment.span.source
    return None


def _about_people(span: Span) -> bool:
    return says(
        span.folded.text,
        "words.composition", "words.join", "words.leave", "words.replaces", "words.replaced_by",
        "speakers.primary", "speakers.alternate", "roles.head", "roles.alternate_head",
        "roles.head_before", "roles.head_after",
    )  # fmt: skip


def _is_other(before: Span, after: Span) -> bool:
    """Whether the sentence only mentions the person: an addressee, the President-designate, a contact."""
    lead = before.folded.text[-60:].rstrip(" :,")
    if is_only(after.folded.text[:60].split(",")[0], "words.other_people") or says(
        after.folded.text[:70], "words.other_people"
    ):
        return True
    if re.match(r"\s*المحترم", after.text):
        return True
    tail = re.split(r"[.;,\n]", lead)[-1]
    return (
        is_only(tail, "words.addressed")
        or starts(tail.strip(), "words.addressed")
        or says(lead[-50:], "words.other_people")
    )


def sentence_ends(span: Span) -> list[tuple[int, int]]:
    """Where sentences end, abbreviations of titles left out."""
    out: list[tuple[int, int]] = []
    for match in _SENTENCE_END.finditer(span.text):
        if match.group() == "\n":
            continue
        word = _SHORT.search(span.text[max(0, match.start() - 12) : match.start()]) if match.group() == "." else None
        if word and (is_only(fold(word[1]), "titles") or (word[1][0].isupper() and len(word[1]) <= 4)):
            continue
        out.append(match.span())
    return out


_HAN_REPLACES = re.compile(r"[^。；;]{0,80}?(?:替换|接替|代替|取代|替代)")


# ---- what the sentence says -------------------------------------------------------------------------------------


def _last_clause(before: Span) -> Span:
    """The end of what stands before a name: from the last sentence end on."""
    ends = sentence_ends(before)
    return before.cut(ends[-1][1]) if ends else before


def _lead(mention: Mention, before: Span, context: Context) -> None:
    """What stands before the name and is about this person: "headed by", "our alternate speaker will be"."""
    clause = _last_clause(before)
    text = clause.folded.text
    tail = text[-90:]
    if says(tail, "roles.head_before") and not han.is_han(tail):
        mention.set_role("head", clause.source)
    handover = _handover(text)
    if handover is not None:
        said = roles.Said()
        piece = text[handover:]
        for topic, speaker in roles.SPEAKERS:
            if says(piece, topic):
                said.speakers.append(speaker)
        for topic, role in roles.ROLES:
            if says(piece, topic):
                said.role = role
                break
        entries.apply(mention, said, clause)
        parts = tuple(dict.fromkeys(p for _, _, ids in parts_in(clause.folded, context) for p in ids))
        if parts and said.speakers and set(parts) != set(context.parts):
            mention.add_parts(parts, clause.source)
    if re.search(r"率团|率领", text) is None and "由" in tail and "率" in tail:
        mention.set_role("head", clause.source)


def _handover(text: str) -> int | None:
    """Where a phrase begins that gives its speaker or role to the name right after it, or None."""
    found = list(pattern("speakers.primary", "speakers.alternate", "roles.head", "roles.alternate_head").finditer(text))
    if not found:
        return None
    last = found[-1]
    gap = text[last.end() :]
    left = pattern("words.part_noun", "words.ordinal_1", "words.ordinal_2", "words.ordinal_3").sub(" ", gap)
    if not _COPULA.fullmatch(left):
        return None
    return last.start()


_COPULA = re.compile(
    r"[\s(\"]*(?:(?:for|in|of|the|de|la|le|pour|para|en|a|на|в|for the)\s+){0,4}\s*"
    r"(?:(?:will|shall) be|is|are|sera|est|es|son|будет|назначена?|является|为|是|由|:|-|=|هو|هي|سيكون|ستكون)?"
    r"[\s:]*(?:the|le|la|el)?[\s:\"]*"
)


def _owner(mention: Mention, earlier: list[Mention], before: Span, after: Span) -> Mention | None:
    """Mark who leaves; give back whom the words after this name are about if it is not this person."""
    text = before.folded.text
    previous = earlier[-1] if earlier else None
    if previous is not None and text.rstrip().endswith("由") and _HAN_REPLACES.match(after.text):
        previous.leaving = True
        return None
    if says(text, "words.replaced_by"):
        _hand_over(previous, mention, before)
        return None
    clause = _BUT.split(text)[-1]
    if says(clause, "words.replaces") and not says(clause, "words.join"):
        mention.leaving = True
        return previous
    last = last_word(clause, "words.join", "words.leave")
    if last == "words.leave":
        mention.leaving = True
    return None


_BUT = re.compile(r"[.;。；\n]|(?<!\w)(?:but|mais|pero|sino|но|ولكن|لكن)(?!\w)|但|而是")


def _hand_over(previous: Mention | None, mention: Mention, before: Span) -> None:
    """ "X is replaced (as main speaker) by Y": X leaves, Y speaks as X did or as the words between say."""
    for topic, speaker in roles.SPEAKERS:
        if mention.speaker is None and says(before.folded.text, topic):
            mention.set_speaker(speaker, before.source)
    if previous is None:
        return
    previous.leaving = True
    if previous.speaker and mention.speaker is None:
        mention.speaker, mention.speaker_source = previous.speaker, previous.speaker_source


def last_word(text: str, *topics: str) -> str | None:
    """Which topic's word stands last in the text."""
    best: tuple[int, str] | None = None
    for topic in topics:
        for match in pattern(topic).finditer(text):
            if best is None or match.end() > best[0]:
                best = (match.end(), topic)
    return best[1] if best else None


def _trail(mention: Mention, owner: Mention | None, after: Span, context: Context, *, last: bool) -> None:
    """What stands after the name up to the next: posts until the first verb, role, speaker, address."""
    clause = after if last else _before_handover(after)
    post = han.post_pattern().match(clause.text)
    if post and han.is_han(mention.spellings[0].name.text):
        mention.functions.append(clause.cut(0, post.end()))
        clause = clause.cut(post.end())
    emails, _ = take_emails(clause)
    if emails and (owner or mention).email is None:
        (owner or mention).email = emails[0]
    text = take_emails(clause)[1]
    ends = sentence_ends(text)
    sentence = text.cut(0, ends[0][0]) if ends else text
    _verbs(mention, sentence)
    posts_open = True
    for segment in cut_apart(sentence):
        posts_open = _segment(mention, owner, segment, context, posts_open=posts_open)


def _segment(mention: Mention, owner: Mention | None, segment: Segment, context: Context, *, posts_open: bool) -> bool:
    """Record one segment; False once the posts are over."""
    text = segment.span.folded.text
    if says(text, "words.unchanged"):
        return False
    verb = says(text, "roles.head_after", "words.replaces", "words.replaced_by", "words.leave", "words.join") or says(
        text, "words.verbs"
    )
    if not mention.leaving and len(mention.spellings) == 1 and second_spelling(mention, segment):
        return posts_open
    if mention.leaving and len(mention.spellings) == 1 and second_spelling(mention, segment):
        return posts_open
    said = roles.read(segment.span, context)
    if verb:
        said.rest = None
        for topic, speaker in roles.SPEAKERS:
            if says(text, topic) and speaker not in said.speakers:
                said.speakers.append(speaker)
    target = owner or mention
    entries.apply(target if not mention.leaving or owner else mention, said, segment.span)
    if said.rest is not None and posts_open and segment.span.text[:1] and (not verb):
        words = said.rest.text.split()
        if (
            roles.is_post(said.rest.folded.text)
            or roles.is_organisation(said.rest.folded.text)
            or (
                segment.depth == 0
                and len(words) <= 8
                and not is_only(fold(words[-1]), "words.and")
                and not said.anything
                and not _BARE.match(said.rest.folded.text)
            )
        ):
            entries.file_post(mention, said.rest, stripped=said.anything)
    return posts_open and not verb and segment.depth >= 0


_BARE = re.compile(
    r"(?:and|e|o|ni|et|y|и|و|a|an|the|who|qui|que|to|from|in|on|at|by|au|aux|dans|en|con|por|для|на|в|с)(?!\w)|[وبل]?(?:الى|في|من)\s"
)


def _verbs(mention: Mention, sentence: Span) -> None:
    text = sentence.folded.text
    if says(text, "roles.head_after"):
        mention.set_role("head", sentence.source)
    before_next = text[:200]
    if says(before_next, "words.leave") and not says(before_next, "words.replaces"):
        mention.leaving = True


def _before_handover(after: Span) -> Span:
    """``after`` without a closing phrase that belongs to the next name ("…; alternate speaker – ")."""
    place = _handover(after.folded.text)
    if place is None:
        return after
    return after.cut(0, after.folded.origin(place))
