"""Cells of a table, and values after a label, of a known kind."""

from __future__ import annotations

import re

from . import cell_marks, filing, han, roles
from .addresses import take_emails, take_phones
from .broken_addresses import mended, mended_cell
from .headings import plain
from .legends import Legend
from .mentions import Mention
from .name_cells import NOTHING, take_name
from .part_numbers import numbered
from .people import Context
from .segments import cut_apart
from .spans import Span
from .wording import is_only

_AS_WRITTEN = frozenset({"name", "latin", "family", "given", "title", "phone", "email"})
_LOWER = re.compile(r"[a-zà-ÿа-яё]")


_HANGING = re.compile(
    r"(?:\s|^)(?:of|the|and|for|to|in|on|de|la|le|du|des|del|los|las|et|y|e|и|по|при|for|al|au|aux|à|pour|para|с|в|на|&|-)$"
)


def take_part(mention: Mention, parts: tuple[str, ...], value: Span, context: Context, legend: Legend) -> bool:
    """Whether a cell of a part's column says that the person takes part; whom it calls a speaker speaks there."""
    text = value.text.strip()
    if cell_marks.is_yes(text):
        return True
    if cell_marks.is_no(text):
        return False
    status = legend.of(text)
    _of_part(mention, parts, value, context)
    said = roles.read(value.strip(), context, "speaker")
    for speaker in [status] if status else said.speakers:
        for part in parts:
            mention.speaking.setdefault(part, (speaker, value.source))
    if status is None and not said.speakers:
        said = roles.read(value.strip(), context, "role")
    said.speakers, said.role, said.mode = [], None, None
    filing.apply(mention, said, value)
    return True


def _of_part(mention: Mention, parts: tuple[str, ...], value: Span, context: Context) -> None:
    """The role and the way of attending that a cell of a part's column gives for that part."""
    for segment in cut_apart(_unwrap(value)):
        said = roles.read(segment.span, context, "role")
        for part in parts:
            if said.role:
                mention.roles_in.setdefault(part, said.role)
            if said.mode:
                mention.modes_in.setdefault(part, said.mode)


def take(mention: Mention, kind: str, value: Span, context: Context, legend: Legend | None = None) -> None:
    """Record a cell (or the value after a label) of a known kind; ``legend``: what marks stand for."""
    text = value.text.strip()
    if not text or text in cell_marks.NO:
        return
    spelled = legend.spelled(text) if legend and kind not in _AS_WRITTEN else None
    if spelled:
        value, text = Span(spelled, value.marks[:1]), spelled
    status = legend.of(text) if legend else None
    if status and kind not in _AS_WRITTEN:
        mention.set_speaker(status, value.source)
    elif kind in {"name", "latin", "family", "given", "title"}:
        take_name(mention, kind, value, context)
    elif kind in {"in_person", "virtual"}:
        if not cell_marks.is_no(text):
            mention.set_mode("in_person" if kind == "in_person" else "virtual", value.source)
    elif kind == "parts":
        mention.add_parts(numbered(text, context), value.source)
    elif kind in {"speaker_primary", "speaker_alternate", "head"}:
        _ticked(mention, kind, value)
    elif kind == "phone":
        _phone(mention, value)
    elif kind == "speaker" and (cell_marks.speaker_code(text) or cell_marks.is_mark(text)):
        _coded(mention, value)
    elif not cell_marks.is_mark(text) or kind in {"post", "affiliation"}:
        _text(mention, kind, value, context)


def _coded(mention: Mention, value: Span) -> None:
    status = cell_marks.speaker_code(value.text)
    if status:
        mention.set_speaker(status, value.source)
    elif cell_marks.is_yes(value.text):
        mention.speaks = value.source


def _ticked(mention: Mention, kind: str, value: Span) -> None:
    if cell_marks.is_no(value.text) or is_only(value.folded.text, "words.nobody"):
        return
    if kind == "head":
        mention.set_role("head", value.source)
    else:
        mention.set_speaker("primary" if kind == "speaker_primary" else "alternate", value.source)


def _phone(mention: Mention, value: Span) -> None:
    emails, rest = take_emails(value)
    mention.email = mention.email or next(iter(emails), None)
    text = rest.strip(" \t\n,;/|·-")
    if sum(c.isdigit() for c in text.text) >= 5 and mention.phone is None:
        mention.phone = text.cut(0, text.text.find("\n")) if "\n" in text.text else text


def _text(mention: Mention, kind: str, value: Span, context: Context) -> None:
    """A cell of words: post, body, role, speaker, mode, remark, address, or several of them."""
    if "@" in value.text:
        whole = _email_unwrapped(value)
        value = mended_cell(whole) if kind == "email" else mended(whole)
    emails, rest = take_emails(value)
    if emails and mention.email is None:
        mention.email, mention.more_emails = emails[0], emails[1:]
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
            filing.apply(mention, said, whole)
            return
    for segment in cut_apart(_unwrap(rest)):
        said = roles.read(segment.span, context, column)  # type: ignore[arg-type]
        if said.rest is None or column is not None:
            filing.apply(mention, said, segment.span)
            if said.rest is not None and kind == "role":
                filing.file_post(mention, said.rest, stripped=said.anything)
            continue
        filing.describe(mention, segment, context)


def _email_unwrapped(value: Span) -> Span:
    """An address that the cell's width broke over two lines, in one piece."""
    found = re.search(r"[\w.+-]*[\w.@-]\n[\w.@-]+\.\w+", value.text)
    if not found or found.group().count("@") != 1:
        return value
    above, _, below = found.group().partition("\n")
    if "@" not in above and not above.endswith((".", "-", "_")) and not below.startswith(("@", ".", "-", "_")):
        return value  # "primary speaker", and the address below it
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


# Alone they name nobody's post; the noun stands on the next line.
_BEFORE_A_POST = re.compile(
    r"(?:deputy |vice |assistant )?(?:permanent|deputy|assistant|associate|senior|principal|chief|first|second|third)"
    r"|premiere?|deuxieme|troisieme|haute?|primer[ao]?|segund[ao]|tercer[ao]?|alt[ao]"
    r"|постоянныи|первыи|второи|третии|старшии|главныи|ведущии"
)


def _is_half(line: str) -> bool:
    """Whether the line ends in the middle of a post: "Ambassador, Permanent" wants its "Representative"."""
    tail = re.split(r"[,;/]", line)[-1]
    return bool(_BEFORE_A_POST.fullmatch(plain(tail).folded.text.strip()))


def _parts_lines(before: str, line: str, *, commas: bool) -> bool:
    """Whether a line break in a cell parts two things; where the writer parts by commas, it is only the width."""
    last = before.rsplit("\n", maxsplit=1)[-1]
    if _HANGING.search(last.casefold()) or _LOWER.match(line[0]):
        return last.endswith((",", ";")) and not _LOWER.match(line[0])
    folded = plain(line).folded.text
    said = roles.read(plain(line), NOTHING)
    if said.rest is None and said.anything:
        return True
    if commas and not han.HAN.match(line):
        return last.endswith((",", ";", "，", "،"))
    if _is_half(last):
        return False
    if roles.is_organisation(folded):
        return " " in line or bool(han.HAN.match(line)) or roles.is_acronym(line)
    return roles.is_post(folded) or bool(han.HAN.match(line)) or last.endswith((",", ";", "，", "،"))
