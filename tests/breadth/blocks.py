"""What a note consists of before it has a format: paragraphs, lists, lines that keep their breaks, tables."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Paragraph:
    """Text that may be wrapped anywhere."""

    text: str


@dataclass
class Lines:
    """Lines that keep their breaks; ``heading`` makes a word processor set the first in bold."""

    lines: list[str]
    heading: bool = False


@dataclass
class Items:
    """A list: each item one or more lines; ``marker`` is dash, bullet, number, bracket, letter or none."""

    items: list[list[str]]
    marker: str = "dash"

    def markers(self) -> list[str]:
        """The sign before each item, as plain text has it."""
        count = range(len(self.items))
        return {
            "dash": ["-"] * len(self.items),
            "long_dash": ["–"] * len(self.items),
            "bullet": ["•"] * len(self.items),
            "number": [f"{n + 1}." for n in count],
            "bracket": [f"{n + 1})" for n in count],
            "brackets": [f"({n + 1})" for n in count],
            "letter": [f"{'abcdefghij'[n]})" for n in count],
            "none": [""] * len(self.items),
        }[self.marker]


@dataclass
class Table:
    """Rows of cells, with or without a header."""

    header: list[str] | None
    rows: list[list[str]]


Block = Paragraph | Lines | Items | Table


@dataclass
class Written:
    """A note written: its own text without opening, and what stands around it."""

    before: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        """Everything, in order."""
        return [*self.before, *self.body, *self.after]
