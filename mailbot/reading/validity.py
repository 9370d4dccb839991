"""Whether a written e-mail address can be one (RFC 5321, 6531), and why not in words a delegation understands."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from mailbot.domain.submission import Person, Submission

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "CJK", "HEBREW", "HANGUL", "HIRAGANA", "KATAKANA")


def address_fault(address: str) -> str | None:
    """One sentence saying what is wrong with the address as written, or None. Asks no server."""
    from email_validator import EmailNotValidError, validate_email

    if any(c.isspace() for c in address):
        return "There is a blank in it."
    if not address.isprintable():
        return "There is an invisible character in it."
    mixed = _mixed_scripts(address)
    if mixed:
        return f'It mixes letters of two alphabets in "{mixed}".'
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        return str(error)
    return None


def with_address_faults(submission: Submission, fault: Callable[[str], str | None] = address_fault) -> Submission:
    """The submission with ``email_fault`` set on each person whose address cannot be one."""
    return replace(submission, persons=tuple(_checked(person, fault) for person in submission.persons))


def _checked(person: Person, fault: Callable[[str], str | None]) -> Person:
    return replace(person, email_fault=fault(person.email) if person.email else None)


def _mixed_scripts(address: str) -> str | None:
    """The first label that mixes scripts: a Cyrillic letter in a Latin word looks right and goes nowhere."""
    for label in address.replace("@", ".").split("."):
        scripts = {s for c in label if c.isalpha() and (s := _script(c))}
        if len(scripts) > 1:
            return label
    return None


def _script(character: str) -> str | None:
    name = unicodedata.name(character, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), None)
