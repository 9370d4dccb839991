"""What the columns of a table hold: by their headings in any of the languages, else by their content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mailbot.reading.document import Cell, Table
from mailbot.reading.folding import fold

from . import column_contents as contents
from . import entries, roles
from .cell_marks import is_mark
from .headings import NAMES, heading, heading_parts, plain
from .legends import Legend
from .part_numbers import holds_parts
from .people import Context
from .segments import script_of
from .titles import is_title_only
from .wording import is_only

MAX_HEADER_ROWS = 8
_OPEN = frozenset({"name", "title", "family", "given", "post", "affiliation", "remark", "mode"})


@dataclass(slots=True)
class Columns:
    """What each column holds; ``start``: the first row below the headings. ``parts``: what part columns stand for.

    ``labels``: the headings, folded, by column; ``header``: the same without order.
    """

    kinds: list[str]
    start: int
    parts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    header: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()


def find(table: Table, context: Context, legend: Legend) -> Columns | None:
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
        found = [heading(label, context) or "other" for label in labels]
        return _settled(found, labels, last + 1, table, context, legend)
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


# ---- headings settled by what stands below them -----------------------------------------------------------------


def _settled(
    kinds: list[str], labels: list[str], start: int, table: Table, context: Context, legend: Legend
) -> Columns:
    values = [_column(table, c, start) for c in range(len(kinds))]
    parts = {c: heading_parts(labels[c], context) for c, kind in enumerate(kinds) if kind == "part"}
    kinds = [_by_content(kind, values[c], posts_elsewhere="post" in kinds) for c, kind in enumerate(kinds)]
    if not parts:
        parts = _parts_by_place(kinds, labels, values, context)
        kinds = ["part" if c in parts else kind for c, kind in enumerate(kinds)]
    by_number = {
        c
        for c, kind in enumerate(kinds)
        if kind in {"other", "mode", "remark"} and holds_parts(labels[c], values[c], context)
    }
    kinds = ["parts" if c in by_number else kind for c, kind in enumerate(kinds)]
    kinds = ["role" if k == "ignored" and _is_role(values[c], context) else k for c, k in enumerate(kinds)]
    posts = kinds.count("post")
    for c, kind in enumerate(kinds):
        if kind == "other":
            kinds[c] = contents.unheaded(values[c], context, legend, posts_elsewhere=posts > 0)
        elif kind in {"post", "title"} and contents.holds_roles(values[c], context, posts_elsewhere=posts > 1):
            kinds[c] = "role" if posts > 1 or kind == "title" or is_only(fold(labels[c]), "columns.role") else kind
    if "post" not in kinds and kinds.count("role") > 1:
        first = next((c for c, kind in enumerate(kinds) if kind == "role" and _are_posts(values[c])), None)
        kinds = ["post" if c == first else kind for c, kind in enumerate(kinds)]
    unnamed = any(kind == "other" and _holds_posts(values[c]) for c, kind in enumerate(kinds))
    if "post" not in kinds and "affiliation" not in kinds and not unnamed:
        kinds = ["post" if kind == "role" and _holds_posts(values[c]) else kind for c, kind in enumerate(kinds)]
    if kinds.count("post") > 1 and "role" not in kinds:
        doubled = [c for c, kind in enumerate(kinds) if kind == "post" and is_only(fold(labels[c]), "columns.role")]
        kinds = ["role" if doubled and c == doubled[-1] else kind for c, kind in enumerate(kinds)]
    _settle_names(kinds, table, start)
    if "name" in kinds and "given" in kinds and "family" not in kinds:
        spelled = [c for c, k in enumerate(kinds) if k == "given" and _second_script(c, kinds, values, context)]
        kinds = ["latin" if c in spelled[:1] else k for c, k in enumerate(kinds)]
    if "latin" not in kinds:
        kinds = [
            "latin" if k == "other" and _second_script(c, kinds, values, context) else k for c, k in enumerate(kinds)
        ]
    if "latin" in kinds and not (NAMES - {"latin"}) & set(kinds):
        spelt = next(
            (c for c, k in enumerate(kinds) if k == "other" and _first_script(c, kinds, values, context)), None
        )
        kinds = ["name" if c == spelt else kind for c, kind in enumerate(kinds)]
    if not NAMES & set(kinds):
        named = [c for c, kind in enumerate(kinds) if kind == "other" and contents.holds_names(values[c], context)]
        kinds = ["name" if named and c == named[0] else kind for c, kind in enumerate(kinds)]
    return Columns(
        kinds,
        start,
        parts,
        frozenset(fold(label).strip() for label in labels if label.strip()),
        tuple(fold(label).strip() for label in labels),
    )


def _is_role(values: Sequence[str], context: Context) -> bool:
    """Whether a column called "Delegation" holds who leads it, not whose it is."""
    return contents.holds_roles(values, context, posts_elsewhere=False) and any(len(v) < 40 for v in values)


def _parts_by_place(
    kinds: Sequence[str], labels: Sequence[str], values: Sequence[Sequence[str]], context: Context
) -> dict[int, tuple[str, ...]]:
    """Columns of marks that the headings only number ("1re p.", "2e p."): the parts in their order."""
    marked = [c for c, kind in enumerate(kinds) if kind == "other" and values[c] and all(is_mark(v) for v in values[c])]
    numbered = [
        c
        for c in marked
        if re.search(rf"(?<!\d){marked.index(c) + 1}(?!\d)|(?<!\w)[iI]{{{marked.index(c) + 1}}}(?!\w)", labels[c])
    ]
    if len(context.parts) < 2 or len(numbered) != len(context.parts) or numbered != marked:
        return {}
    return {c: (part,) for c, part in zip(marked, context.parts, strict=True)}


def _second_script(c: int, kinds: Sequence[str], values: Sequence[Sequence[str]], context: Context) -> bool:
    """Whether a column no heading explains holds names in Latin letters beside names in another script."""
    others = [column for n, (k, column) in enumerate(zip(kinds, values, strict=True)) if k in NAMES and n != c]
    names_in = [script_of(v) for column in others for v in column]
    if not values[c] or "latin" in names_in or not names_in:
        return False
    return all(script_of(v) == "latin" for v in values[c]) and contents.holds_names(values[c], context)


def _first_script(c: int, kinds: Sequence[str], values: Sequence[Sequence[str]], context: Context) -> bool:
    """Whether a column no heading explains holds names in another script beside those in Latin letters."""
    beside = max(len(column) for k, column in zip(kinds, values, strict=True) if k == "latin")
    if not values[c] or len(values[c]) != beside or any(script_of(v) == "latin" for v in values[c]):
        return False
    return contents.holds_names(values[c], context)


def _column(table: Table, c: int, start: int) -> list[str]:
    """The values of a column, without rows that are one cell all over and headings in the midst."""
    rows = table.rows[start:]
    return contents.values_of(
        [
            row[c].text
            for row in rows
            if c < len(row) and row[c].column_span < len(row) and sum(bool(x.text.strip()) for x in row) > 1
        ]
    )


def _holds_posts(values: Sequence[str]) -> bool:
    """Whether a column called a role holds posts, and roles only beside them ("Expert, orateur suppléant")."""
    bare = any(is_only(fold(v), "roles.head_bare", "roles.alternate_head_bare") for v in values)
    bare = bare or any(is_only(fold(v), "roles.adviser_bare") and not roles.is_post(fold(v)) for v in values)
    return not bare and sum(roles.is_post(fold(v)) for v in values) * 2 > len(values)


def _are_posts(values: Sequence[str]) -> bool:
    """Whether most of a column are posts, bare roles among them ("Conseillère") or not."""
    return sum(roles.is_post(fold(value)) for value in values) * 2 > len(values)


def _by_content(kind: str, values: Sequence[str], *, posts_elsewhere: bool) -> str:
    """The kind a heading gives, unless what stands below cannot be that."""
    if kind not in _OPEN or not values:
        return kind
    if kind in {"name", "family", "given", "post", "remark"}:
        return "title" if contents.holds_titles(values) else kind
    if kind == "title":
        return _title_or_post(values, posts_elsewhere=posts_elsewhere)
    return "ignored" if kind == "mode" and all(is_mark(v) for v in values) else kind


def _title_or_post(values: Sequence[str], *, posts_elsewhere: bool) -> str:
    """What a column called title, rank or sex holds."""
    if contents.holds_sexes(values):
        return "ignored"
    titles = sum(is_title_only(plain(v)) for v in values)
    posts = sum(roles.read_post_only(fold(v)) for v in values)
    return "post" if titles * 2 < len(values) or (posts == len(values) and not posts_elsewhere) else "title"


def _settle_names(kinds: list[str], table: Table, start: int) -> None:
    """ "Name" beside "Surname" is the given name, "Name" beside "First name" the family name, unless it holds both."""
    for c, kind in enumerate(kinds):
        if kind != "name":
            continue
        for other, becomes in (("family", "given"), ("given", "family")):
            peers = [p for p, k in enumerate(kinds) if k == other]
            if kinds[c] == "name" and any(_stand_apart(table, start, c, p) for p in peers):
                kinds[c] = becomes
    for lone, missing in (("given", "family"), ("family", "given")):
        if lone in kinds and missing not in kinds and "name" not in kinds:
            kinds[:] = ["name" if kind == lone else kind for kind in kinds]


def _stand_apart(table: Table, start: int, one: int, two: int) -> bool:
    """Whether two columns hold different words of names in the same script."""
    pairs = [
        (row[one].text, row[two].text)
        for row in table.rows[start:]
        if row[one].text.strip() and row[two].text.strip() and row[one] is not row[two]
    ]
    if not pairs:
        return False
    apart = [script_of(a) == script_of(b) and not set(fold(b).split()) <= set(fold(a).split()) for a, b in pairs]
    return sum(apart) * 2 > len(apart)


# ---- no headings ------------------------------------------------------------------------------------------------


def infer(table: Table, context: Context, legend: Legend) -> Columns | None:
    """The columns by what stands in them; None if no column holds names."""
    width = max((len(row) for row in table.rows), default=0)
    if width < 2:
        return None
    values = [
        contents.values_of(
            [row[c].text for row in table.rows if c < len(row) and row[c].row_span == 1 and row[c].column_span == 1]
        )
        for c in range(width)
    ]
    kinds = [contents.unheaded(v, context, legend, posts_elsewhere=False) for v in values]
    open_ = [c for c, kind in enumerate(kinds) if kind in {"other", "mode", "affiliation"}]
    named = [c for c in open_ if contents.holds_names(values[c], context)]
    for c in named[:2] if len(named) <= 2 else named[:1]:
        kinds[c] = "name"
    if not named:
        pair = next(
            ((a, b) for a in open_ for b in (a + 1, a - 1) if b in open_ and _is_pair(values[a], values[b])), None
        )
        if pair is None:
            return None
        kinds[pair[0]], kinds[pair[1]] = "family", "given"
    posts = [c for c, kind in enumerate(kinds) if kind == "other" and any(roles.is_post(fold(v)) for v in values[c])]
    kinds = [
        contents.unheaded(v, context, legend, posts_elsewhere=bool(posts)) if k == "other" else k
        for k, v in zip(kinds, values, strict=True)
    ]
    return Columns(kinds, 0)


def _is_pair(family: Sequence[str], given: Sequence[str]) -> bool:
    return contents.is_family(family) and contents.is_given(given)
