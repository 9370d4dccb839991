"""Tables of persons: rows to mentions, heading rows and merged cells to what holds below or beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailbot.domain.submission import Doubt
from mailbot.reading.document import Cell, Document, Page, Table

from . import columns, sideways
from .cells import take, take_part
from .columns import Columns
from .headings import NAMES, plain
from .mentions import Mention
from .spans import Span
from .table_lines import Lines, hand_on, is_form, is_heading_row, span, take_heading_row
from .wording import is_only, says, starts

if TYPE_CHECKING:
    from .state import Reading


def read(
    document: Document, page: Page, table: Table, reading: Reading, lines: Lines, held: Columns | None
) -> Columns | None:
    """Read a table of persons; hand any other table on as ``lines``. Columns stay ``held`` for a table that goes
    on over the page."""
    turned = sideways.upright(table, reading.context)
    for upright in turned:
        held = _read(document, page, upright, reading, lines, None)
    return held if turned else _read(document, page, table, reading, lines, held)


def _read(
    document: Document, page: Page, table: Table, reading: Reading, lines: Lines, held: Columns | None
) -> Columns | None:
    found = columns.find(table, reading.context, reading.legend) or _unheaded(table, reading, held)
    if found is None or not (NAMES & set(found.kinds)):
        hand_on(document, page, table, lines)
        return held
    reading.closed = reading.skipping = False
    reading.opened = True
    before = len(reading.mentions)
    role, affiliation = reading.role, reading.affiliation
    reading.role = None
    _rows(document, page, table, found, reading, lines)
    reading.role, reading.affiliation = role, affiliation
    reading.skipping = False
    _settle_ambiguous(reading.mentions[before:])
    _settle_ticks(reading.mentions[before:], reading)
    return found


def _unheaded(table: Table, reading: Reading, held: Columns | None) -> Columns | None:
    """The columns of a table without headings: those of the page before, else by their content."""
    if is_form(table):
        return None
    inferred = columns.infer(table, reading.context, reading.legend)
    width = max((len(row) for row in table.rows), default=0)
    if inferred and held is not None and len(held.kinds) == width:
        return Columns(held.kinds, 0, held.parts, held.header)
    return inferred


def _rows(document: Document, page: Page, table: Table, found: Columns, reading: Reading, lines: Lines) -> None:
    width = max((len(row) for row in table.rows), default=0)
    last: Mention | None = None
    number = 0
    for r, row in enumerate(table.rows):
        cells = [(c, cell) for c, cell in enumerate(row) if c in (cell.column, 0)]
        if is_heading_row(row, width):
            if last is not None and _goes_on(row, found):
                _row(document, page, r, cells, found, reading, last)
                continue
            take_heading_row(document, page, row, found, reading, lines)
            continue
        texts = {cell.text.strip().casefold() for _, cell in cells if cell.text.strip()}
        if r < found.start or texts <= found.header or _is_sum(cells):
            continue
        mention = _row(document, page, r, cells, found, reading, last)
        if mention is not last and mention is not None:
            number += 1
            _by_number(mention, number, cells, found, reading)
        last = mention


def _goes_on(row: Sequence[Cell], found: Columns) -> bool:
    """Whether a row with one text, under posts or bodies, is the rest of the row above."""
    cell = next(cell for cell in row if cell.text.strip())
    if cell.column_span > 1 or cell.column == 0 or cell.column >= len(found.kinds):
        return False
    if found.kinds[cell.column] not in {"post", "affiliation"}:
        return False
    text = plain(cell.text).folded.text
    return not says(
        text, "roles.head", "roles.alternate_head", "speakers.primary", "speakers.alternate"
    ) and not is_only(text, "roles.delegate_bare", "roles.adviser_bare")


def _is_sum(cells: list[tuple[int, Cell]]) -> bool:
    """Whether a row only counts the persons above it ("Total: 5")."""
    first = next((plain(cell.text).folded.text for _, cell in cells if cell.text.strip()), "")
    return len(first) < 60 and starts(first, "words.total") and sum(bool(c.text.strip()) for _, c in cells) <= 2


def _by_number(mention: Mention, number: int, cells: list[tuple[int, Cell]], found: Columns, reading: Reading) -> None:
    """Number the person; a speaker is whom a line beside the table means by the number of the row."""
    if mention.source is None:
        return
    label = reading.legend.number_label
    labelled = found.labels.index(label) if label and label in found.labels else None
    if labelled is not None:
        number = 0
    written = next(
        (
            cell.text
            for c, cell in cells
            if c == labelled or (labelled is None and c < len(found.kinds) and found.kinds[c] == "number")
        ),
        "",
    )
    digits = "".join(character for character in written if character.isdigit())
    number = int(digits) if digits and len(digits) < _LONGEST_NUMBER else number
    mention.number = number or None
    status = reading.legend.numbers.get(number)
    if status and mention.speaker is None:
        mention.set_speaker(status, mention.source)


_LONGEST_NUMBER = 4


def _settle_ticks(mentions: list[Mention], reading: Reading) -> None:
    """A tick under "Speaker" does not say which of the two; a person must."""
    for mention in mentions:
        if mention.speaks is None or mention.speaker is not None or mention.speaking:
            continue
        name = mention.spellings[0].name.text if mention.spellings else ""
        detail = f"{name} is ticked as a speaker, but not whether primary or alternate."
        reading.doubts.append(Doubt("low_confidence", None, None, detail, mention.speaks))


def _settle_ambiguous(mentions: list[Mention]) -> None:
    """ "Alternate" in a column: of a speaker where the column names speakers; elsewhere a person must say."""
    for mention in mentions:
        if mention.ambiguous is None or mention.column is None:
            continue
        peers = [m for m in mentions if m is not mention]
        if any(m.speaker and m.speaker_column == mention.column for m in peers):
            mention.set_speaker("alternate", mention.ambiguous)
            mention.ambiguous = None


# ---- rows -------------------------------------------------------------------------------------------------------


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
    role_cell = any(cell.text.strip() for c, cell in cells if found.kinds[c : c + 1] == ["role"])
    for c, cell in cells:
        kind = found.kinds[c] if c < len(found.kinds) else "other"
        if not cell.text.strip() or (
            cell.row != r and kind in {"name", "latin", "family", "given", "email", "phone", "number"}
        ):
            part_marks.update({c: False} if kind == "part" else {})
            continue
        value = _unmarked(span(document, page, cell), kind, mention, reading)
        if kind == "part":
            part_marks[c] = take_part(mention, found.parts.get(c, ()), value, reading.context, reading.legend)
        elif kind not in {"number", "ignored"}:
            said = mention.ambiguous, mention.speaker
            if kind == "post" and role_cell:
                _take_post(mention, value, reading)
            else:
                take(mention, kind, value, reading.context, reading.legend)
            _note_column(mention, c, said)
    if not mention.named:
        if last is not None and not mention.email:
            _continue_row(last, mention)
        elif (mention.email or mention.functions) and not _is_open(cells, found):
            _unplaced(reading, cells, document, page)
        return last
    if reading.skipping or _is_contact(cells, found):
        return last
    mention.source = mention.spellings[0].name.source
    if part_marks and any(part_marks.values()):
        ids = [p for c, yes in part_marks.items() if yes for p in found.parts.get(c, ())]
        # Said of the person, so it goes before what a heading above the table says.
        mention.parts = None
        mention.add_parts(tuple(p for p in reading.context.parts if p in ids), mention.source)
    reading.add(mention)
    return mention


def _take_post(mention: Mention, value: Span, reading: Reading) -> None:
    """A post whose row says the role elsewhere: "Deputy Head of the EU Delegation" is then no role."""
    before, posts = (mention.role, mention.role_source), len(mention.functions)
    take(mention, "post", value, reading.context, reading.legend)
    if mention.role != before[0]:
        mention.role, mention.role_source = before
        mention.functions[posts:] = [Span(" ".join(value.text.split()), value.marks[:1])]


def _is_open(cells: list[tuple[int, Cell]], found: Columns) -> bool:
    """Whether a row says that its person is still to be named."""
    return any(
        c < len(found.kinds) and found.kinds[c] in NAMES and is_only(plain(cell.text).folded.text, "words.nobody")
        for c, cell in cells
    )


def _unmarked(value: Span, kind: str, mention: Mention, reading: Reading) -> Span:
    """A cell without the mark at its end that a legend explains ("Mr X*"); what it stands for is recorded."""
    if kind not in {"number", "name", "latin", "family", "given", "title"}:
        return value
    marked = reading.legend.trailing(value.text)
    if marked is None:
        return value
    mention.set_speaker(marked[1], value.source)
    return value.cut(0, marked[0])


def _is_contact(cells: list[tuple[int, Cell]], found: Columns) -> bool:
    """Whether a row says of its person that they are only the contact."""
    return any(
        found.kinds[c] in {"role", "speaker", "other", "number"}
        and is_only(plain(cell.text).folded.text, "words.contact")
        for c, cell in cells
        if c < len(found.kinds) and sum(x.isalpha() for x in cell.text) > 3
    )


def _note_column(mention: Mention, column: int, before: tuple[object, object]) -> None:
    if mention.ambiguous is not before[0]:
        mention.column = column
    if mention.speaker != before[1]:
        mention.speaker_column = column


def _continue_row(last: Mention, more: Mention) -> None:
    """The rest of a row that the page broke."""
    last.functions += more.functions
    last.affiliations += more.affiliations
    if more.role and more.role_source:
        last.set_role(more.role, more.role_source)
    if more.speaker and more.speaker_source:
        last.set_speaker(more.speaker, more.speaker_source)


def _unplaced(reading: Reading, cells: list[tuple[int, Cell]], document: Document, page: Page) -> None:
    text = " | ".join(" ".join(cell.text.split()) for _, cell in cells if cell.text.strip())
    source = span(document, page, cells[0][1]).source
    reading.doubts.append(
        Doubt("low_confidence", None, None, f"A row of the table names nobody that could be read: {text[:120]}", source)
    )
