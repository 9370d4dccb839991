"""Plain text to lines and tables: list labels, re-joined paragraphs, columns. Only what is certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .document import Block, Cell, Line, Table
from .paragraphs import glued, paragraph_end, runs_of
from .unseen import without_unseen

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_MARKER = re.compile(
    r"(?:"
    r"(?P<number>\(?\d{1,3}[.)）](?=\s|[^\d\s.,)])|\d{1,3}\s?[、．]|\d{1,2}\s?[-–—](?=\s+[^\d\s])|\d{1,2}/(?=\s+[^\d\s])|[（(]\d{1,2}[）)])"
    r"|(?P<arabic>\(?[٠-٩]{1,3}\s?[-–—.)](?=\s*[^٠-٩\d\s]))"
    r"|(?P<abjad>[أبجدهوزحطي]\s?[-–)](?=\s)|\([أبجدهوزحطي]\))"
    r"|(?P<letter>\(?[a-zа-я]\)|\([A-ZА-Я]\)|[A-ZА-Я]\)|[a-z]\.(?=\s))"
    r"|(?P<roman>\(?[ivx]{1,5}[.)](?=\s)|\([IVX]{1,5}\)|[IVX]{1,5}\)(?=\s))"
    r"|(?P<capital>[A-Z]\.(?=\s)|[IVX]{2,5}\.(?=\s))"
    r"|(?P<han>[一二三四五六七八九十]{1,3}\s?[、．.]|（[一二三四五六七八九十]{1,3}）|"
    r"第[一二三四五六七八九十]{1,3}[、，])"
    r"|(?P<circled>[①-⑳⑴-⒇])"
    r"|(?P<bullet>[•·▪●○◦‣■□➢✓→](?=\s*\S)|[-–—*+](?=\s+\S)|[-–—](?=[^\W\d_]))"
    r")\s*(?=\S)"
)
_RULE_ROW = re.compile(r"^[\s|+:=_-]{3,}$")
_GAP = re.compile(r" {2,}|\t+")
MAX_COLUMNS = 30
_ENOUGH = 2


def plain_blocks(text: str) -> tuple[Block, ...]:
    """Lines and tables of a plain text. ``number`` is the line number in ``text``; empty lines only count."""
    lines = [without_unseen(_CONTROL.sub("", line)).replace("\u00a0", " ").rstrip() for line in text.split("\n")]
    runs = {k: run for run in runs_of(lines, _begins_item) for k in range(run.start, run.end)}
    lettered = _lettered(lines)
    indents: list[int] = []
    out: list[Block] = []
    i = 0
    while i < len(lines):
        if not lines[i].strip():
            i += 1
            continue
        end, rows = _table_at(lines, i)
        if rows:
            out.append(_table(rows, i + 1))
            i = end
            continue
        end = paragraph_end(lines, i, runs[i])
        line = _line(glued(lines[i:end]), i + 1, _indent(lines[i]), indents, lettered=lettered)
        out.append(replace(line, lines=end - i, width=max(len(part.rstrip()) for part in lines[i:end])))
        i = end
    return tuple(out)


def labelled(line: Line) -> Line:
    """The line with its printed list label moved into ``marker``, if it begins with one."""
    marker, rest = split_marker(line.text)
    return replace(line, text=rest, marker=marker) if marker else line


def split_marker(text: str, *, lettered: bool = False) -> tuple[str | None, str]:
    """A list label and the text after it; ``lettered``: whether the text runs "A." "B.", so "A." is no initial."""
    found = _MARKER.match(text)
    if found is None or (found.lastgroup == "capital" and not lettered):
        return None, text
    return text[: found.end()].strip(), text[found.end() :]


def _line(text: str, number: int, indent: int, indents: list[int], *, lettered: bool) -> Line:
    marker, rest = split_marker(text, lettered=lettered)
    if marker is None:
        if indent == 0:
            indents.clear()
        return Line(text, number)
    while indents and indents[-1] > indent:
        indents.pop()
    if not indents or indents[-1] < indent:
        indents.append(indent)
    return Line(rest, number, marker=marker, level=len(indents) - 1)


def _begins_item(line: str) -> bool:
    return _MARKER.match(line) is not None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t\u3000"))


def _lettered(lines: Sequence[str]) -> bool:
    """Whether lines run A., B. (or I., II.): then a capital with a full stop is a label, else an initial."""
    starts = {line.strip()[:3].partition(".")[0] for line in lines if re.match(r"\s*[A-Z]{1,3}\.\s", line)}
    return {"A", "B"} <= starts or {"I", "II"} <= starts


def _table_at(lines: Sequence[str], i: int) -> tuple[int, list[tuple[int, list[str]]]]:
    """The rows of a table that begins at line ``i``: (offset, cells) each; empty if there is none."""
    for split, enough in ((_piped, 2), (_tabbed, 2), (_aligned, 2), (_semicoloned, 2)):
        rows: list[tuple[int, list[str]]] = []
        end = i
        while end < len(lines) and len(rows) < 2_000:
            if rows and _RULE_ROW.match(lines[end]) and split is _piped:
                end += 1
                continue
            cells = split(lines[end])
            if cells is None or (rows and split is not _tabbed and len(cells) != len(rows[0][1])):
                break
            if rows and split in _OF_ITEMS and _is_item(lines[i]) != _is_item(lines[end]):
                break  # an item of a list that goes on in the next line, not a row
            rows.append((end - i, cells))
            end += 1
        if split is _tabbed:
            rows = _even(rows)
            end = i + rows[-1][0] + 1 if rows else i
        if len(rows) >= enough and (len(rows[0][1]) >= 3 or (len(rows) >= 3 and split is not _aligned)):
            if split is _aligned and not _in_columns(lines[i:end]):
                continue
            if split is _semicoloned and not _has_heading([cells for _, cells in rows]):
                continue
            return end, rows
    return i, []


def _is_item(line: str) -> bool:
    return _MARKER.match(line.strip()) is not None


def _even(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Rows parted by tabs as one table: those of the first's width, shorter ones in their midst filled up.

    Who types a table leaves out the tabs before empty cells at the end of a row.
    """
    width = max((len(cells) for _, cells in rows), default=0)
    if sum(len(cells) == width for _, cells in rows) < _ENOUGH or any(len(c) < min(width, 3) - 1 for _, c in rows):
        width = len(rows[0][1]) if rows else 0
        kept = next((n for n, (_, cells) in enumerate(rows) if len(cells) != width), len(rows))
        return rows[:kept]
    return [(offset, cells + [""] * (width - len(cells))) for offset, cells in rows]


def _piped(line: str) -> list[str] | None:
    # U+FF5C is the wide bar of Chinese typing.
    text = line.strip().replace("｜", "|")
    if "|" not in text or _RULE_ROW.match(text):
        return None
    cells = (
        [cell.strip() for cell in text.strip("|").split("|")]
        if text.startswith("|")
        else [c.strip() for c in split_marker(text)[1].split("|")]
    )
    return cells if 2 <= len(cells) <= MAX_COLUMNS else None


def _tabbed(line: str) -> list[str] | None:
    if "\t" not in line.strip():
        return None
    cells = [cell.strip() for cell in line.strip("\n").split("\t")]
    while cells and not cells[0] and len(cells) > 2:
        cells.pop(0)
    cells[0] = split_marker(cells[0])[1]
    return cells if 2 <= len(cells) <= MAX_COLUMNS else None


def _aligned(line: str) -> list[str] | None:
    text = line.strip()
    if "  " not in text:
        return None
    cells = [cell.strip() for cell in _GAP.split(text)]
    return cells if 3 <= len(cells) <= MAX_COLUMNS else None


def _semicoloned(line: str) -> list[str] | None:
    """The cells of a line as sheets are saved ("Name; Post; E-mail")."""
    cells = [cell.strip() for cell in re.split("[;；]", split_marker(line.strip())[1])]
    return cells if 3 <= len(cells) <= MAX_COLUMNS and all(len(cell) <= _CELL for cell in cells) else None


_OF_ITEMS = (_piped, _semicoloned)
_CELL = 90
_LEAST = 3


def _has_heading(rows: Sequence[list[str]]) -> bool:
    """Whether a row of short words stands above rows of which some hold an address: else these are sentences."""
    first, *others = rows
    heading = all(cell and len(cell) <= _CELL // 2 and "@" not in cell for cell in first) and first[-1][-1] != "."
    if len(first) > _LEAST and len(others) > 1 and all(len(cell) <= _CELL // 4 for cell in first):
        return heading
    return heading and any("@" in cell for row in others for cell in row)


def _in_columns(lines: Sequence[str]) -> bool:
    """Whether the cells begin at the same positions in every line."""
    starts = [tuple(found.end() for found in _GAP.finditer(line.rstrip()) if found.start() > 0) for line in lines]
    return len(set(starts)) == 1


def _table(rows: Sequence[tuple[int, list[str]]], number: int) -> Table:
    made = [
        tuple(Cell(text, r, c, number=number + offset) for c, text in enumerate(cells))
        for r, (offset, cells) in enumerate(rows)
    ]
    return Table(tuple(made), number)
