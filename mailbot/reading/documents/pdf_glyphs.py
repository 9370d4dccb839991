"""What a PDF page shows, as glyphs turned upright: printed characters, form values, free text, hidden addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ..document import Box
from .blocks import clean
from .glyphs import Glyph

MAX_GLYPHS = 60_000
_BOLD = re.compile(r"(?i)bold|black|heavy|semib|demi|[-,]bd\b")
_MAILTO = re.compile(r"(?i)^mailto:([^\s?]{3,254})")


@dataclass(frozen=True, slots=True)
class Turn:
    """How text runs on a page: 0 as usual, 1 upwards, 2 upside down, 3 downwards; turns boxes upright."""

    quarter: int
    width: float
    height: float

    def box(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        """The box as seen with the text upright."""
        if self.quarter == 1:
            return self.height - bottom, x0, self.height - top, x1
        if self.quarter == 2:
            return self.width - x1, self.height - bottom, self.width - x0, self.height - top
        if self.quarter == 3:
            return top, self.width - x1, bottom, self.width - x0
        return x0, top, x1, bottom

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as seen with the text upright."""
        return (self.height, self.width) if self.quarter % 2 else (self.width, self.height)


def _quarter(char: dict[str, Any]) -> int | None:
    a, b, c, d = char["matrix"][:4]
    if abs(b) + abs(c) < 0.2 * (abs(a) + abs(d)):
        return 2 if a < 0 and d < 0 else 0
    if abs(a) + abs(d) < 0.2 * (abs(b) + abs(c)):
        return 1 if b > 0 else 3
    return None  # a slanted watermark


@dataclass(frozen=True, slots=True, eq=False)
class Actual:
    """Replacement text of one span of marked content (ISO 32000-1 section 14.9.4): what its glyphs stand for."""

    text: str


def lay_out(page: Any) -> bool:
    """Interprets the page, so that characters know the replacement text of their span.

    False if it holds more than MAX_GLYPHS objects: those beyond are left out.
    """
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.utils import decode_text
    from pdfplumber.page import PDFPageAggregatorWithMarkedContent

    class Device(PDFPageAggregatorWithMarkedContent):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.count = 0
            self.spans: list[Any] = []

        def begin_tag(self, tag: Any, props: Any = None) -> None:
            super().begin_tag(tag, props)
            text = props.get("ActualText") if isinstance(props, dict) else None
            self.spans.append(Actual(decode_text(text)) if isinstance(text, bytes) else None)
            self._note()

        def end_tag(self) -> None:
            super().end_tag()
            self.spans = self.spans[:-1]
            self._note()

        def _note(self) -> None:
            self.cur_mcid: Any = next((span for span in reversed(self.spans) if span), None)

        def render_char(self, *args: Any, **kwargs: Any) -> float:
            self.count += 1
            return float(super().render_char(*args, **kwargs)) if self.count <= MAX_GLYPHS else 0.0

        def paint_path(self, *args: Any, **kwargs: Any) -> None:
            self.count += 1
            if self.count <= MAX_GLYPHS:
                super().paint_path(*args, **kwargs)

    device = Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=None)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()
    return device.count <= MAX_GLYPHS


def _with_actual_text(chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The characters; those of a short span with replacement text become one."""
    out: list[dict[str, Any]] = []
    for span, group in groupby(chars, key=lambda c: c.get("mcid")):
        found = list(group)
        if isinstance(span, Actual) and len(found) <= 8 and len({round(c["matrix"][5]) for c in found}) == 1:
            ends = {"x0": min(c["x0"] for c in found), "x1": max(c["x1"] for c in found)}
            found = [{**found[0], **ends, "text": span.text}] if span.text else []
        out += found
    return out


def glyphs_of(page: Any) -> tuple[Turn, dict[int, list[Glyph]]]:
    """The turn of most of the page's text, and its glyphs by quarter, each list in that quarter's own turn."""
    by_quarter: dict[int, list[Glyph]] = {}
    left, upper, right, lower = page.bbox
    turns = {q: Turn(q, left + right, upper + lower) for q in range(4)}
    seen: dict[tuple[str, int, int], Glyph] = {}
    for char in _with_actual_text(page.chars[:MAX_GLYPHS]):
        quarter = _quarter(char)
        if quarter is None or not (left - 5 < char["x0"] < right + 5 and upper - 5 < char["top"] < lower + 5):
            continue
        glyph = _glyph(char, turns[quarter])
        key = (glyph.text, round(glyph.x0 / 1.2), round(glyph.base / 1.2))
        if key in seen and not glyph.text.isspace():
            seen[key].bold = True  # printed twice, a hair apart: how some writers make bold face
            continue
        seen[key] = glyph
        by_quarter.setdefault(quarter, []).append(glyph)
    main = max(by_quarter, key=lambda q: len(by_quarter[q]), default=0)
    return turns[main], by_quarter


def _glyph(char: dict[str, Any], turn: Turn) -> Glyph:
    x0, top, x1, bottom = turn.box(char["x0"], char["top"], char["x1"], char["bottom"])
    e, f = char["matrix"][4:6]
    line = char["bottom"] - (f - char["y0"])
    base = (line, e, turn.height - line, turn.width - e)[turn.quarter]
    text = char["text"]
    if text.startswith("(cid:"):
        text = "\ufffd"
    size = max(bottom - top, 1.0)
    return Glyph(text, x0, max(x1, x0), top, bottom, base, size, bool(_BOLD.search(char.get("fontname") or "")))


def added_glyphs(page: Any, turn: Turn, glyphs: list[Glyph]) -> list[Glyph]:
    """What no character of the page shows: form values, free text, and addresses behind links."""
    text = "".join(g.text for g in glyphs if not g.text.isspace()).casefold()
    out = _drawn_bullets(page, turn, glyphs)
    for annotation in (page.annots or [])[:500]:
        data = annotation.get("data") or {}
        kind = str(getattr(data.get("Subtype"), "name", data.get("Subtype")) or "")
        box = turn.box(annotation["x0"], annotation["top"], annotation["x1"], annotation["bottom"])
        if "Widget" in kind:
            value = _field(data, "V")
            if value and "".join(value.split()).casefold() not in text:
                out += _lines(_labelled(value, data, box, glyphs), box, glyphs)
        elif "FreeText" in kind:
            out += _lines(clean_lines(annotation.get("contents") or ""), box, glyphs)
        elif (match := _MAILTO.match(str(annotation.get("uri") or ""))) and match[1].casefold() not in text:
            text += match[1].casefold()
            out += _behind(f" <{match[1]}>", box, glyphs)
    return out


def _drawn_bullets(page: Any, turn: Turn, glyphs: list[Glyph]) -> list[Glyph]:
    """List bullets that were drawn rather than printed, as browsers do: a dot just before a line begins."""
    out = []
    for dot in [*page.curves[:300], *page.rects[:300]]:
        x0, top, x1, bottom = turn.box(dot["x0"], dot["top"], dot["x1"], dot["bottom"])
        if not (1.5 < x1 - x0 < 7 and abs((x1 - x0) - (bottom - top)) < 1):
            continue
        middle = (top + bottom) / 2
        line = [g for g in glyphs if g.top < middle < g.base and not g.text.isspace()]
        near = [g for g in line if 0 < g.x0 - x1 < 25 or 0 < x0 - g.x1 < 25]
        if near and not any(x0 - 40 < g.x1 <= x0 and x1 <= g.x0 < x1 + 40 for g in line) and len(line) > 2:
            out.append(Glyph("•", x0, x1, near[0].top, near[0].bottom, near[0].base, near[0].size))
    return out


def clean_lines(text: str) -> str:
    """The text with each line clean; its line ends, of whatever kind, as newlines."""
    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def _field(data: dict[str, Any], key: str) -> str:
    """A field's entry as text; a field may take it from its parents (ISO 32000-1 section 12.7.3.1)."""
    from pdfminer.pdftypes import resolve1
    from pdfminer.psparser import PSLiteral
    from pdfminer.utils import decode_text

    node: Any = data
    for _ in range(8):
        value = resolve1(node.get(key)) if isinstance(node, dict) else None
        if isinstance(value, bytes):
            return clean_lines(decode_text(value))
        if isinstance(value, PSLiteral):
            return "☐" if value.name in {"Off", b"Off"} else "☒"
        if isinstance(value, list):
            return clean_lines("\n".join(decode_text(v) for v in value if isinstance(v, bytes)))
        node = resolve1(node.get("Parent")) if isinstance(node, dict) else None
    return ""


def _labelled(value: str, data: dict[str, Any], box: Box, glyphs: list[Glyph]) -> str:
    """The value behind its field's name, where nothing is printed beside or above to say what it is."""
    x0, top, _, bottom = box
    beside = any(top - 2 < g.middle[1] < bottom + 2 and g.x0 < x0 + 2 for g in glyphs)
    above = any(g.x0 > x0 - 5 and 0 < top - g.bottom < 16 for g in glyphs)
    if beside or above or value in "☐☒":
        return value
    name = _field(data, "TU") or _field(data, "T")
    name = re.sub(r"[_\s]+", " ", name).strip()
    return value if _NAMELESS.fullmatch(name) else f"{name}: {value}"


_NAMELESS = re.compile(r"(?i)(text|field|champ|campo|undefined|untitled)?\W*\d*|.*[\[\]#].*")


def _lines(value: str, box: Box, glyphs: list[Glyph]) -> list[Glyph]:
    x0, top, x1, bottom = box
    lines = [line for line in value.split("\n") if line][:100]
    if not lines:
        return []
    step = (bottom - top) / len(lines)
    size = max(4.0, min(step * 0.72, 11.0))
    near = sorted((g for g in glyphs if top - 3 < g.base < bottom + 3), key=lambda g: abs(g.base - (top + bottom) / 2))
    made = []
    for i, line in enumerate(lines):
        base = near[0].base if near and len(lines) == 1 else top + step * (i + 0.75)
        end = max(x0 + 1, min(x1, x0 + 0.5 * size * len(line)))
        made.append(Glyph(line, x0, end, base - size, base, base, size))
    return made


def _behind(text: str, box: Box, glyphs: list[Glyph]) -> list[Glyph]:
    x0, top, x1, bottom = box
    under = [g for g in glyphs if x0 - 1 <= g.middle[0] <= x1 + 1 and top - 1 <= g.middle[1] <= bottom + 1]
    under = [g for g in under if not g.text.isspace()]
    if not under:
        return []
    last = max(under, key=lambda g: (round(g.base), g.x1))
    return [Glyph(text, last.x1 + 0.1, last.x1 + 0.2, last.top, last.bottom, last.base, last.size, last.bold)]
