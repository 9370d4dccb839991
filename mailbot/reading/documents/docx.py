"""Word files (ECMA-376 WordprocessingML): the accepted text, with the list labels Word would print."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as ET

from ..document import Block, Line
from ..unseen import OVERRIDE
from .archive import Damaged, NoText, Package, attribute, child, local, value
from .blocks import Blocks, Draft, clean_cell
from .docx_parts import SKIPPED, cells_of, form_value, number, paragraphs_of, rows_of, text_boxes
from .numbering import Numbering, Place, Styles, is_on
from .unread import NO_TEXT, Taken, not_read

MAX_PICTURES = 8
_FEWEST_WORDS = 8  # a seal or a photograph read as print gives fewer

_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
# Check boxes and ticks of Wingdings; other symbols are ornaments.
_SYMBOLS = {"f0fe": "☒", "f0a8": "☐", "f06f": "☐", "f0fc": "✓", "f052": "☑", "f0a3": "☐", "f02a": "✉", "f028": "☎"}
_MAILTO = re.compile(r"(?i)mailto:([^\s?\"'>]{3,254})")


def read_docx(content: bytes) -> Taken:
    """The pages of a Word file, split where Word or its writer broke them. Raises Damaged, NoText and their like."""
    package = Package(content)
    main = _main_part(package)
    root = package.xml(main)
    body = child(root, "body")
    if body is None:
        raise Damaged
    reader = _Reader(package, main)
    headers, footers = reader.margins(root)
    for region, parts in (("header", headers), ("footer", ())):
        for part in parts:
            reader.side(part, region)
    reader.walk(body, "body")
    for note in reader.notes:
        reader.side(note, "footnote")
    for part in footers:
        reader.side(part, "footer")
    if reader.blocks.is_empty:
        return _pasted_scans(package)
    return _with_scans(reader.blocks.finish(), package)


def _with_scans(taken: Taken, package: Package) -> Taken:
    """The text, and after it the pictures of pages pasted beside it; a coat of arms or a photograph has no text."""
    from .picture import is_like_page

    found = _scans(package, is_like_page)
    unread = tuple(sentence for sentence in found.unread if NO_TEXT not in sentence)
    pages = [page for page in found.pages if sum(map(_words_in, page.blocks)) >= _FEWEST_WORDS]
    numbered = [replace(page, name=str(n)) for n, page in enumerate(pages, len(taken.pages) + 1)]
    return Taken((*taken.pages, *numbered), (*taken.unread, *unread))


def _words_in(block: Block) -> int:
    if isinstance(block, Line):
        return len(block.text.split())
    return sum(len(cell.text.split()) for row in block.rows for cell in row)


def _pasted_scans(package: Package) -> Taken:
    """The pages of a file that holds nothing but pictures of them. Raises NoText."""
    from .picture import is_page

    taken = _scans(package, is_page)
    if not taken.pages:
        raise NoText("; ".join(taken.unread))
    return taken


def _scans(package: Package, is_one: Callable[[bytes], bool]) -> Taken:
    """The recognised pages of the pictures that may be of one."""
    from .picture import pages_in

    names = sorted(n for n in package.names if "/media/" in n)
    contents = [content for name in names[:40] if (content := package.read(name)) and is_one(content)]
    taken = [pages_in(content) for content in contents[:MAX_PICTURES]]
    unread = [f"a picture in it: {sentence}" for one in taken for sentence in one.unread]
    if contents[MAX_PICTURES:]:
        unread.append(not_read("picture", range(MAX_PICTURES + 1, len(contents) + 1), f"limit {MAX_PICTURES}"))
    pages = [page for one in taken for page in one.pages if page.blocks]
    return Taken(tuple(replace(page, name=str(i + 1)) for i, page in enumerate(pages)), tuple(unread))


def _main_part(package: Package) -> str:
    for kind, target in package.relations("").values():
        if kind == "officeDocument" and target in package.names:
            return target
    return "word/document.xml"


@dataclass(slots=True)
class _Paragraph:
    """What is gathered while walking the runs of one paragraph."""

    text: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    boxes: list[ET.Element] = field(default_factory=list)
    inherits_bold: bool = False
    runs_bold: list[bool] = field(default_factory=list)
    breaks_before: bool = False
    breaks_after: bool = False

    @property
    def is_bold(self) -> bool:
        """Whether all of its text is bold."""
        return bool(self.runs_bold) and all(self.runs_bold)

    def printed(self) -> str:
        """The text; a link's address stands behind it when the text does not show it."""
        text = "".join(self.text)
        hidden = [a for a in dict.fromkeys(self.addresses) if a.casefold() not in text.casefold()]
        return text + "".join(f" <{address}>" for address in hidden)


class _Reader:
    def __init__(self, package: Package, main: str) -> None:
        self.blocks = Blocks()
        self.notes: list[ET.Element] = []
        self._package = package
        self._relations = package.relations(main)
        self._links = self._relations
        parts = dict(self._relations.values())
        self._styles = Styles(self._part(parts.get("styles")))
        self._numbering = Numbering(self._part(parts.get("numbering")), self._styles)
        self._footnotes = {
            attribute(n, "id"): n
            for kind in ("footnotes", "endnotes")
            for n in self._part(parts.get(kind)) or ()
            if attribute(n, "type") is None
        }

    def _part(self, name: str | None) -> ET.Element | None:
        return self._package.xml(name) if name else None

    def margins(self, root: ET.Element | None) -> tuple[list[ET.Element], list[ET.Element]]:
        """Headers and footers in use, each once, those of the first page first."""
        found: dict[str, list[ET.Element]] = {"headerReference": [], "footerReference": []}
        seen: set[str] = set()
        references = [e for e in root.iter() if local(e) in found] if root is not None else []
        for reference in sorted(references[:200], key=lambda e: attribute(e, "type") != "first"):
            target = self._relations.get(attribute(reference, "id") or "", ("", ""))[1]
            element = self._part(target) if target and target not in seen else None
            seen.add(target)
            if element is not None:
                element.set("part", target)
                found[local(reference)].append(element)
        return found["headerReference"], found["footerReference"]

    def side(self, element: ET.Element, region: str) -> None:
        """Reads a header, a footer or a note, which has relationships of its own."""
        part = element.get("part")
        self._links = self._package.relations(part) if part else self._relations
        self.walk(element, region)
        self._links = self._relations

    def walk(self, parent: ET.Element, region: str) -> None:
        """Reads paragraphs and tables, through whatever wraps them, in order."""
        for element in parent:
            kind = local(element)
            if kind == "p":
                self._paragraph(element, region)
            elif kind == "tbl":
                self._table(element, region)
            elif kind not in SKIPPED:
                self.walk(element, region)

    def _paragraph(self, element: ET.Element, region: str) -> None:
        style = value(element, "pPr", "pStyle") or self._styles.default
        found = _Paragraph(inherits_bold=self._styles.is_bold(style))
        self._gather(element, found)
        if found.breaks_before and region == "body":
            self.blocks.break_page()
        text = found.printed()
        place = self._place(element, style)
        marker = None
        if place and text.strip():
            marker = self._numbering.label(place)
        boxes_first = self.blocks.is_empty
        if boxes_first:
            self._boxes(found, region)
        self.blocks.add(text, marker=marker, level=place[1] if place else 0, region=region, bold=found.is_bold)
        if not boxes_first:
            self._boxes(found, region)
        if found.breaks_after and region == "body":
            self.blocks.break_page()

    def _boxes(self, found: _Paragraph, region: str) -> None:
        for box in found.boxes:
            self.walk(box, region)

    def _place(self, element: ET.Element, style: str | None) -> Place | None:
        properties = child(element, "pPr", "numPr")
        inherited = self._styles.place(style)
        if properties is None:
            return inherited
        number, level = value(properties, "numId"), value(properties, "ilvl")
        if number is None:
            number = inherited[0] if inherited else None
        if number in {None, "0"}:
            return None
        digits = level if level is not None and level.isdigit() else str(inherited[1] if inherited else 0)
        return number or "", min(int(digits[:3]), 9)

    def _gather(self, parent: ET.Element, found: _Paragraph) -> None:
        for element in parent:
            kind = local(element)
            if kind == "r":
                self._run(element, found)
            elif kind == "hyperlink":
                target = self._links.get(attribute(element, "id") or "", ("", ""))[1]
                found.addresses += _MAILTO.findall(target)
                self._gather(element, found)
            elif kind == "bdo":
                found.text.append(OVERRIDE)
                self._gather(element, found)
            elif kind == "fldSimple":
                found.addresses += _MAILTO.findall(attribute(element, "instr") or "")
                self._gather(element, found)
            elif kind not in SKIPPED:
                self._gather(element, found)

    def _run(self, run: ET.Element, found: _Paragraph) -> None:
        properties = child(run, "rPr")
        # What is struck through or hidden no longer counts for the writer.
        if any(is_on(child(properties, name)) for name in ("strike", "dstrike", "vanish")):
            return
        before = len(found.text)
        for element in run:
            self._content(element, found)
        if any(part.strip() for part in found.text[before:]):
            direct = child(properties, "b")
            inherited = found.inherits_bold or self._styles.is_bold(value(properties, "rStyle"))
            found.runs_bold.append(is_on(direct) if direct is not None else inherited)

    def _content(self, element: ET.Element, found: _Paragraph) -> None:
        kind = local(element)
        if kind == "t":
            found.text.append(element.text or "")
        elif kind == "br" and attribute(element, "type") in {"page", "column"}:
            _break(element, found)
        elif kind == "lastRenderedPageBreak":
            found.breaks_before = found.breaks_before or not "".join(found.text).strip()
        elif kind in _CHARACTERS:
            found.text.append(_CHARACTERS[kind])
        elif kind == "sym":
            found.text.append(_SYMBOLS.get((attribute(element, "char") or "").lower(), ""))
        elif kind in {"footnoteReference", "endnoteReference"}:
            note = self._footnotes.pop(attribute(element, "id"), None)
            self.notes += [note] if note is not None else []
        elif kind == "fldChar":
            found.text.append(form_value(element))
        elif kind == "instrText":
            found.addresses += _MAILTO.findall(element.text or "")
        elif kind in {"drawing", "pict", "object", "AlternateContent"}:
            found.boxes += text_boxes(element)

    def _table(self, element: ET.Element, region: str) -> None:
        rows = list(rows_of(element))
        cells = [list(cells_of(row)) for row in rows]
        if sum(map(len, cells)) == 1:
            self.walk(cells[0][0], region)
            return
        drafts: list[Draft] = []
        nested: list[ET.Element] = []
        open_at: dict[int, int] = {}
        for r, row in enumerate(rows):
            column = number(value(row, "trPr", "gridBefore"), 0)
            for cell in cells[r]:
                span = number(value(cell, "tcPr", "gridSpan"), 1)
                merge = child(cell, "tcPr", "vMerge")
                if merge is not None and attribute(merge, "val") != "restart" and column in open_at:
                    above = drafts[open_at[column]]
                    drafts[open_at[column]] = Draft(
                        above.text, above.row, column, r - above.row + 1, above.column_span, bold=above.bold
                    )
                else:
                    open_at[column] = len(drafts)
                    text, bold = self._cell(cell, nested)
                    drafts.append(Draft(text, r, column, 1, span, bold=bold))
                column += span
        self.blocks.add_table(drafts, from_right=is_on(child(element, "tblPr", "bidiVisual")))
        for inner in nested:
            self._table(inner, region)

    def _cell(self, cell: ET.Element, nested: list[ET.Element]) -> tuple[str, bool]:
        lines: list[str] = []
        bold: list[bool] = []
        for element in paragraphs_of(cell, nested):
            style = value(element, "pPr", "pStyle") or self._styles.default
            found = _Paragraph(inherits_bold=self._styles.is_bold(style))
            self._gather(element, found)
            place = self._place(element, style)
            marker = self._numbering.label(place) if place else None
            text = found.printed()
            # A label alone is a number column; a bullet in a cell says nothing.
            shown = marker if marker and any(c.isalnum() for c in marker) else None
            lines.append(f"{shown} {text}" if shown else text)
            for box in found.boxes:
                lines += [
                    "".join(t.text or "" for t in p.iter() if local(t) == "t") for p in box.iter() if local(p) == "p"
                ]
            bold += found.runs_bold
        return clean_cell("\n".join(lines)), bool(bold) and all(bold)


def _break(element: ET.Element, found: _Paragraph) -> None:
    if attribute(element, "type") != "page":
        found.text.append("\n")
    elif "".join(found.text).strip():
        found.breaks_after = True
        found.text.append("\n")
    else:
        found.breaks_before = True
