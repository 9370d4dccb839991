"""Whether a line begins with somebody's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import entries, han, names, post_names, roles
from .address_names import spells
from .addresses import take_emails
from .rows import Row
from .segments import Segment, comma_names, cut_apart, script_of
from .spans import Span
from .titles import split_title
from .wording import is_only, says

if TYPE_CHECKING:
    from .state import Reading

_STATUS = ("roles.head", "roles.alternate_head", "speakers.primary", "speakers.alternate")
_HAN_WORD = re.compile(r"[\u3400-\u9fff·•]{2,12}")


def names_somebody(span: Span) -> bool:
    pieces = cut_apart(take_emails(span)[1])
    if not pieces or pieces[0].depth:
        return False
    first = comma_names(pieces[:2], span)[0].span if len(pieces) > 1 else pieces[0].span
    title, name = split_title(first)
    return title is not None and entries.titled_name(first, title, name)


def opens_with_name(row: Row, *, expect: bool, reading: Reading) -> bool:  # noqa: PLR0911 - a row of guards
    pieces = cut_apart(take_emails(row.span)[1])
    if not pieces or pieces[0].depth:
        return False
    listed = comma_names(pieces, take_emails(row.span)[1])
    first = listed[0].span
    if "," in first.text and comma_names(pieces, row.span)[0] is not pieces[0]:
        return True
    if (
        han.is_han(first.text)
        and row.marker is not None
        and (roles.is_post(first.folded.text) or han.is_body(first.text))
    ):
        return any(entries.untitled_name(s.span, expect_name=False) for s in listed[:3] if not s.depth)
    if row.marker is not None and post_names.parted(listed[0]):
        return True
    if says(first.folded.text, "words.never", "words.unchanged", "words.everybody"):
        return False
    if _foreign_with_latin(listed):
        return True
    if len(listed) == 1 and not expect and _heads_block(row, first, reading):
        return True
    if entries.untitled_name(first, expect_name=expect):
        more = len(listed) > 1 or names.cased(first.text.split()[-1]) == "capital" or expect
        return more or han.is_han(first.text) or _is_in_full(first)
    if len(listed) > 1 and not expect and row.marker is None and entries.untitled_name(first, expect_name=True):
        return not names.ARABIC.search(first.text) and _tells(row, listed, reading)
    if row.marker is not None and len(listed) > 1 and roles.is_post(first.folded.text):
        return any(
            entries.titled_name(s.span, *_titled(s.span)) for s in listed[1:3] if split_title(s.span)[0] is not None
        )
    return False


def _is_in_full(name: Span) -> bool:
    """Whether a name is written as only a person's is: family name, given name, patronymic."""
    found = names.tokens(name.text)
    return len(found) in {3, 4} and any(names.is_patronymic(token) for token in found[1:])


def _tells(row: Row, listed: list[Segment], reading: Reading) -> bool:
    """Whether what stands behind an untitled name shows that the line is about a person.

    It does if it is a post, a role in brackets, or the person's address; or if the line above was such an entry.
    """
    if any(says(s.span.folded.text, *_STATUS) for s in listed[1:] if s.depth):
        return True
    if any(spells(address.text, listed[0].span.text) for address in take_emails(row.span)[0]):
        return True
    above = reading.current
    return (
        above is not None
        and above.kind == "entry"
        and above.listed
        and not row.gap
        and above.spellings[0].title is None
    )


def _heads_block(row: Row, name: Span, reading: Reading) -> bool:
    """Whether an untitled name alone in a line stands above what is said of a person: a post, a role, an address.

    White space before it, or the address that spells it, tells it from a line of the block above.
    """
    if not reading.opened or reading.closed or not entries.untitled_name(name, expect_name=not han.is_han(name.text)):
        return False
    below: list[Row] = []
    for following in reading.ahead[:_BLOCK]:
        if following.gap or following.marker is not None:
            break
        below.append(following)
    if not below:
        return False
    if any(spells(a.text, name.text) for line in below for a in take_emails(line.span)[0]):
        return True
    first = below[0].span.folded.text
    if not row.gap or len(first) >= _LINE or not (roles.is_post(first) or is_only(first, *_STATUS)):
        return False
    # Under the last paragraph of a mail stands who wrote it.
    is_last = len(below) == len(reading.ahead)
    more = any("@" in line.span.text or says(line.span.folded.text, *_STATUS) for line in below)
    return not is_last or more or _lists_without_addresses(reading)


def _lists_without_addresses(reading: Reading) -> bool:
    listed = [m for m in reading.mentions if m.listed and m.kind == "entry"]
    return bool(listed) and not any(m.email for m in listed)


_BLOCK = 5
_LINE = 100


def _foreign_with_latin(listed: list[Segment]) -> bool:
    """Whether an entry begins with Chinese characters beside a titled Latin name in brackets: a foreign name."""
    if len(listed) < 2 or not listed[1].depth or not _HAN_WORD.fullmatch(listed[0].span.text.strip()):
        return False
    title, name = split_title(listed[1].span)
    if script_of(name.text) != "latin" or not names.is_name(name.text, titled=title is not None):
        return False
    return not (roles.is_post(listed[0].span.folded.text) or roles.is_organisation(listed[0].span.folded.text))


def _titled(span: Span) -> tuple[Span, Span]:
    title, name = split_title(span)
    return title or span, name


def begins_only_now(row: Row, reading: Reading) -> bool:
    """Whether the delegation follows words of courtesy ("Please find below our note.") that closed a document in
    which nobody was named yet: a line leads to it, or it is an item of a list."""
    number = reading.list_id[0]
    if any(m.list_id[0] == number for m in reading.mentions):
        return False
    text = row.span.folded.text.rstrip()
    if text.endswith((":", "：")) and says(text, "words.composition"):
        return True
    if not names_somebody(row.span):
        return False
    return row.marker is not None or (
        says(text, "roles.head") and any(names_somebody(r.span) for r in reading.ahead[:3])
    )
