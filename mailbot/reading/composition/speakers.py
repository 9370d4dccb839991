"""Speakers named apart from the list: by name, surname, initials or address ("Interprefy: primary K.B., …")."""

from __future__ import annotations

import re

from mailbot.domain.submission import Speaker

from . import entries, han, names, roles
from .addresses import take_emails
from .mentions import Mention, Spelling
from .people import Context
from .sections import parts_in
from .sentence_names import names_in
from .spans import Span
from .titles import split_title, title_starts
from .wording import is_only, pattern, says

INITIALS = re.compile(
    r"(?<![\w.])[A-ZÀ-ÞА-ЯЁ]\.?(?:[\s-]?(?:[A-ZÀ-ÞА-ЯЁ]\.?|[dlo]['’][A-ZÀ-Þ]\.?|[a-zа-я]\.(?=\s?\w))){1,4}(?![\w@])"
)
_INITIAL_NAME = re.compile(
    r"(?:[A-ZÀ-ÞА-ЯЁ][a-zà-ÿа-яё]?\.[\s-]?){1,3}\s?[^\W\d_][\w'’\-]+(?:\s[^\W\d_][\w'’\-]+){0,2}"
)
_COPULA = re.compile(
    r"(?:\W|(?:will be|is|are|shall be|sera|seront|seran|es|son|est|sont|будет|будут|является|являются|назначена?|"
    r"هو|هي|سيكون|ستكون|s'appelle|el|la|le|the)(?!\w)|为|是|由|系)*"
)
_ALSO = re.compile(r"[\s,]+(?:also|as well|too|egalement|aussi|tambien|также|тоже|ايضا|كذلك)\W*$")
_AND = re.compile(r"\s(?:and|et|y|e|и|و)\s|\s?[和及与]\s?|[;；،؛]")


def statement(span: Span, context: Context, *, about: bool = False) -> list[Mention] | None:
    """Who speaks, if the line begins by saying so; None if it does not. ``about``: it stands under a heading
    on speakers, so that "primary" alone counts."""
    text = span.folded.text
    opening = pattern("speakers.about").search(text[:90])
    about = about or (opening is not None and _leads(text[: opening.start()]))
    said = phrases(text, bare=about)
    if said and not about:
        said = _with_short(text, said)
    if not said or not _opens(text, said[0][0], about=about) or _was_speaker(text, said[0][0]):
        return None
    if _says_behind_name(span, said[0][0]):
        return None
    mentions: list[Mention] = []
    pending: list[tuple[Speaker, int]] = []
    parts = _line_parts(span.cut_folded(0, said[0][0]), context)
    for number, (start, end, speaker) in enumerate(said):
        pending.append((speaker, start))
        stop = said[number + 1][0] if number + 1 < len(said) else len(text)
        region = span.cut_folded(end, stop)
        if not _content(region):
            continue
        found = named(region, context)
        in_order = len(found) == len(pending) == 2
        for place, mention in enumerate(found):
            for status, at in pending[place : place + 1] if in_order else pending:
                mention.set_speaker(status, span.source_at(span.folded.origin(at)))
            if parts and mention.parts is None:
                mention.add_parts(parts, span.source)
            mentions.append(mention)
        pending = []
    return mentions


def _says_behind_name(span: Span, start: int) -> bool:
    """Whether the first status stands in a bracket behind a name: "The speakers will be Ms. X (primary) and …"."""
    before = span.cut_folded(0, start)
    return before.text.rstrip().endswith(("(", "（")) and bool(names_in(before))


def _was_speaker(text: str, start: int) -> bool:
    """Whether a line says of the former speaker that they leave: "原候补发言人李国栋不再参会，现由…"."""
    return roles.is_former(text, start) and says(text, "words.leave", "words.replaces", "words.replaced_by")


def named(region: Span, context: Context) -> list[Mention]:
    """Whom a stretch of text after "primary speaker:" means; nobody for "to be named"."""
    cleaned = region.strip(" \t\n:：-–—.,;，；、。()（）=")
    also = _ALSO.search(cleaned.folded.text)
    cleaned = cleaned.cut_folded(0, also.start()) if also else cleaned
    copula = _BEFORE_ADDRESS.search(cleaned.text)
    if copula:
        cleaned = cleaned.blanked(copula.start(1), copula.end(1), ",")
    place = _name_place(cleaned)
    cleaned = cleaned.cut(place) if place else cleaned
    copula = _COPULA.match(cleaned.folded.text)
    if copula and 0 < copula.end() < len(cleaned.folded.text):
        cleaned = cleaned.cut_folded(copula.end(), len(cleaned.folded.text))
    leads = pattern("roles.head").match(cleaned.folded.text) if han.HAN.match(cleaned.text) else None
    if leads and leads.end() < len(cleaned.folded.text):
        cleaned = cleaned.cut_folded(leads.end(), len(cleaned.folded.text))  # 主发言人为团长裴正则大使
    bare = cleaned.folded.text
    if (
        not bare
        or is_only(bare, "words.nobody")
        or (says(bare, "words.nobody") and "@" not in bare and not entries.read(cleaned, context, expect_name=True))
    ):
        return []
    initials = INITIALS.match(cleaned.text)
    found = (
        []
        if initials and not re.match(r"\w*\s*\w\w", cleaned.text[initials.end() :].lstrip(". "))
        else entries.read(cleaned, context, expect_name=True)
    )
    if not any(m.named for m in found):
        found = _short_names(cleaned)
    for mention in found:
        mention.kind = "speaker"
        mention.source = mention.source or region.source
        if leads:
            mention.set_role("head", region.source)
    return found


_BEFORE_ADDRESS = re.compile(r"\s(هو|هي|is|est|es|—|:)\s+(?=\S{1,64}@)")


def _name_place(region: Span) -> int:
    """Where the titled name begins in "… for the first part will be Ms. X"; 0 where no sentence leads to it."""
    for start in title_starts(region)[:3]:
        title, name = split_title(region.cut(start))
        before = region.text[:start]
        if len(before) > 90 or re.search(r"[@;:：；\d]", before):
            return 0
        if title is not None and (name.text[:1].isupper() or names.ARABIC.match(name.text)) and _has_word(name.text):
            first = region.cut(start, start + len(title.text)).folded.text
            if not (roles.is_post(first) and "," in before):
                return start
    return 0


def _has_word(name: str) -> bool:
    """Whether a name is more than initials."""
    return any(len(token) > 2 for token in names.tokens(re.split(r"[,(;@]", name, maxsplit=1)[0]))


def _short_names(span: Span) -> list[Mention]:
    """People given by initials, by a surname with or without initials, or by address alone."""
    out: list[Mention] = []
    place = 0
    pieces: list[Span] = []
    for match in _AND.finditer(span.text):
        pieces.append(span.cut(place, match.start()))
        place = match.end()
    pieces.append(span.cut(place))
    for piece in pieces:
        emails, rest = take_emails(piece)
        name = _short_name(rest)
        if not emails and name is None:
            continue
        mention = Mention(source=piece.source, email=emails[0] if emails else None)
        if name is not None:
            mention.spellings.append(name)
        elif out and out[-1].email is None and out[-1].named:
            out[-1].email = mention.email
            continue
        out.append(mention)
    return out


def _short_name(rest: Span) -> Spelling | None:
    bare = rest.strip(' \t\n:：-–—,;，；、()（）="«»')
    short = bare.strip(" \t\n.,;，；、")
    if INITIALS.fullmatch(short.text + ".") or INITIALS.fullmatch(short.text):
        return Spelling(short)
    title, name = split_title(bare.strip(" ."))
    text = name.text.strip()
    initials = INITIALS.search(text)
    by_initial = _INITIAL_NAME.search(text)
    if by_initial:
        return Spelling(name.cut(*by_initial.span()), title)
    if initials:
        return Spelling(name.cut(*initials.span()), title)
    first = re.split(r"[,(;:\n،，（；]", text, maxsplit=1)[0].strip()
    if han.is_han(first):
        return Spelling(name.cut(0, len(first)), title) if han.is_name(first) else None
    if first and len(names.tokens(first)) <= 5 and names.is_name(first, titled=True):
        place = name.text.find(first)
        return Spelling(name.cut(place, place + len(first)), title)
    return None


def phrases(text: str, *, bare: bool) -> list[tuple[int, int, Speaker]]:
    """Where a folded text speaks of speakers, in order; ``bare``: "primary" alone counts."""
    found: list[tuple[int, int, Speaker]] = []
    taken: list[tuple[int, int]] = []
    for match in pattern("speakers.both").finditer(text):
        found += [(match.start(), match.end(), "primary"), (match.end(), match.end(), "alternate")]
        taken.append(match.span())
    topics: list[tuple[str, Speaker]] = [("speakers.primary", "primary"), ("speakers.alternate", "alternate")]
    if bare:
        topics += [("speakers.primary_bare", "primary"), ("speakers.alternate_bare", "alternate")]
    for topic, speaker in topics:
        for match in pattern(topic).finditer(text):
            if not any(a <= match.start() < b for a, b in taken):
                found.append((match.start(), match.end(), speaker))
                taken.append(match.span())
    return sorted(found, key=lambda item: item[:2])


_SHORT_AFTER = re.compile(r"\s?(?:[:：]|[-–—]\s)")


def seats(text: str) -> list[tuple[int, int, Speaker]]:
    """Where a line that begins with a seat speaks of seats, by full words or by one behind the first."""
    said = phrases(text, bare=False)
    return _with_short(text, said) if said else []


def _with_short(text: str, said: list[tuple[int, int, Speaker]]) -> list[tuple[int, int, Speaker]]:
    """What was said, with "alternate - Ms. B" behind "Primary speaker - Mr. A": the word alone is enough there."""
    taken = [(start, end) for start, end, _ in said]
    short: list[tuple[int, int, Speaker]] = [
        found
        for found in phrases(text, bare=True)
        if found[0] > taken[0][1]
        and not any(a < found[1] and found[0] < b for a, b in taken)
        and _AND_BEFORE.search(text, 0, found[0])
        and _SHORT_AFTER.match(text, found[1])
    ]
    return sorted([*said, *short], key=lambda item: item[:2])


_AND_BEFORE = re.compile(
    r"(?:[,;.،؛；，。)]|(?<!\w)(?:and|et|y|e|и|а|و))\s{0,3}(?:(?:as|the|our|comme|como|le|la|el|в качестве)\s){0,3}\Z"
)


def _opens(text: str, start: int, *, about: bool) -> bool:
    """Whether nothing that could name a person stands before the first phrase."""
    before = text[:start]
    if about:
        return len(before) < 200 and "@" not in before
    return _leads(before)


def _leads(before: str) -> bool:
    left = pattern(
        "words.and", "speakers.about", "words.both_parts", "words.part_noun", "words.ordinal_1", "words.ordinal_2"
    ).sub(" ", before)
    left = re.sub(r"\b(?:our|notre|nuestro|nuestra|l'|s|access|acces|connexion|for)\b", " ", left)
    return len(before) < 80 and not re.search(r"\w\w", left.replace("'", " "))


def _content(region: Span) -> bool:
    left = pattern("words.and").sub(" ", region.folded.text)
    return bool(re.search(r"\w", left))


def _line_parts(span: Span, context: Context) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for _, _, parts in parts_in(span.folded, context) for part in parts))
