"""Tables of persons: rows to mentions, heading rows and merged cells to what holds below or beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mailbot.domain.submission import Source
from mailbot.reading.document import Cell, Document, Page, Table

from . import columns, entries, han, names, roles
from .addresses import take_emails, take_phones
from .columns import Columns
from .mentions import Mention, Spelling
from .people import Context
from .rows import Row
from .sections import section_parts
from .spans import Span, joined
from .titles import split_title
from .wording import is_only, says

if TYPE_CHECKING:
    from .lists import Reading

_YES = frozenset("x х X ✓ ✔ √ + ● • ■ ☒ ☑ * v V ✗ × 1 ✅ ○ ◯".split())
_NO = frozenset({"", "-", "–", "—", "0", "☐", "□", "/", "n/a", "--", "---"})
_LOWER = re.compile(r"[a-zà-ÿа-яё]")
_HANGING = re.compile(
    r"(?:\s|^)(?:of|the|and|for|to|in|on|de|la|le|du|des|del|los|las|et|y|e|и|по|при|for|al|au|aux|à|pour|para|с|в|на|&|-)$"
)

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
        cells = [(c, cell) for c, cell in enumerate(row) if cell.column == c or c == 0]
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
    known = sum(bool(columns.heading(text, _NONE)) or _is_role(text) for text in left)
    return bool(left) and known * 2 > len(left)


def _is_role(text: str) -> bool:
    said = roles.read(columns.plain(text), _NONE, "role")
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
            part_marks[c] = _mark(value, mention, reading.context)
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


def _mark(value: Span, mention: Mention, context: Context) -> bool:
    """Whether a cell of a part's column says that the person takes part; what else it says is recorded."""
    text = value.text.strip()
    folded = value.folded.text.strip(" .")
    if text in _YES or is_only(folded, "words.yes"):
        return True
    if text.casefold() in _NO or is_only(folded, "words.no"):
        return False
    said = roles.read(value.strip(), context, "speaker")
    entries.apply(mention, said, value)
    return True


# ---- cells ------------------------------------------------------------------------------------------------------


def take(mention: Mention, kind: str, value: Span, context: Context) -> None:
    """Record a cell (or the value after a label) of a known kind."""
    if not value.text.strip() or value.text.strip() in _NO:
        return
    if kind in {"name", "latin", "family", "given", "title"}:
        take_name(mention, kind, value, context)
    elif kind in {"in_person", "virtual"}:
        if value.text.strip() in _YES or is_only(value.folded.text, "words.yes"):
            mention.set_mode("in_person" if kind == "in_person" else "virtual", value.source)
    elif kind in {"speaker_primary", "speaker_alternate", "head"}:
        _ticked(mention, kind, value)
    elif kind == "phone":
        _phone(mention, value)
    else:
        _text(mention, kind, value, context)


def _ticked(mention: Mention, kind: str, value: Span) -> None:
    if value.text.strip() in _NO or is_only(value.folded.text, "words.no", "words.nobody"):
        return
    if kind == "head":
        mention.set_role("head", value.source)
    else:
        mention.set_speaker("primary" if kind == "speaker_primary" else "alternate", value.source)


def _phone(mention: Mention, value: Span) -> None:
    text = value.strip()
    if sum(c.isdigit() for c in text.text) >= 5 and mention.phone is None:
        mention.phone = text.cut(0, text.text.find("\n")) if "\n" in text.text else text
    elif "@" in text.text:
        mention.email = mention.email or next(iter(take_emails(text)[0]), None)


def _text(mention: Mention, kind: str, value: Span, context: Context) -> None:
    """A cell of words: post, body, role, speaker, mode, remark, address, or several of them."""
    emails, rest = take_emails(_email_unwrapped(value) if "@" in value.text else value)
    if emails and mention.email is None:
        mention.email = emails[0]
    if kind == "email" and not emails and "@" in value.text:
        mention.email = mention.email or value.strip()
        return
    phones, rest = take_phones(rest)
    if phones and mention.phone is None:
        mention.phone = phones[0]
    if kind == "affiliation":
        body = _unwrap(rest).strip()
        if body.text and not is_only(body.folded.text, "words.nobody"):
            mention.affiliations.append(Span(" ".join(body.text.split()), body.marks))
        return
    column = (
        "role"
        if kind in {"role", "remark"}
        else "speaker"
        if kind in {"speaker", "mixed", "email"}
        else "mode"
        if kind == "mode"
        else None
    )
    whole = _flat(rest)
    if column is not None:
        said = roles.read(whole.strip(), context, column)  # type: ignore[arg-type]
        if said.rest is None:
            entries.apply(mention, said, whole)
            return
    for segment in entries.segments(_unwrap(rest)):
        said = roles.read(segment.span, context, column)  # type: ignore[arg-type]
        if said.rest is None or column is not None:
            entries.apply(mention, said, segment.span)
            if said.rest is not None and kind == "role":
                entries._post(mention, said.rest, stripped=said.anything)
            continue
        entries.describe(mention, segment, context)


def _email_unwrapped(value: Span) -> Span:
    """An address that the cell's width broke over two lines, in one piece."""
    found = re.search(r"[\w.+-]*[\w.@-]\n[\w.@-]+\.\w+", value.text)
    if not found or found.group().count("@") != 1:
        return value
    text = value.text[: found.start()] + found.group().replace("\n", "") + value.text[found.end() :]
    return Span(text, value.marks[:1])


def _flat(value: Span) -> Span:
    glue = "" if han.HAN.search(value.text) else " "
    return Span(glue.join(value.text.split("\n")), value.marks[:1])


def _unwrap(value: Span) -> Span:
    """The cell with line breaks that only its width made turned into blanks."""
    out = ""
    commas = any(part.rstrip().endswith((",", "，", "،")) for part in value.text.split("\n")[:-1])
    for line in (part.strip() for part in value.text.split("\n")):
        if not line:
            continue
        if not out:
            out = line
        elif _parts_lines(out, line, commas=commas):
            out += "\n" + line
        else:
            out += ("" if han.HAN.match(line) and han.HAN.match(out[-1]) else " ") + line
    return Span(out, value.marks[:1])


def _parts_lines(before: str, line: str, *, commas: bool) -> bool:
    """Whether a line break in a cell parts two things; where the writer parts by commas, it is only the width."""
    last = before.split("\n")[-1]
    if _HANGING.search(last.casefold()) or _LOWER.match(line[0]):
        return last.endswith((",", ";")) and not _LOWER.match(line[0])
    folded = columns.plain(line).folded.text
    said = roles.read(columns.plain(line), _NONE)
    if said.rest is None and said.anything:
        return True
    if commas and not han.HAN.match(line):
        return last.endswith((",", ";", "，", "،"))
    if roles.is_organisation(folded):
        return " " in line or bool(han.HAN.match(line)) or roles.is_acronym(line)
    return roles.is_post(folded) or bool(han.HAN.match(line)) or last.endswith((",", ";", "，", "،"))


def take_name(mention: Mention, kind: str, value: Span, context: Context | None = None) -> None:
    """Record a cell of a name column; what else it holds (post, second script, address) too."""
    context = context or _NONE
    value = value.strip(" \t\n")
    if is_only(value.folded.text, "words.nobody") or not any(c.isalpha() for c in value.text):
        return
    if kind == "title":
        _title(mention, value)
    elif kind in {"family", "given"}:
        _column_name(mention, kind, value)
    else:
        _whole_name(mention, value, context)


def _title(mention: Mention, value: Span) -> None:
    text = Span(" ".join(value.text.split()), value.marks[:1])
    if mention.spellings:
        mention.spellings[0].title = mention.spellings[0].title or text
    else:
        mention.spellings.append(Spelling(Span("", value.marks), text))


def _column_name(mention: Mention, kind: str, value: Span) -> None:
    title, name = split_title(Span(" ".join(value.text.split()), value.marks[:1]))
    slot = next((s for s in mention.spellings if s.family or s.given or not s.name.text), None)
    if slot is None:
        slot = Spelling(name)
        mention.spellings.insert(0, slot)
    slot.title = slot.title or title
    if kind == "family":
        slot.family = slot.family or name
        slot.name = name
    else:
        slot.given = slot.given or name
        slot.name = slot.name if slot.name.text else name


def _whole_name(mention: Mention, value: Span, context: Context) -> None:
    text = _name_lines(value)
    found = entries.read(text, context, expect_name=True)
    pending = [s for s in mention.spellings if not s.name.text]
    if found and found[0].named:
        first = found[0]
        for spelling in first.spellings:
            if pending and spelling.title is None:
                spelling.title = pending[0].title
            mention.spellings.append(spelling)
        for spelling in pending:
            mention.spellings.remove(spelling)
        mention.functions += first.functions
        mention.affiliations += first.affiliations
        mention.email = mention.email or first.email
        mention.phone = mention.phone or first.phone
        if first.role and first.role_source:
            mention.set_role(first.role, first.role_source)
        if first.speaker and first.speaker_source:
            mention.set_speaker(first.speaker, first.speaker_source)
        if first.mode and first.mode_source:
            mention.set_mode(first.mode, first.mode_source)
        return
    title, name = split_title(Span(" ".join(value.text.split()), value.marks[:1]))
    if len(name.text) <= 80 and not any(c.isdigit() for c in name.text) and not roles.is_organisation(name.folded.text):
        for spelling in pending:
            title = title or spelling.title
            mention.spellings.remove(spelling)
        mention.spellings.append(Spelling(name.strip(), title))


def _name_lines(value: Span) -> Span:
    """A name cell with the breaks inside a name turned into blanks, other breaks kept."""
    lines = [line.strip() for line in value.text.split("\n") if line.strip()]
    out = lines[0]
    for line in lines[1:]:
        last = out.split("\n")[-1]
        bare = line.strip(" .,;")
        same = entries._script(last) == entries._script(line)
        post = roles.is_post(columns.plain(line).folded.text) or roles.is_organisation(columns.plain(line).folded.text)
        said = roles.read(columns.plain(line), _NONE)
        goes_on = (
            same
            and not post
            and not said.anything
            and names.is_name(bare, titled=True)
            and not last.endswith((",", ";"))
        )
        out += (" " if goes_on and not han.HAN.match(line) else "\n") + line
    return Span(out, value.marks[:1])


def _meeting() -> Context:
    from mailbot.domain.meeting import Meeting

    return Context("en", Meeting("", {}, "UTC", ()))


_NONE = _meeting()
