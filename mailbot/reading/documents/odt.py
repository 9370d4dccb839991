"""OpenDocument text (ISO/IEC 26300): lists with their numbers, tables, frames, headers, the accepted text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from .archive import Damaged, Encrypted, NoText, Package, attribute, child, children, local
from .blocks import Blocks, Draft, clean_cell
from .numerals import spelled
from .unread import Taken

_MAILTO = re.compile(r"(?i)mailto:([^\s?\"'>]{3,254})")
_SKIPPED = {"tracked-changes", "sequence-decls", "annotation", "annotation-end", "forms", "bookmark", "variable-decls",
            "user-field-decls", "table-of-content", "soft-page-break", "office-forms", "object"}  # fmt: skip
_FORMS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none",
    "一, 二, 三, ...": "chineseCounting", "أ, ب, ت, ...": "arabicAlpha",
    "А, Б, .., Аа, Бб, ... (ru)": "russianUpper", "а, б, .., аа, бб, ... (ru)": "russianLower",
}  # fmt: skip


def read_odt(content: bytes) -> Taken:
    """The text of an OpenDocument text file. Raises Damaged, Encrypted, TooLarge or NoText."""
    package = Package(content)
    manifest = package.read("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise Encrypted
    root = package.xml("content.xml")
    body = child(root, "body", "text")
    if root is None or body is None:
        raise Damaged
    styles = package.xml("styles.xml") if "styles.xml" in package.names else None
    reader = _Reader(root, styles)
    masters = list(children(child(styles, "master-styles"), "master-page"))
    for master in masters:
        reader.region(master, ("header-first", "header", "header-left"), "header")
    reader.walk(body)
    for note in reader.notes:
        reader.walk(note, "footnote")
    for master in masters:
        reader.region(master, ("footer-first", "footer", "footer-left"), "footer")
    if reader.blocks.is_empty:
        raise NoText
    return reader.blocks.finish()


@dataclass(slots=True)
class _Paragraph:
    text: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    frames: list[ET.Element] = field(default_factory=list)


@dataclass(slots=True)
class _List:
    """An open list: its style, and how far each level has counted."""

    style: str
    counts: list[int]


class _Reader:
    def __init__(self, root: ET.Element, styles: ET.Element | None) -> None:
        self.blocks = Blocks()
        self.notes: list[ET.Element] = []
        self._styles: dict[str, ET.Element] = {}
        self._lists: dict[str, dict[int, ET.Element]] = {}
        self._counted: dict[str, list[int]] = {}
        self._ended: dict[str, list[int]] = {}
        for part in (styles, root):
            for name in ("styles", "automatic-styles"):
                self._learn(child(part, name))

    def _learn(self, element: ET.Element | None) -> None:
        for style in element if element is not None else ():
            name = attribute(style, "name") or ""
            if local(style) == "style":
                self._styles[name] = style
            elif local(style) == "list-style":
                self._lists[name] = {_integer(attribute(level, "level"), 1): level for level in style}

    def region(self, master: ET.Element, names: tuple[str, ...], region: str) -> None:
        """Reads the headers or footers of a page style."""
        for name in names:
            found = child(master, name)
            if found is not None and attribute(found, "display") != "false":
                self.walk(found, region)

    def walk(self, parent: ET.Element, region: str = "body") -> None:
        """Reads paragraphs, lists and tables in order, through sections and frames."""
        for element in parent:
            kind = local(element)
            if kind in {"p", "h"}:
                self._say(element, region, None, 0)
            elif kind == "list":
                self._list(element, region, None, 0)
            elif kind == "table":
                self._table(element, region)
            elif kind not in _SKIPPED:
                self.walk(element, region)

    def _say(self, element: ET.Element, region: str, marker: str | None, level: int) -> None:
        style = self._styles.get(attribute(element, "style-name") or "")
        if region == "body" and style is not None:
            properties = child(style, "paragraph-properties")
            if properties is not None and attribute(properties, "break-before") == "page":
                self.blocks.break_page()
        found = self._gathered(element)
        first = self.blocks.is_empty
        for frame in found.frames if first else ():
            self.walk(frame, region)
        bold = bool(found.bold) and all(found.bold)
        self.blocks.add("".join(found.text), marker=marker, level=level, region=region, bold=bold)
        for frame in () if first else found.frames:
            self.walk(frame, region)

    def _gathered(self, element: ET.Element) -> _Paragraph:
        found = _Paragraph()
        self._gather(element, found, bold=self._is_bold(attribute(element, "style-name")))
        return found

    def _is_bold(self, name: str | None, *, otherwise: bool = False) -> bool:
        for _ in range(20):
            style = self._styles.get(name or "")
            if style is None:
                break
            properties = child(style, "text-properties")
            weight = attribute(properties, "font-weight") if properties is not None else None
            if weight is not None:
                return weight in {"bold", "600", "700", "800", "900"}
            name = attribute(style, "parent-style-name")
        return otherwise

    def _is_gone(self, name: str | None) -> bool:
        properties = child(self._styles.get(name or ""), "text-properties")
        if properties is None:
            return False
        struck = attribute(properties, "text-line-through-style") or "none"
        return struck != "none" or attribute(properties, "display") == "none"

    def _gather(self, element: ET.Element, found: _Paragraph, *, bold: bool) -> None:
        self._text(element.text, found, bold=bold)
        for inner in element:
            kind = local(inner)
            if kind == "span":
                name = attribute(inner, "style-name")
                if not self._is_gone(name):
                    self._gather(inner, found, bold=self._is_bold(name, otherwise=bold))
            elif kind == "a":
                self._gather(inner, found, bold=bold)
                self._address(attribute(inner, "href") or "", found)
            elif kind == "note":
                body = child(inner, "note-body")
                self.notes += [body] if body is not None else []
            elif kind in {"frame", "custom-shape", "g", "text-box"}:
                found.frames.append(inner)
            elif kind in _SIGNS:
                found.text.append(_SIGNS[kind] * min(_integer(attribute(inner, "c"), 1), 40))
            elif kind not in _SKIPPED:
                self._gather(inner, found, bold=bold)
            self._text(inner.tail, found, bold=bold)

    @staticmethod
    def _text(text: str | None, found: _Paragraph, *, bold: bool) -> None:
        if text:
            found.text.append(re.sub(r"\s+", " ", text))
            if text.strip():
                found.bold.append(bold)

    @staticmethod
    def _address(href: str, found: _Paragraph) -> None:
        match = _MAILTO.match(href)
        if match and match[1].casefold() not in "".join(found.text).casefold():
            found.text.append(f" <{match[1]}>")

    def _list(self, element: ET.Element, region: str, style: str | None, level: int) -> None:
        style = attribute(element, "style-name") or style or ""
        if level == 0:
            self._counted[style] = self._start_counts(element, style)
        for item in element:
            if local(item) not in {"list-item", "list-header"}:
                continue
            marker = self._label(style, level, item) if local(item) == "list-item" else None
            for inner in item:
                if local(inner) == "list":
                    self._list(inner, region, style, level + 1)
                elif local(inner) in {"p", "h"}:
                    self._say(inner, region, marker, level)
                    marker = None
                elif local(inner) == "table":
                    self._table(inner, region)

    def _start_counts(self, element: ET.Element, style: str) -> list[int]:
        """A list that continues another counts on from it (part 3 section 5.3.1)."""
        goes_on = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list")
        before = self._counted.get(style)
        return before if goes_on and before else [0] * 11

    def _label(self, style: str, level: int, item: ET.Element) -> str | None:
        counts = self._counted.setdefault(style, [0] * 11)
        at = min(level, 9)
        about = self._lists.get(style, {}).get(at + 1)
        start = attribute(item, "start-value") or (attribute(about, "start-value") if about is not None else None)
        fresh = counts[at] == 0 or attribute(item, "start-value") is not None
        counts[at] = _integer(start, 1) if fresh else counts[at] + 1
        counts[at + 1 :] = [0] * (10 - at)
        if about is None or not any("".join(p.itertext()).strip() for p in item if local(p) in {"p", "h"}):
            if about is not None and not list(children(item, "p")):
                counts[at] -= 1
            return None
        if local(about) == "list-level-style-bullet":
            mark = (attribute(about, "bullet-char") or "•")[:1]
            return "•" if "\ue000" <= mark <= "\uf8ff" else mark
        shown = _integer(attribute(about, "display-levels"), 1)
        levels = range(max(0, at + 1 - shown), at + 1)
        numbers = [spelled(max(counts[k], 1), self._form(style, k)) for k in levels]
        whole = (attribute(about, "num-prefix") or "") + ".".join(numbers) + (attribute(about, "num-suffix") or "")
        return " ".join(whole.split()) or None

    def _form(self, style: str, level: int) -> str:
        about = self._lists.get(style, {}).get(level + 1)
        text = attribute(about, "num-format") if about is not None else None
        return _FORMS.get("1" if text is None else text, "decimal")

    def _table(self, element: ET.Element, region: str) -> None:
        drafts: list[Draft] = []
        nested: list[ET.Element] = []
        r = 0
        for row in _rows(element):
            c = 0
            for cell in row:
                if local(cell) not in {"table-cell", "covered-table-cell"}:
                    continue
                repeated = min(_integer(attribute(cell, "number-columns-repeated"), 1), 100)
                if local(cell) == "table-cell":
                    high = min(_integer(attribute(cell, "number-rows-spanned"), 1), 1000)
                    wide = min(_integer(attribute(cell, "number-columns-spanned"), 1), 100)
                    text, bold = self._cell(cell, nested)
                    drafts += [Draft(text, r, c + k, high, wide, bold=bold) for k in range(repeated)]
                c += repeated
            r += 1
            if r > 3000:
                break
        self.blocks.add_table(drafts)
        for inner in nested:
            self._table(inner, region)

    def _cell(self, cell: ET.Element, nested: list[ET.Element]) -> tuple[str, bool]:
        lines: list[str] = []
        bold: list[bool] = []
        for element in _paragraphs(cell, nested):
            found = self._gathered(element)
            lines.append("".join(found.text))
            bold += found.bold
            lines += ["".join(p.itertext()) for frame in found.frames for p in frame.iter() if local(p) == "p"]
        return clean_cell("\n".join(lines)), bool(bold) and all(bold)


_SIGNS = {"tab": "\t", "line-break": "\n", "s": " "}


def _rows(table: ET.Element) -> Iterator[ET.Element]:
    for element in table:
        if local(element) == "table-row":
            yield element
        elif local(element) in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(element)


def _paragraphs(cell: ET.Element, nested: list[ET.Element]) -> Iterator[ET.Element]:
    for element in cell:
        if local(element) in {"p", "h"}:
            yield element
        elif local(element) == "table":
            nested.append(element)
        elif local(element) not in _SKIPPED:
            yield from _paragraphs(element, nested)


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else default
