"""Lines of their own about people above them: the name again in Latin letters, addresses by number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import names
from .addresses import take_emails
from .mentions import Mention, Spelling
from .rows import Row
from .segments import script_of
from .spans import Span
from .state import Reading
from .titles import split_title

_NUMBER = re.compile(r"(?<![\d.])(\d{1,2})\s?[.):°=–-]?\s*$")
_LEAD = 60
_BETWEEN = re.compile(r"[\s;,.|/()]*")


def take_respelled(row: Row, reading: Reading) -> bool:
    """A line of nothing but a titled Latin name under a list item in another script: the same person again."""
    last = reading.mentions[-1] if reading.mentions else None
    if row.marker is not None or reading.closed or last is None or not last.marked or len(last.spellings) != 1:
        return False
    title, name = split_title(row.span)
    if title is None or script_of(name.text) != "latin" or script_of(last.spellings[0].name.text) == "latin":
        return False
    if not names.is_name(name.text, titled=True) or len(names.tokens(name.text)) < 2:
        return False
    last.spellings.append(Spelling(name.strip(), title))
    return True


def take_numbered_addresses(row: Row, reading: Reading) -> bool:
    """ "Addresses: 2. a@x ; 3. b@x" below a numbered list: each is of the person with its number."""
    found, _ = take_emails(row.span)
    if not found or reading.closed or row.marker is not None:
        return False
    owners = owners_by_number(row.span.text, found, reading.mentions)
    for owner, email in zip(owners, found, strict=False):
        owner.email = owner.email or email
    return bool(owners)


def owners_by_number(text: str, emails: Sequence[Span], mentions: Sequence[Mention]) -> list[Mention]:
    """Whose the addresses of a text are by the number before each; nobody unless each has one of its own."""
    owners: list[Mention] = []
    place = 0
    for email in emails:
        start = text.find(email.text, place)
        number = _NUMBER.search(text[place:start])
        owner = _numbered(int(number[1]), mentions) if number else None
        lead = text[place : place + number.start()] if number else ""
        if owner is None or (owners and not _BETWEEN.fullmatch(lead)) or len(lead) > _LEAD:
            return []
        owners.append(owner)
        place = start + len(email.text)
    alone = len({id(owner) for owner in owners}) == len(owners)
    return owners if alone and _BETWEEN.fullmatch(text[place:]) else []


def _numbered(number: int, mentions: Sequence[Mention]) -> Mention | None:
    return next((m for m in reversed(mentions) if m.number == number and m.named), None)
