"""Addresses that stand apart from the people they belong to.

"Their e-mail addresses are a@…, b@… and c@…, respectively"; a list of "name – address" after the list of posts;
"Links go to a@… (primary speaker) and b@… (alternate speaker)".
"""

from __future__ import annotations

import re

from mailbot.domain.submission import Doubt, Speaker

from . import entries, speakers
from .addresses import take_emails
from .identity import Group, address_fit, refers, same_spelling
from .known_names import known_names
from .mentions import Mention
from .rows import Row
from .sections import parts_in
from .sentence_names import names_in
from .spans import Span
from .state import Reading
from .wording import pattern, says

_NUMBERED = re.compile(r"(?<![\d.])\d{1,2}\s?[.):°=–-]?\s*$")
_WORD = re.compile(r"\w\w+")
MAX_LENGTH = 4_000
MAX_PEOPLE = 200
MAX_LINE = 160
_MORE = ("roles.head", "roles.alternate_head", "words.verbs", "words.join", "words.leave", "words.contact_person")
CLEAR_FIT = 4
"""Letters of an address that a name explains, from which the address is plainly that person's."""


def take_addresses(row: Row, reading: Reading) -> bool:
    """Take a line of addresses for people named before it; False for any other line."""
    if "@" not in row.span.text or not reading.mentions or len(row.span.text) > MAX_LENGTH:
        return False
    emails, rest = take_emails(row.span)
    if not emails:
        return False
    if len(emails) == 1:
        taken = _of_one(row, reading) or _of_speaker(row, emails[0], rest, reading)
    else:
        taken = _of_speakers(row, emails, rest, reading) or _in_order(row, emails, rest, reading)
    if taken:
        reading.current = None  # what follows goes on with nobody of the list
    return taken


def opens_addresses(row: Row, reading: Reading) -> bool:
    """Whether a line is but a heading over addresses ("E-mail addresses:"): the roles above it end there."""
    text = row.span.folded.text
    if "@" in text or len(text) > 90 or not reading.mentions or not says(text, "words.email_label"):
        return False
    left = pattern("words.addresses", "words.email_label", "words.and", "words.composition", "roles.delegate").sub(
        " ", text
    )
    if _WORD.search(left) or not (row.gap or text.rstrip().endswith((":", "："))):
        return False
    reading.reset_headings()
    reading.current = reading.labelled = None
    return True


def _of_one(row: Row, reading: Reading) -> bool:
    """ "Name – address" of somebody listed before without one."""
    text = row.span.folded.text
    if len(text) > MAX_LINE or reading.about or speakers.phrases(text, bare=True) or says(text, *_MORE):
        return False
    found = entries.read(row.span, reading.context, expect_name=True)
    if len(found) != 1 or not found[0].named:
        found = speakers.named(row.span, reading.context)
    if len(found) != 1 or not found[0].named or not _says_no_more(found[0]):
        return False
    person = _known(found[0], reading)
    if person is None or person.email is not None:
        return False
    person.email = found[0].email
    return True


def _says_no_more(mention: Mention) -> bool:
    told = (mention.functions, mention.affiliations, mention.role, mention.speaker, mention.speaking, mention.phone)
    return mention.email is not None and not any(told)


def _known(mention: Mention, reading: Reading) -> Mention | None:
    """Who of the people listed is meant, in full or by a short name only one of them has."""
    people = _listed(reading)
    full = [p for p in people if any(same_spelling(a, b) for a in mention.spellings for b in p.spellings)]
    short = full or [p for p in people if any(refers(a, b) for a in mention.spellings for b in p.spellings)]
    if not short or not all(_is_one(p, short[0]) for p in short):
        return None
    # Who stands in the lists of two parts is listed twice, and still one person.
    return next((p for p in short if p.email is not None), short[0])


def _is_one(mention: Mention, other: Mention) -> bool:
    return any(same_spelling(a, b) for a in mention.spellings for b in other.spellings)


def _listed(reading: Reading) -> list[Mention]:
    return [m for m in reading.mentions if m.kind == "entry" and m.named and not m.leaving][:MAX_PEOPLE]


def _in_order(row: Row, emails: list[Span], rest: Span, reading: Reading) -> bool:
    """Addresses alone in a line or sentence: as many as there are people listed, or speakers, in their order."""
    text = rest.folded.text
    stated = says(row.span.folded.text, "words.respectively")
    left = pattern("words.addresses", "words.email_label", "words.and", "words.respectively", "words.composition").sub(
        " ", text
    )
    labelled = says(row.span.folded.text, "words.email_label", "words.addresses") and not _WORD.search(left)
    if names_in(rest) or not (stated or labelled) or len(left.split()) > 12:
        return False
    for people in _candidates(reading):
        if len(people) == len(emails) and not any(p.email for p in people):
            for person, email in zip(people, emails, strict=True):
                person.email = email
            _doubt_if_others_fit(people, emails, reading)
            return True
    return False


def _candidates(reading: Reading) -> list[list[Mention]]:
    """Everybody; those of the last list; those named as speakers, in that order."""
    people = _listed(reading)
    speaking = [m for m in reading.mentions if m.kind == "speaker" and m.named and m.speaker]
    known = [p for m in speaking if (p := _known(m, reading)) is not None]
    last = [p for p in people if p.list_id == people[-1].list_id] if people else []
    return [people, last, known, [p for p in people if p.speaker]]


def _doubt_if_others_fit(people: list[Mention], emails: list[Span], reading: Reading) -> None:
    """A person looks where an address plainly bears the name of another of them."""
    groups = [Group([person], 0) for person in people]
    for place, email in enumerate(emails):
        fits = [address_fit(email.text, group) for group in groups]
        if max(fits) >= CLEAR_FIT and not fits[place] and fits.count(max(fits)) == 1:
            detail = f"{email.text} stands in the place of one person and bears the name of another."
            reading.doubts.append(Doubt("low_confidence", people[place].spellings[0].name.text, None, detail))


def _of_speakers(row: Row, emails: list[Span], rest: Span, reading: Reading) -> bool:
    """ "a@… (primary speaker), b@… (alternate speaker)": as many addresses as statuses, in one order."""
    text = rest.folded.text
    said = speakers.phrases(text, bare=says(text, "speakers.about"))
    if len(said) != len(emails) or len({status for _, _, status in said}) != len(said):
        return False
    if any(_NUMBERED.search(row.span.text[: row.span.text.find(email.text)]) for email in emails):
        return False
    if names_in(rest) or speakers.INITIALS.search(rest.text) or known_names(rest, reading.mentions) != []:
        return False
    if len({ids for _, _, ids in parts_in(rest.folded, reading.context)}) > 1 or _entry_like(row, reading):
        return False
    for (_, _, status), email in zip(said, emails, strict=True):
        _speak(email, status, reading)
    return True


def _of_speaker(row: Row, email: Span, rest: Span, reading: Reading) -> bool:
    """ "a@… (primary speaker)," alone in its line: one of several such lines."""
    said = speakers.phrases(rest.folded.text, bare=True)
    if len(said) != 1 or row.marker is not None or not row.span.text.lstrip().startswith(email.text):
        return False
    start, end, status = said[0]
    left = rest.folded.text[:start] + rest.folded.text[end:]
    if _WORD.search(left) or parts_in(rest.folded, reading.context):
        return False
    _speak(email, status, reading)
    return True


def _entry_like(row: Row, reading: Reading) -> bool:
    return any(m.named for m in entries.read(row.span, reading.context, expect_name=row.marker is not None))


def _speak(email: Span, status: Speaker, reading: Reading) -> None:
    mention = Mention(source=email.source, email=email, kind="speaker", listed=False, list_id=reading.list_id)
    mention.set_speaker(status, email.source)
    reading.mentions.append(mention)
