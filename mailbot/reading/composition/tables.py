"""Tables of persons: rows to mentions, heading rows and merged cells to what holds below or beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mailbot.domain.submission import Source
from mailbot.reading.document import Cell, Document, Page, Table

from . import columns, roles
from .cells import NOTHING, mark, take
from .columns import Columns
from .mentions import Mention
from .rows import Row
from .sections import section_parts
from .spans import Span, joined
from .wording import is_only

if TYPE_CHECKING:
    from .state import Reading


Lines = Callable[[Row], None]


def read(
    document: Document, page: Page, table: Table, reading: Reading, lines: Lines, held: Columns | None
) -> Columns | None:
    """Read a table of persons; hand any other table on as ``lines``. Columns stay ``held`` for a table that goes
    on over the page."""
    width = max((len(row) for row in table.rows), default=0)
    found = columns.find(table, reading.context)
    if found is None and held is not None and len(held.kinds) == width and columns.infer(table, reading.context):
        found = Columns(held.kinds, 0, held.parts, held.header)
    if found is None and not _labels(table):
        found = columns.infer(table, reading.context)
    if found is None or not (columns.NAMES & set(found.kinds)):
        _as_lines(document, page, table, lines)
        return held
    reading.closed = reading.skipping = False
    reading.opened = True
    last: Mention | None = None
    before = len(reading.mentions)
    role, affiliation = reading.role, reading.affiliation
    reading.role = None
    for r, row in enumerate(table.rows):
        cells = [(c, cell) for c, cell in enumerate(row) if c in (cell.column, 0)]
        if _is_heading_row(row, width):
            _heading_row(document, page, row, found, reading, lines)
            continue
        if r < found.start or {cell.text.strip().casefold() for _, cell in cells if cell.text.strip()} <= _header(
            found
        ):
            continue
        last = _row(document, page, r, cells, found, reading, last)
    reading.role, reading.affiliation = role, affiliation
    _settle_ambiguous(reading.mentions[before:])
    return found


def _settle_ambiguous(mentions: list[Mention]) -> None:
    """ "Alternate" in a column: of a speaker where the column names speakers, of the head where it names the head."""
    for mention in mentions:
        if mention.ambiguous is None or mention.column is None:
            continue
        peers = [m for m in mentions if m is not mention]
        if any(m.speaker and m.speaker_column == mention.column for m in peers):
            mention.set_speaker("alternate", mention.ambiguous)
            mention.ambiguous = None
        elif any(m.role == "head" and m.role_column == mention.column for m in peers):
            mention.set_role("alternate_head", mention.ambiguous)
            mention.ambiguous = None


def _header(found: Columns) -> set[str]:
    return set(found.header)


def _labels(table: Table) -> bool:
    """Whether a two-column table is a form: labels on the left, values on the right."""
    rows = [row for row in table.rows if any(cell.text.strip() for cell in row)]
    if not rows or len(rows[0]) != 2:
        return False
    left = [row[0].text for row in rows if len(row) > 1 and row[0].text.strip()]
    known = sum(bool(columns.heading(text, NOTHING)) or _is_role(text) for text in left)
    return bool(left) and known * 2 > len(left)


def _is_role(text: str) -> bool:
    said = roles.read(columns.plain(text), NOTHING, "role")
    return (said.role is not None or bool(said.speakers)) and said.rest is None


def _as_lines(document: Document, page: Page, table: Table, lines: Lines) -> None:
    """A table that lists no persons: a form or a layout; row by row as lines."""
    form = _labels(table) or (
        table.rows and len(table.rows[0]) == 2 and all(len(r) < 2 or len(r[0].text) < 60 for r in table.rows)
    )
    for r, row in enumerate(table.rows):
        own = [cell for c, cell in enumerate(row) if (cell.row, cell.column) == (r, c) and cell.text.strip()]
        if form and len(own) == 2 and "\n" not in own[0].text:
            spans = [span(document, page, own[0]), span(document, page, own[1])]
            lines(
                Row(
                    joined([spans[0], Span(spans[1].text.replace("\n", ", "), spans[1].marks)], ":\t"),
                    None,
                    0,
                    r == 0,
                    own[0].bold,
                )
            )
            continue
        for cell in own:
            for number, piece in enumerate(_lines_of(span(document, page, cell))):
                lines(Row(piece, None, 0, number == 0, cell.bold))


def _lines_of(whole: Span) -> list[Span]:
    out, place = [], 0
    for text in whole.text.split("\n"):
        if text.strip():
            out.append(whole.cut(place, place + len(text)).strip(" \t"))
        place += len(text) + 1
    return out


def span(document: Document, page: Page, cell: Cell) -> Span:
    """A cell's text with its source."""
    name: int | str = int(page.name) if page.name.isdigit() else page.name
    source = Source(document.name, name, cell.number or None, " ".join(cell.text.split()), cell.box, cell.confidence)
    return Span(cell.text, ((0, source),))


# ---- rows -------------------------------------------------------------------------------------------------------


def _is_heading_row(row: Sequence[Cell], width: int) -> bool:
    """Whether a row is one merged cell, or has text in one place only."""
    texts = {id(cell): cell for cell in row if cell.text.strip()}
    if len(texts) != 1:
        return False
    (cell,) = texts.values()
    return width > 1 and (cell.column_span == width or cell.column_span > 1 or cell.row_span == 1)


def _heading_row(
    document: Document, page: Page, row: Sequence[Cell], found: Columns, reading: Reading, lines: Lines
) -> None:
    cell = next(cell for cell in row if cell.text.strip())
    text = span(document, page, cell).strip(" \t\n:：")
    said = roles.read(text, reading.context, "role")
    folded = text.folded.text
    if said.role is not None and (said.rest is None or is_only(said.rest.folded.text, "roles.delegate_bare")):
        reading.role, reading.role_source, reading.once = said.role, text.source, False
        return
    if (
        roles.is_organisation(folded)
        and not is_only(folded, "words.annex")
        and (cell.column_span > 1 or cell.column == 0 or found.kinds[cell.column] in columns.NAMES)
        and "@" not in text.text
    ):
        reading.affiliation = text
        reading.role = None
        return
    parts = section_parts(text.folded, reading.context)
    if parts and len(text.text) < 160 and not said.speakers:
        reading.parts = None if set(parts) >= set(reading.context.parts) else parts
        reading.parts_source = text.source
        return
    held = reading.role, reading.affiliation
    for piece in _lines_of(span(document, page, cell)):
        lines(Row(piece, None, 0, True, cell.bold))
    reading.role, reading.affiliation = held


def _row(
    document: Document,
    page: Page,
    r: int,
    cells: list[tuple[int, Cell]],
    found: Columns,
    reading: Reading,
    last: Mention | None,
) -> Mention | None:
    mention = Mention()
    part_marks: dict[int, bool] = {}
    for c, cell in cells:
        kind = found.kinds[c] if c < len(found.kinds) else "other"
        if not cell.text.strip() or (
            cell.row != r and kind in {"name", "latin", "family", "given", "email", "phone", "number"}
        ):
            part_marks.update({c: False} if kind == "part" else {})
            continue
        value = span(document, page, cell)
        if kind == "part":
            part_marks[c] = mark(value, mention, reading.context)
        elif kind not in {"number", "ignored"}:
            said = mention.ambiguous, mention.speaker, mention.role
            take(mention, kind, value, reading.context)
            _note_column(mention, c, said)
    if not mention.named:
        if last is not None and not mention.email:
            _continue_row(last, mention)
        elif mention.email or mention.functions:
            _unplaced(reading, cells, document, page)
        return last
    mention.source = mention.spellings[0].name.source
    if part_marks and any(part_marks.values()):
        ids = [p for c, yes in part_marks.items() if yes for p in found.parts.get(c, ())]
        if set(ids) < set(reading.context.parts):
            mention.add_parts(tuple(p for p in reading.context.parts if p in ids), mention.source)
    reading.add(mention)
    return mention


def _note_column(mention: Mention, column: int, before: tuple[object, object, object]) -> None:
    if mention.ambiguous is not before[0]:
        mention.column = column
    if mention.speaker != before[1]:
        mention.speaker_column = column
    if mention.role != before[2]:
        mention.role_column = column


def _continue_row(last: Mention, more: Mention) -> None:
    """The rest of a row that the page broke."""
    last.functions += more.functions
    last.affiliations += more.affiliations
    if more.role and more.role_source:
        last.set_role(more.role, more.role_source)
    if more.speaker and more.speaker_source:
        last.set_speaker(more.speaker, more.speaker_source)


def _unplaced(reading: Reading, cells: list[tuple[int, Cell]], document: Document, page: Page) -> None:
    from mailbot.domain.submission import Doubt

    text = " | ".join(" ".join(cell.text.split()) for _, cell in cells if cell.text.strip())
    source = span(document, page, cells[0][1]).source
    reading.doubts.append(
        Doubt("low_confidence", None, None, f"A row of the table names nobody that could be read: {text[:120]}", source)
    )


# ---- cells ------------------------------------------------------------------------------------------------------
