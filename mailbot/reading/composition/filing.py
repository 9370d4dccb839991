"""What a segment beside a name says of the person: role, speaker, way of attending, parts; else post or body."""

from __future__ import annotations

import re

from . import han, roles
from .address_names import spells
from .dates import is_days
from .entry_names import second_spelling, take_title
from .mentions import Mention
from .order import transliterated
from .people import Context
from .segments import Segment
from .spans import EDGES, Span
from .wording import is_only, says, starts

_KEEPING_STOP = EDGES.replace(".", "")


def describe(mention: Mention, segment: Segment, context: Context) -> None:
    """Record what a segment beside the name says of the person."""
    span = segment.span.strip(_KEEPING_STOP) if roles.abbreviated(segment.span.text) else segment.span.strip()
    if not span.text or is_only(span.folded.text, "words.email_label", "words.phone_label", "words.and", "words.sex"):
        return
    if starts(span.folded.text, "words.formerly"):
        return
    if mention.email is None and _spoilt_address(mention, span):
        mention.email = span
        return
    if take_title(mention, segment) or second_spelling(mention, segment) or says(span.folded.text, "words.unchanged"):
        return
    said = roles.read(span, context)
    apply(mention, said, span)
    if mention.functions and _leads_in_arabic(span):
        mention.set_role("head", span.source)
        return
    if segment.depth and take_bare_role(mention, span):
        return
    if said.rest is not None:
        file_post(mention, said.rest, stripped=said.anything)


def _leads_in_arabic(span: Span) -> bool:
    """Whether a piece behind the post is the Arabic "as head" alone, without brackets: "المندوب الدائم، رئيسا"."""
    return "\u0600" <= span.text[:1] <= "\u06ff" and is_only(span.folded.text, "roles.head_bare")


_WITHOUT_AT = re.compile(r"[a-z0-9]{1,40}(?:[._-][a-z0-9]{1,40}){2,8}")


def _spoilt_address(mention: Mention, span: Span) -> bool:
    """Whether a piece is the person's address without its @ ("s.kholikova.mfa-tj.example")."""
    if not _WITHOUT_AT.fullmatch(span.text) or span.text.startswith("www."):
        return False
    head = span.text.rpartition(".")[0].rpartition(".")[0]
    return any(spells(f"{head}@", transliterated(spelling.name.text)) for spelling in mention.spellings)


_FROM = re.compile(
    r"(?:(?:of|from|with|at|in)(?: the)?|de la|des|du|del|de los|de las|de|au|aux|a la|en el|en la|al|"
    r"из|от|при|в|من)\s+"
    r"|(?:de|a) l'|来自"
)


def _body_after_preposition(span: Span) -> Span | None:
    """The body in "of the Corps of Engineers", which follows a comma; None for any other text."""
    found = _FROM.match(span.folded.text)
    if not found:
        return None
    body = span.cut_folded(found.end(), len(span.folded.text))
    return body if roles.is_organisation(body.folded.text) else None


def take_bare_role(mention: Mention, span: Span) -> bool:
    """Take a role in brackets after the name or the post: "(Head)", "(Adviser)"."""
    text = span.folded.text
    if is_only(text, "roles.head_bare"):
        mention.set_role("head", span.source)
        return True
    if (mention.functions or mention.affiliations) and is_only(text, "roles.adviser_bare"):
        mention.set_role("adviser", span.source)
        return True
    return False


def apply(mention: Mention, said: roles.Said, span: Span) -> None:
    """Record everything but the rest."""
    if said.role:
        mention.set_role(said.role, span.source)
    for part, status in said.by_part.items():
        mention.speaking.setdefault(part, (status, span.source))
    for speaker in said.speakers if not said.by_part else ():
        mention.set_speaker(speaker, span.source)
    if said.mode:
        mention.set_mode(said.mode, span.source)
    if said.parts and not said.by_part:
        mention.add_parts(said.parts, span.source)
    if said.ambiguous:
        mention.ambiguous = span.source


def file_post(mention: Mention, span: Span, *, stripped: bool) -> None:
    """File a text as post or as body."""
    span = _without_and(span)
    folded = span.folded.text
    if _says_no_post(folded) or numbers(folded):
        return
    if han.is_han(span.text):
        if _HAN_VERB.match(span.text):
            return
        if is_only(folded, "roles.adviser_bare") and mention.functions:
            mention.set_role("adviser", span.source)
            return
        agent = _HAN_AGENT.match(span.text)
        span = span.cut(agent.end()) if agent else span
        body, post = han.split_post(span)
        if body is not None:
            mention.affiliations.append(body)
            mention.functions.append(post)
            return
    elif is_only(folded, "roles.delegate_bare") and (
        # "Delegate" after a post says the role; alone it is all the note says of the post.
        mention.functions or mention.affiliations or _MEMBER.fullmatch(folded) or not is_only(folded, "posts.starts")
    ):
        return
    body = _body_after_preposition(span)
    if body is not None:
        mention.affiliations.append(body)
    elif (
        roles.is_organisation(folded)
        or (roles.is_acronym(span.text) and (mention.functions or mention.affiliations))
        or (mention.affiliations and mention.functions and _is_place(span))
    ):
        mention.affiliations.append(span)
    elif not mention.affiliations or roles.is_post(folded) or not stripped:
        mention.functions.append(span)


def numbers(text: str) -> bool:
    """Whether a text only numbers the participants: "Delegate 2", "Participante N.º 3", "المشارك 2", "代表2"."""
    found = _NUMBERED.fullmatch(text)
    return found is not None and is_only(found[1], "roles.delegate_bare", "columns.name")


_NUMBERED = re.compile(r"(\D{2,40}?)\W{0,3}(?:(?<!\w)(?:n[°or]?|رقم)\W{0,3}|№\s?|第)?\d{1,2}(?:号|位|名)?\W{0,3}")


def _says_no_post(text: str) -> bool:
    """Whether a text says nothing of a post or body: days, or "only" ("second part (4-5 February 2021) only")."""
    no_posts = ("words.contact", "words.farewell", "speakers.about", "words.email_label", "words.only")
    if says(text, "words.respectively") or not any(c.isalpha() for c in text):
        return True  # "…, whose addresses are respectively"
    return _AND.fullmatch(f"{text} ") is not None or is_only(text, *no_posts) or is_days(text)


# What a sentence goes on with behind a name is no post: 的电子邮箱变更为, 也将参加代表团.
_HAN_VERB = re.compile("的|[也亦将现已]{0,2}(?:参加|出席|加入|接替|替代|代替|担任|参会)|因故|不再|改由")
_HAN_AGENT = re.compile("[现改将并拟]?由")
_MEMBER = re.compile(r"members?")
_AND = re.compile(r"(?:and|et|y|e|и|also|aussi|ainsi que|asi como|а также|و)\s+")


def _without_and(span: Span) -> Span:
    """A text without the "and" that tied it to a role ("alternate speaker and member")."""
    found = _AND.match(span.folded.text)
    return span.cut_folded(found.end(), len(span.folded.text)) if found else span


def _is_place(span: Span) -> bool:
    """Whether a text after a body can be where it is ("Permanent Mission, Geneva")."""
    if roles.is_post(span.folded.text) or han.is_han(span.text):
        return False
    return re.fullmatch(r"[^\W\d_a-zа-я][\w'’-]+(?: [^\W\d_a-zа-я][\w'’-]+){0,2}", span.text) is not None
