"""What a person is shown of a message's originals: text cut into marked segments, pages with boxes over them.

A mark is the key of a field: ``persons.3.family`` (N from 1, as in ``--set persons.N…``), ``delegation``, ``parts``,
``reference``, ``revision``, ``remove.2.family`` (who is struck out by a revision), ``doubt.1``, ``credentials``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mailbot.reading.document import Box

Status = Literal["read", "ignored", "unreadable"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text and the fields read from it; ``confidence`` is that of the least sure of them."""

    text: str
    marks: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line. ``region`` is "body", "header", "footer", "quoted", "signature"…; the last two are to be greyed.

    ``marker`` is the list label before it, ``level`` its depth. ``direction`` is "rtl" where most letters are.
    """

    segments: tuple[Segment, ...]
    marker: str | None = None
    level: int = 0
    region: str = "body"
    direction: Literal["auto", "rtl"] = "auto"
    is_bold: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether it says nothing new: quoted text, a signature, a footer."""
        return self.region in {"quoted", "signature", "footer"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What the lines after it belong to: a sheet's name, a page, a forwarded message's sender and date."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class TextCell:
    """One cell, each merged one once, at its top left corner."""

    lines: tuple[TextLine, ...]
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table: of each row the cells that begin in it.

    ``direction`` is "rtl" where most cells with letters are written from right to left: the first column is right.
    """

    rows: tuple[tuple[TextCell, ...], ...]
    direction: Literal["auto", "rtl"] = "auto"


TextBlock = TextLine | TextTable | Heading


@dataclass(frozen=True, slots=True)
class BoxMark:
    """A place on a page: (x0, y0, x1, y1) in points from the top left, and the fields read there.

    ``text`` is the line as it was read, of use where a scan is hard to read.
    """

    keys: tuple[str, ...]
    box: Box
    confidence: float = 1.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page: its size in points as its picture shows it, and the marks over it. ``number`` counts from 1."""

    number: int
    width: float
    height: float
    marks: tuple[BoxMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Original:
    """The mail text or one file. ``key`` is its place in the message: stable, safe in an address, no name.

    ``title`` is the name with the fields read from the name itself. ``blocks`` are of kind "text", ``pages`` of kind
    "pages"; kind "file" has neither and can only be downloaded. ``marks`` are all keys with evidence in it.
    ``reason`` and ``detail`` say why it was not read, ``unread`` what was left out of what is shown.
    """

    key: str
    name: str
    title: tuple[Segment, ...]
    media_type: str
    size: int
    status: Status
    kind: Literal["text", "pages", "file"]
    reason: str | None = None
    detail: str = ""
    blocks: tuple[TextBlock, ...] = ()
    pages: tuple[PageView, ...] = ()
    marks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def can_download(self) -> bool:
        """Whether it is a file of its own; the mail text is not."""
        return self.key != MAIL_KEY


MAIL_KEY = "0"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn, its size in pixels."""

    content: bytes
    width_px: int
    height_px: int
    media_type: str = "image/jpeg"
