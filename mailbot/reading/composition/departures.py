"""Who leaves by what a sentence says: each word of change with the name it is about.

A removal is certain only where the sentence says it of that very person. The name after "instead of" is the one that
goes; a name after a whole clause ("…étant empêché, la délégation sera conduite par Mme X") is the one that comes.
"""

from __future__ import annotations

import re

from . import han, roles
from .anatomy import sentence_around
from .identity import name_tokens, refers
from .mentions import Mention
from .sentence_names import names_in
from .sentences import last_clause, last_word, sentence_ends
from .spans import Span
from .wording import pattern, says

AND_AT_END = re.compile(
    r"(?:(?<!\w)(?:and|et|y|e|и|as well as|ainsi que|asi como|а также)(?:\s+(?:of|d[eu]|des|del)(?:\s+l[ao]s?)?)?"
    r"|(?:(?<!\w)و)|[和及与、])\s*$"
)


def share_leaving(earlier: list[Mention], mention: Mention, before: Span) -> None:
    """ "Mr A, Counsellor, and Ms B will not attend", "to withdraw both Mr A and Ms B": what is said is said of both."""
    text = before.folded.text
    if not earlier or earlier[0].leaving == mention.leaving or sentence_ends(before):
        return
    if not says(text, *VERBS_OF_CHANGE, "words.verbs"):
        earlier[0].leaving = mention.leaving = True


VERBS_OF_CHANGE = ("words.join", "words.leave", "words.replaces", "words.replaced_by")


_HAN_BY = re.compile(r"由[^，。；、,;]{0,16}$")
_HAN_REPLACES = re.compile(r"[^。；;]{0,80}?(?:替换|接替|代替|取代|替代)")


def owner_of(mention: Mention, earlier: list[Mention], before: Span, after: Span) -> Mention | None:
    """Mark who leaves; give back whom the words after this name are about if it is not this person."""
    text = before.folded.text
    previous = earlier[-1] if earlier else None
    if previous is not None and _HAN_BY.search(text.rstrip()) and _HAN_REPLACES.match(after.text):
        previous.leaving = True
        return None
    if previous is not None and previous.leaving:
        _take_over(mention, before)
        if _EXCHANGED.search(text):
            _inherit(previous, mention)
    if says(text, "words.replaced_by"):
        _hand_over(previous, mention, before)
        return None
    clause = _BUT.split(text)[-1]
    if says(clause, "words.instead"):
        if previous is not None:
            previous.leaving = True
        return None
    if says(clause, "words.replaces") and not says(clause, "words.join"):
        if _has_verb_since(clause, "words.replaces"):
            return None
        mention.leaving = True
        mention.unclear = _gives_up_only_a_place(clause, after)
        return previous
    last = last_word(clause, "words.join", "words.appointing", "words.leave")
    used_up = previous is not None and previous.leaving and _has_own_verb(after)
    if last == "words.leave" and not _has_verb_since(clause, "words.leave") and not used_up:
        mention.leaving = True
    return None


def joins(before: Span) -> bool:
    """Whether the words right before a name say that this person joins: "wishes to add Ms. X"."""
    text = last_clause(before).folded.text
    found = [m.end() for m in pattern("words.join").finditer(text)]
    if not found or last_word(text, "words.join", "words.leave") != "words.join":
        return False
    return _RIGHT_BEHIND.fullmatch(text, found[-1]) is not None


_RIGHT_BEHIND = re.compile(r"[^,;.:،؛，；。：\n]{0,60}")


def _has_own_verb(after: Span) -> bool:
    """Whether the words after a name say something else of it than that it leaves: "…, and Ms. Y will be head"."""
    ends = sentence_ends(after)
    text = (after.cut(0, ends[0][0]) if ends else after).folded.text
    return says(text, "words.copula", "words.verbs", "words.join", "roles.head_after") and not says(text, "words.leave")


def _has_verb_since(clause: str, topic: str) -> bool:
    """Whether a new verb follows the last word of change: the name behind it is its subject, not who goes."""
    if han.is_han(clause):
        return False
    gap = _SON.sub(" ", clause[max(m.end() for m in pattern(topic).finditer(clause)) :])
    gap = pattern("words.formerly").sub(" ", gap)  # "вместо ранее заявленного г-на X" says no more than "вместо г-на X"
    return says(gap, "words.copula", "words.verbs", "roles.head_before")


_SON = re.compile(r"(?<!\w)(?:son|es)(?!\w)")  # French "his" is Spanish "are"


def _gives_up_only_a_place(clause: str, after: Span) -> bool:
    """Whether "X, instead of Y, will be the alternate speaker" leaves open if Y still comes."""
    ends = sentence_ends(after)
    said = f"{clause} {(after.cut(0, ends[0][0]) if ends else after).folded.text}"
    if not says(clause, "words.in_place") or not says(said, *_PLACES):
        return False
    for topic in _PLACES:
        said = pattern(topic).sub(" ", said)
    return not says(said, "words.composition", "roles.delegate_bare", "words.join", "words.leave")


_PLACES = ("speakers.primary", "speakers.alternate", "roles.head", "roles.alternate_head", "roles.head_after")


def settle(mentions: list[Mention], span: Span) -> None:
    """Who is said to remain a member does not leave: "X will replace Y as speaker. Y remains a delegate"."""
    leaving = [m for m in mentions if m.leaving]
    text = span.folded.text
    for match in pattern("words.stays").finditer(text) if leaving else ():
        left, _ = sentence_around(text, match.start(), match.end())
        subjects = names_in(span.cut_folded(left, match.start()))
        if subjects:
            meant = [m for m in leaving if any(refers(subjects[-1].spelling, s) for s in m.spellings)]
        else:
            meant = leaving
        if len(meant) != 1:
            for mention in leaving:
                mention.unclear = True
            continue
        meant[0].leaving = meant[0].unclear = False
        meant[0].speaker = None


def join_recalled(mentions: list[Mention]) -> list[Mention]:
    """The mentions without those that say by a surname once more who leaves; what is sure of one is sure of both."""
    leaving = [m for m in mentions if m.leaving and m.named][:MAX_LEAVING]
    again: set[int] = set()
    for short in leaving:
        if any(len(name_tokens(s)) > 1 for s in short.spellings):
            continue
        full = [m for m in leaving if _calls_by_surname(short, m)]
        if len(full) == 1:
            full[0].unclear = full[0].unclear and short.unclear
            again.add(id(short))
    return [m for m in mentions if id(m) not in again]


def _calls_by_surname(short: Mention, full: Mention) -> bool:
    return any(len(name_tokens(b)) > 1 and refers(a, b) for a in short.spellings for b in full.spellings)


MAX_LEAVING = 100

_BUT = re.compile(r"[.;。；\n]|(?<!\w)(?:but|mais|pero|sino|но|ولكن|لكن)(?!\w)|但|而是")


def _take_over(mention: Mention, before: Span) -> None:
    """ "Instead of X, the alternate speaker will be Y", "вместо X запасным выступающим назначен Y"."""
    text = before.folded.text
    if sentence_ends(before) or not says(text, "words.copula", "words.verbs"):
        return
    for topic, speaker in roles.SPEAKERS:
        if mention.speaker is None and says(text, topic):
            mention.set_speaker(speaker, before.source)


def _hand_over(previous: Mention | None, mention: Mention, before: Span) -> None:
    """ "X is replaced (as main speaker) by Y": X leaves, Y speaks as X did or the words say."""
    for topic, speaker in roles.SPEAKERS:
        if mention.speaker is None and says(before.folded.text, topic):
            mention.set_speaker(speaker, before.source)
    if previous is None:
        return
    previous.leaving = True
    handed = pattern("words.replaced_by").search(before.folded.text)
    if handed and mention.role is None and says(before.folded.text[handed.start() :], "roles.head", "roles.head_after"):
        mention.set_role("head", before.source)
    if previous.speaker and mention.speaker is None:
        mention.speaker, mention.speaker_source = previous.speaker, previous.speaker_source


# "Please replace the alternate speaker, Mr. X, by Ms. Y"; in Arabic "by" is written onto the title.
_EXCHANGED = re.compile(r"(?:(?<!\w)(?:by|with|par|por|на)(?:\s(?:the|le|la|el))?|^)\s*$")


def _inherit(previous: Mention, mention: Mention) -> None:
    """Give who comes for somebody the seat he leaves."""
    if previous.speaker and mention.speaker is None:
        mention.speaker, mention.speaker_source = previous.speaker, previous.speaker_source
    if previous.role == "head" and mention.role is None and previous.role_source is not None:
        mention.set_role("head", previous.role_source)
