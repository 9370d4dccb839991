"""Pages to show: the boxes of what was read on them, drawn as narrow as the words themselves where those are known."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from mailbot.reading.document import Box
from mailbot.reading.documents.drawing import Seen, Sheet, Wanted

from .fields import Evidence
from .phrases import phrase_of
from .spans import letters_of
from .view import BoxMark, PageView

_MAX_RUN = 14
_EDGE = 2.0
_ENOUGH_INSIDE = 4


def page_of(evidence: Evidence) -> int | None:
    """The page whose box the source gives, from 1; None if it gives none that can be."""
    page, box = evidence.source.page, evidence.source.box
    number = int(page) if isinstance(page, int) or (isinstance(page, str) and page.isdecimal() and len(page) < 6) else 0
    if number < 1 or box is None or len(box) != 4 or not all(math.isfinite(side) for side in box):
        return None
    return number if box[2] > box[0] and box[3] > box[1] else None


def wanted_pages(evidence: Iterable[Evidence]) -> tuple[Wanted, ...]:
    """The pages with boxes, and all different boxes on each."""
    boxes: dict[int, dict[Box, None]] = defaultdict(dict)
    for one in evidence:
        number = page_of(one)
        if number is not None and one.source.box is not None:
            boxes[number][one.source.box] = None
    return tuple(Wanted(number, tuple(boxes[number])) for number in sorted(boxes))


def page_views(sheets: Sequence[Sheet], evidence: Sequence[Evidence]) -> tuple[tuple[PageView, ...], frozenset[str]]:
    """The pages with their marks, and the keys that are on one of them."""
    by_page: dict[int, list[Evidence]] = defaultdict(list)
    for one in evidence:
        number = page_of(one)
        if number is not None:
            by_page[number].append(one)
    views = tuple(
        PageView(s.number, s.width, s.height, _marks(s, by_page.get(s.number, ())))
        for s in sheets
        if 0 < s.width < math.inf and 0 < s.height < math.inf
    )
    return views, frozenset(key for view in views for mark in view.marks for key in mark.keys)


def _marks(sheet: Sheet, evidence: Sequence[Evidence]) -> tuple[BoxMark, ...]:
    """One mark for each different box, the large before the small, so that the small lie on top."""
    found: dict[Box, list[Evidence]] = defaultdict(list)
    for one in evidence:
        for whole in _boxes(sheet, one):
            box = _on_sheet(whole, sheet)
            if box is not None:
                found[box].append(one)
    marks = [
        BoxMark(
            tuple(dict.fromkeys(one.key for one in group)),
            box,
            min(one.source.confidence for one in group),
            group[0].source.text,
        )
        for box, group in found.items()
    ]
    return tuple(sorted(marks, key=lambda mark: -(mark.box[2] - mark.box[0]) * (mark.box[3] - mark.box[1])))


def _boxes(sheet: Sheet, one: Evidence) -> tuple[Box, ...]:
    if one.source.box is None:
        return ()
    inside = [word for word in sheet.words if _holds(one.source.box, word.box)]
    if sheet.words and not _is_read_from(inside, one):
        return ()
    return _narrowed(inside, one) or (one.source.box,)


def _is_read_from(words: Sequence[Seen], one: Evidence) -> bool:
    """Whether the words there are the source's for the most part: else it is another file of the same name."""
    said = letters_of([one.source.text]).text
    alone = {letters_of([word]).text for word in one.source.text.split()}
    letters = [letters_of([word.text]).text for word in words]
    same = [word for word in letters if word in alone or (len(word) > 2 and word in said)]
    return not said or 2 * sum(map(len, same)) > sum(map(len, letters))


def _holds(box: Box, inner: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return box[0] - _EDGE <= x <= box[2] + _EDGE and box[1] - _EDGE <= y <= box[3] + _EDGE


def _narrowed(words: Sequence[Seen], one: Evidence) -> tuple[Box, ...]:
    """The boxes of the words that hold the value, one a printed line: the shortest run of them that does."""
    wanted = letters_of([_said(one)]).text
    if not wanted:
        return ()
    letters = [letters_of([word.text]).text for word in words]
    inside: tuple[Box, ...] = ()
    for length in range(1, min(_MAX_RUN, len(words)) + 1):
        for start in range(len(words) - length + 1):
            run = letters[start : start + length]
            both = ("".join(run), "".join(reversed(run)))
            if wanted in both:
                return _by_line(words[start : start + length])
            if not inside and len(wanted) >= _ENOUGH_INSIDE and any(wanted in text for text in both):
                inside = _by_line(words[start : start + length])
    return inside


def _said(one: Evidence) -> str:
    """The words to look for: the value, or what stands for it in the line."""
    if one.value is not None:
        return one.value
    from mailbot.reading.folding import fold_with_origins

    folded = fold_with_origins(one.source.text)
    for start, end in phrase_of(one.field, one.code, folded.text):
        return folded.written(start, end)
    return ""


def _by_line(words: Sequence[Seen]) -> tuple[Box, ...]:
    lines: list[Box] = []
    for word in words:
        x0, y0, x1, y1 = word.box
        last = lines[-1] if lines else None
        if last is not None and min(last[3], y1) - max(last[1], y0) > 0.5 * min(last[3] - last[1], y1 - y0):
            lines[-1] = (min(last[0], x0), min(last[1], y0), max(last[2], x1), max(last[3], y1))
        else:
            lines.append(word.box)
    return tuple(lines)


def _on_sheet(box: Box, sheet: Sheet) -> Box | None:
    """The box as it lies on the picture, what hangs over cut off; None if it lies elsewhere."""
    x0, x1 = box[0] - sheet.left, box[2] - sheet.left
    y0, y1 = box[1] - sheet.top, box[3] - sheet.top
    cut = (max(0.0, x0), max(0.0, y0), min(sheet.width, x1), min(sheet.height, y1))
    return cut if cut[2] - cut[0] > 0.5 and cut[3] - cut[1] > 0.5 else None
