"""Word 97–2003 files (MS-DOC): the accepted text by its piece table, cells, list labels, headers, notes, frames."""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass, field, replace

from .archive import Damaged, Encrypted, NoText
from .blocks import Blocks, Draft, clean_cell
from .doc_properties import Properties, lists_of, paragraph_runs, text_runs
from .numerals import spelled
from .unread import Taken, cut

MAX_CHARACTERS = 1_000_000
# Where the file information block keeps what is used here (MS-DOC section 2.5).
_COUNTS = 0x4C
_CLX, _PAPX, _CHPX, _HEADERS, _LISTS, _OVERRIDES = 0x1A2, 0x102, 0xFA, 0xF2, 0x2E2, 0x2EA
_MAILTO = re.compile(r"(?i)mailto:([^\s?\"\x13-\x15]{3,254})")
_NUMBER_FORMS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero",
                 23: "bullet", 255: "none", 39: "chineseCounting", 37: "chineseCounting", 46: "arabicAlpha",
                 48: "arabicAbjad", 58: "russianLower", 59: "russianUpper"}  # fmt: skip


def read_doc(content: bytes) -> Taken:
    """The text of a legacy Word file. Raises Damaged, Encrypted or NoText."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            main = ole.openstream("WordDocument").read()
            tables = {n: ole.openstream(n).read() for n in ("0Table", "1Table") if ole.exists(n)}
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise Damaged from error
    if len(main) < 0x60:
        raise Damaged
    flags = struct.unpack_from("<H", main, 0x0A)[0]
    if flags & 0x0100:
        raise Encrypted
    if struct.unpack_from("<H", main, 2)[0] < 0xC0:
        return _old_word(main)
    table = tables.get("1Table" if flags & 0x0200 else "0Table", b"")
    reader = _Reader(main, table)
    reader.read()
    if reader.blocks.is_empty:
        raise NoText
    return reader.blocks.finish() if reader.is_whole else replace(reader.blocks.finish(), unread=(cut(MAX_CHARACTERS),))


def _old_word(main: bytes) -> Taken:
    """Word 6 and 95 keep plain 8 bit text between two offsets; formatting is not read."""
    start, end = struct.unpack_from("<II", main, 0x18)
    language = struct.unpack_from("<H", main, 6)[0]
    codec = {0x19: "cp1251", 0x01: "cp1256", 0x04: "gb18030"}.get(language & 0x3FF, "cp1252")
    blocks = Blocks()
    whole = end - start <= MAX_CHARACTERS
    text = main[start : min(end, start + MAX_CHARACTERS)].decode(codec, "replace")
    for line in re.split(r"[\r\n\x0b\x0c]", _without_fields(text.replace("\x07", "\t"))):
        blocks.add(line)
    if blocks.is_empty:
        raise NoText
    return blocks.finish() if whole else replace(blocks.finish(), unread=(cut(MAX_CHARACTERS),))


@dataclass(slots=True)
class _Row:
    cells: list[list[str]] = field(default_factory=list)
    bold: list[list[bool]] = field(default_factory=list)
    properties: Properties = field(default_factory=Properties)


class _Reader:
    def __init__(self, main: bytes, table: bytes) -> None:
        self.blocks = Blocks()
        self._main, self._table = main, table
        self.is_whole = True
        self._characters, self._offsets = self._pieces()
        self._paragraphs = paragraph_runs(main, self._part(_PAPX))
        self._runs = text_runs(main, self._part(_CHPX))
        self._levels = lists_of(table, struct.unpack_from("<I", main, _LISTS)[0], self._part(_OVERRIDES))
        self._counts: dict[int, list[int]] = {}
        self._rows: list[_Row] = []
        self._cell: list[str] = []
        self._cell_bold: list[bool] = []
        self._row = _Row()

    def _part(self, at: int) -> bytes:
        """A structure of the table stream whose offset and length the information block keeps at ``at``."""
        if at + 8 > len(self._main):
            return b""
        start, length = struct.unpack_from("<II", self._main, at)
        return self._table[start : start + length] if length < 5_000_000 else b""

    def _pieces(self) -> tuple[str, list[int]]:
        """The whole text and, for each character, its offset in the main stream (MS-DOC section 2.4.1)."""
        clx = self._part(_CLX)
        at = 0
        while at + 3 <= len(clx) and clx[at] == 1:
            at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
        if at + 5 > len(clx) or clx[at] != 2:
            raise Damaged
        plc = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
        count = (len(plc) - 4) // 12
        if count < 1:
            raise Damaged
        ends = struct.unpack_from(f"<{count + 1}I", plc)
        self.is_whole = ends[-1] <= MAX_CHARACTERS
        text: list[str] = []
        offsets: list[int] = []
        for i in range(count):
            length = min(ends[i + 1] - ends[i], MAX_CHARACTERS - len(offsets))
            if length <= 0:
                continue
            where = struct.unpack_from("<I", plc, (count + 1) * 4 + i * 8 + 2)[0]
            start, width = ((where & 0x3FFFFFFF) // 2, 1) if where & 0x40000000 else (where & 0x3FFFFFFF, 2)
            raw = self._main[start : start + length * width]
            piece = raw.decode("cp1252" if width == 1 else "utf-16-le", "replace")[:length]
            if width == 2 and len(piece) != len(raw) // 2:
                piece = "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))
            text.append(piece)
            offsets += range(start, start + len(piece) * width, width)
        return "".join(text), offsets

    def read(self) -> None:
        """Reads every story of the file into ``blocks``: headers, text, notes, frames, footers."""
        counts = struct.unpack_from("<8I", self._main, _COUNTS)
        starts = [sum(counts[:i]) for i in range(9)]
        stories = self._header_stories(starts[2], counts[2])
        for start, end in stories["header"]:
            self._story(start, end, "header")
        self._story(0, counts[0], "body")
        self._story(starts[1], starts[2], "footnote")
        self._story(starts[5], starts[6], "footnote")
        self._story(starts[6], starts[7], "body")
        for start, end in stories["footer"]:
            self._story(start, end, "footer")

    def _header_stories(self, start: int, length: int) -> dict[str, list[tuple[int, int]]]:
        """Headers and footers, each text once; six separators come first, then six stories a section."""
        found: dict[str, list[tuple[int, int]]] = {"header": [], "footer": []}
        plc = self._part(_HEADERS)
        ends = struct.unpack(f"<{len(plc) // 4}I", plc[: len(plc) // 4 * 4])[:200]
        seen: set[str] = set()
        for i in range(6, len(ends) - 2):
            text = self._characters[start + ends[i] : start + min(ends[i + 1], length)]
            if text.strip() and text not in seen:
                seen.add(text)
                kind = "header" if (i - 6) % 6 in {0, 1, 4} else "footer"
                found[kind].append((start + ends[i], start + min(ends[i + 1], length)))
        return found

    def _story(self, start: int, end: int, region: str) -> None:
        at = start
        for match in re.finditer(r"[\r\x07\x0c]", self._characters[start:end]):
            stop = start + match.start()
            self._paragraph(at, stop, match[0], region)
            at = stop + 1
        if at < min(end, len(self._characters)):
            self._paragraph(at, min(end, len(self._characters)), "\r", region)
        self._end_table()

    def _paragraph(self, start: int, end: int, mark: str, region: str) -> None:
        place = min(end, len(self._offsets) - 1)
        properties = self._paragraphs.at(self._offsets[place]).properties
        text, bold = self._text(start, end)
        if properties.ends_row and mark == "\x07":
            self._end_row(properties)
            return
        label = self._label(properties) if text.strip() else None
        if mark == "\x07" or properties.in_table:
            shown = label if label and any(c.isalnum() for c in label) else None
            self._cell.append(f"{shown} {text}" if shown else text)
            self._cell_bold += [bold] if text.strip() else []
            if mark == "\x07":
                self._row.cells.append(self._cell)
                self._row.bold.append(self._cell_bold)
                self._cell, self._cell_bold = [], []
            return
        self._end_table()
        self.blocks.add(text, marker=label, level=properties.level if label else 0, region=region, bold=bold)
        if mark == "\x0c" and region == "body":
            self.blocks.break_page()

    def _text(self, start: int, end: int) -> tuple[str, bool]:
        """The characters that count: not deleted, struck or hidden; whether all of them are bold."""
        out: list[str] = []
        bold: list[bool] = []
        at = start
        while at < end:
            run = self._runs.at(self._offsets[at])
            stop = at + 1
            while stop < end and run.start <= self._offsets[stop] < run.end:
                stop += 1
            part = self._characters[at:stop]
            if not run.properties.gone:
                out.append(part)
                bold += [run.properties.bold] if part.strip() else []
            elif "\x13" in part or "\x15" in part or "\x14" in part:
                out.append("".join(c for c in part if c in "\x13\x14\x15"))
            at = stop
        return _without_fields("".join(out)), bool(bold) and all(bold)

    def _label(self, properties: Properties) -> str | None:
        levels = self._levels.get(properties.list_number, ())
        at = properties.level
        if not properties.list_number or at >= len(levels):
            return None
        counts = self._counts.setdefault(levels[0].key, [0] * 10)
        level = levels[at]
        counts[at] = counts[at] + 1 if counts[at] else max(level.start, 1)
        counts[at + 1 :] = [0] * (9 - at)
        form = _NUMBER_FORMS.get(level.form, "decimal")
        if form == "bullet":
            return level.text if level.text[:1] in {"-", "–", "—", "*"} else "•"
        shown = (
            spelled(max(counts[ord(c)], 1), _NUMBER_FORMS.get(levels[min(ord(c), len(levels) - 1)].form, "decimal"))
            if ord(c) < 9
            else c
            for c in level.text
        )
        return " ".join("".join(shown).split()) or None

    def _end_row(self, properties: Properties) -> None:
        if self._row.cells and len(self._rows) < 2_000:
            self._rows.append(replace(self._row, properties=properties))
        self._row = _Row()
        self._cell, self._cell_bold = [], []

    def _end_table(self) -> None:
        if self._row.cells:
            self._end_row(Properties())
        rows, self._rows = self._rows, []
        if rows:
            self.blocks.add_table(_drafts(rows))


def _drafts(rows: list[_Row]) -> list[Draft]:
    """Cells placed by the edges that the mark of each row defines."""
    edges = sorted({edge for row in rows for edge in row.properties.edges})
    near = [edge for i, edge in enumerate(edges) if not i or edge - edges[i - 1] > 60]
    drafts: list[Draft] = []
    above: dict[int, int] = {}
    for r, row in enumerate(rows):
        known = len(row.properties.edges) == len(row.cells) + 1
        for k, lines in enumerate(row.cells):
            column, span = k, 1
            if known:
                left, right = row.properties.edges[k], row.properties.edges[k + 1]
                column = max(0, sum(1 for edge in near if edge <= left + 30) - 1)
                span = max(1, sum(1 for edge in near if left + 30 < edge <= right + 30))
            merge = row.properties.merges[k] if k < len(row.properties.merges) else 0
            bold = bool(row.bold[k]) and all(row.bold[k])
            if merge & 0x60 == 0x20 and column in above:  # goes on with the cell above
                origin = drafts[above[column]]
                drafts[above[column]] = replace(origin, row_span=r - origin.row + 1)
            elif merge & 0x02 and drafts and drafts[-1].row == r:  # goes on with the cell before
                drafts[-1] = replace(drafts[-1], column_span=drafts[-1].column_span + span)
            else:
                above[column] = len(drafts)
                drafts.append(Draft(clean_cell("\n".join(lines)), r, column, 1, span, bold=bold))
    return drafts


_SIGNS = str.maketrans(
    {"\x0b": "\n", "\x1e": "-", "\x1f": None, "\x01": None, "\x08": None, "\x02": None, "\x05": None}
)


def _without_fields(text: str) -> str:
    """Fields show their result; the address behind a mail link is added where the result does not show it."""
    out: list[str] = []
    depth: list[bool] = []  # for each open field, whether its result has begun
    codes: list[str] = []
    for c in text:
        if c == "\x13":
            depth.append(False)
            codes.append("")
        elif c == "\x14" and depth:
            depth[-1] = True
        elif c == "\x15" and depth:
            depth.pop()
            match = _MAILTO.search(codes.pop())
            if match and match[1].casefold() not in "".join(out).casefold():
                out.append(f" <{match[1]}>")
        elif depth and not depth[-1]:
            codes[-1] += c if len(codes[-1]) < 1000 else ""
        elif all(depth):
            out.append(c)
    return "".join(out).translate(_SIGNS)
