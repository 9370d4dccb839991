"""Who signs a letter below its list, after a sentence no lexicon knows as a farewell.

"1. Ms. X … 2. Mr. Y … | We remain at your disposal. | Regional Director | Pierre DORBET": nobody's registration.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailbot.reading.document import Table

from . import entries, han, roles
from .addresses import take_emails
from .markers import without_marker
from .openings import names_somebody
from .rows import Row
from .segments import cut_apart
from .sentence_names import names_in
from .spans import Span
from .wording import is_only, says, starts

_MOST_LINES = 6
_LONGEST_LINE = 90
_SHORTEST_SENTENCE = 20
_SHORTEST_HAN = 8
_STOP = re.compile(r"[.。!！]\W{0,2}$")
_STATUS = "roles.head", "roles.alternate_head", "speakers.primary", "speakers.alternate", "speakers.about"
_CHANGES = "words.join", "words.leave", "words.replaces"
_VERBS = "words.verbs", "words.copula", "words.replaced_by"
_FEW = 2


def begins_at(blocks: Sequence[Row | Table]) -> int | None:
    """Where the signature of a letter begins among its lines; None where nothing below a list is surely one.

    Numbered lists and tables end so clearly that a name below a sentence of courtesy is none of them. Below another
    list it is none if it stands alone in its line, and everybody of the list beside a post. Below sentences that say
    all there is to say of people it is none if it has no title and no address.
    """
    begin = len(blocks)
    while begin > 0 and len(blocks) - begin < _MOST_LINES and _may_sign(blocks[begin - 1]):
        begin -= 1
    if begin == 0 or begin == len(blocks):
        return None
    signing = [row for row in blocks[begin:] if isinstance(row, Row) and _names(row)]
    if _only_tells(blocks[:begin]) and len(signing) == 1 and _stands_apart(blocks[begin], signing[0]):
        return begin
    if not _is_courtesy(blocks[begin - 1]):
        return None
    above = blocks[: begin - 1]
    return begin if len(signing) == 1 and (_is_numbered(above) or _differs(signing[0], above)) else None


def _may_sign(block: Row | Table) -> bool:
    """Whether a line can be one of a signature: short, no item, no sentence, and nothing a list says."""
    if isinstance(block, Table) or without_marker(block).marker is not None:
        return False
    text = block.span.text.rstrip()
    if len(text) > _LONGEST_LINE or text.endswith((":", "：", ";", "；")) or _is_sentence(block):
        return False
    folded = block.span.folded.text
    return not (says(folded, *_STATUS, *_CHANGES) or is_only(folded, "roles.delegate_bare"))


def _is_sentence(row: Row) -> bool:
    text = row.span.text.strip()
    shortest = _SHORTEST_HAN if han.is_han(text) else _SHORTEST_SENTENCE
    return len(text) >= shortest and _STOP.search(text) is not None and not _names(row)


def _is_courtesy(block: Row | Table) -> bool:
    """Whether a line is a sentence that speaks of nobody and of no delegation."""
    if isinstance(block, Table) or without_marker(block).marker is not None or not _is_sentence(block):
        return False
    told = says(block.span.folded.text, *_STATUS, *_CHANGES, "roles.delegate_bare", "words.composition")
    return not (told or names_in(block.span) or "@" in block.span.text)


def _only_tells(above: Sequence[Row | Table]) -> bool:
    """Whether sentences name the people of a text, the last one too, and no list does."""
    return _tells(above[-1]) and not any(_lists(block) for block in above)


def _tells(block: Row | Table) -> bool:
    """Whether a line is a sentence about somebody ("Mr. X will be the alternate speaker.")."""
    if isinstance(block, Table) or without_marker(block).marker is not None:
        return False
    text = block.span.text.strip()
    return (
        len(text) >= (_SHORTEST_HAN if han.is_han(text) else _SHORTEST_SENTENCE)
        and _STOP.search(text) is not None
        and says(block.span.folded.text, *_VERBS, *_CHANGES)
        and bool(names_in(block.span))
    )


def _lists(block: Row | Table) -> bool:
    """Whether a block names somebody otherwise than in a sentence."""
    if isinstance(block, Table):
        return True
    return not _tells(block) and (_names(without_marker(block)) or bool(names_in(block.span)))


def _stands_apart(first: Row | Table, signing: Row) -> bool:
    """Whether white space parts a signature from the letter, and its name is as one signs it."""
    gap = isinstance(first, Row) and first.gap
    return gap and not names_somebody(signing.span) and "@" not in signing.span.text


def _names(row: Row) -> bool:
    """Whether a line begins with a name, or with a post and then a name."""
    if names_somebody(row.span):
        return True
    pieces = [s.span for s in cut_apart(take_emails(row.span)[1])[:2] if not s.depth]
    return any(_is_name(piece) for piece in pieces)


def _is_name(piece: Span) -> bool:
    text = piece.folded.text
    if roles.is_organisation(text) or starts(text, "words.contact"):
        return False
    if han.is_han(piece.text):
        bare = piece.text.strip()
        return han.is_name(bare) or han.name_at_end(piece) is not None
    return entries.untitled_name(piece, expect_name=False)


def _is_numbered(blocks: Sequence[Row | Table]) -> bool:
    """Whether there is a table, or an item of a list that names somebody."""
    return any(
        isinstance(b, Table) or ((b.marker or without_marker(b).marker) and _names(without_marker(b))) for b in blocks
    )


def _differs(signing: Row, blocks: Sequence[Row | Table]) -> bool:
    """Whether a name stands alone in its line, and every other at the beginning of one that says more."""
    listed = [row for row in blocks if isinstance(row, Row) and _names(row)]
    return len(listed) >= _FEW and _is_alone(signing) and not any(_is_alone(row) for row in listed)


def _is_alone(row: Row) -> bool:
    return len(cut_apart(take_emails(row.span)[1])) == 1
