"""Rows of an RTF table: their cells are placed by the edges each row defines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .blocks import Draft


@dataclass(slots=True)
class Row:
    """Definitions and texts of one table row; an edge is the right end of a cell in twentieths of a point."""

    edges: list[int] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    merge: str = ""
    cells: list[tuple[str, bool]] = field(default_factory=list)


def drafts_of(rows: list[Row]) -> list[Draft]:
    """Cells by the edges their rows define: rows of one table may part the same width differently."""
    edges = sorted({edge for row in rows for edge in row.edges[: len(row.cells)]})
    near = [edge for i, edge in enumerate(edges) if not i or edge - edges[i - 1] > 60]
    drafts: list[Draft] = []
    above: dict[int, int] = {}
    for r, row in enumerate(rows):
        column = 0
        for k, (text, bold) in enumerate(row.cells):
            known = len(row.edges) >= len(row.cells)
            end = sum(1 for edge in near if edge <= row.edges[k] + 30) if known else column + 1
            span = max(1, end - column)
            merge = row.merges[k] if k < len(row.merges) else ""
            if merge == "clmrg" and drafts and drafts[-1].row == r:
                drafts[-1] = replace(drafts[-1], column_span=drafts[-1].column_span + span)
            elif merge == "clvmrg" and column in above:
                origin = drafts[above[column]]
                drafts[above[column]] = replace(origin, row_span=r - origin.row + 1)
            else:
                above[column] = len(drafts)
                drafts.append(Draft(text, r, column, 1, span, bold=bold))
            column += span
    return drafts
