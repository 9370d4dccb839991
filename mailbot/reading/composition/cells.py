"""Cells of a table, and values after a label, of a known kind."""

from __future__ import annotations

import re

from mailbot.domain.meeting import Meeting

from . import columns, entries, han, names, roles
from .addresses import take_emails, take_phones
from .mentions import Mention, Spelling
from .people import Context
from .segments import cut_apart, script_of
from .spans import Span
from .titles import split_title
from .wording import is_only

_YES = frozenset("x х X ✓ ✔ √ + ● • ■ ☒ ☑ * v V ✗ × 1 ✅ ○ ◯".split())


_NO = frozenset({"", "-", "–", "—", "0", "☐", "□", "/", "n/a", "--", "---"})


_LOWER = re.compile(r"[a-zà-ÿа-яё]")


_HANGING = re.compile(
    r"(?:\s|^)(?:of|the|and|for|to|in|on|de|la|le|du|des|del|los|las|et|y|e|и|по|при|for|al|au|aux|à|pour|para|с|в|на|&|-)$"
)


def mark(value: Span, mention: Mention, context: Context) -> bool:
    """Whether a cell of a part's column says that the person takes part; what else it says is recorded."""
    text = value.text.strip()
    folded = value.folded.text.strip(" .")
    if text in _YES or is_only(folded, "words.yes"):
        return True
    if text.casefold() in _NO or is_only(folded, "words.no"):
        return False
    said = roles.read(value.strip(), context, "speaker")
    entries.apply(mention, said, value)
    return True


def take(mention: Mention, kind: str, value: Span, context: Context) -> None:
    """Record a cell (or the value after a label) of a known kind."""
    if not value.text.strip() or value.text.strip() in _NO:
        return
    if kind in {"name", "latin", "family", "given", "title"}:
        take_name(mention, kind, value, context)
    elif kind in {"in_person", "virtual"}:
        if value.text.strip() in _YES or is_only(value.folded.text, "words.yes"):
            mention.set_mode("in_person" if kind == "in_person" else "virtual", value.source)
    elif kind in {"speaker_primary", "speaker_alternate", "head"}:
        _ticked(mention, kind, value)
    elif kind == "phone":
        _phone(mention, value)
    else:
        _text(mention, kind, value, context)


def _ticked(mention: Mention, kind: str, value: Span) -> None:
    if value.text.strip() in _NO or is_only(value.folded.text, "words.no", "words.nobody"):
        return
    if kind == "head":
        mention.set_role("head", value.source)
    else:
        mention.set_speaker("primary" if kind == "speaker_primary" else "alternate", value.source)


def _phone(mention: Mention, value: Span) -> None:
    text = value.strip()
    if sum(c.isdigit() for c in text.text) >= 5 and mention.phone is None:
        mention.phone = text.cut(0, text.text.find("\n")) if "\n" in text.text else text
    elif "@" in text.text:
        mention.email = mention.email or next(iter(take_emails(text)[0]), None)


def _text(mention: Mention, kind: str, value: Span, context: Context) -> None:
    """A cell of words: post, body, role, speaker, mode, remark, address, or several of them."""
    emails, rest = take_emails(_email_unwrapped(value) if "@" in value.text else value)
    if emails and mention.email is None:
        mention.email = emails[0]
    if kind == "email" and not emails and "@" in value.text:
        mention.email = mention.email or value.strip()
        return
    phones, rest = take_phones(rest)
    if phones and mention.phone is None:
        mention.phone = phones[0]
    if kind == "affiliation":
        body = _unwrap(rest).strip()
        if body.text and not is_only(body.folded.text, "words.nobody"):
            mention.affiliations.append(Span(" ".join(body.text.split()), body.marks))
        return
    column = (
        "role"
        if kind in {"role", "remark"}
        else "speaker"
        if kind in {"speaker", "mixed", "email"}
        else "mode"
        if kind == "mode"
        else None
    )
    whole = _flat(rest)
    if column is not None:
        said = roles.read(whole.strip(), context, column)  # type: ignore[arg-type]
        if said.rest is None:
            entries.apply(mention, said, whole)
            return
    for segment in cut_apart(_unwrap(rest)):
        said = roles.read(segment.span, context, column)  # type: ignore[arg-type]
        if said.rest is None or column is not None:
            entries.apply(mention, said, segment.span)
            if said.rest is not None and kind == "role":
                entries.file_post(mention, said.rest, stripped=said.anything)
            continue
        entries.describe(mention, segment, context)


def _email_unwrapped(value: Span) -> Span:
    """An address that the cell's width broke over two lines, in one piece."""
    found = re.search(r"[\w.+-]*[\w.@-]\n[\w.@-]+\.\w+", value.text)
    if not found or found.group().count("@") != 1:
        return value
    text = value.text[: found.start()] + found.group().replace("\n", "") + value.text[found.end() :]
    return Span(text, value.marks[:1])


def _flat(value: Span) -> Span:
    glue = "" if han.HAN.search(value.text) else " "
    return Span(glue.join(value.text.split("\n")), value.marks[:1])


def _unwrap(value: Span) -> Span:
    """The cell with line breaks that only its width made turned into blanks."""
    out = ""
    commas = any(part.rstrip().endswith((",", "，", "،")) for part in value.text.split("\n")[:-1])
    for line in (part.strip() for part in value.text.split("\n")):
        if not line:
            continue
        if not out:
            out = line
        elif _parts_lines(out, line, commas=commas):
            out += "\n" + line
        else:
            out += ("" if han.HAN.match(line) and han.HAN.match(out[-1]) else " ") + line
    return Span(out, value.marks[:1])


def _parts_lines(before: str, line: str, *, commas: bool) -> bool:
    """Whether a line break in a cell parts two things; where the writer parts by commas, it is only the width."""
    last = before.rsplit("\n", maxsplit=1)[-1]
    if _HANGING.search(last.casefold()) or _LOWER.match(line[0]):
        return last.endswith((",", ";")) and not _LOWER.match(line[0])
    folded = columns.plain(line).folded.text
    said = roles.read(columns.plain(line), NOTHING)
    if said.rest is None and said.anything:
        return True
    if commas and not han.HAN.match(line):
        return last.endswith((",", ";", "，", "،"))
    if roles.is_organisation(folded):
        return " " in line or bool(han.HAN.match(line)) or roles.is_acronym(line)
    return roles.is_post(folded) or bool(han.HAN.match(line)) or last.endswith((",", ";", "，", "،"))


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
        _whole_name(mention, value, context)


def _title(mention: Mention, value: Span) -> None:
    text = Span(" ".join(value.text.split()), value.marks[:1])
    if mention.spellings:
        mention.spellings[0].title = mention.spellings[0].title or text
    else:
        mention.spellings.append(Spelling(Span("", value.marks), text))


def _column_name(mention: Mention, kind: str, value: Span) -> None:
    title, name = split_title(Span(" ".join(value.text.split()), value.marks[:1]))
    slot = next((s for s in mention.spellings if s.family or s.given or not s.name.text), None)
    if slot is None:
        slot = Spelling(name)
        mention.spellings.insert(0, slot)
    slot.title = slot.title or title
    if kind == "family":
        slot.family = slot.family or name
        slot.name = name
    else:
        slot.given = slot.given or name
        slot.name = slot.name if slot.name.text else name


def _whole_name(mention: Mention, value: Span, context: Context) -> None:
    text = _name_lines(value)
    found = entries.read(text, context, expect_name=True)
    pending = [s for s in mention.spellings if not s.name.text]
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


def _name_lines(value: Span) -> Span:
    """A name cell with the breaks inside a name turned into blanks, other breaks kept."""
    lines = [line.strip() for line in value.text.split("\n") if line.strip()]
    out = lines[0]
    for line in lines[1:]:
        last = out.split("\n")[-1]
        bare = line.strip(" .,;")
        same = script_of(last) == script_of(line)
        post = roles.is_post(columns.plain(line).folded.text) or roles.is_organisation(columns.plain(line).folded.text)
        said = roles.read(columns.plain(line), NOTHING)
        goes_on = (
            same
            and not post
            and not said.anything
            and names.is_name(bare, titled=True)
            and not last.endswith((",", ";"))
        )
        out += (" " if goes_on and not han.HAN.match(line) else "\n") + line
    return Span(out, value.marks[:1])


def _meeting() -> Context:

    return Context("en", Meeting("", {}, "UTC", ()))


NOTHING = _meeting()
