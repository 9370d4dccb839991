"""A note as the text of a mail: wrapped at 72, flowed, or as long lines; tables in four ways."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from random import Random

from .blocks import Block, Items, Lines, Paragraph, Table


def text(blocks: list[Block], rng: Random, kind: str) -> str:
    """The whole text. ``kind``: plain, flowed, or how a table stands (pipes, tabs, aligned, semicolons)."""
    width = rng.choice([72, 72, 76, 998]) if kind not in {"flowed", "tabs", "aligned"} else 998
    gap = rng.choice(["\n", "\n\n", "\n\n"])
    out = []
    for block in blocks:
        if isinstance(block, Table):
            out.append("\n".join(_rows(block, kind)))
        elif isinstance(block, Items):
            out.append("\n".join(_items(block, rng, width)))
        else:
            out.append("\n".join(_wrapped(block, width)))
    joined = (
        gap.join(out)
        if not any(isinstance(block, Lines) and len(block.lines) > 2 for block in blocks)
        else "\n\n".join(out)
    )
    return joined + "\n"


def _wrapped(block: Paragraph | Lines, width: int) -> Iterator[str]:
    lines = [block.text] if isinstance(block, Paragraph) else block.lines
    for line in lines:
        yield from _wrap(line, width)


def _wrap(line: str, width: int, indent: str = "") -> list[str]:
    if "\t" in line or any("\u4e00" <= c <= "\u9fff" for c in line):
        return [line]
    return textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) or [
        line
    ]


def _items(block: Items, rng: Random, width: int) -> Iterator[str]:
    hang = rng.random() < 0.6
    for marker, lines in zip(block.markers(), block.items, strict=True):
        lead = f"{marker} " if marker else ""
        indent = " " * len(lead) if hang else ""
        yield from _wrap(lead + lines[0], width, indent)
        for line in lines[1:]:
            yield f"{' ' * len(lead)}{line}"


def _rows(block: Table, kind: str) -> Iterator[str]:
    rows = [*([block.header] if block.header else []), *block.rows]
    sign = {"pipes": " | ", "tabs": "\t", "semicolons": "; "}.get(kind)
    if sign:
        yield from (sign.join(row) for row in rows)
        return
    widths = [max(len(row[n]) for row in rows) + 3 for n in range(len(rows[0]))]
    for row in rows:
        yield "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
