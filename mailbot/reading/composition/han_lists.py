"""Several people in one Chinese line: "随员耿介、中校祁连山", "耿介（GENG Jie）随员、祁连山（QI Lianshan）中校"."""

from __future__ import annotations

from collections.abc import Sequence

from . import han
from .segments import Segment, script_of
from .spans import Span
from .titles import split_title

_PARTING = frozenset("、，,；;")
_MOST = 60


def further(listed: Sequence[Segment], first: int) -> list[int]:
    """Places of segments behind the first person that begin another, written as the first one is.

    Commas part the posts of one person too: a further segment counts where a bracket follows the name, as one
    follows the first name, or where name and post stand together, as they do in the first.
    """
    if not han.is_han(listed[first].span.text) or len(listed) > _MOST:
        return []
    bracket, together = _is_spelled(listed, first) or _bracketed(listed, first), _has_post(listed[first].span)
    out: list[int] = []
    for place in range(first + 1, len(listed)):
        segment = listed[place]
        if segment.depth or segment.before not in _PARTING:
            continue
        if _is_spelled(listed, place) or (segment.before == "、" and _as_first(listed, place, bracket, together)):
            out.append(place)
    return out


def _as_first(listed: Sequence[Segment], place: int, bracket: bool, together: bool) -> bool:
    """Whether a segment is a name as the first one is: before a bracket, or with a post in one piece."""
    return (bracket and _bracketed(listed, place)) or (together and _has_post(listed[place].span))


def _is_spelled(listed: Sequence[Segment], place: int) -> bool:
    """Whether a name ends the segment and its Latin spelling follows in brackets."""
    following = listed[place + 1] if place + 1 < len(listed) else None
    if following is None or not following.depth or not han.is_han(listed[place].span.text):
        return False
    _, name = split_title(following.span)
    spelled = script_of(name.text) == "latin" and len(name.text.split()) > 1
    return spelled and (_is_bare(listed[place].span) or han.name_at_end(listed[place].span) is not None)


def _bracketed(listed: Sequence[Segment], place: int) -> bool:
    """Whether the segment is nothing but a name, and a bracket follows it."""
    following = listed[place + 1] if place + 1 < len(listed) else None
    return following is not None and following.depth > 0 and _is_bare(listed[place].span)


def _is_bare(span: Span) -> bool:
    return han.is_name(span.text.strip())


def _has_post(span: Span) -> bool:
    """Whether a segment is a name right before or behind a post, and nothing else."""
    if han.name_at_end(span) is not None:
        return True
    found = han.name_at_start(span)
    rest = han.strip_honorific(found[1]).strip() if found else None
    if found is None or rest is None or not rest.text:
        return False
    return bool(han.post_pattern().fullmatch(rest.text) or han.organisation_and_post().fullmatch(rest.text))
