"""Text of HTML that a reader does not see: no display, no size, white on white. It is left out, and told."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d]*[1-9])|"
    r"max-height\s*:\s*0(?:px)?\s*(?:;|$)|font-size\s*:\s*[12](?:\.\d+)?p[xt]|(?<![\w-])opacity\s*:\s*0(?![.\d]*[1-9])|"
    r"(?:left|top|text-indent)\s*:\s*-\d{4}",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?(?![0-9a-f])|white\b|transparent\b|rgba?\(\s*255\s*,\s*255\s*,\s*255\b)",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"background(?:-color|-image)?\s*:\s*(?!\s*(?:#fff(?:fff)?\b|white|transparent|none|inherit))", re.I
)
_STYLED_BACKGROUND = re.compile(r"<style[^>]{0,200}>(?:(?!</style)[\s\S]){0,60000}?background", re.IGNORECASE)
_TELLING = re.compile(r"@|[^\W\d_a-z][^\W\d_]+ [^\W\d_a-z][^\W\d_]+")
TOLD = "text in it is hidden from the reader (no display, no size, white on white): it was left out"
_MOST = 10_000


def is_hidden(node: LexborNode, *, is_on_colour: bool) -> bool:
    """Whether an element is not shown; ``is_on_colour``: something may colour what is behind it."""
    attributes = node.attributes
    style = attributes.get("style") or ""
    if "hidden" in attributes or _HIDDEN.search(style):
        return True
    colour = f"color:{attributes.get('color')}" if node.tag == "font" else style
    return not is_on_colour and not is_coloured(node) and _WHITE.search(colour) is not None


def is_telling(node: LexborNode) -> bool:
    """Whether what is hidden holds an address or a name, as the previews of mailing programs do not."""
    return _TELLING.search((node.text(deep=True) or "")[:_MOST]) is not None


def has_coloured_style(html: str) -> bool:
    """Whether a style sheet colours backgrounds: white text is then not known to be hidden."""
    return _STYLED_BACKGROUND.search(html) is not None


def is_coloured(node: LexborNode) -> bool:
    """Whether an element has a background of its own that is not white."""
    attributes = node.attributes
    of_table = (attributes.get("bgcolor") or attributes.get("background") or "").strip().lower()
    return (of_table not in {"", "#ffffff", "#fff", "white"}) or bool(_BACKGROUND.search(attributes.get("style") or ""))
