"""One model for everything with text in it: pages of lines and tables, each with its position.

A mail body, a PDF, a Word file, a sheet and a scan all become a ``Document``, so that understanding a
submission never asks what format it came in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph of text.

    ``number`` counts from 1 within the page. ``marker`` is the list label before it ("1.", "-", "(a)"),
    printed or automatic, which is not part of ``text``; ``level`` is the nesting depth of the list.
    ``box`` is (x0, y0, x1, y1) in PDF points from the top left. ``confidence`` is below 1 for OCR only.
    A paragraph that the layout broke over several printed lines is one Line where the format says so (Word,
    HTML); a PDF gives printed lines and leaves the joining to the reader. ``lines`` of the text were joined in it,
    the longest of them ``width`` letters long.
    """

    text: str
    number: int
    marker: str | None = None
    level: int = 0
    box: Box | None = None
    confidence: float = 1.0
    region: str = "body"
    bold: bool = False
    lines: int = 1
    width: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell; its own line breaks are kept in ``text`` as newlines.

    ``row`` and ``column`` are its top left corner in the grid; a merged cell stands in every grid position
    it covers as the same object, so ``cell.row == r and cell.column == c`` tells the origin.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    number: int = 0
    box: Box | None = None
    confidence: float = 1.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular grid of cells (empty ones included). ``number`` is the line number where it starts.

    ``from_right``: its file says that the first column is the rightmost one.
    """

    rows: tuple[tuple[Cell, ...], ...]
    number: int = 0
    box: Box | None = None
    from_right: bool = False


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Page:
    """A page (``name`` "1", "2", …) or a sheet (its name), its blocks in reading order."""

    name: str
    blocks: tuple[Block, ...]
    width: float | None = None
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Something readable. ``name`` is ``body`` for the mail text, else the attachment's name.

    ``unread`` says in one sentence each what of it a limit or a failure left out.
    """

    name: str
    media_type: str
    pages: tuple[Page, ...]
    unread: tuple[str, ...] = ()

    def blocks(self) -> Iterator[tuple[Page, Block]]:
        """Every block with its page, in reading order."""
        for page in self.pages:
            for block in page.blocks:
                yield page, block

    @property
    def text(self) -> str:
        """All text, one line a Line, table rows with cells parted by tabs."""
        out: list[str] = []
        for _, block in self.blocks():
            if isinstance(block, Line):
                out.append(f"{block.marker} {block.text}" if block.marker else block.text)
            else:
                for r, row in enumerate(block.rows):
                    cells = (c.text.replace("\n", " ") for k, c in enumerate(row) if (c.row, c.column) == (r, k))
                    out.append("\t".join(cells))
        return "\n".join(out)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that cannot be read, and why, in one of the words of contract section 2.

    ``reason``: ``encrypted``, ``damaged``, ``too large``, ``no text found``, ``type not read``. ``detail`` adds
    in a sentence for staff what the word does not say (a scan, and no recogniser is installed).
    """

    name: str
    media_type: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file that is not read on purpose: a logo, a signature, a calendar entry."""

    name: str
    media_type: str
    reason: str


Reading = Document | Unreadable | Ignored
