"""What stands after a name in a sentence: posts until the first verb, role, speaker, address."""

from __future__ import annotations

import re

from mailbot.reading.folding import fold

from . import filing, han, roles
from .addresses import take_emails
from .entry_names import second_spelling
from .mentions import Mention
from .people import Context
from .segments import Segment, cut_apart
from .sentences import handover, sentence_ends
from .spans import Span
from .wording import is_only, pattern, says, starts


def trail(
    mention: Mention,
    owner: Mention | None,
    after: Span,
    context: Context,
    *,
    last: bool,
    speaking: bool = False,
    joins: bool = False,
) -> None:
    """What stands after the name up to the next: posts until the first verb, role, speaker, address.

    ``last``: nobody else is named after; ``joins``: the words before the name say that this person joins.
    """
    clause = after if last else _before_handover(after, speaking=speaking)
    post = han.post_pattern().match(clause.text)
    if post:
        mention.functions.append(clause.cut(0, post.end()))
        clause = clause.cut(post.end())
    emails, _ = take_emails(clause)
    if emails and (owner or mention).email is None:
        (owner or mention).email = emails[0]
    text = take_emails(clause)[1]
    ends = sentence_ends(text)
    sentence = text.cut(0, ends[0][0]) if ends else text
    _verbs(mention, sentence, stays=joins and not last, leads_on=not last and not ends)
    _pronouns(owner or mention, text, ends, context)
    posts_open = True
    for segment in cut_apart(sentence):
        posts_open = _segment(mention, owner, segment, context, posts_open=posts_open)


def _pronouns(mention: Mention, text: Span, ends: list[tuple[int, int]], context: Context) -> None:
    """What the sentences after say of the person with a pronoun: "She will also be the primary speaker"."""
    for number, (_, start) in enumerate(ends):
        stop = ends[number + 1][0] if number + 1 < len(ends) else len(text.text)
        sentence = text.cut(start, stop)
        if not PRONOUN.match(sentence.folded.text):
            return
        said = roles.read(sentence, context)
        for topic, speaker in roles.SPEAKERS:
            if says(sentence.folded.text, topic) and speaker not in said.speakers:
                said.speakers.append(speaker)
        filing.apply(mention, said, sentence)


PRONOUN = re.compile(
    r"\s*(?:(?:she|he|il|elle|el|ella|quien|он|она|the latter|c(?:elui|elle)-ci)(?!\w)|"
    r"و?(?:هو|هي|سيكون|ستكون)(?!\w)|他|她|该同志|后者)"
)


def _segment(mention: Mention, owner: Mention | None, segment: Segment, context: Context, *, posts_open: bool) -> bool:
    """Record one segment; False once the posts are over."""
    text = segment.span.folded.text
    if says(text, "words.unchanged") or starts(text, "words.formerly"):
        return False
    verb = _is_verbal(text)
    if len(mention.spellings) == 1 and second_spelling(mention, segment):
        return posts_open
    if segment.depth and filing.take_bare_role(mention, segment.span):
        return posts_open
    said = roles.read(segment.span, context)
    if verb:
        said.rest = None
        for topic, speaker in roles.SPEAKERS:
            if says(text, topic) and speaker not in said.speakers:
                said.speakers.append(speaker)
        if said.mode is None and not mention.leaving:
            said.mode = next((mode for topic, mode in roles.MODES if says(text, topic)), None)
    target = owner or mention
    filing.apply(target if not mention.leaving or owner else mention, said, segment.span)
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
                and not starts(said.rest.folded.text, "words.copula")
                and not _BARE.match(said.rest.folded.text)
            )
        ):
            filing.file_post(mention, said.rest, stripped=said.anything)
    return posts_open and not verb and segment.depth >= 0


def _is_verbal(text: str) -> bool:
    """Whether a segment says what the person does, so that no post is in it."""
    if starts(text, "words.copula") and not han.is_han(text):
        return True
    return says(text, "roles.head_after", "words.replaces", "words.replaced_by", "words.leave", "words.join") or says(
        text, "words.verbs"
    )


_BARE = re.compile(
    r"(?:and|e|o|ni|et|y|и|و|a|an|the|who|qui|que|to|from|in|on|at|by|au|aux|dans|en|con|por|для|на|в|с)(?!\w)|[وبل]?(?:الي|في|من)\s"
)


def _verbs(mention: Mention, sentence: Span, *, stays: bool, leads_on: bool) -> None:
    """What the verbs say; of one who joins (``stays``) no leaving: "to add Ms. X to it and to delete Mr. Y".

    ``leads_on``: the next name stands right behind.
    """
    text = sentence.folded.text
    if says(text, "roles.head_after"):
        mention.set_role("head", sentence.source)
    before_next = text[:200]
    if not stays and _leaves(before_next, leads_on=leads_on) and not says(before_next, "words.replaces"):
        mention.leaving = True


def _leaves(text: str, *, leads_on: bool) -> bool:
    """Whether words after a name say that this person leaves, not the next: "…, following the resignation of Mr. Y"."""
    found = pattern("words.leave").finditer(text)
    return any(not (leads_on and _TO_NEXT.fullmatch(text, match.end())) for match in found)


_TO_NEXT = re.compile(
    r"\s*(?:(?:of|from|de|du|des|del|d'|the|its|l[ae]|sa|su|из|من|"
    r"delegation|delegacion|list[ae]?|состава|списка|делегации|(?:ال)?وفد|(?:ال)?قائمه)(?:\s+|$)){0,6}"
)


def _before_handover(after: Span, *, speaking: bool) -> Span:
    """``after`` without a closing phrase that belongs to the next name ("…; alternate speaker – ")."""
    place = handover(after.folded.text, first=bool(sentence_ends(after)), speaking=speaking)
    if place is None:
        return after
    return after.cut(0, after.folded.origin(place))
