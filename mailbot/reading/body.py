"""The mail text as a Document: what the writer wrote now, in lines and tables."""

from __future__ import annotations

from dataclasses import replace

from mailbot.domain.message import Message

from .document import Block, Document, Page, Table
from .forwarded import lines_of
from .html import html_unread, marked_blocks
from .html_table import number_table
from .plain import labelled, plain_blocks
from .quoted import split_lines


def body_document(message: Message) -> Document:
    """The new text of ``message`` as the document ``body``, page "1"; from HTML where that says more.

    HTML counts when it carries tables or lists, when there is no plain text, or when the plain text has lost
    its line ends. ``number`` is the line
    number in the new text; a gap in the numbers is an empty line.
    """
    blocks: tuple[Block, ...] = ()
    media_type = "text/plain"
    if message.html is not None:
        found = _html_blocks(message.html, message.subject)
        if not message.text.strip() or _says_more(found, message.new_text):
            blocks, media_type = found, "text/html"
    if not blocks:
        blocks = plain_blocks(message.new_text)
    # Also where the plain text counts: it may have been made of the HTML.
    unread = html_unread(message.html) if message.html is not None else ()
    return Document("body", media_type, (Page("1", blocks),), unread)


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
