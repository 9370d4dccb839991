"""What a heading of a column, or the label before a value, says that the column holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.domain.submission import Source
from mailbot.reading.folding import fold

from . import han, parts, roles
from .people import Context
from .sections import section_parts
from .spans import Span
from .wording import is_only, says

# In this order: the first topic that fits a heading counts.
KINDS = (
    "ignored", "number", "email", "phone", "latin", "name", "family", "given", "title", "post", "role", "speaker",
    "mode", "affiliation", "remark",
)  # fmt: skip
NAMES = frozenset({"name", "latin", "family", "given"})
MAX_LETTERS = 90
_NOWHERE = ((0, Source("", None, None, "")),)
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_QUALIFIED = re.compile(r"^(?P<what>[^()]{1,60}?) ?\((?P<how>[^()]{0,60})\)\W*$")
_NUMBERED = re.compile(r"^\(?(?:\d{1,2}|[a-z])[.)] ?(?=\w\w)")
_PARTING = re.compile(
    r"\s*(?:[/\n&,;()|+]| - |\s(?:and|et|y|e|и|و)\s|(?<=[\u3400-\u9fff])[及和与](?=[\u3400-\u9fff]))\s*"
)
_SCRIPTS = r"a-z", r"\u0400-\u04ff", r"\u0600-\u06ff", r"\u3400-\u9fff"
_TURN = re.compile("|".join(rf"(?<=[{one}.)]) ?(?=[{two}])" for one in _SCRIPTS for two in _SCRIPTS if one != two))


def plain(text: str) -> Span:
    """A span without a source, for looking at a text."""
    return Span(text, _NOWHERE)


def heading(text: str, context: Context) -> str | None:
    """The kind of a column by its heading, or None.

    One of KINDS, ``part``, ``in_person``, ``virtual``, ``speaker_primary``, ``speaker_alternate``, ``head``; several
    things in one column are ``name``, ``post`` or ``mixed``. Two languages in one heading count as one.
    """
    for written in _variants(text):
        kind = _kind(written, context)
        if kind:
            return kind
    pieces = [p for part in _PARTING.split(fold(text)) for p in _TURN.split(" ".join(part.split())) if p.strip(" .:*")]
    if 2 <= len(pieces) <= 4 and len(text) <= MAX_LETTERS:
        found = [kind for p in pieces if (kind := _column(p.strip(" .:*"), pieces))]
        if found and len(found) * 2 >= len(pieces):
            return _mixed(found)
    if heading_parts(text, context):
        return "part"
    folded = fold(text)
    return "speaker" if len(folded) < 50 and "@" not in text and _about_speakers(folded) else None


def _about_speakers(folded: str) -> bool:
    """Whether a heading speaks of both kinds of speakers, or asks ("Interprefy speaker (yes/no)", "是否发言人")."""
    asks = "?" in folded or bool(re.search(r"是否|/", folded))
    both = says(folded, "speakers.primary", "speakers.primary_bare") and says(
        folded, "speakers.alternate", "speakers.alternate_bare"
    )
    return (asks or both) and says(folded, "speakers.about", "speakers.primary", "speakers.alternate")


def _variants(text: str) -> Iterator[str]:
    """The heading as written; without breaks its width made; without a note mark, a number, a bracketed remark."""
    if len(text) > MAX_LETTERS:
        return
    folded = fold(text)
    plain = _HAN_GAP.sub("", " ".join(folded.split())).strip(" .:*†¹²³")
    seen = dict.fromkeys((plain, "".join(folded.splitlines()).strip(" .:*"), _NUMBERED.sub("", plain)))
    yield from (written for written in seen if written)
    bracket = _QUALIFIED.match(_NUMBERED.sub("", plain))
    if bracket:
        what = bracket["what"].strip(" .:*")
        if is_only(what, "columns.name", "columns.latin") and says(bracket["how"], "columns.latin", "words.latin"):
            yield fold("Latin name")
        yield what


def _kind(folded: str, context: Context) -> str | None:
    kind = _column(folded, [])
    if kind:
        return kind
    for topic, speaker in roles.SPEAKERS:
        if is_only(folded, topic):
            return f"speaker_{speaker}"
    for topic, mode in roles.MODES:
        if is_only(folded, topic):
            return str(mode)
    if section_parts(plain(folded).folded, context):
        return "part"
    if _in_latin(folded):
        return "latin"
    return "head" if is_only(folded, "roles.head") else None


def _in_latin(folded: str) -> bool:
    """Whether a short heading speaks of Latin letters and of nothing else a column could hold in them."""
    short = len(folded) <= 12 if han.is_han(folded) else len(folded.split()) <= 5
    others = (f"columns.{kind}" for kind in ("ignored", "post", "affiliation", "role", "speaker", "family", "given"))
    return short and says(folded, "words.latin") and not says(folded, *others)


def _column(folded: str, beside: list[str]) -> str | None:
    """The kind by the lexicon; ``beside`` a heading's other pieces, where a single word tells less."""
    for kind in KINDS:
        if is_only(folded, f"columns.{kind}") and not (kind == "ignored" and beside):
            return kind
    return None


def heading_parts(text: str, context: Context) -> tuple[str, ...]:
    """The parts of the note that a heading names, by words, dates or identifiers."""
    if len(context.parts) < 2 or len(text) > MAX_LETTERS:
        return ()
    folded = " ".join(fold(text).split())
    found = section_parts(plain(folded).folded, context)
    if not found:
        named = {part for mention in parts.mentions(folded, context.meeting) for part in mention.parts}
        found = tuple(part for part in context.parts if part in named)
    return found


def _mixed(found: list[str]) -> str:
    kinds = set(found)
    if NAMES & kinds:
        same = len(kinds) == 1 and found[0] in {"family", "given"}
        return found[0] if same else "name"
    if len(kinds) == 1:
        return found[0]
    return "post" if "post" in kinds else "mixed"
