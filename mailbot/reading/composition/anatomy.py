"""The anatomy of a note: its text in one piece with the way back to every line, and its zones.

A note verbale runs letterhead – opening ("presents its compliments to") – statement – closing ("avails
itself of this opportunity") – date, addressee (domain notes section 2). What stands after the closing and
is not an annex says little; what stands before the opening says who writes and under which number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mailbot.domain.submission import LANGUAGES, Source
from mailbot.reading.document import Box, Document, Line, Page, Table
from mailbot.reading.folding import Folded, fold, fold_with_origins
from mailbot.reading.lexicon import words

from .wording import Words, needs_other_script

_HAN_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef0-9])")
_MAX_LETTERS = 60_000  # who writes and for what stands at the head of a note, not on its thirtieth page
_QUIET_REGIONS = frozenset({"footer", "quoted", "signature", "comment"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line or cell of a strand, at ``start``–``end`` of its original text."""

    start: int
    end: int
    source: Source
    region: str
    in_table: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Strand:
    """A document as one text: lines parted by newlines, cells by tabs, each with its source."""

    name: str
    folded: Folded
    rows: tuple[Row, ...]
    starts: tuple[int, ...]

    @property
    def text(self) -> str:
        """The folded text, in which patterns are looked for."""
        return self.folded.text

    @property
    def original(self) -> str:
        """The text as written."""
        return self.folded.original

    def row_at(self, origin: int) -> Row | None:
        """The row that holds an offset of the original text."""
        if not self.rows:
            return None
        return self.rows[max(0, bisect_right(self.starts, origin) - 1)]

    def source(self, start: int, end: int | None = None) -> Source:
        """Where a folded span was read; the text is the line as read."""
        del end
        row = self.row_at(self.folded.origin(start))
        return row.source if row else Source(self.name, None, None, "")

    def lines(self) -> Iterator[tuple[int, int]]:
        """The folded spans of the lines, in order."""
        start = 0
        for line in self.text.split("\n"):
            yield start, start + len(line)
            start += len(line) + 1


def _place(page: Page) -> int | str:
    return int(page.name) if page.name.isdecimal() else page.name


def _line_pieces(page: Page, block: Line, name: str) -> Iterator[tuple[str, Source, float]]:
    for piece in block.text.split("\n"):
        yield piece, Source(name, _place(page), block.number, piece, block.box, block.confidence), block.confidence


def _table_pieces(page: Page, table: Table, name: str) -> Iterator[list[tuple[str, Source, float]]]:
    for r, cells in enumerate(table.rows):
        row: list[tuple[str, Source, float]] = []
        for c, cell in enumerate(cells):
            if (cell.row, cell.column) != (r, c):
                continue
            text = cell.text.replace("\n", " ")
            box: Box | None = cell.box
            number = cell.number or table.number or None
            row.append((text, Source(name, _place(page), number, cell.text, box, cell.confidence), cell.confidence))
        yield row


def strand_of(document: Document) -> Strand:
    """The document as one text. Footers, quoted text and signatures keep to their regions; nothing is dropped."""
    text: list[str] = []
    rows: list[Row] = []
    length = 0

    def put(piece: str, source: Source, region: str, in_table: bool, confidence: float, end: str) -> None:
        nonlocal length
        rows.append(Row(length, length + len(piece), source, region, in_table, confidence))
        text.append(piece + end)
        length += len(piece) + 1

    for page, block in document.blocks():
        if isinstance(block, Line):
            for piece, source, confidence in _line_pieces(page, block, document.name):
                put(piece, source, block.region, False, confidence, "\n")
            continue
        for cells in _table_pieces(page, block, document.name):
            for k, (piece, source, confidence) in enumerate(cells):
                put(piece, source, "body", True, confidence, "\n" if k == len(cells) - 1 else "\t")
    joined = "".join(text)
    if document.media_type not in {"text/plain", "text/html"}:
        joined = _without_han_breaks(joined)
    joined = joined[:_MAX_LETTERS]
    return Strand(document.name, fold_with_origins(joined), tuple(rows), tuple(row.start for row in rows))


def _without_han_breaks(text: str) -> str:
    """Chinese print breaks lines anywhere: a break after a full line is none. Lengths are kept."""
    lines = text.split("\n")
    full = max((len(line) for line in lines), default=0) * 4 // 5
    out: list[str] = []
    for k, line in enumerate(lines):
        follows = lines[k + 1] if k + 1 < len(lines) else ""
        joins = len(line) >= max(full, 16) and _HAN_BREAK.search(f"{line[-1:]}\n{follows[:1]}") is not None
        out.append(line + ("\u200b" if joins else "\n"))
    return "".join(out)[: len(text)]


def strand_of_text(name: str, text: str) -> Strand:
    """A single line of text (a subject, a file name) as a strand."""
    row = Row(0, len(text), Source(name, None, None, text), "body", False, 1.0)
    return Strand(name, fold_with_origins(text), (row,), (0,))


def is_quiet(strand: Strand, start: int) -> bool:
    """Whether a folded offset lies in a footer, a quotation or a signature, which name nobody and nothing new."""
    row = strand.row_at(strand.folded.origin(start))
    return row is not None and row.region in _QUIET_REGIONS


@cache
def pattern(table: str, key: str) -> Words:
    """All languages' expressions of ``note.toml`` under ``[table] key`` as one pattern over folded text.

    An entry is a regular expression written with accents and in any case; a blank stands for any run of
    blanks, including one line break. Entries in letters match whole words except in Chinese and Arabic.
    """
    return Words(lambda whole: re.compile(alternatives(table, key, whole=whole)))


def alternatives(table: str, key: str, *, whole: bool) -> str:
    """The expression for the entries, the longest first; it matches nothing when there are none.

    ``whole``: with those that match only where letters of another script are.
    """
    entries = {fold(e) for language in LANGUAGES for e in words(language, "note").get(table, {}).get(key, [])}
    folded = sorted((e for e in entries if whole or not needs_other_script(e)), key=len, reverse=True)
    if not folded:
        return r"(?!)"
    # What must stand before stands once before all entries that need it: the engine then tells most of them by
    # their first letter.
    groups: dict[str, list[str]] = {}
    for entry in folded:
        before, rest = _bounded(entry)
        groups.setdefault(before, []).append(rest.replace(" ", r"[ \t]{0,8}\n?[ \t]{0,8}(?<=\s)"))
    return "|".join(f"{before}(?:{'|'.join(rests)})" for before, rests in groups.items())


def _bounded(entry: str) -> tuple[str, str]:
    """What must stand before an entry, and the entry with what must follow."""
    if re.search(r"[\u3400-\u9fff]", entry):
        return "", f"(?:{entry.replace(' ', '')})"
    before = "" if re.match(r"\W", entry) and not entry.startswith("(?:") else r"(?<![^\W_])"
    if re.search(r"[\u0600-\u06ff]", entry):
        before = r"(?:(?<![^\W_])|(?<=(?<![^\W_])[وفلبك]))" if before else ""
    after = "" if "(?=" in entry or not re.search(r"[\w)?*+}]$", entry) else r"(?![^\W_])"
    return before, f"{entry}{after}" if "|" not in entry else f"(?:{entry}){after}"


def sentence_around(text: str, start: int, end: int, limit: int = 500) -> tuple[int, int]:
    """The folded span of the sentence around a span: between full stops, empty lines, tabs and bullets."""
    left = max(0, start - limit)
    head = text[left:start]
    breaks = [m.end() for m in _SENTENCE_END.finditer(head)]
    tail = _SENTENCE_END.search(text, end, min(len(text), end + limit))
    return left + (breaks[-1] if breaks else 0), tail.start() if tail else min(len(text), end + limit)


_ABBREVIATIONS = (
    "no nos st ref mr mrs ms mme mlle dr dra sr sra sres srta prof col cnel gen gral maj capt cap cmdt lt cdr amb emb "
    "hon rev ing lic min art num nro vol tel г ул тов гг mag mgr msgr brig cmdr comdt adm eng sgt abg arq"
)
# By its first character: the engine then passes over all others at once.
_SENTENCE_END = re.compile(
    r"[.;!?\t\n](?:(?<=[;!?\t])|(?<=\n)\s{0,8}\n|(?<=\n)(?=\W{0,8}(?:-|\d{1,3}[.)]) )"
    r"|(?<=\.)(?=\s|$|[\u3400-\u9fff])(?<![ .(][a-zа-я]\.)(?<!^[a-zа-я]\.)"
    + "".join(rf"(?<!\b{word}\.)" for word in _ABBREVIATIONS.split())
    + ")"
)
