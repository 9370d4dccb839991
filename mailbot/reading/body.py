"""The mail text as a Document: what the writer wrote now, in lines and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailbot.domain.message import Message

from .document import Block, Document, Line, Page, Table
from .forwarded import lines_of
from .html import html_unread, marked_blocks, strikes
from .html_table import number_table
from .plain import labelled, plain_blocks
from .quoted import split_lines


def body_document(message: Message) -> Document:
    """The new text of ``message`` as the document ``body``, page "1"; from HTML where that says more.

    HTML counts when it carries tables or lists, when there is no plain text, when the plain text has lost its
    line ends, or when something is struck through in it. ``number`` is the line
    number in the new text; a gap in the numbers is an empty line.
    """
    blocks: tuple[Block, ...] = ()
    media_type = "text/plain"
    if message.html is not None:
        found = _html_blocks(message.html, message.subject)
        if not message.text.strip() or strikes(message.html) or _says_more(found, message.new_text):
            blocks, media_type = found, "text/html"
    if not blocks:
        blocks = plain_blocks(message.new_text)
    # Also where the plain text counts: it may have been made of the HTML.
    unread = html_unread(message.html) if message.html is not None else ()
    return Document("body", media_type, (Page("1", blocks),), unread)


def whole_body(message: Message) -> Document:
    """As ``body_document``, and in their place the lines it leaves out, of region "quoted", "signature" or "footer".

    What it has keeps its numbers. A message that is forwarded here is left to ``message.originals``.
    """
    new = body_document(message)
    if new.media_type == "text/html" and message.html is not None:
        quiet = list(_quiet_of_html(message.html, message.subject))
    else:
        quiet = list(_quiet_of_text(message))
    out: list[Block] = []
    for block in new.pages[0].blocks:
        while quiet and quiet[0][0] < block.number:
            out.append(quiet.pop(0)[1])
        out.append(block)
    out += [line for _, line in quiet]
    return replace(new, pages=(replace(new.pages[0], blocks=tuple(out)),))


def _quiet_of_text(message: Message) -> Iterator[tuple[int, Line]]:
    """The lines that are not new, each with the number of the new line it follows."""
    lines = message.text.split("\n")
    numbers = iter([n for n, line in enumerate(message.new_text.split("\n"), 1) if line.strip()])
    last = 0
    for line, kind in zip(lines, split_lines(lines, subject=message.subject).kinds, strict=True):
        if kind == "new" and line.strip():
            last = next(numbers, last)
        elif kind in _QUIET and line.strip():
            yield last, Line(line.rstrip(), 0, region=_QUIET[kind])


def _quiet_of_html(html: str, subject: str) -> Iterator[tuple[int, Line]]:
    """As ``_quiet_of_text``; counts the new blocks as ``_html_blocks`` numbers them."""
    marked = marked_blocks(html)
    lines, marks, owners = lines_of(marked)
    kinds = split_lines(lines, marks, subject).kinds
    new = {owner for owner, kind in zip(owners, kinds, strict=True) if kind == "new"}
    last, begun, counted = 0, False, -1
    for line, kind, owner in zip(lines, kinds, owners, strict=True):
        if owner in new and owner != counted:
            block, counted = marked[owner][0], owner
            if isinstance(block, Table) or block.text or begun:
                last += len(block.rows) if isinstance(block, Table) else 1
                begun = True
        elif owner not in new and kind in _QUIET and line.strip():
            yield last, Line(line, 0, region=_QUIET[kind])


_QUIET = {"quote": "quoted", "signature": "signature", "footer": "footer"}


def _says_more(blocks: tuple[Block, ...], text: str) -> bool:
    """Whether HTML has a structure that the plain text beside it lacks: tables, lists, more lines."""
    if any(isinstance(block, Table) or block.marker for block in blocks):
        return True
    return len(blocks) > sum(bool(line.strip()) for line in text.splitlines())


def _html_blocks(html: str, subject: str) -> tuple[Block, ...]:
    marked = marked_blocks(html)
    lines, marks, owners = lines_of(marked)
    kinds = split_lines(lines, marks, subject).kinds
    kept = sorted({owner for owner, kind in zip(owners, kinds, strict=True) if kind == "new"})
    out: list[Block] = []
    number = 1
    for index in kept:
        block = marked[index][0]
        if isinstance(block, Table):
            out.append(number_table(block, number))
            number += len(block.rows)
            continue
        if block.text:
            line = replace(block, number=number)
            out.append(line if line.marker else labelled(line))
            number += 1
        elif out:
            number += 1
    return tuple(out)
