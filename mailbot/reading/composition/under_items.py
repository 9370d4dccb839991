"""Points under a person's name: "1. Mr X" with "- Head of delegation" and "- x@…" below it, each with a mark."""

from __future__ import annotations

from dataclasses import replace

from mailbot.domain.submission import Source

from . import roles
from .addresses import take_emails, take_phones
from .form_fields import field_kind, split_label
from .openings import names_somebody, opens_with_name
from .rows import Row
from .state import Reading
from .wording import is_only, says

_ROLES = ("roles.head", "roles.alternate_head", "roles.delegate")
_SPEAKERS = ("speakers.primary", "speakers.alternate")
_LONGEST = 120


def without_bullet(row: Row, reading: Reading) -> Row:
    """The line without its bullet where it is a point about the person above, not an item of the list."""
    if not _is_below(row, reading) or len(row.span.text) > _LONGEST:
        return row
    if names_somebody(row.span) or opens_with_name(row, expect=True, reading=reading):
        return row
    if not _tells_of_person(row) or _leads_to_next(row, reading):
        return row
    return replace(row, marker=None)


def _is_below(row: Row, reading: Reading) -> bool:
    """Whether a bullet stands right under an item of another kind: a number, a name alone, a bullet further left."""
    current = reading.current
    if current is None or current.kind != "entry" or row.gap or row.bold or reading.about:
        return False
    if not _is_bullet(row.marker):
        return False
    return row.level > current.level or not _is_bullet(current.marker)


def _tells_of_person(row: Row) -> bool:
    """Whether a line says what is said of a person: a post, a body, an address, a role; none with another's name."""
    label = split_label(row.span)
    if label is not None and field_kind(label[0].folded.text) is not None:
        return True
    text = row.span.folded.text
    if ":" in text:
        return False
    emails, left = take_emails(row.span)
    phones, left = take_phones(left)
    if (emails or phones) and not any(c.isalpha() for c in left.text):
        return True
    return is_only(text, *_ROLES, *_SPEAKERS) or roles.is_post(text) or roles.is_organisation(text)


def _leads_to_next(row: Row, reading: Reading) -> bool:
    """Whether the line is a heading: others were above the names, or a name follows without a number of its own."""
    current, text = reading.current, row.span.folded.text
    if current is None or (reading.affiliation is not None and roles.is_organisation(text)):
        return True
    if says(text, *_SPEAKERS):
        headed = reading.speaker is not None or _is_above(current.speaker_source, current.source)
    elif says(text, *_ROLES):
        headed = reading.role is not None or _is_above(current.role_source, current.source)
    else:
        return False
    following = reading.ahead[0] if reading.ahead else None
    if headed or following is None or following.gap or following.level < row.level:
        return headed
    return (following.marker is None or _is_bullet(following.marker)) and names_somebody(following.span)


def _is_above(said: Source | None, name: Source | None) -> bool:
    """Whether a role was said in a line before the name's, as a heading says it."""
    if said is None or name is None or said.document != name.document or said.page != name.page:
        return False
    return said.line is not None and name.line is not None and said.line < name.line


def _is_bullet(marker: str | None) -> bool:
    return marker is not None and not any(c.isalnum() for c in marker)
