"""Walking WordprocessingML: through what wraps rows, cells and paragraphs, past what is not the accepted text."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from .archive import attribute, child, children, local, value
from .numbering import is_on

SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "tblPr", "tblGrid", "sdtPr",
            "sdtEndPr", "trPr", "tcPr", "sectPr", "txbxContent", "annotationRef", "oMathPara", "altChunk"}  # fmt: skip


def form_value(element: ET.Element) -> str:
    """What a legacy form field shows that no run does: a check box or a chosen list entry (section 17.16.17)."""
    box = child(element, "ffData", "checkBox")
    if box is not None:
        state = child(box, "checked")
        return "☒" if is_on(state if state is not None else child(box, "default")) else "☐"
    entries = child(element, "ffData", "ddList")
    chosen = number(value(entries, "result"), 0)
    texts = [attribute(e, "val") or "" for e in children(entries, "listEntry")]
    return texts[chosen] if chosen < len(texts) else ""


def text_boxes(element: ET.Element) -> list[ET.Element]:
    """Text boxes inside a drawing; the fallback of a drawing repeats it and is left out."""
    if local(element) == "Fallback":
        return []
    if local(element) == "txbxContent":
        return [element]
    return [box for inner in element for box in text_boxes(inner)]


def rows_of(table: ET.Element) -> Iterator[ET.Element]:
    """Rows of a table that were not deleted."""
    for element in table:
        if local(element) == "tr":
            if child(element, "trPr", "del") is None:
                yield element
        elif local(element) not in SKIPPED:
            yield from rows_of(element)


def cells_of(row: ET.Element) -> Iterator[ET.Element]:
    """Cells of a row."""
    for element in row:
        if local(element) == "tc":
            yield element
        elif local(element) not in SKIPPED:
            yield from cells_of(element)


def paragraphs_of(cell: ET.Element, nested: list[ET.Element]) -> Iterator[ET.Element]:
    """Paragraphs of a cell; tables within it are put to ``nested``."""
    for element in cell:
        if local(element) == "p":
            yield element
        elif local(element) == "tbl":
            nested.append(element)
        elif local(element) not in SKIPPED:
            yield from paragraphs_of(element, nested)


def number(text: str | None, default: int) -> int:
    """A small number as written in an attribute, or the default."""
    return min(int(text), 500) if text and text.isdigit() and len(text) < 6 else default
