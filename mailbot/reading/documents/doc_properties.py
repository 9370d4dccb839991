"""Formatting of legacy Word files (MS-DOC): what paragraphs, characters and lists say that the text does not."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

_PAGE = 512
_OPERAND_OCTETS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}


@dataclass(frozen=True, slots=True)
class Properties:
    """What is used of a paragraph's or a run's formatting; edges in twentieths of a point."""

    in_table: bool = False
    ends_row: bool = False
    list_number: int = 0
    level: int = 0
    bold: bool = False
    gone: bool = False
    edges: tuple[int, ...] = ()
    merges: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the main stream, from offset to offset, with one formatting."""

    start: int
    end: int
    properties: Properties


class Runs:
    """Runs by their place in the main stream."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = sorted(runs, key=lambda run: run.start)
        self._starts = [run.start for run in self._runs]

    def at(self, offset: int) -> Run:
        """The run there; a plain one where the file says nothing."""
        i = bisect_right(self._starts, offset) - 1
        if i >= 0 and offset < self._runs[i].end:
            return self._runs[i]
        following = self._starts[i + 1] if i + 1 < len(self._starts) else offset + 1
        return Run(offset, max(following, offset + 1), Properties())


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: number form (MS-OSHARED section 2.2.1.3), label with placeholders 0–8, first number."""

    key: int
    form: int
    text: str
    start: int


def paragraph_runs(main: bytes, plc: bytes) -> Runs:
    """Paragraph formatting: the pages of formatting that ``plc`` lists (section 2.9.175)."""

    def properties(page: bytes, crun: int, i: int) -> Properties:
        at = page[(crun + 1) * 4 + i * 13] * 2
        if not at or at >= _PAGE - 2:
            return Properties()
        count, at = (page[at] * 2 - 1, at + 1) if page[at] else (page[at + 1] * 2, at + 2)
        return _applied(page[at + 2 : at + count], Properties())

    return Runs(list(_runs(main, plc, properties)))


def text_runs(main: bytes, plc: bytes) -> Runs:
    """Character formatting, in the same way (section 2.9.33)."""

    def properties(page: bytes, crun: int, i: int) -> Properties:
        at = page[(crun + 1) * 4 + i] * 2
        return _applied(page[at + 1 : at + 1 + page[at]], Properties()) if at else Properties()

    return Runs(list(_runs(main, plc, properties)))


def _runs(main: bytes, plc: bytes, properties: Callable[[bytes, int, int], Properties]) -> Iterator[Run]:
    count = max(0, (len(plc) - 4) // 8)
    for number in struct.unpack_from(f"<{count}I", plc, (count + 1) * 4)[:5000] if count else ():
        page = main[number * _PAGE : (number + 1) * _PAGE]
        if len(page) < _PAGE:
            continue
        crun = min(page[-1], 101)
        ends = struct.unpack_from(f"<{crun + 1}I", page)
        for i in range(crun):
            yield Run(ends[i], ends[i + 1], properties(page, crun, i))


def _applied(grpprl: bytes, properties: Properties) -> Properties:
    """The properties after a list of modifiers (section 2.2.5)."""
    at = 0
    while at + 3 <= len(grpprl):
        code = struct.unpack_from("<H", grpprl, at)[0]
        at += 2
        if code >> 13 == 6:
            length, skip = grpprl[at], 1
            if code == 0xD608 and at + 2 <= len(grpprl):
                length, skip = struct.unpack_from("<H", grpprl, at)[0] - 1, 2
        else:
            length, skip = _OPERAND_OCTETS[code >> 13], 0
        properties = _modified(properties, code, grpprl[at + skip : at + skip + length])
        at += skip + max(length, 0)
    return properties


def _modified(properties: Properties, code: int, operand: bytes) -> Properties:
    if not operand:
        return properties
    first = operand[0]
    changes: dict[int, Callable[[], Properties]] = {
        0x2416: lambda: replace(properties, in_table=bool(first)),
        0x2417: lambda: replace(properties, ends_row=bool(first)),
        0x260A: lambda: replace(properties, level=min(first, 8)),
        0x460B: lambda: replace(properties, list_number=int.from_bytes(operand, "little") & 0x7FFF),
        0x0835: lambda: replace(properties, bold=first in {1, 0x81}),
        0x0800: lambda: replace(properties, gone=properties.gone or first == 1),
        0x0837: lambda: replace(properties, gone=properties.gone or first == 1),
        0x2A53: lambda: replace(properties, gone=properties.gone or first == 1),
        0x083C: lambda: replace(properties, gone=properties.gone or first == 1),
        0xD608: lambda: _with_cells(properties, operand),
    }
    return changes.get(code, lambda: properties)()


def _with_cells(properties: Properties, operand: bytes) -> Properties:
    """Cell edges and merges of a row (section 2.9.315)."""
    count = operand[0]
    if count > 63 or len(operand) < 1 + (count + 1) * 2:
        return properties
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    cells = operand[1 + (count + 1) * 2 :]
    merges = tuple(cells[i * 20] for i in range(min(count, len(cells) // 20)))
    return replace(properties, edges=tuple(edges), merges=merges)


def lists_of(table: bytes, start: int, overrides: bytes) -> dict[int, tuple[Level, ...]]:
    """Levels of each list a paragraph may name (sections 2.9.131, 2.9.148, 2.9.150); start overrides are not read."""
    if not overrides or start + 2 > len(table):
        return {}
    count = min(struct.unpack_from("<H", table, start)[0], 500)
    heads = [table[start + 2 + i * 28 : start + 30 + i * 28] for i in range(count)]
    at = start + 2 + count * 28
    by_id: dict[int, tuple[Level, ...]] = {}
    for head in heads:
        if len(head) < 28:
            break
        key = struct.unpack_from("<i", head)[0]
        levels = []
        for _ in range(1 if head[26] & 1 else 9):
            level, at = _level(table, at, key)
            if level is None:
                return _by_number(by_id, overrides)
            levels.append(level)
        by_id[key] = tuple(levels)
    return _by_number(by_id, overrides)


def _level(table: bytes, at: int, key: int) -> tuple[Level | None, int]:
    if at + 30 > len(table):
        return None, at
    first, form = struct.unpack_from("<iB", table, at)
    at += 28 + table[at + 24] + table[at + 25]
    if at + 2 > len(table):
        return None, at
    length = struct.unpack_from("<H", table, at)[0]
    text = table[at + 2 : at + 2 + length * 2].decode("utf-16-le", "replace")
    return Level(key, form, text, max(0, min(first, 10_000))), at + 2 + length * 2


def _by_number(by_id: dict[int, tuple[Level, ...]], overrides: bytes) -> dict[int, tuple[Level, ...]]:
    count = min(struct.unpack_from("<I", overrides)[0], 2000) if len(overrides) >= 4 else 0
    out = {}
    for i in range(count):
        if 8 + i * 16 <= len(overrides):
            key = struct.unpack_from("<i", overrides, 4 + i * 16)[0]
            if key in by_id:
                out[i + 1] = by_id[key]
    return out
