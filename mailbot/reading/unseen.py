"""Characters nobody sees: most mean nothing and go; a few show people something else than is written, and are told.

Told are the overrides of UAX 9, which turn text round, and what has no width inside a word. Embeddings, isolates, marks
and joiners are how Arabic, Persian and Indic languages are written.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .document import Block, Cell, Document, Line

# Soft hyphen, direction marks, embeddings, isolates, fillers, tags, annotations. The joiners (200C, 200D) stay.
_NOTHING = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200e\u200f\u202a-\u202c\u2066-\u206f\u3164\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f"
)
_NO_WIDTH = "\u200b\u2060-\u2064\ufeff"
_LETTER = r"[^\W\d_]"
_DROPPED = re.compile(f"[{_NOTHING}]|(?<!{_LETTER})[{_NO_WIDTH}]|[{_NO_WIDTH}](?!{_LETTER})")
_TURNING = re.compile("[\u202d\u202e]")
_HIDDEN = re.compile(f"[{_NO_WIDTH}]")
_TOLD = re.compile(f"[\u202d\u202e{_NO_WIDTH}]")
TURNED = "characters in it turn its text round: what is shown is not what is written"
PARTED = "characters without width stand inside words of it: they were left out"
OVERRIDE = "\u202e"


def without_unseen(text: str) -> str:
    """The text without what nobody sees and means nothing; what must be told stays, for ``straightened``."""
    return text if text.isascii() else _DROPPED.sub("", text)


def straightened(document: Document) -> Document:
    """The document without what nobody sees; ``unread`` tells what could deceive. Itself if there is none of it."""
    text = document.text
    if text.isascii() or not _TOLD.search(text):
        return document
    told = [TURNED] if _TURNING.search(text) else []
    told += [PARTED] if _HIDDEN.search(text) else []
    pages = tuple(replace(page, blocks=tuple(map(_straight, page.blocks))) for page in document.pages)
    return replace(document, pages=pages, unread=(*document.unread, *told))


def _straight(block: Block) -> Block:
    if isinstance(block, Line):
        return replace(block, text=_TOLD.sub("", block.text))
    fresh: dict[int, Cell] = {}
    for row in block.rows:
        for cell in row:
            # A merged cell stands in several places as one object, and must stay one.
            fresh.setdefault(id(cell), replace(cell, text=_TOLD.sub("", cell.text)))
    return replace(block, rows=tuple(tuple(fresh[id(cell)] for cell in row) for row in block.rows))
