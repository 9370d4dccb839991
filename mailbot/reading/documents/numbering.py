"""Automatic numbering of WordprocessingML: which label stands before a paragraph (ECMA-376 part 1 section 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from .archive import attribute, child, children, value
from .numerals import spelled

Place = tuple[str, int]


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class _Number:
    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the lists of one document; ask ``label`` for the paragraphs in document order."""

    def __init__(self, root: ET.Element | None, styles: Styles) -> None:
        abstracts: dict[str, ET.Element] = {
            attribute(a, "abstractNumId") or "": a for a in children(root, "abstractNum")
        }
        self._numbers: dict[str, _Number] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        for number in children(root, "num"):
            abstract = value(number, "abstractNumId") or ""
            found = _Number(abstract, _levels(_resolved(abstracts, abstract, styles, root)))
            for override in children(number, "lvlOverride"):
                at = _integer(attribute(override, "ilvl"))
                level = child(override, "lvl")
                if level is not None:
                    found.levels[at] = _level(level)
                start = value(override, "startOverride")
                if start is not None:
                    found.starts[at] = _integer(start, 1)
            self._numbers[attribute(number, "numId") or ""] = found

    def label(self, place: Place) -> str | None:
        """The label of the next paragraph at (numId, level), e.g. "1.", "(a)", "•"; None without a list."""
        number = self._numbers.get(place[0])
        at = place[1]
        if number is None or place[0] == "0" or not 0 <= at < 9:
            return None
        level = number.levels.get(at, _Level("none"))
        counts = self._counts.setdefault(number.abstract, [None] * 9)
        if at in number.starts and place not in self._started:
            counts[at] = None
            start = number.starts[at]
        else:
            start = level.start
        self._started.add(place)
        current = counts[at]
        counts[at] = start if current is None else current + 1
        for deeper in range(at + 1, 9):
            restart = number.levels.get(deeper, level).restart
            if restart is None or at < restart:
                counts[deeper] = None
        if level.form == "bullet":
            return _bullet(level.text)
        return _printed(number, counts, at) or None


def _printed(number: _Number, counts: list[int | None], at: int) -> str:
    level = number.levels.get(at, _Level("none"))

    def one(match: re.Match[str]) -> str:
        which = int(match[1]) - 1
        other = number.levels.get(which, level)
        count = counts[which] if which < len(counts) else None
        return spelled(other.start if count is None else count, "decimal" if level.legal and which < at else other.form)

    return " ".join(re.sub(r"%([1-9])", one, level.text).split())


class Styles:
    """What paragraph styles say about lists and bold face, inheritance included."""

    def __init__(self, root: ET.Element | None) -> None:
        self._styles = {attribute(s, "styleId") or "": s for s in children(root, "style")}
        self.default = next(
            (
                i
                for i, s in self._styles.items()
                if attribute(s, "type") == "paragraph" and attribute(s, "default") in _ON
            ),
            None,
        )

    def place(self, style: str | None) -> Place | None:
        """(numId, level) a paragraph gets from its style."""
        number = level = None
        for element in self._chain(style):
            properties = child(element, "pPr", "numPr")
            number = number or value(properties, "numId")
            level = level if level is not None else value(properties, "ilvl")
        return (number, _integer(level)) if number else None

    def is_bold(self, style: str | None) -> bool:
        """Whether text of the style is bold."""
        for element in self._chain(style):
            bold = child(element, "rPr", "b")
            if bold is not None:
                return is_on(bold)
        return False

    def number_of(self, style: str | None) -> str | None:
        """The numId a numbering style stands for."""
        return value(self._styles.get(style or ""), "pPr", "numPr", "numId")

    def _chain(self, style: str | None) -> list[ET.Element]:
        chain: list[ET.Element] = []
        while style in self._styles and len(chain) < 20:
            chain.append(self._styles[style or ""])
            style = value(chain[-1], "basedOn")
        return chain


_ON = {"1", "true", "on"}


def is_on(element: ET.Element | None) -> bool:
    """A toggle property: present without a value means on (ECMA-376 part 1 section 17.17.4)."""
    return element is not None and (attribute(element, "val") or "1") in _ON


def _resolved(
    abstracts: dict[str, ET.Element], name: str, styles: Styles, root: ET.Element | None
) -> ET.Element | None:
    """The abstract numbering; a link to a numbering style is followed once (section 17.9.21)."""
    abstract = abstracts.get(name)
    link = value(abstract, "numStyleLink")
    if link is None or any(children(abstract, "lvl")):
        return abstract
    wanted = styles.number_of(link)
    number = next((n for n in children(root, "num") if attribute(n, "numId") == wanted), None)
    return abstracts.get(value(number, "abstractNumId") or "", abstract)


def _levels(abstract: ET.Element | None) -> dict[int, _Level]:
    return {_integer(attribute(level, "ilvl")): _level(level) for level in children(abstract, "lvl")}


def _level(element: ET.Element) -> _Level:
    restart = value(element, "lvlRestart")
    return _Level(
        value(element, "numFmt") or "decimal",
        value(element, "lvlText") or "",
        _integer(value(element, "start"), 1),
        None if restart is None else _integer(restart),
        is_on(child(element, "isLgl")),
    )


def _bullet(text: str) -> str:
    """Symbol fonts put bullets in the private area; any of them is a bullet."""
    mark = text.strip()[:1]
    return "•" if not mark or "\ue000" <= mark <= "\uf8ff" else mark


def _integer(text: str | None, default: int = 0) -> int:
    try:
        return max(-1, min(int(text or default), 1_000_000))
    except ValueError:
        return default
