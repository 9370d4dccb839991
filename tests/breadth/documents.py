"""A note as HTML, as a Word or Excel file, or as a PDF."""

from __future__ import annotations

from html import escape
from io import BytesIO
from random import Random
from typing import Any

from .blocks import Block, Items, Lines, Paragraph, Table


def html(blocks: list[Block], rng: Random) -> str:
    """The body of an HTML mail, in the manner of one of several programs."""
    real_lists, divs, breaks = rng.random() < 0.5, rng.random() < 0.4, rng.random() < 0.5
    tag = "div" if divs else "p"
    out = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out.append(f"<{tag}>{escape(block.text)}</{tag}>" + ("<div><br></div>" if divs else ""))
        elif isinstance(block, Lines):
            out.append(_html_lines(block, tag, breaks=breaks))
        elif isinstance(block, Items):
            out.append(_html_items(block, tag, real=real_lists, breaks=breaks))
        else:
            out.append(_html_table(block, rng))
    return "<html><body>\n" + "\n".join(out) + "\n</body></html>\n"


def _html_lines(block: Lines, tag: str, *, breaks: bool) -> str:
    lines = [escape(line) for line in block.lines]
    if block.heading:
        lines[0] = f"<b>{lines[0]}</b>"
    if breaks or len(lines) > 2:
        return f"<{tag}>{'<br>'.join(lines)}</{tag}>" + ("<br>" if tag == "div" else "")
    return "\n".join(f"<{tag}>{line}</{tag}>" for line in lines)


def _html_items(block: Items, tag: str, *, real: bool, breaks: bool) -> str:
    items = ["<br>".join(escape(line) for line in lines) for lines in block.items]
    kind = {"number": "ol", "bullet": "ul", "dash": "ul", "letter": 'ol type="a"'}.get(block.marker)
    if real and kind:
        return f"<{kind}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{kind.split()[0]}>"
    marked = [f"{marker} {item}".strip() for marker, item in zip(block.markers(), items, strict=True)]
    if breaks:
        return f"<{tag}>{'<br>'.join(marked)}</{tag}>"
    return "\n".join(f"<{tag}>{item}</{tag}>" for item in marked)


def _html_table(block: Table, rng: Random) -> str:
    cell = rng.choice(["td", "th"])
    inner = rng.choice(["{}", "<p>{}</p>", "<span>{}</span>"])

    def row(cells: list[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{inner.format(escape(text))}</{tag}>" for text in cells) + "</tr>"

    rows = [*([row(block.header, cell)] if block.header else []), *(row(cells, "td") for cells in block.rows)]
    return '<table border="1">' + "\n".join(rows) + "</table>"


def docx(blocks: list[Block], rng: Random) -> bytes:
    """A Word file; lists numbered by Word or by hand."""
    from docx import Document

    document = Document()
    automatic, breaks = rng.random() < 0.6, rng.random() < 0.5
    for block in blocks:
        if isinstance(block, Paragraph):
            document.add_paragraph(block.text)
        elif isinstance(block, Lines):
            texts = ["\n".join(block.lines)] if breaks or len(block.lines) > 2 else block.lines
            for text in texts:
                document.add_paragraph().add_run(text).bold = block.heading
        elif isinstance(block, Items):
            _docx_items(document, block, automatic=automatic)
        else:
            _docx_table(document, block)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _docx_items(document: object, block: Items, *, automatic: bool) -> None:
    style = {"number": "List Number", "bullet": "List Bullet", "dash": "List Bullet"}.get(block.marker)
    for marker, lines in zip(block.markers(), block.items, strict=True):
        text = "\n".join(lines)
        if automatic and style:
            document.add_paragraph(text, style=style)  # type: ignore[attr-defined]
        else:
            document.add_paragraph(f"{marker} {text}".strip())  # type: ignore[attr-defined]


def _docx_table(document: object, block: Table) -> None:
    rows = [*([block.header] if block.header else []), *block.rows]
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")  # type: ignore[attr-defined]
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def xlsx(blocks: list[Block]) -> bytes:
    """An Excel sheet: the note's lines above and below the table."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for block in blocks:
        if isinstance(block, Table):
            for row in [*([block.header] if block.header else []), *block.rows]:
                sheet.append(row)
        elif isinstance(block, Items):
            for lines in block.items:
                sheet.append([" ".join(lines)])
        else:
            for line in [block.text] if isinstance(block, Paragraph) else block.lines:
                sheet.append([line])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(blocks: list[Block], arms: object = None) -> bytes:
    """A text PDF, in the fonts every reader has; only for letters of Windows-1252. ``arms``: a picture above it."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Image as Picture
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import SimpleDocTemplate, Spacer
    from reportlab.platypus import Table as Grid

    style = getSampleStyleSheet()["Normal"]
    story: list[object] = [Picture(_png(arms), 60, 60)] if arms else []
    for block in blocks:
        if isinstance(block, Table):
            rows = [*([block.header] if block.header else []), *block.rows]
            cells = [[Text(escape(cell), style) for cell in row] for row in rows]
            story.append(
                Grid(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
            )
        elif isinstance(block, Items):
            for marker, lines in zip(block.markers(), block.items, strict=True):
                story.append(
                    Text(
                        "<br/>".join(
                            escape(f"{marker} {lines[0]}".strip()).split("\n") + [escape(x) for x in lines[1:]]
                        ),
                        style,
                    )
                )
        else:
            lines = [block.text] if isinstance(block, Paragraph) else block.lines
            story.append(Text("<br/>".join(escape(line) for line in lines), style))
        story.append(Spacer(1, 10))
    out = BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(story)
    return out.getvalue()


def _png(picture: Any) -> BytesIO:
    out = BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return out
