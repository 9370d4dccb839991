"""Rich Text Format (version 1.9.1): text with its printed list labels, tables, frames; HTML wrapped in RTF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ..charset import codec_of
from ..document import Page
from .archive import Damaged, NoText, TooLarge
from .blocks import Blocks, clean_cell
from .rtf_rows import Row, drafts_of
from .rtf_words import CHARSETS, DESTINATIONS, READ_ALTHOUGH_STARRED, SIGNS, SKIPPED, TOGGLES
from .unread import Taken

MAX_OCTETS = 40_000_000
MAX_DEPTH = 1_000
_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,40})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])"
    rb"|(?P<brace>[{}])|(?P<end>[\r\n]+)|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_MAILTO = re.compile(r"(?i)mailto:([^\s\"?>]{3,254})")


def read_rtf(content: bytes) -> Taken:
    """The text of an RTF file. Raises Damaged, TooLarge or NoText."""
    html = html_in_rtf(content)
    if html is not None:
        from ..html import html_blocks, html_unread

        blocks = html_blocks(html)
        if not blocks:
            raise NoText
        return Taken((Page("1", blocks),), html_unread(html))
    reader = _Reader()
    reader.read(content)
    if reader.out.is_empty:
        raise NoText
    return reader.out.finish()


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside one group; ``is_rtf_only`` text repeats in RTF what wrapped HTML says."""

    skip: bool = False
    destination: str = ""
    codec: str = "cp1252"
    fallback: int = 1
    bold: bool = False
    struck: bool = False
    hidden: bool = False
    deleted: bool = False
    is_rtf_only: bool = False

    @property
    def gone(self) -> bool:
        """Whether text here no longer counts for the writer."""
        return self.struck or self.hidden or self.deleted


@dataclass(slots=True)
class _Paragraph:
    text: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    level: int = 0
    in_table: bool = False


def _tokens(content: bytes) -> Iterator[re.Match[bytes]]:
    if len(content) > MAX_OCTETS:
        raise TooLarge
    start = content.find(b"{\\rtf")
    if start < 0:
        raise Damaged
    at = start
    while at < len(content):
        match = _TOKEN.match(content, at)
        if match is None:
            at += 1
            continue
        yield match
        if match["word"] == b"bin":  # raw octets follow (section "Pictures")
            at = match.end() + max(0, min(int(match["number"] or 0), len(content)))
        else:
            at = match.end()


class _Reader:
    def __init__(self) -> None:
        self.out = Blocks()
        self.html: list[str] = []
        self.is_html = False
        self._paragraph = _Paragraph()
        self._row = Row()
        self._cell: list[tuple[str, bool]] = []
        self._table: list[Row] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._default = "cp1252"
        self._bytes = bytearray()
        self._ignore = 0
        self._state = _State()
        self._asides: list[_Paragraph] = []

    def read(self, content: bytes) -> None:
        """Reads the whole file into ``out``, or ``html`` where the file only wraps HTML."""
        stack: list[_State] = []
        starred = False
        for token in _tokens(content):
            if self.out.full:
                break
            if token["text"] or token["hex"]:
                self._octets(token["text"] or bytes([int(token["hex"], 16)]))
            elif token["brace"] == b"{":
                if len(stack) > MAX_DEPTH:
                    raise TooLarge
                self._flush()
                stack.append(self._state)
                starred = False
            elif token["brace"] == b"}":
                self._flush()
                before, self._state = self._state, stack.pop() if stack else _State()
                self._close(before)
            elif token["word"]:
                self._flush()
                self._word(token["word"].decode(), int(token["number"]) if token["number"] else None, starred=starred)
                starred = False
            elif token["sign"]:
                self._flush()
                starred = token["sign"] == b"*"
                self._say({b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}.get(token["sign"], ""))
                if token["sign"] in {b"\n", b"\r"}:
                    self._end_paragraph()
        self._flush()
        self._end_paragraph()
        self._end_table()

    def _octets(self, data: bytes) -> None:
        dropped = min(self._ignore, len(data))
        self._ignore -= dropped
        if not self._state.skip:
            self._bytes += data[dropped:]

    def _flush(self) -> None:
        if self._bytes:
            text = bytes(self._bytes).decode(self._state.codec, "replace").replace("\0", "")
            self._bytes.clear()
            self._say(text)

    def _say(self, text: str) -> None:
        state = self._state
        if not text or state.skip or state.gone:
            return
        if state.destination == "fldinst":
            self._paragraph.addresses += _MAILTO.findall(text)
        elif state.destination == "listtext":
            self._paragraph.label.append(text)
        elif state.destination == "htmltag" or (self.is_html and not state.is_rtf_only):
            self.html.append(text)
        elif not self.is_html:
            self._paragraph.text.append(text)
            if text.strip():
                self._paragraph.bold.append(state.bold)

    def _word(self, word: str, number: int | None, *, starred: bool) -> None:
        state = self._state
        on = number is None or number != 0
        if state.destination == "fonttbl":
            self._font_table(word, number)
        elif word in DESTINATIONS:
            self._state = replace(state, destination=DESTINATIONS[word], skip=state.skip)
            if DESTINATIONS[word] in {"header", "footer", "footnote", "frame"}:
                self._begin_aside()
        elif word == "fonttbl" or word in SKIPPED or (starred and word not in READ_ALTHOUGH_STARRED):
            self._state = replace(state, skip=True, destination=word)
        elif word == "u" and number is not None:
            self._say(_scalar(number))
            self._ignore = state.fallback
        elif word in TOGGLES:
            self._state = _toggled(state, TOGGLES[word], on=on)
        elif word == "plain":
            self._state = replace(state, bold=False, struck=False, hidden=False, codec=self._default)
        elif word == "uc":
            self._state = replace(state, fallback=max(0, min(number or 0, 10)))
        elif word == "f":
            self._state = replace(state, codec=self._fonts.get(number or 0, self._default))
        elif word in SIGNS:
            self._say(SIGNS[word])
        elif word == "ansicpg":
            self._default = codec_of(f"cp{number}") or "cp1252"
            self._state = replace(state, codec=self._default)
        else:
            self.is_html = self.is_html or word == "fromhtml"
            self._structure(word, number)

    def _font_table(self, word: str, number: int | None) -> None:
        if word == "f":
            self._font = number or 0
        elif word == "fcharset" and number in CHARSETS and number != 0:
            self._fonts[self._font] = CHARSETS[number]

    def _structure(self, word: str, number: int | None) -> None:
        if self._state.skip:
            return
        if self.is_html:
            if word in {"par", "tab", "line"}:
                self._say("\n")
        elif word in {"par", "sect"}:
            self._end_paragraph()
        elif word == "pard":
            self._paragraph.in_table = False
            self._paragraph.level = 0
        elif word == "intbl":
            self._paragraph.in_table = True
        elif word == "ilvl":
            self._paragraph.level = max(0, min(number or 0, 9))
        elif word in {"cell", "nestcell"}:
            self._end_cell(nested=word == "nestcell")
        elif word == "row":
            self._end_row()
        elif word == "page":
            self._end_paragraph()
            self._end_table()
            self.out.break_page()
        else:
            self._row_definition(word, number)

    def _row_definition(self, word: str, number: int | None) -> None:
        row = self._row
        if word == "trowd":
            row.edges, row.merges, row.merge = [], [], ""
        elif word in {"clmgf", "clmrg", "clvmgf", "clvmrg"}:
            row.merge = word
        elif word == "cellx" and len(row.edges) < 100:
            row.edges.append(number or 0)
            row.merges.append(row.merge)
            row.merge = ""

    def _begin_aside(self) -> None:
        if not self._paragraph.in_table:
            self._end_table()
        self._asides.append(self._paragraph)
        self._paragraph = _Paragraph()

    def _close(self, before: _State) -> None:
        """A header, note or frame ends with its group; the paragraph it stood in goes on."""
        if before.destination not in {"header", "footer", "footnote", "frame"} or before.skip:
            return
        if self._state.destination == before.destination or not self._asides:
            return
        aside, self._paragraph = self._paragraph, self._asides.pop()
        self._emit(aside, "body" if before.destination == "frame" else before.destination)

    def _end_paragraph(self) -> None:
        paragraph, self._paragraph = self._paragraph, _Paragraph(in_table=self._paragraph.in_table)
        aside = self._state.destination in {"header", "footer", "footnote", "frame"}
        if paragraph.in_table and not aside:
            self._cell.append(_printed(paragraph))
            return
        if not aside:
            self._end_table()
        region = self._state.destination if aside and self._state.destination != "frame" else "body"
        self._emit(paragraph, region)

    def _emit(self, paragraph: _Paragraph, region: str) -> None:
        label = " ".join("".join(paragraph.label).split()) or None
        if label and not label.isalnum() and not any(c.isalnum() for c in label):
            label = "•" if "\ue000" <= label[0] <= "\uf8ff" or label[0] in "·o§" else label
        text, bold = _printed(replace(paragraph, label=[]))
        self.out.add(text, marker=label, level=paragraph.level, region=region, bold=bold)

    def _end_cell(self, *, nested: bool) -> None:
        paragraph, self._paragraph = self._paragraph, _Paragraph(in_table=True)
        self._cell.append(_printed(paragraph))
        if nested:
            return
        texts = [text for text, _ in self._cell if text.strip()]
        bold = bool(texts) and all(bold for text, bold in self._cell if text.strip())
        if len(self._row.cells) < 100:
            self._row.cells.append((clean_cell("\n".join(texts)), bold))
        self._cell = []

    def _end_row(self) -> None:
        if self._row.cells and len(self._table) < 2_000:
            self._table.append(self._row)
        self._row = Row(list(self._row.edges), list(self._row.merges))
        self._cell = []
        self._paragraph = _Paragraph()

    def _end_table(self) -> None:
        if self._row.cells:
            self._table.append(self._row)
            self._row = Row()
        if self._table:
            rows, self._table = self._table, []
            self.out.add_table(drafts_of(rows))


def _toggled(state: _State, name: str, *, on: bool) -> _State:
    changed: dict[str, Any] = {name: on}
    return replace(state, **changed)


def _printed(paragraph: _Paragraph) -> tuple[str, bool]:
    """A paragraph's text, with hidden addresses and, in a cell, its label; and whether all of it is bold."""
    text = _joined("".join(paragraph.text))
    label = " ".join("".join(paragraph.label).split())
    if any(c.isalnum() for c in label):
        text = f"{label} {text}"
    hidden = [a for a in dict.fromkeys(paragraph.addresses) if a.casefold() not in text.casefold()]
    text += "".join(f" <{address}>" for address in hidden)
    return text, bool(paragraph.bold) and all(paragraph.bold)


def _scalar(number: int) -> str:
    """\\u counts in signed 16 bit; halves of a surrogate pair are joined when the text is cleaned."""
    code = number & 0xFFFF
    return chr(code)


def html_in_rtf(content: bytes) -> str | None:
    """The HTML an RTF file wraps (MS-OXRTFEX section 2.1.3), or None if it is ordinary RTF. May raise as read_rtf."""
    if b"\\fromhtml" not in content[:4096]:
        return None
    reader = _Reader()
    reader.read(content)
    return _joined("".join(reader.html)) if reader.is_html else None


def _joined(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
