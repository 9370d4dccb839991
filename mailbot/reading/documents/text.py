"""Plain text and HTML files."""

from __future__ import annotations

import re

from ..charset import decode_text
from ..document import Page
from ..html import html_blocks
from ..plain import plain_blocks
from .archive import NoText

MAX_CHARACTERS = 1_000_000
_CHARSET = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s{0,8}=\s{0,8}["']?([\w:.-]{2,40})""")


def read_plain(content: bytes) -> tuple[Page, ...]:
    """A text file. Raises NoText."""
    text = decode_text(content)[0][:MAX_CHARACTERS]
    blocks = plain_blocks(text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    if not blocks:
        raise NoText
    return (Page("1", blocks),)


def read_html(content: bytes) -> tuple[Page, ...]:
    """An HTML file, in the charset it declares. Raises NoText."""
    declared = _CHARSET.search(content[:4096])
    text = decode_text(content, declared[1].decode("ascii") if declared else None)[0][:MAX_CHARACTERS]
    blocks = html_blocks(text)
    if not blocks:
        raise NoText
    return (Page("1", blocks),)
