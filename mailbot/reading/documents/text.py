"""Plain text and HTML files."""

from __future__ import annotations

import re

from ..charset import decode_text
from ..document import Page
from ..html import html_blocks, html_unread
from ..plain import plain_blocks
from .archive import NoText
from .unread import Taken, cut

MAX_CHARACTERS = 1_000_000
_CHARSET = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s{0,8}=\s{0,8}["']?([\w:.-]{2,40})""")


def read_plain(content: bytes) -> Taken:
    """A text file. Raises NoText."""
    text = decode_text(content)[0]
    blocks = plain_blocks(text[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    if not blocks:
        raise NoText
    return Taken((Page("1", blocks),), (cut(MAX_CHARACTERS),) if len(text) > MAX_CHARACTERS else ())


def read_html(content: bytes) -> Taken:
    """An HTML file, in the charset it declares. Raises NoText."""
    declared = _CHARSET.search(content[:4096])
    text = decode_text(content, declared[1].decode("ascii") if declared else None)[0]
    blocks = html_blocks(text)
    if not blocks:
        raise NoText
    return Taken((Page("1", blocks),), html_unread(text))
