"""HTML mail to lines and tables: what a reader sees, in order, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from . import hidden
from .document import Block, Line, Table
from .html_table import MAX_COLUMNS, MAX_ROW_SPAN, Gathered, block_lines, is_layout, label_of, number_table, rectangle
from .unseen import OVERRIDE, without_unseen

MAX_HTML_CHARACTERS = 1_000_000
MAX_NODES = 100_000

_SKIPPED = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg", "-comment", "meta", "link"}
)
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr td th tbody thead tfoot caption blockquote pre hr center form "
    "section article header footer address fieldset main nav aside figure body html".split()
)
# What is struck through no longer counts for the writer.
_STRUCK = frozenset({"s", "strike", "del"})
_STRIKES = re.compile(r"<(?:s|strike|del)[\s>]|line-through", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,40}line-through", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")
_BLANKS = re.compile("[ \t\n\r\f\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_QUOTE_CLASSES = re.compile(
    r"\bgmail_attr\b|\bmoz-cite-prefix\b|\bOutlookMessageHeader\b|\byahoo_quoted\b", re.IGNORECASE
)
_QUOTE_BLOCK_CLASSES = re.compile(r"gmail_quote|protonmail_quote|tutanota_quote|moz-cite|cite|quoted", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")
# Elements that close by themselves, so that leaving them open nests nothing.
_SELF_CLOSING = frozenset(
    "p li td th tr dt dd tbody thead tfoot option br hr img input meta link col area base wbr html head body".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
MAX_DEPTH = 1_000
MAX_OPEN_FORMATTING = 30
_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_BULLETS = frozenset("·•▪◦●○■□–—-*§oØüvq➢➤►✓")
_STYLES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
_MSO_LIST_LABEL = re.compile(r"mso-list\s*:\s*Ignore", re.IGNORECASE)
_MSO_LIST = re.compile(r"mso-list\s*:\s*(?:l\d+\s+)?level(\d)", re.IGNORECASE)


def html_blocks(html: str) -> tuple[Block, ...]:
    """The visible lines and data tables of an HTML text, numbered from 1 in reading order.

    Wrapper tables are unwrapped to lines; ``a href=mailto:`` addresses the text does not show are added in
    angle brackets. Never raises, whatever the markup; depth does not matter.
    """
    return tuple(block for block, _ in marked_blocks(html))


def marked_blocks(html: str) -> tuple[tuple[Block, bool], ...]:
    """As ``html_blocks``, each block with whether the markup says it is quoted from another message."""
    return _walked(html)[0]


def html_unread(html: str) -> tuple[str, ...]:
    """What of an HTML text a limit left out, in one sentence each, as ``Document.unread`` wants it."""
    is_long = len(html) > MAX_HTML_CHARACTERS
    long = (f"the HTML after its first {MAX_HTML_CHARACTERS:,} characters was not read",) if is_long else ()
    many = (f"the HTML after its first {MAX_NODES:,} elements was not read",) if _walked(html)[1] else ()
    return long + many + ((hidden.TOLD,) if _walked(html)[2] else ())


@lru_cache(maxsize=4)
def _walked(html: str) -> tuple[tuple[tuple[Block, bool], ...], bool, bool]:
    """The blocks as ``marked_blocks`` gives them; whether there were too many elements, and whether text is hidden."""
    # The parser takes UTF-8: a lone surrogate would raise.
    clean = html[:MAX_HTML_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    if is_too_deep(clean):
        return _numbered([(Line(line, 0), False) for line in _bare_lines(clean)]), False, False
    root = _root(clean)
    if root is None:
        return (), False, False
    walk = _Walk(is_styled=hidden.has_coloured_style(clean))
    is_cut = walk.over(root)
    return _numbered(walk.finished()), is_cut, walk.hides


def _bare_lines(html: str) -> list[str]:
    """The text without its tags, for markup no parser should be given."""
    text = unescape(re.sub(r"<[^<>]{0,2000}>", "\n", html)).replace("<", " ")
    return [line for line in (_squeeze(without_unseen(_CONTROL.sub("", part))) for part in text.split("\n")) if line]


def strikes(html: str) -> bool:
    """Whether something in an HTML text is struck through, which a plain text beside it cannot show."""
    return _STRIKES.search(html, 0, MAX_HTML_CHARACTERS) is not None


def html_text(html: str) -> str:
    """The text of an HTML body: one line a paragraph, table rows with cells parted by tabs."""
    out: list[str] = []
    for block, quoted in marked_blocks(html):
        out.extend(("> " if quoted else "") + line for line in block_lines(block))
    return "\n".join(out)


def _root(html: str) -> LexborNode | None:
    try:
        parser = LexborHTMLParser(html)
    except (ValueError, RuntimeError, UnicodeError):
        return None
    return parser.body or parser.root


def is_too_deep(html: str) -> bool:
    """Whether the markup nests so deep that the parser, quadratic in depth, would take long."""
    if html.count("<") <= MAX_OPEN_FORMATTING:
        return False
    depths: dict[str, int] = {}
    depth = formatting = 0
    for closing, tag in _TAG.findall(html):
        name = tag.lower()
        if name in _SELF_CLOSING:
            continue
        step = -1 if closing else 1
        if depths.get(name, 0) + step < 0:
            continue
        depths[name] = depths.get(name, 0) + step
        depth += step
        formatting += step if name in _FORMATTING else 0
        if depth > MAX_DEPTH or formatting > MAX_OPEN_FORMATTING:
            return True
    return False


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int
    style: str
    level: int


@dataclass(slots=True)
class _Grid:
    """A table while it is walked. ``depth`` is how many lists were open when it began."""

    rows: list[list[Gathered]] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    caption: list[tuple[Block, bool]] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """Where blocks are gathered: the page, or one cell."""

    blocks: list[tuple[Block, bool]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    bold: int = 0
    plain: int = 0
    marker: str | None = None
    level: int = 0


class _Walk:
    """One pass over the tree without recursion: nodes are entered and left from an explicit stack."""

    def __init__(self, *, is_styled: bool) -> None:
        # White text is hidden only where nothing colours what is behind it; a style sheet may.
        self.coloured = int(is_styled)
        self.hides = False
        self.frames: list[_Frame] = [_Frame()]
        self.lists: list[_List] = []
        self.grids: list[_Grid] = []
        self.quotes = 0
        self.bold = 0
        self.pre = 0

    def over(self, root: LexborNode) -> bool:
        """Walks the tree; whether it was left before its end, because it has too many nodes."""
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        entered = 0
        while stack and entered < MAX_NODES:
            node, leaving = stack.pop()
            if leaving:
                self.leave(node)
                continue
            entered += 1
            if node.tag == "-text":
                self.say(node.text_content or "")
                continue
            if self.skips(node):
                continue
            self.enter(node)
            stack.append((node, True))
            children: list[tuple[LexborNode, bool]] = []
            child = node.child
            while child is not None:
                children.append((child, False))
                child = child.next
            stack.extend(reversed(children))
        return any(not leaving for _, leaving in stack)

    def finished(self) -> list[tuple[Block, bool]]:
        """The blocks of the page, anything still open closed."""
        self.end_line()
        return self.frames[0].blocks

    def skips(self, node: LexborNode) -> bool:
        tag = node.tag
        if tag is None or tag in _SKIPPED or tag in _STRUCK or tag.startswith("-"):
            return True
        if _STRUCK_STYLE.search(node.attributes.get("style") or ""):
            return True
        if not hidden.is_hidden(node, is_on_colour=self.coloured > 0):
            return False
        self.hides = self.hides or hidden.is_telling(node)
        return True

    def say(self, text: str) -> None:
        """Adds running text to the line being made."""
        frame = self.frames[-1]
        text = without_unseen(_CONTROL.sub("", text))
        if self.pre and "\n" in text:
            first, *others = text.split("\n")
            frame.text.append(first)
            for other in others:
                self.end_line(keep_empty=True)
                self.frames[-1].text.append(other)
            return
        frame.text.append(text)
        letters = len(text.strip())
        if self.bold:
            frame.bold += letters
        else:
            frame.plain += letters

    def enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "br":
            self.end_line(keep_empty=True)
            return
        if tag in _BLOCKS:
            self.end_line()
        self.bold += tag in _BOLD
        self.coloured += hidden.is_coloured(node)
        self.pre += tag == "pre"
        if tag == "bdo":
            self.say(OVERRIDE)
        self.quotes += _is_quote(node)
        if tag in {"ul", "ol"}:
            attributes = node.attributes
            start = _integer(attributes.get("start"), 1)
            style = attributes.get("type") or _list_style(attributes.get("style") or "")
            self.lists.append(_List(tag == "ol", start, style, len(self.lists)))
        elif tag == "li":
            self.open_item(node)
        elif tag == "table":
            self.grids.append(_Grid(lists=self.lists))
            self.lists = []
        elif tag == "tr" and self.grids:
            self.grids[-1].rows.append([])
        elif (tag in {"td", "th", "caption"} and self.grids) or (
            tag == "span" and _MSO_LIST_LABEL.search(node.attributes.get("style") or "")
        ):
            self.frames.append(_Frame())
        elif tag == "p" and (found := _MSO_LIST.search(node.attributes.get("style") or "")):
            self.frames[-1].level = int(found.group(1)) - 1

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "span" and _MSO_LIST_LABEL.search(node.attributes.get("style") or ""):
            self.close_label()
        if tag == "a":
            self.close_link(node)
        if tag in _BLOCKS:
            self.end_line()
        self.bold -= tag in _BOLD
        self.coloured -= hidden.is_coloured(node)
        self.pre -= tag == "pre"
        self.quotes -= _is_quote(node)
        if tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif tag in {"td", "th"} and self.grids:
            self.close_cell(node)
        elif tag == "caption" and self.grids:
            self.grids[-1].caption.extend(self.frames.pop().blocks)
        elif tag == "table":
            self.close_table()
        elif tag == "p":
            self.frames[-1].level = 0

    def open_item(self, node: LexborNode) -> None:
        frame = self.frames[-1]
        if not self.lists:
            frame.marker = "-"
            return
        current = self.lists[-1]
        frame.level = current.level
        if not current.ordered:
            frame.marker = "-"
            return
        current.number = _integer(node.attributes.get("value"), current.number)
        frame.marker = label_of(current.number, current.style)
        current.number += 1

    def close_label(self) -> None:
        """Word writes the list label as text in a span it marks as such."""
        label = _squeeze("".join(self.frames.pop().text))
        if label:
            self.frames[-1].marker = "-" if label in _BULLETS else label

    def close_link(self, node: LexborNode) -> None:
        href = (node.attributes.get("href") or "").strip()
        if href[:7].lower() != "mailto:":
            return
        address = unquote(href[7:].partition("?")[0]).strip()
        shown = "".join(self.frames[-1].text[-20:])
        if "@" in address and len(address) < 320 and address.casefold() not in shown.casefold():
            self.say(f" <{address}>")

    def close_cell(self, node: LexborNode) -> None:
        gathered = self.frames.pop().blocks
        grid = self.grids[-1]
        if not grid.rows:
            grid.rows.append([])
        attributes = node.attributes
        spans = (_integer(attributes.get("rowspan"), 1), _integer(attributes.get("colspan"), 1))
        grid.rows[-1].append(
            Gathered(gathered, max(1, min(spans[0], MAX_ROW_SPAN)), max(1, min(spans[1], MAX_COLUMNS)))
        )

    def close_table(self) -> None:
        grid = self.grids.pop()
        self.lists = grid.lists
        blocks = self.frames[-1].blocks
        blocks.extend(grid.caption)
        rows = [row for row in grid.rows if row]
        if is_layout(rows):
            for row in rows:
                for cell in row:
                    blocks.extend(cell.blocks)
            return
        blocks.append((Table(rectangle(rows)), self.quotes > 0))

    def end_line(self, *, keep_empty: bool = False) -> None:
        """Closes the line being made; an empty one is dropped, unless a ``br`` made it."""
        frame = self.frames[-1]
        text = "".join(frame.text)
        text = text.rstrip() if self.pre else _squeeze(text)
        if text or (keep_empty and frame.blocks):
            bold = frame.bold > 0 and frame.plain == 0
            line = Line(text, 0, marker=frame.marker if text else None, level=frame.level, bold=bold)
            frame.blocks.append((line, self.quotes > 0))
            if text:
                frame.marker = None
        frame.text, frame.bold, frame.plain = [], 0, 0


def _is_quote(node: LexborNode) -> bool:
    if node.tag == "blockquote":
        attributes = node.attributes
        return (attributes.get("type") or "").lower() == "cite" or bool(
            _QUOTE_BLOCK_CLASSES.search(attributes.get("class") or "")
        )
    if node.tag not in {"div", "span"}:
        return False
    return bool(_QUOTE_CLASSES.search(node.attributes.get("class") or ""))


def _squeeze(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _integer(text: str | None, default: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default


def _list_style(style: str) -> str:
    found = re.search(r"list-style(?:-type)?\s*:\s*([\w-]{1,30})", style, re.IGNORECASE)
    return _STYLES.get(found.group(1).lower(), "1") if found else "1"


def _numbered(blocks: list[tuple[Block, bool]]) -> tuple[tuple[Block, bool], ...]:
    """Line numbers, one a line and one a table row; runs of empty lines become one, none at the ends."""
    out: list[tuple[Block, bool]] = []
    number = 1
    for block, quoted in blocks:
        if isinstance(block, Line):
            if not block.text and (not out or _is_empty(out[-1][0])):
                continue
            out.append((replace(block, number=number), quoted))
            number += 1
        else:
            out.append((number_table(block, number), quoted))
            number += len(block.rows)
    while out and _is_empty(out[-1][0]):
        out.pop()
    return tuple(out)


def _is_empty(block: Block) -> bool:
    return isinstance(block, Line) and not block.text
