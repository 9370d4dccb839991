"""Plain text to lines and tables: list labels, re-joined paragraphs, columns. Only what is certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .document import Block, Cell, Line, Table

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]")
_MARKER = re.compile(
    r"(?:"
    r"(?P<number>\(?\d{1,3}[.)）](?=\s|[^\d\s.,)])|\d{1,3}\s?[、．]|\d{1,2}\s?[-–—](?=\s+[^\d\s])|[（(]\d{1,2}[）)])"
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
_WIDE = (58, 120)
_CONTINUING = frozenset(
    "of the a an to in on at for and or with by from as de la le les du des et à en au aux pour par sur del el "
    "los las y con por para al и в на по с о об при для от к из за que qui der die das und von".split()
)
_LABEL_LINE = re.compile(r"^(?:[^:：]{1,40}[:：]\s*\S|[^:：\s]{1,20}(?: [^:：\s]{1,20})?[:：]\s*$)")
_RULE_ROW = re.compile(r"^[\s|+:=_-]{3,}$")
_GAP = re.compile(r" {2,}|\t+")
MAX_COLUMNS = 30


def plain_blocks(text: str) -> tuple[Block, ...]:
    """Lines and tables of a plain text. ``number`` is the line number in ``text``; empty lines only count."""
    lines = [_INVISIBLE.sub("", line).replace("\u00a0", " ").rstrip() for line in text.split("\n")]
    width = _wrap_width(lines)
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
        end = _paragraph_end(lines, i, width)
        text_of = _glued(lines[i:end])
        out.append(_line(text_of, i + 1, _indent(lines[i]), indents, lettered=lettered))
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


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t\u3000"))


def _glued(lines: Sequence[str]) -> str:
    return re.sub(r"[ \t\u3000]+", " ", " ".join(line.strip() for line in lines)).strip()


def _lettered(lines: Sequence[str]) -> bool:
    """Whether lines run A., B. (or I., II.): then a capital with a full stop is a label, else an initial."""
    starts = {line.strip()[:3].partition(".")[0] for line in lines if re.match(r"\s*[A-Z]{1,3}\.\s", line)}
    return {"A", "B"} <= starts or {"I", "II"} <= starts


def _wrap_width(lines: Sequence[str]) -> int | None:
    """The width at which the sender's client broke lines, or None if it did not."""
    longest = max((len(line) for line in lines), default=0)
    if longest > _WIDE[1]:
        # One over-long line (an address, a link) does not tell; several paragraphs in one line each do.
        wide = sorted(len(line) for line in lines if len(line) > _WIDE[1])
        if len(wide) > 1 or " " in max(lines, key=len).strip():
            return None
        longest = max((len(line) for line in lines if len(line) <= _WIDE[1]), default=0)
    return longest if longest >= _WIDE[0] else None


def _paragraph_end(lines: Sequence[str], i: int, width: int | None) -> int:
    end = i + 1
    while width and end < len(lines) and end - i < 200 and _continues(lines, end - 1, width):
        end += 1
    return end


def _continues(lines: Sequence[str], i: int, width: int) -> bool:
    """Whether line ``i + 1`` carries on the sentence of line ``i``: broken at the width, in mid-sentence."""
    line, following = lines[i].rstrip(), lines[i + 1].strip()
    if not following or len(line) < _WIDE[0] - 8 or _MARKER.match(following) or _LABEL_LINE.match(following[:52]):
        return False
    last = line.split()[-1]
    ends = last.endswith((".", ";", ":", "!", "?", "。", "；", "：", "؛", "؟")) and last.casefold() not in {
        "no.",
        "art.",
    }
    if ends or len(line) + 1 + len(following.split(None, 1)[0]) <= width:
        return False
    first = following[0]
    if first.isdigit():
        return last[-1:].isalpha() or last[-1:] == ","
    if "\u0600" <= first <= "\u06ff":
        return "@" not in line and not last.endswith(("،", ","))
    return first.islower() or first in '(«“"' or last.casefold() in _CONTINUING


def _table_at(lines: Sequence[str], i: int) -> tuple[int, list[tuple[int, list[str]]]]:
    """The rows of a table that begins at line ``i``: (offset, cells) each; empty if there is none."""
    for split, enough in ((_piped, 2), (_tabbed, 2), (_aligned, 2)):
        rows: list[tuple[int, list[str]]] = []
        end = i
        while end < len(lines) and len(rows) < 2_000:
            if rows and _RULE_ROW.match(lines[end]) and split is _piped:
                end += 1
                continue
            cells = split(lines[end])
            if cells is None or (rows and len(cells) != len(rows[0][1])):
                break
            rows.append((end - i, cells))
            end += 1
        if len(rows) >= enough and (len(rows[0][1]) >= 3 or (len(rows) >= 3 and split is not _aligned)):
            if split is _aligned and not _in_columns(lines[i:end]):
                continue
            return end, rows
    return i, []


def _piped(line: str) -> list[str] | None:
    # U+FF5C is the wide bar of Chinese typing.
    text = line.strip().replace("｜", "|")
    if "|" not in text or _RULE_ROW.match(text):
        return None
    cells = (
        [cell.strip() for cell in text.strip("|").split("|")]
        if text.startswith("|")
        else [c.strip() for c in text.split("|")]
    )
    return cells if 2 <= len(cells) <= MAX_COLUMNS else None


def _tabbed(line: str) -> list[str] | None:
    if "\t" not in line.strip():
        return None
    cells = [cell.strip() for cell in line.strip("\n").split("\t")]
    while cells and not cells[0] and len(cells) > 2:
        cells.pop(0)
    return cells if 2 <= len(cells) <= MAX_COLUMNS else None


def _aligned(line: str) -> list[str] | None:
    text = line.strip()
    if "  " not in text:
        return None
    cells = [cell.strip() for cell in _GAP.split(text)]
    return cells if 3 <= len(cells) <= MAX_COLUMNS else None


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
