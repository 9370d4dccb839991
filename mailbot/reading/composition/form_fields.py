"""Blocks of labels and values: "Name: …", "Position: …", "E-mail: …"."""

from __future__ import annotations

import re

from mailbot.domain.meeting import Meeting
from mailbot.reading.folding import fold

from . import cells, entries, han, name_cells, names, roles
from .addresses import take_emails
from .identity import is_address_of
from .mentions import Mention
from .people import Context
from .rows import Row
from .segments import script_of
from .sentence_names import names_in
from .spans import Span
from .state import Reading
from .titles import is_title_only, may_name, split_title
from .wording import is_only

_LABEL = re.compile(r"[:：\t]|\s[-–—]\s(?=\S)|(?<=[\u0600-\u06ff])\s?/\s?(?=[\u0600-\u06ff])")


FIELDS = (
    "email",
    "phone",
    "family",
    "given",
    "title",
    "latin",
    "name",
    "role",
    "speaker",
    "mode",
    "affiliation",
    "post",
)


def split_label(span: Span) -> tuple[Span, Span] | None:
    """The label before a colon, tab or dash, and what follows it."""
    bare = _HAN_LABEL.match(span.text)
    if bare and is_only(fold(bare[1]), *_HAN_ROLES):
        return span.cut(*bare.span(1)), span.cut(bare.end())
    head = span.text[:110]
    found = next(
        (m for m in _LABEL.finditer(head) if head.count("(", 0, m.start()) <= head.count(")", 0, m.start())), None
    )
    if not found or not span.text[: found.start()].strip():
        return None
    label = span.cut(0, found.start()).strip()
    if han.is_han(label.text) and len(label.text) < 12:
        label = Span("".join(label.text.split()), label.marks)
    return (label, span.cut(found.end())) if label.text and "@" not in label.text else None


_HAN_LABEL = re.compile(r"([\u3400-\u9fff]{2,6})[\s\u3000]+(?=[\u3400-\u9fffA-Z])")
_HAN_ROLES = ("roles.head_bare", "roles.alternate_head_bare", "roles.delegate_bare", "roles.adviser_bare")


def take_field(row: Row, reading: Reading) -> bool:
    """One line of a block "Name: …", "Position: …", "E-mail: …"."""
    label = split_label(row.span)
    if label is None or reading.closed:
        return False
    kind, value = field_kind(label[0].folded.text), label[1].strip(" \t\n\u3000:：-–—")
    if kind == "role" and _is_of_post(label[0], value) and not _gives_role(value, reading):
        kind = "post"  # "Function", "Position" and "Qualité" are both: what stands behind them tells
    if kind == "role" and _is_post_too(value) and not _has_post(reading):
        kind = "post"  # "Qualité : Conseiller" is all the block says of the post
    if kind == "name" and not row.gap and _spells_again(label[0], value, reading.labelled):
        kind = "latin"
    if kind in {"family", "given", "name"} and is_title_only(value) and not (kind != "name" and may_name(value.text)):
        kind = "title"
    if kind == "title" and _is_post_below_title(value, reading):
        kind = "post"
    if kind is not None and kind not in _NAMES and _opens_block(kind, row, reading):
        reading.labelled, reading.block, reading.pending = Mention(source=row.span.source), frozenset(), True
    if kind == "email" and _of_several(value):
        reading.current = reading.labelled = None
        return True
    apart = reading.current is None or (kind == "speaker" and (row.gap or not is_only(value.folded.text, *_SPEAKERS)))
    about_nobody = reading.labelled is None and apart
    if kind is None or (kind in _ABOUT and about_nobody):
        return False
    if kind in _NAMES:
        return _name_field(kind, value, reading)
    mention = reading.labelled or (None if row.gap and kind not in {"email", "phone"} else reading.current)
    if mention is None or (kind == "email" and _is_apart(value, mention, row, reading)):
        return False
    if reading.labelled is not None:
        reading.block |= {kind}
    cells.take(mention, kind, value, reading.context)
    return True


def _is_post_below_title(value: Span, reading: Reading) -> bool:
    """Whether "Title: First Secretary" says the post of somebody who has a title: "1. Mr. X" stands above."""
    if not roles.is_post(value.folded.text):
        return False
    mention = reading.labelled or reading.current
    titled = mention is not None and any(spelling.title is not None for spelling in mention.spellings)
    return titled or not is_title_only(value)


def _spells_again(label: Span, value: Span, mention: Mention | None) -> bool:
    """Whether a label and its name in another script write the name above once more: "الاسم: …" over "Name: …"."""
    if mention is None or not mention.named or len(mention.spellings) != 1:
        return False
    before, script = script_of(mention.spellings[0].name.text), script_of(value.text)
    return script != before and "latin" in {script, before} and script_of(label.text) == script


def _is_of_post(label: Span, value: Span) -> bool:
    return is_only(label.folded.text, "columns.post") or roles.is_post(value.folded.text)


def _gives_role(value: Span, reading: Reading) -> bool:
    said = roles.read(value, reading.context, "role")
    return bool(said.role or said.speakers) and said.rest is None


def _of_several(value: Span) -> bool:
    """Whether addresses stand with the names they belong to: "a.b@x (Mr. B); c.d@x (Ms. D)"."""
    emails, rest = take_emails(value)
    return len(emails) > 1 and len(names_in(rest)) > 1


def _is_post_too(value: Span) -> bool:
    text = value.folded.text
    return is_only(text, "roles.adviser_bare") and roles.is_post(text)


def _has_post(reading: Reading) -> bool:
    """Whether the block has or will have a field for the post."""
    if "post" in reading.block:
        return True
    for following in reading.ahead:
        label = None if following.gap else split_label(following.span)
        if label is None:
            return False
        if field_kind(label[0].folded.text) == "post":
            return True
    return False


def _is_apart(value: Span, mention: Mention, row: Row, reading: Reading) -> bool:
    """Whether an address under white space is not that of the person above."""
    if not row.gap or reading.labelled is not None or not mention.marked:
        return False
    return not is_address_of(value.text, value.text, mention, reading.mentions)


def _opens_block(kind: str, row: Row, reading: Reading) -> bool:
    """Whether a label that is no name begins a new person: the one above has it already, and a name follows."""
    if reading.labelled is not None and (reading.name_opens or not (row.gap or kind in reading.block)):
        return False
    if reading.labelled is None and not (row.gap or reading.current is None):
        return False
    for following in reading.ahead:
        if following.gap:
            return False
        label = split_label(following.span)
        found = field_kind(label[0].folded.text) if label else None
        if found in _NAMES:
            return True
        if found is None or found == kind:
            return False
    return False


_NAMES = frozenset({"name", "family", "given", "latin"})
_SPEAKERS = ("speakers.primary", "speakers.alternate", "speakers.primary_bare", "speakers.alternate_bare")
_ABOUT = frozenset({"role", "speaker", "post", "mode", "affiliation", "title"})


def field_kind(folded: str) -> str | None:
    """Which field a label of a block means, or None."""
    for kind in FIELDS:
        if is_only(folded, f"columns.{kind}") and not is_only(folded, "roles.delegate_bare"):
            return kind
    return None


def _name_field(kind: str, value: Span, reading: Reading) -> bool:
    value = value.strip()
    if not value.text:
        return False
    mention = reading.labelled
    pending = reading.pending
    fresh = mention is None or pending or (kind == "name" and mention.named) or (
        kind in {"family", "given"} and mention.spellings and getattr(mention.spellings[0], kind) is not None
    )  # fmt: skip
    if kind == "name" and mention is None and not _value_is_name(value):
        return False
    if fresh or mention is None:
        reading.name_opens = reading.name_opens or (mention is None and not pending)
        mention = mention if pending and mention is not None else Mention(source=value.source)
        reading.add(mention)
        reading.labelled, reading.block, reading.pending = mention, reading.block if pending else frozenset(), False
        if kind == "name":
            found = entries.read(value, reading.context, expect_name=True)
            if found and found[0].named:
                found[0].spellings[0].title = found[0].spellings[0].title or _title_of(mention)
                mention.spellings, mention.functions = found[0].spellings, found[0].functions or mention.functions
                mention.affiliations = found[0].affiliations or mention.affiliations
                mention.email, mention.role = mention.email or found[0].email, mention.role or found[0].role
                return True
    name_cells.take_name(mention, kind, value)
    return True


def _title_of(mention: Mention) -> Span | None:
    return mention.spellings[0].title if mention.spellings else None


def _value_is_name(value: Span) -> bool:
    title, name = split_title(value)
    if title is not None and names.is_name(name.text, titled=True):
        return True
    if entries.untitled_name(value, expect_name=True):
        return True
    return any(m.named for m in entries.read(value, Context("en", _NO_MEETING), expect_name=True))  # fmt: skip


_NO_MEETING = Meeting("", {}, "UTC", ())
