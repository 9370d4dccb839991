"""Which texts of a message carry the note, and which only go with it.

A note may be the mail itself, an attachment, a forwarded original or a sheet beside a note. What greets like
a note or lists a composition carries it; a covering "please find attached" does not, nor does what a
forwarding colleague adds. The same note attached twice (PDF and Word) is read once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailbot.domain.message import Message
from mailbot.reading.body import body_document
from mailbot.reading.document import Document, Reading, Table
from mailbot.reading.unseen import straightened

from .anatomy import Strand, strand_of, strand_of_text
from .kind import composition_words, greets
from .volume import bounded

_SAME = 0.9
_ENOUGH_WORDS = 2
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Carriers:
    """The texts of a message by authority: the note, the cover mail, the subject, the file names.

    ``documents`` are those in which persons are looked for, within bounds; ``beside`` those that only go with them.
    """

    documents: tuple[Document, ...]
    beside: tuple[Document, ...]
    note: tuple[Strand, ...]
    cover: tuple[Strand, ...]
    subject: Strand
    names: tuple[Strand, ...]

    def written(self) -> tuple[Strand, ...]:
        """Note and cover mail."""
        return (*self.note, *self.cover)

    def prose(self) -> str:
        """The note's sentences, tables left out; empty when they are few."""
        greeting = [strand for strand in self.note if greets([strand])] or list(self.note)
        rows = [s.original[row.start : row.end] for s in greeting for row in s.rows if not row.in_table]
        text = "\n".join(rows)
        return text if sum(c.isalpha() for c in text) >= 60 else ""

    def everything(self) -> str:
        """The note's whole text."""
        return "\n".join(strand.original for strand in self.note)

    def cover_text(self) -> str:
        """The cover mail."""
        return "\n".join(strand.original for strand in self.cover)


def carriers_of(message: Message, counts: Message, readings: Sequence[Reading], staff: frozenset[str]) -> Carriers:
    """Sorts the texts of ``message``; ``counts`` is the one in it whose sender counts."""
    written = [counts, *_originals(counts, staff)]
    files = [r for r in readings if isinstance(r, Document)]
    searched = bounded([straightened(document) for document in (*map(body_document, written), *files)])
    own, originals = searched[0], searched[1 : len(written)]
    attached = _distinct(searched[len(written) :])
    candidates = [(document, strand_of(document)) for document in (*originals, *attached)]
    body = (own, strand_of(own))
    carrying = [pair for pair in candidates if _carries(*pair)]
    if not carrying and not _carries(*body):
        carrying = [pair for pair in candidates if pair[1].text.strip()]
    if not carrying or _lists(*body):
        carrying = [body, *(pair for pair in carrying if pair[0] in attached or not greets([body[1]]))]
    carrying.sort(key=lambda pair: not greets([pair[1]]))
    chosen = [id(document) for document, _ in carrying]
    beside = [pair for pair in (body, *candidates) if id(pair[0]) not in chosen]
    subject = strand_of_text("subject", counts.subject or message.subject)
    sheets = [strand_of_text(d.name, p.name) for d in attached for p in d.pages if not p.name.isdecimal()]
    names = [*sheets, *(strand_of_text(d.name, d.name) for d in attached)]
    return Carriers(
        tuple(document for document, _ in carrying),
        tuple(document for document, _ in beside),
        tuple(strand for _, strand in carrying),
        tuple(strand for _, strand in beside),
        subject,
        tuple(names),
    )


def _originals(message: Message, staff: frozenset[str]) -> Iterator[Message]:
    """Forwarded messages, inner ones too, but not our own letters that come back inside one."""
    written_to = {a.address.casefold() for a in (*message.to, *message.cc)}
    for original in message.originals:
        sender = original.sender.address.casefold() if original.sender else ""
        if sender not in staff and sender not in written_to:
            yield original
            yield from _originals(original, staff)


def _carries(document: Document, strand: Strand) -> bool:
    """Whether a text is a note or part of one: it greets, tabulates, or speaks of a composition."""
    has_table = any(isinstance(block, Table) and len(block.rows) > 1 for _, block in document.blocks())
    return greets([strand]) or has_table or _lists(document, strand) or composition_words(strand) >= _ENOUGH_WORDS + 1


def _lists(document: Document, strand: Strand) -> bool:
    """Whether a text itself names people for a delegation, as a cover mail does not."""
    if greets([strand]):
        return True
    has_table = any(isinstance(block, Table) and len(block.rows) > 1 for _, block in document.blocks())
    words = composition_words(strand)
    return words >= _ENOUGH_WORDS and (has_table or "@" in strand.text)


def _distinct(documents: Sequence[Document]) -> list[Document]:
    """Documents of different wording; of two that say the same, the one read from text, not from an image."""
    kept: list[tuple[Document, Counter[str]]] = []
    for document in sorted(documents, key=lambda d: d.media_type.startswith("image/")):
        words = Counter(_WORD.findall(document.text.casefold()))
        if words and any(_likeness(words, other) >= _SAME for _, other in kept):
            continue
        kept.append((document, words))
    order = {id(document): k for k, document in enumerate(documents)}
    return sorted((document for document, _ in kept), key=lambda d: order[id(d)])


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
