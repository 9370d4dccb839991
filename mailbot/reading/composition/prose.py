"""Persons in running sentences, and what the sentence does with them: heads, joins, leaves, replaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailbot.reading.folding import fold

from . import entries, han, names, roles
from .entries import Segment
from .mentions import Mention, Spelling
from .people import Context
from .sections import parts_in
from .spans import Span
from .titles import split_title, title_starts
from .wording import is_only, pattern, says

_WORD = re.compile(r"[^\W\d_](?:[\w'’ʼ`´\-‐‑]|\.(?=\w))*\.?")
_GAP = re.compile(r"[ \t\u00a0]+")
_SENTENCE_END = re.compile(r"(?<=[^\s.][^\s.A-ZÀ-ÞА-ЯЁ])[.](?=\s|$)|[;；。؛\n!?]")
_SHORT = re.compile(r"(?:^|[\s(（/])([^\W\d_]{1,6})$")
_ARABIC_STOP = re.compile(r"[،,؛;:(（.\n]|\s[-–—]\s")
MAX_PERSONS = 300


@dataclass(slots=True)
class Found:
    """A name in a sentence: where it begins (title included) and ends, in offsets as written."""

    start: int
    end: int
    spelling: Spelling


def read(span: Span, context: Context) -> list[Mention]:
    """The persons a paragraph names, in order, leaving ones marked; addressees and the like left out."""
    if not _about_people(span):
        return []
    found = _names(span)
    mentions: list[Mention] = []
    for number, person in enumerate(found[:MAX_PERSONS]):
        before = span.cut(found[number - 1].end if number else 0, person.start)
        after = span.cut(person.end, found[number + 1].start if number + 1 < len(found) else len(span.text))
        if _is_other(before, after):
            continue
        mention = Mention(source=person.spelling.name.source)
        mention.spellings.append(person.spelling)
        _lead(mention, before, context, first=number == 0)
        owner = _owner(mention, mentions, before)
        _trail(mention, owner, after, context, last=number + 1 == len(found))
        mentions.append(mention)
    return mentions


def _about_people(span: Span) -> bool:
    return says(
        span.folded.text,
        "words.composition", "words.join", "words.leave", "words.replaces", "words.replaced_by",
        "speakers.primary", "speakers.alternate", "roles.head", "roles.alternate_head", "roles.head_before", "roles.head_after",
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
    words = (
        "dear",
        "attention",
        "attn",
        "contact",
        "signed",
        "cher",
        "chere",
        "estimado",
        "estimada",
        "уважаемый",
        "уважаемая",
    )
    tail = re.split(r"[.;,\n]", lead)[-1]
    return any(tail.strip().endswith(word) or tail.strip().startswith(word) for word in words) or says(
        lead[-50:], "words.other_people"
    )


# ---- finding names ----------------------------------------------------------------------------------------------


def _names(span: Span) -> list[Found]:
    out: list[Found] = []
    if han.HAN.search(span.text):
        out += _han_names(span)
    aliases: list[Found] = []
    for start in title_starts(span):
        if out and any(f.start <= start < f.end + 2 for f in out):
            continue
        titled = _titled(span, start)
        if titled:
            (aliases if _alias(span, out, titled) else out).append(titled)
    for found in _untitled(span):
        if not any(o.start <= found.end and found.start <= o.end for o in (*out, *aliases)) and not _alias(
            span, out, found
        ):
            out.append(found)
    return sorted(out, key=lambda f: f.start)


def _alias(span: Span, out: list[Found], found: Found) -> bool:
    """Whether the name stands in brackets right after a name in another script: the same person."""
    before = span.text[: found.start].rstrip()
    if not before.endswith(("(", "（", "/")):
        return False
    place = len(before) - 1
    return any(
        0 <= place - f.end <= 40 and entries._script(f.spelling.name.text) != entries._script(found.spelling.name.text)
        for f in out
    )


def _titled(span: Span, start: int) -> Found | None:
    title, rest = split_title(span.cut(start))
    if title is None:
        return None
    offset = len(span.text) - len(rest.text)
    lead = len(rest.text) - len(rest.text.lstrip(" \t\u00a0"))
    end = _name_end(rest.text, lead)
    name = rest.cut(lead, end).strip()
    if not name.text or not names.is_name(name.text, titled=True) or roles.is_organisation(name.folded.text):
        return None
    if roles.is_post(title.folded.text) and len(names.tokens(name.text)) < 2:
        return None
    if name.text.isupper() and roles.is_acronym(name.text):
        return None
    return Found(start, offset + end, Spelling(name, title))


def _name_end(text: str, start: int) -> int:
    """Where a name that begins at ``start`` ends in running text."""
    if re.match(r"[\u0600-\u06ff]", text[start:]):
        return _arabic_end(text, start)
    if han.HAN.match(text, start):
        found = han.name_at_start(Span(text[start : start + 12], ()))
        return start + len(found[0].text) if found else start
    end, place, count = start, start, 0
    while count < 8:
        word = _WORD.match(text, place)
        if word is None or not _belongs(word.group(), text, word.end()):
            break
        end = word.end() if not _ends_sentence(word.group()) else word.end() - 1
        count += 1
        gap = _GAP.match(text, word.end())
        if gap is None or end < word.end():
            break
        place = gap.end()
    while end > start:
        last = text[start:end].split()[-1]
        if last.casefold() not in names._PARTICLES or last[0].isupper():
            break
        end = start + len(text[start:end].rstrip()[: -len(last)].rstrip())
    return end


def _ends_sentence(word: str) -> bool:
    """Whether the full stop after a word ends the sentence: it does after a whole word, not after an initial."""
    return word.endswith(".") and len(word) > 3 and "." not in word[:-1]


def _belongs(word: str, text: str, after: int) -> bool:
    if word[0].isupper():
        return not (says(word.casefold(), "words.never") and len(word) > 2)
    bare = word.casefold().rstrip("'’")
    if bare in {"y", "e", "i", "a", "o", "as"}:
        return False
    following = _WORD.match(text, after + 1)
    return (
        bare in names._PARTICLES
        and following is not None
        and (following.group()[0].isupper() or following.group().casefold() in names._PARTICLES)
    )


def _arabic_end(text: str, start: int) -> int:
    stop = _ARABIC_STOP.search(text, start)
    limit = stop.start() if stop else len(text)
    end, count = start, 0
    for word in re.finditer(r"\S+", text[start:limit]):
        folded = Span(word.group(), ()).folded.text
        if count and (folded.startswith("و") and len(folded) > 3 and (pattern("titles").match(folded) or count >= 3)):
            break
        if count >= 2 and (
            pattern("posts.starts").match(folded)
            or pattern("words.and", "words.replaces", "roles.head_after", "words.leave").match(folded)
        ):
            break
        if count and pattern("titles").match(folded) and not folded.startswith("ا."):
            break
        count += 1
        end = start + word.end()
        if count == 6:
            break
    return end


def _untitled(span: Span) -> list[Found]:
    """Names without a title that capitals or a patronymic give away."""
    out: list[Found] = []
    place = 0
    for match in _WORD.finditer(span.text):
        if match.start() < place or not match.group()[0].isupper():
            continue
        if match.start() and span.text[match.start() - 1] not in ' \t\n(（«",;:.-–—/，：':
            continue
        end = _name_end(span.text, match.start())
        place = max(end, match.end())
        text = span.text[match.start() : end].strip()
        found = names.tokens(text)
        if not 2 <= len(found) <= 6 or not entries.untitled_name(span.cut(match.start(), end), expect_name=False):
            continue
        kinds = [names._cased(t) for t in found]
        if (
            "capital" in kinds
            and any(roles.is_acronym(t) and len(t) < 4 for t in found)
            and kinds.count("capital") == 1
        ):
            continue
        out.append(Found(match.start(), end, Spelling(span.cut(match.start(), end).strip())))
    return out


_HAN_LEAD = re.compile(
    "为|由|是|派|及|和|与|任命|指定|指派|替换|接替|代替|取代|发言人|团长|团员|成员|改为|人员|：|:|将|即|撤回|增加|新增"
)


def _han_names(span: Span) -> list[Found]:
    """Names in Chinese sentences: before or after a post, or before an honorific or a bracket."""
    out: list[Found] = []
    for segment in entries.segments(span):
        if not han.is_han(segment.span.text) or segment.depth > 1:
            continue
        text = segment.span.text
        for offset in (0, *(m.end() for m in _HAN_LEAD.finditer(text))):
            if out and segment.start + offset < out[-1].end:
                continue
            found = _han_name(segment.span.cut(offset), strong=offset > 0 or segment.before in {"、", "\n"})
            if found:
                start = segment.start + offset + text[offset:].find(found.text)
                out.append(Found(start, start + len(found.text), Spelling(found)))
    return out


def _han_name(span: Span, *, strong: bool) -> Span | None:
    at_start = han.name_at_start(span)
    post = han.post_pattern().match(span.text)
    if post and (at_start is None or post.end() > 2):
        at_start = han.name_at_start(span.cut(post.end())) or at_start
    if at_start:
        rest = at_start[1].text.strip()
        post = han.post_pattern().match(rest)
        honorific = han.honorific(at_start[1])
        if (
            honorific
            or post
            or (not rest and strong)
            or (rest and rest[0] in "任担作为率将接替代不" and len(at_start[0].text) >= 2 and strong)
        ):
            if not says(at_start[0].folded.text, "words.never"):
                return at_start[0].strip()
    at_end = han.name_at_end(span)
    return at_end[1] if at_end else None


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


# ---- what the sentence says -------------------------------------------------------------------------------------


def _last_clause(before: Span, *, first: bool) -> Span:
    """The end of what stands before a name: from the last sentence end on."""
    del first
    ends = sentence_ends(before)
    return before.cut(ends[-1][1]) if ends else before


def _lead(mention: Mention, before: Span, context: Context, *, first: bool) -> None:
    """What stands before the name and is about this person: "headed by", "our alternate speaker will be"."""
    clause = _last_clause(before, first=first)
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
    r"(?:(?:will|shall) be|is|are|sera|est|es|son|будет|назначена?|является|为|是|由|:|-|=|هو|هي|سيكون|ستكون)?[\s:]*(?:the|le|la|el)?[\s:\"]*"
)


def _owner(mention: Mention, earlier: list[Mention], before: Span) -> Mention | None:
    """Mark who leaves; give back whom the words after this name are about if it is not this person."""
    text = before.folded.text
    previous = earlier[-1] if earlier else None
    same_sentence = previous is not None
    if same_sentence and previous is not None and says(text, "words.replaced_by"):
        previous.leaving = True
        if previous.speaker and mention.speaker is None:
            mention.speaker, mention.speaker_source = previous.speaker, previous.speaker_source
        return None
    clause = re.split(r"[.;\n]", text)[-1]
    if says(clause, "words.replaces") and not says(clause, "words.join"):
        mention.leaving = True
        return previous
    last = _last(clause, "words.join", "words.leave")
    if last == "words.leave":
        mention.leaving = True
    return None


def _last(text: str, *topics: str) -> str | None:
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
    emails, _ = entries.take_emails(clause)
    if emails and (owner or mention).email is None:
        (owner or mention).email = emails[0]
    text = entries.take_emails(clause)[1]
    ends = sentence_ends(text)
    sentence = text.cut(0, ends[0][0]) if ends else text
    _verbs(mention, sentence)
    posts_open = True
    for segment in entries.segments(sentence):
        posts_open = _segment(mention, owner, segment, context, posts_open=posts_open)


def _segment(mention: Mention, owner: Mention | None, segment: Segment, context: Context, *, posts_open: bool) -> bool:
    """Record one segment; False once the posts are over."""
    text = segment.span.folded.text
    if says(text, "words.unchanged"):
        return False
    verb = says(text, "roles.head_after", "words.replaces", "words.replaced_by", "words.leave", "words.join") or bool(
        _VERB.search(text)
    )
    if not mention.leaving and len(mention.spellings) == 1 and entries._second_spelling(mention, segment):
        return posts_open
    if mention.leaving and len(mention.spellings) == 1 and entries._second_spelling(mention, segment):
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
            entries._post(mention, said.rest, stripped=said.anything)
    return posts_open and not verb and segment.depth >= 0


_VERB = re.compile(
    r"(?<!\w)(?:will|shall|would|sera|seront|aura|participera|participeront|seran?|sera|participaran?|asistiran?|actuara|"
    r"будет|будут|примет|примут|войдет|войдут|возглавит|возглавляет|سيكون|ستكون|سيشارك|ستشارك|comprend\w*|comprendra|comprise\w*|accompagn\w+|acompan\w+|has the honou?r)(?!\w)"
)
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
