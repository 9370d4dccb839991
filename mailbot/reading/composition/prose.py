"""Persons in running sentences, and what the sentence does with them: heads, joins, leaves, replaces."""

from __future__ import annotations

import re

from mailbot.domain.submission import Mode, Source

from . import departures, filing, han, roles, told_speakers
from .addresses import take_emails
from .after_names import trail
from .conditions import without_negated
from .identity import name_tokens, refers
from .mentions import Mention, Spelling
from .people import Context
from .sections import parts_in
from .segments import cut_apart
from .sentence_names import Found, names_in
from .sentences import handover, last_clause, sentence_ends
from .spans import Span
from .wording import is_only, pattern, says, starts

_NUMBER = re.compile(r"(?<!\w)\(?(\d{1,2})[.)]\s*$")

# More than a line of volume.MAX_LINE letters can name.
MAX_PERSONS = 2_000
_POSSESSIVE = re.compile(r"['’]s(?!\w)")  # "will take over Mr. X's function" is about somebody else


def read(span: Span, context: Context, previous: Mention | None = None) -> list[Mention]:
    """The persons a paragraph names, in order, leaving ones marked; addressees and the like left out.

    ``previous``: whom the sentence before named last, so that "he will be replaced by" means them.
    """
    if not _about_people(span):
        return []
    span = without_negated(span)
    found = [name for name in names_in(span) if not _POSSESSIVE.match(span.text, name.end)]
    speaking = says(span.folded.text, "speakers.primary", "speakers.alternate")
    mentions: list[Mention] = []
    behind: list[tuple[Mention, Span]] = []
    mode: tuple[Mode, Source] | None = None
    for number, person in enumerate(found[:MAX_PERSONS]):
        before = span.cut(found[number - 1].end if number else 0, person.start)
        following = found[number + 1] if number + 1 < len(found) else None
        after = span.cut(person.end, _beginning(span, following) if following else len(span.text))
        if _is_other(before, after):
            continue
        again = _named_before(person.spelling, mentions)
        mention = again or Mention(source=person.spelling.name.source)
        mention.spellings += [s for s in (person.spelling, person.latin) if s is not None]
        behind.append((mention, after))
        posts = list(mention.functions), list(mention.affiliations)
        mention.functions += [person.post] if person.post else []
        numbered = _NUMBER.search(before.text)
        mention.number = int(numbered[1]) if numbered else None
        first = number == 0 or bool(sentence_ends(before))
        if not _is_joined(span, person):
            _lead(mention, before, context, first=first, speaking=speaking)
        mode = _shared_mode(before, mode, context, first=number == 0)
        owner = departures.owner_of(mention, mentions or [p for p in (previous,) if p], before, after)
        last = following is None or _is_joined(span, following)
        joins = departures.joins(before)
        trail(mention, owner, after, context, last=last, speaking=speaking, joins=joins)
        if (begin := _beginning(span, person)) < person.start and not mention.functions:
            filing.file_post(mention, span.cut(begin, person.start), stripped=False)
        if (not mention.functions and mention.spellings[0].title is None) or first:
            _post_before(mention, before)
        if mode is not None and not mention.leaving:
            mention.set_mode(*mode)
        if again is None:
            joined = departures.AND_AT_END.search(before.folded.text) or _is_joined(span, person)
            departures.share_leaving(mentions[-1:] if joined else [], mention, before)
            mentions.append(mention)
        elif posts[0]:
            mention.functions, mention.affiliations = posts
    told_speakers.settle(span, behind)
    _address_of_speaker(span, mentions)
    _addresses_in_order(span.cut(found[-1].end) if found else span, mentions)
    departures.settle(mentions, span)
    return mentions


def _is_joined(span: Span, person: Found) -> bool:
    """Whether the Arabic "and" is written with the title of a name: what stands before is said of somebody else."""
    return person.spelling.title is not None and span.text[person.start] == "و"


def _addresses_in_order(tail: Span, mentions: list[Mention]) -> None:
    """ "…, at a@x and b@x respectively" behind the last name: of the people, or of the speakers, in turn."""
    emails, _ = take_emails(tail)
    if len(emails) < _SEVERAL or not says(tail.folded.text, "words.respectively"):
        return
    staying = [m for m in mentions if not m.leaving]
    for people in ([m for m in staying if m.speaker], staying):
        if len(people) == len(emails) and all(m.email is None or m.email.text == emails[0].text for m in people):
            for person, email in zip(people, emails, strict=True):
                person.email = email
            return


_SEVERAL = 2


def _address_of_speaker(span: Span, mentions: list[Mention]) -> None:
    """ "The address of the alternate speaker has changed: Mr. X – x@…": the one person named is that speaker."""
    text = span.folded.text
    if len(mentions) != 1 or mentions[0].speaker or mentions[0].leaving or mentions[0].email is None:
        return
    said = [speaker for topic, speaker in roles.SPEAKERS if says(text, topic)]
    if len(said) == 1 and says(text, "words.email_label"):
        mentions[0].set_speaker(said[0], span.source)


def _beginning(span: Span, person: Found) -> int:
    """Where what is said of a person begins: at the post before a Chinese name (国防部大校闵建勋), else the name."""
    if not han.is_han(person.spelling.name.text):
        return person.start
    for lead in _HAN_LEAD.finditer(span.text, max(0, person.start - 40), person.start):
        post = span.text[lead.end() : person.start]
        if _HAN_AGENT.match(post) or _HAN_INSIDE.search(post):
            continue
        if han.post_pattern().fullmatch(post) or han.organisation_and_post().fullmatch(post):
            return lead.end()
    return person.start


_HAN_INSIDE = re.compile("[由为]|包括")  # "代表团由裁军大使" is no post
_HAN_AGENT = re.compile("改由|改派|现由|由|派|增派")
_HAN_LEAD = re.compile(r"^|(?<=[，,、；;：:和及由派为])|(?<=包括)|(?<=增加)|(?<=增补)|(?<=任命)")


def _named_before(spelling: Spelling, mentions: list[Mention]) -> Mention | None:
    """Whom of the same paragraph a shorter name means again: "Msgr. Malvestiti will speak first"."""
    words = len(name_tokens(spelling))
    fits = [
        m
        for m in mentions
        if not m.leaving
        and (words < len(name_tokens(m.spellings[0])) or _is_same(spelling, m.spellings[0]))
        and refers(spelling, m.spellings[0])
    ]
    return fits[0] if len(fits) == 1 else None


def _is_same(one: Spelling, other: Spelling) -> bool:
    return han.is_han(one.name.text) and one.name.text == other.name.text


def _post_before(mention: Mention, before: Span) -> None:
    """The post right before the name: "led by the Deputy Director, Mr. X", "由二等秘书鲁西平"."""
    if mention.functions:
        return
    clause = last_clause(before)
    text = clause.folded.text
    if departures.AND_AT_END.search(text):
        return
    for match in pattern("posts.starts").finditer(text, max(0, len(text) - 90)):
        post = clause.cut_folded(match.start(), len(text)).strip()
        words = post.folded.text
        if not post.text or _CUT_POST.search(words) or filing.numbers(words):
            continue
        if says(words, "words.verbs", "words.copula", *_STATUS_WORDS):
            continue
        if han.is_han(post.text) and han.post_pattern().fullmatch(post.text) is None:
            continue
        mention.functions.append(post)
        return


_CUT_POST = re.compile(r"[,;:()@]|(?<!\w)(?:by|par|por|que|who|qui|as|como|comme)(?!\w)")


_STATUS_WORDS = ("roles.head", "roles.alternate_head", "speakers.primary", "speakers.alternate", "words.never")


def _shared_mode(
    before: Span, mode: tuple[Mode, Source] | None, context: Context, *, first: bool
) -> tuple[Mode, Source] | None:
    """The way of attending said before the first name of a sentence: it holds for all of them."""
    ends = sentence_ends(before)
    if not first and not ends:
        return mode
    for segment in cut_apart(last_clause(before)):
        said = roles.read(segment.span, context)
        if said.mode and said.rest is None:
            return said.mode, segment.span.source
    return None


def _about_people(span: Span) -> bool:
    return _tells_address(span) or says(
        span.folded.text,
        "words.composition", "words.join", "words.leave", "words.replaces", "words.replaced_by",
        "speakers.primary", "speakers.alternate", "roles.head", "roles.alternate_head",
        "roles.head_before", "roles.head_after",
    )  # fmt: skip


def _tells_address(span: Span) -> bool:
    """ "The correct address of Ms. X is x@…": an address somebody listed before has now, not whom to ask."""
    text = span.folded.text
    if "@" not in text or says(text, "words.contact_person", "words.contact_clause"):
        return False
    titles = [m.start() for m in pattern("titles").finditer(text)]
    labels = (m.end() for m in pattern("words.email_label").finditer(text) if not m[0].startswith("contact"))
    return any(_OF_WHOM.fullmatch(text, end, at) for end in labels for at in titles if 0 < at - end < _NEAR)


_NEAR = 30
_OF_WHOM = re.compile(r"[^.,;:\n@]+")


_BRACKETED = re.compile(r"\([^()]{0,120}\)")


def _is_other(before: Span, after: Span) -> bool:
    """Whether the sentence only mentions the person: an addressee, the President-designate, a contact."""
    lead = before.folded.text[-60:].rstrip(" :,")
    behind = _BRACKETED.sub(" ", after.folded.text[:300])
    if is_only(behind[:60].split(",")[0], "words.other_people") or says(behind[:70], "words.other_people"):
        return True
    if re.match(r"\s*المحترم", after.text) or _answers_questions(before):
        return True
    tail = re.split(r"[.;,\n]", lead)[-1]
    return (
        is_only(tail, "words.addressed")
        or starts(tail.strip(), "words.addressed")
        or says(lead[-50:], "words.other_people")
    )


def _answers_questions(before: Span) -> bool:
    """Whether the clause before a name says whom to ask: "for any question please contact", "le point focal est"."""
    clause = last_clause(before).folded.text
    found = list(pattern("words.contact_clause").finditer(clause))
    if not found:
        return False
    left = clause[found[-1].start() :]
    return len(left) < _CONTACT_REACH and not says(clause, *_STATUS_WORDS[:4], *departures.VERBS_OF_CHANGE)


_CONTACT_REACH = 120


def _lead(mention: Mention, before: Span, context: Context, *, first: bool, speaking: bool) -> None:
    """What stands before the name and is about this person: "headed by", "our alternate speaker will be"."""
    clause = last_clause(before)
    text = clause.folded.text
    tail = text[-90:]
    if says(tail, "roles.head_before") and not han.is_han(tail):
        mention.set_role("head", clause.source)
    place = handover(text, first=first, speaking=speaking)
    if place is not None:
        said = roles.Said()
        piece = text[place:]
        for topic, speaker in (*roles.SPEAKERS, *(roles.BARE_SPEAKERS if speaking else ())):
            if says(piece, topic) and not said.speakers:
                said.speakers.append(speaker)
        for topic, role in roles.ROLES:
            if says(piece, topic):
                said.role = role
                break
        filing.apply(mention, said, clause)
        parts = tuple(dict.fromkeys(p for _, _, ids in parts_in(clause.folded, context) for p in ids))
        if parts and said.speakers and set(parts) != set(context.parts):
            mention.add_parts(parts, clause.source)
    if re.search(r"率团|率领", text) is None and "由" in tail and "率" in tail:
        mention.set_role("head", clause.source)
