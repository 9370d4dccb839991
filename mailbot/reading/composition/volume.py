"""How much text is searched for people: what a delegation may fill, not what a file can hold.

A list of four hundred people is 40,000 characters. What is cut off is said in ``Document.unread``, so that a person
looks at it; nothing is cut silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailbot.domain.message import Message
from mailbot.domain.submission import Doubt
from mailbot.reading.document import Block, Document, Line, Page, Table

MAX_LETTERS = 40_000
MAX_LETTERS_IN_ALL = 80_000
MAX_CELLS = 6_000
MAX_BLOCKS = 8_000
MAX_DOCUMENTS = 40
MAX_LINE = 6_000
_BREAKS = ("\n", ". ", "; ", "；", "。", ", ", "، ", "、", " ")
# As reading/entity.py notes them.
_CUT = {
    "too many parts": "The message has so many parts that the last of them were not read. See the original.",
    "nested too deep": "Parts of the message lie so deep in others that they were not read. See the original.",
}


def bounded(documents: Sequence[Document]) -> list[Document]:
    """The documents within the bounds, in order; ``unread`` of each says what was left out of it."""
    left = MAX_LETTERS_IN_ALL
    out = []
    for number, document in enumerate(documents):
        kept, letters = _bounded(document, min(left, MAX_LETTERS) if number < MAX_DOCUMENTS else 0)
        left -= letters
        out.append(kept)
    return out


def cuts_of(message: Message) -> Iterator[Doubt]:
    """A doubt for each limit that left out parts of the message itself, which no document can tell of."""
    for defect, detail in _CUT.items():
        if defect in message.defects:
            yield Doubt("low_confidence", detail=detail)


def _bounded(document: Document, letters: int) -> tuple[Document, int]:
    """The document with at most that many letters, and how many they are; itself if nothing need be changed."""
    budget = _Budget(letters)
    pages = []
    for page in document.pages:
        blocks = tuple(budget.kept(page.blocks))
        pages.append(page if blocks == page.blocks else replace(page, blocks=blocks))
        if budget.is_spent:
            break
    spent = letters - budget.letters
    if not budget.is_spent and all(one is other for one, other in zip(pages, document.pages, strict=True)):
        return document, spent
    unread = (*document.unread, _sentence(spent)) if budget.is_spent else document.unread
    return replace(document, pages=tuple(_with_text(pages)), unread=unread), spent


def _sentence(letters: int) -> str:
    if not letters:
        return "it was not searched for people, because the message holds too much text"
    return f"the text after its first {letters:,} characters was not searched for people"


def _with_text(pages: Sequence[Page]) -> Iterator[Page]:
    return (page for page in pages if page.blocks)


class _Budget:
    """What may still be kept of a document."""

    def __init__(self, letters: int) -> None:
        self.letters = letters
        self.cells = MAX_CELLS
        self.blocks = MAX_BLOCKS
        self.is_spent = False

    def kept(self, blocks: Sequence[Block]) -> Iterator[Block]:
        """The blocks up to where the budget is spent; overlong lines in several."""
        for block in blocks:
            for piece in [block] if isinstance(block, Table) else _pieces(block):
                rest = self._table(piece) if isinstance(piece, Table) else self._line(piece)
                if rest is not None:
                    yield rest
                if self.is_spent:
                    return

    def _line(self, line: Line) -> Line | None:
        self.blocks -= 1
        if len(line.text) <= self.letters and self.blocks >= 0:
            self.letters -= len(line.text)
            return line
        self.is_spent = True
        return None

    def _table(self, table: Table) -> Table | None:
        kept = 0
        for row in table.rows:
            letters = sum(len(cell.text) for cell in row)
            if letters > self.letters or len(row) > self.cells:
                self.is_spent = True
                break
            self.letters -= letters
            self.cells -= len(row)
            kept += 1
        if kept == len(table.rows):
            return table
        return replace(table, rows=table.rows[:kept]) if kept else None


def _pieces(line: Line) -> list[Line]:
    """A line that is no longer than a sentence may be, or the same text in several such lines."""
    if len(line.text) <= MAX_LINE:
        return [line]
    out: list[Line] = []
    text = line.text
    while len(text) > MAX_LINE:
        head = text[:MAX_LINE]
        at = next((found + len(sign) for sign in _BREAKS if (found := head.rfind(sign, MAX_LINE // 2)) > 0), MAX_LINE)
        out.append(replace(line, text=text[:at], marker=None if out else line.marker))
        text = text[at:]
    return [*out, replace(line, text=text, marker=None)]
