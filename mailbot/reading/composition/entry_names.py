"""The name of an entry: title, spellings, and what is written onto it."""

from __future__ import annotations

from . import han, names, order, roles, two_scripts
from .mentions import Mention, Spelling
from .segments import Segment, script_of
from .spans import EDGES, Span
from .titles import is_title_only, split_title


def take_name(mention: Mention, segment: Segment) -> list[Segment]:
    """Record the name of a segment; segments for what follows it in the same segment."""
    title, name = split_title(segment.span)
    both = two_scripts.spellings(name)
    if both:
        both[0].title = both[0].title or title
        mention.source = mention.source or name.source
        mention.spellings += both
        return []
    rest: Span | None = None
    before: Span | None = None
    if han.is_han(name.text):
        found = han.name_at_start(name)
        if found:
            name, rest = found
            honorific = han.honorific(rest)
            title = title or honorific
            rest = han.strip_honorific(rest).strip()
        elif body := han.name_after_body(name):
            mention.affiliations.append(body[0])
            name, rest = body[1:]
        elif not han.is_name(name.text):
            ending = han.name_at_end(name)
            if ending:
                before, name = ending
    name = name.strip(" \t\n,;:،")
    if mention.source is None:
        mention.source = name.source
    mention.spellings.append(Spelling(name, title))
    return [
        Segment(s, segment.depth, "", segment.start) for s in (before, rest) if s is not None and s.text.strip(EDGES)
    ]


def take_title(mention: Mention, segment: Segment) -> bool:
    """Take a title in brackets after the name: "Ndikumasabo, Espérance (Mme)"; True if it was one."""
    honorific = han.honorific(segment.span)
    behind_bracket = honorific is not None and segment.before in {")", "）"}
    if not (segment.depth or behind_bracket) or not mention.spellings or mention.spellings[-1].title is not None:
        return False
    if not (is_title_only(segment.span) or (honorific and honorific.text == segment.span.text)):
        return False
    if roles.is_post(segment.span.folded.text):
        return False
    mention.spellings[-1].title = segment.span.strip("()[]（） ")
    return True


def second_spelling(mention: Mention, segment: Segment) -> bool:
    """Take a segment as the name in another script; True if it was one."""
    if not mention.spellings or len(mention.spellings) > 1:
        return False
    title, name = split_title(segment.span)
    text = name.text.strip(" .")
    mine = mention.spellings[0].name
    surname = _is_surname_again(mine, segment)
    if script_of(text) == script_of(mine.text) or not names.is_name(text, titled=title is not None or surname):
        return False
    if script_of(text) == "latin":
        apart = segment.depth > 0 or segment.before in {"/", "-", "–", "\n"}
        if title is None and not apart and not _is_same_name(mine, segment, name):
            return False
        if roles.is_post(name.folded.text) or roles.is_organisation(name.folded.text):
            return False
    elif title is None and segment.depth == 0 and not _is_same_name(name, segment, mine):
        return False
    mention.spellings.append(Spelling(name.strip(" .,;:"), title))
    return True


def _is_surname_again(mine: Span, segment: Segment) -> bool:
    """Whether one Latin word in brackets stands behind a surname alone ("г-н Грицевич (Hrytsevich)")."""
    text = segment.span.text.strip(" .")
    bare = segment.depth > 0 and len(text.split()) == len(mine.text.split()) == 1 and not han.is_han(mine.text)
    return bare and text[:1].isupper() and not roles.is_acronym(text)


def _is_same_name(native: Span, segment: Segment, latin: Span) -> bool:
    """Whether names in two scripts side by side are one: by their sound ("陶思远，TAO Siyuan"), or a blank between."""
    if len(latin.text.split()) < 2:
        return False
    if not segment.before.strip() and han.is_name(native.text):
        return True
    return order.sounds_like(Spelling(native), Spelling(latin)) is True
