"""Cells of names: whole or in columns, in one script or two, with a post or a title beside."""

from __future__ import annotations

import re

from mailbot.domain.meeting import Meeting

from . import entries, han, names, roles, two_scripts
from .headings import plain
from .mentions import Mention, Spelling
from .people import Context
from .segments import script_of
from .spans import Span, joined
from .spread import initials_apart
from .titles import split_title
from .wording import is_only

NOTHING = Context("en", Meeting("", {}, "UTC", ()))
_IN_BRACKETS = re.compile(r"[(（][^()（）]{1,60}[)）]")


def take_name(mention: Mention, kind: str, value: Span, context: Context | None = None) -> None:
    """Record a cell of a name column; what else it holds (post, second script, address) too."""
    context = context or NOTHING
    value = value.strip(" \t\n")
    if is_only(value.folded.text, "words.nobody") or not any(c.isalpha() for c in value.text):
        return
    if kind == "title":
        _title(mention, value)
    elif kind in {"family", "given"}:
        _column_name(mention, kind, value)
    else:
        _whole_name(mention, initials_apart(value), context)


def _title(mention: Mention, value: Span) -> None:
    text = Span(" ".join(value.text.split()), value.marks[:1])
    if mention.spellings:
        mention.spellings[0].title = mention.spellings[0].title or text
    else:
        mention.spellings.append(Spelling(Span("", value.marks), text))


def _column_name(mention: Mention, kind: str, value: Span) -> None:
    """A column of family or of given names; a further one in the same script goes on with the name."""
    title, name = split_title(Span(" ".join(value.text.split()), value.marks[:1]))
    script = script_of(name.text)
    slot = next(
        (
            s
            for s in mention.spellings
            if not s.name.text or ((s.family or s.given) and script_of(s.name.text) == script)
        ),
        None,
    )
    if slot is None:
        slot = Spelling(name)
        mention.spellings.insert(0, slot)
    slot.title = slot.title or title
    before = slot.family if kind == "family" else slot.given
    whole = joined([before, name], " ") if before else name
    if kind == "family":
        slot.family = slot.name = whole
    else:
        slot.given = whole
        slot.name = slot.name if slot.name.text else whole


def _whole_brackets(value: Span) -> Span:
    """The cell with blanks for the line breaks inside brackets: the width of the column made them."""
    return Span(_IN_BRACKETS.sub(lambda m: m[0].replace("\n", " "), value.text), value.marks[:1])


def _whole_name(mention: Mention, value: Span, context: Context) -> None:
    text = _name_lines(_whole_brackets(value))
    pending = [s for s in mention.spellings if not s.name.text]
    both = two_scripts.spellings(_name_lines(_whole_brackets(value)))
    if both:
        both[0].title = both[0].title or next((s.title for s in pending), None)
        mention.spellings = [*(s for s in mention.spellings if s.name.text), *both]
        return
    turned = _family_and_title(text)
    if turned is not None:
        turned.title = turned.title or next((s.title for s in pending), None)
        mention.spellings = [*(s for s in mention.spellings if s.name.text), turned]
        return
    found = entries.read(text, context, expect_name=True)
    if found and found[0].named:
        first = found[0]
        for spelling in first.spellings:
            if pending and spelling.title is None:
                spelling.title = pending[0].title
            mention.spellings.append(spelling)
        for spelling in pending:
            mention.spellings.remove(spelling)
        mention.functions += first.functions
        mention.affiliations += first.affiliations
        mention.email = mention.email or first.email
        mention.phone = mention.phone or first.phone
        if first.role and first.role_source:
            mention.set_role(first.role, first.role_source)
        if first.speaker and first.speaker_source:
            mention.set_speaker(first.speaker, first.speaker_source)
        if first.mode and first.mode_source:
            mention.set_mode(first.mode, first.mode_source)
        return
    title, name = split_title(Span(" ".join(value.text.split()), value.marks[:1]))
    if len(name.text) <= 80 and not any(c.isdigit() for c in name.text) and not roles.is_organisation(name.folded.text):
        for spelling in pending:
            title = title or spelling.title
            mention.spellings.remove(spelling)
        mention.spellings.append(Spelling(name.strip(), title))


def _family_and_title(value: Span) -> Spelling | None:
    """ "Walker, Dr. Peter" and "Tuilawa, Ratu Seru" in one cell: the family name, and behind a comma the rest."""
    left, comma, _ = value.text.partition(",")
    if not comma or "," in value.text[len(left) + 1 :] or "\n" in value.text:
        return None
    family, behind = value.cut(0, len(left)).strip(), value.cut(len(left) + 1).strip()
    title, given = split_title(behind)
    words = names.tokens(family.text)
    if title is None or split_title(family)[0] is not None or not 1 <= len(words) <= 3:
        return None
    if not names.is_name(family.text, titled=True) or not names.is_name(given.text.strip(), titled=True):
        return None
    if any(roles.is_post(s.folded.text) or roles.is_organisation(s.folded.text) for s in (family, behind)):
        return None
    return Spelling(value, title, family, given.strip())


def _name_lines(value: Span) -> Span:
    """A name cell with the breaks inside a name turned into blanks, other breaks kept."""
    lines = [line.strip() for line in value.text.split("\n") if line.strip()]
    out = lines[0]
    for line in lines[1:]:
        last = out.split("\n")[-1]
        bare = line.strip(" .,;")
        same = script_of(last) == script_of(line)
        post = roles.is_post(plain(line).folded.text) or roles.is_organisation(plain(line).folded.text)
        said = roles.read(plain(line), NOTHING)
        goes_on = (
            same
            and not post
            and not said.anything
            and names.is_name(bare, titled=True)
            and not last.endswith((",", ";"))
        )
        out += (" " if goes_on and not han.HAN.match(line) else "\n") + line
    return Span(out, value.marks[:1])
