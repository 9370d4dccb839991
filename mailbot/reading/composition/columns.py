"""What the columns of a table hold: by their headings in any of the languages, else by their content."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mailbot.domain.submission import Source
from mailbot.reading.document import Cell, Table
from mailbot.reading.folding import fold

from . import entries, roles
from .addresses import take_emails
from .people import Context
from .sections import section_parts
from .spans import Span
from .titles import is_title_only
from .wording import is_only

# In this order: the first topic that fits a heading counts.
KINDS = (
    "number", "email", "phone", "latin", "name", "family", "given", "title", "post", "role", "speaker", "mode",
    "affiliation", "remark", "ignored",
)  # fmt: skip
NAMES = frozenset({"name", "latin", "family", "given"})
_NOWHERE = ((0, Source("", None, None, "")),)
MAX_HEADER_ROWS = 8


@dataclass(slots=True)
class Columns:
    """What each column holds; ``start``: the first row below the headings. ``parts``: what part columns stand for."""

    kinds: list[str]
    start: int
    parts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    header: frozenset[str] = frozenset()


def plain(text: str) -> Span:
    """A span without a source, for looking at a text."""
    return Span(text, _NOWHERE)


def find(table: Table, context: Context) -> Columns | None:
    """The columns by their headings; None where no row of the first ones is a row of headings."""
    width = max((len(row) for row in table.rows), default=0)
    for r, row in enumerate(table.rows[:MAX_HEADER_ROWS]):
        kinds = [heading(cell.text, context) if cell.column_span < width or width == 1 else None for cell in row]
        if not _is_header(row, kinds):
            continue
        last = r
        labels = [cell.text for cell in row]
        while last + 1 < len(table.rows) and _is_second(table.rows[last + 1], last + 1, context):
            last += 1
            labels = [_below(upper, cell, last) for upper, cell in zip(labels, table.rows[last], strict=False)]
        return _settled([heading(label, context) or "other" for label in labels], labels, last + 1, table, context)
    return None


def _below(upper: str, cell: Cell, row: int) -> str:
    return cell.text if cell.row == row and cell.text.strip() and cell.text != upper else upper


def _is_header(row: Sequence[Cell], kinds: Sequence[str | None]) -> bool:
    distinct = {id(cell): kind for cell, kind in zip(row, kinds, strict=True) if cell.text.strip()}
    known = [kind for kind in distinct.values() if kind]
    if len(known) < 2 or len(known) * 2 < len(distinct):
        return False
    if any("@" in cell.text for cell in row):
        return False
    return bool(NAMES & set(known)) or len(known) >= 3


def _is_second(row: Sequence[Cell], number: int, context: Context) -> bool:
    """Whether a row below the headings parts them further ("in person" | "online")."""
    own = [cell for cell in row if cell.row == number and cell.text.strip()]
    if not own or any("@" in cell.text for cell in own):
        return False
    spanned = [cell for cell in row if cell.row < number]
    if not spanned and len(own) == len(row):
        return False
    named = any(entries.untitled_name(plain(cell.text), expect_name=False) for cell in own)
    return not named and all(heading(cell.text, context) for cell in own)  # fmt: skip


def heading(text: str, context: Context) -> str | None:  # noqa: PLR0911 - a row of guards
    """The kind of a column by its heading, or None. Parts give ``part``, "in person" ``in_person`` and so on."""
    folded = " ".join(fold(text).split()).strip(" .:*")
    if not folded or len(folded) > 90:
        return None
    for kind in KINDS:
        if is_only(folded, f"columns.{kind}"):
            return kind
    for topic, speaker in roles.SPEAKERS:
        if is_only(folded, topic):
            return f"speaker_{speaker}"
    for topic, mode in roles.MODES:
        if is_only(folded, topic):
            return str(mode)
    if section_parts(plain(text).folded, context):
        return "part"
    if is_only(folded, "roles.head"):
        return "head"
    pieces = [p for p in re.split(r"\s*(?:[/\n&,;()]|\s(?:and|et|y|и|و)\s)\s*", folded) if p]
    if 2 <= len(pieces) <= 4:
        found = [kind for p in pieces for kind in KINDS if is_only(p, f"columns.{kind}")]
        if found and len(found) * 2 >= len(pieces):
            return _mixed(found)
    return None


def _mixed(found: list[str]) -> str:
    if NAMES & set(found):
        return "name"
    return (
        found[0]
        if len(set(found)) == 1 or ("post" in found and "affiliation" in found)
        else "post"
        if "post" in found
        else "mixed"
    )


def _settled(kinds: list[str], labels: list[str], start: int, table: Table, context: Context) -> Columns:
    rows = table.rows[start:]
    for c, kind in enumerate(kinds):
        values = [row[c].text for row in rows if c < len(row) and row[c].text.strip()]
        if kind == "title" and values and sum(is_title_only(plain(v)) for v in values) * 2 < len(values):
            kinds[c] = "post"
    if kinds.count("post") > 1:
        for c in range(len(kinds) - 1, -1, -1):
            if (
                kinds[c] == "post"
                and is_only(fold(labels[c]), "columns.role")
                and kinds.count("post") > 1
                and "role" not in kinds
            ):
                kinds[c] = "role"
    if "given" in kinds and "family" not in kinds:
        kinds = ["name" if k == "given" and "name" not in kinds else k for k in kinds]
    if "family" in kinds and "given" not in kinds:
        kinds = ["name" if k == "family" and "name" not in kinds else k for k in kinds]
    parts = {c: section_parts(plain(labels[c]).folded, context) for c, kind in enumerate(kinds) if kind == "part"}
    return Columns(kinds, start, parts, frozenset(fold(label).strip() for label in labels if label.strip()))


def infer(table: Table, context: Context) -> Columns | None:
    """The columns by what stands in them; None if no column holds names."""
    width = max((len(row) for row in table.rows), default=0)
    if width < 2:
        return None
    kinds = [
        _content(
            [row[c].text for row in table.rows if c < len(row) and row[c].row_span == 1 and row[c].column_span == 1],
            context,
        )
        for c in range(width)
    ]
    if "name" not in kinds:
        return None
    first = kinds.index("name")
    kinds = [k if k != "name" or c == first or kinds.count("name") <= 2 else "other" for c, k in enumerate(kinds)]
    return Columns(kinds, 0)


def _content(values: list[str], context: Context) -> str:
    values = [v for v in values if v.strip()][:60]
    if not values:
        return "other"
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("email", lambda v: bool(take_emails(plain(v))[0])),
        ("number", lambda v: bool(re.fullmatch(r"\W*\d{1,3}\W*", v))),
        ("title", lambda v: is_title_only(plain(v)) and not roles.is_post(fold(v))),
        ("speaker", lambda v: bool(roles.read(plain(v), context, "speaker").speakers)),
        ("role", lambda v: roles.read(plain(v), context, "role").role is not None),
        ("mode", lambda v: roles.read(plain(v), context, "mode").mode is not None),
        ("phone", lambda v: bool(re.fullmatch(r"[+\d\s().\-/]{7,}", v))),
        ("name", lambda v: any(m.named for m in entries.read(plain(v), context, expect_name=True))),
    )
    for kind, test in tests:
        share = sum(bool(test(v)) for v in values)
        if share * 2 > len(values) or (kind == "name" and share * 3 > len(values) * 2):
            return kind
    return "post"
