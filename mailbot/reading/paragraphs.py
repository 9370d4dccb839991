"""Which lines of a plain text are one paragraph that a mail client broke, and which stand for themselves.

A client breaks where the next word no longer fits, at whatever width. A paragraph of at least two such lines
that goes on in mid-sentence shows that its run is prose, and so where else it was broken; what is not filled
to the width (a list, an address, a signature, a label with its value) stays line by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NARROWEST = 50  # no client breaks prose narrower; addresses and signatures are
_SHORTEST_FULL = 45
_LONG_WORD = 14  # an address, before which even a short line is full
_MOST_LINES = 200
_CONTINUING = frozenset(
    "of the a an to in on at for and or with by from as its our de la le les du des et à en au aux pour par sur sa "
    "ses del el los las y con por para al su ante и в на по с о об при для от к из за что und der die das von".split()
)
_TITLE_AT_END = re.compile(
    r"(?<!\w)(?:mr|mrs|ms|dr|m|mme|mlle|sr|sra|srta|dra|prof|col|gen|maj|capt|lt|amb|h\.\s?e|s\.\s?e|no|nos|art|ref|réf|"
    r"núm|г|ул|им|тов|[A-ZА-Я])\.$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:mrs?|ms|miss|dr|m|mme|mlle|sr|sra|srta|amb|h\.\s?e|s\.\s?e)\.?\s(?=\w)|(?:monsieur|madame|mademoiselle|señora?|"
    r"senora?|ambassador|г-н|г-жа|господин|госпожа)\s|(?:السيد|السيدة|سعادة)\s",
    re.IGNORECASE,
)
_TERMINAL = (".", ";", ":", "!", "?", "。", "；", "：", "؛", "؟", "！", "？")
_LABEL = re.compile(r"^(?:[^:：]{1,40}[:：]\s*\S|[^:：\s]{1,20}(?: [^:：\s]{1,20})?[:：]\s*$)")
_LOWER_SENTENCE = re.compile(r"^[^\W\d_]\S*(?: [^:：\s]+){2,}[:：]")
_COLUMNS = re.compile(r"\t|\S {3,}\S|[|｜]")
_ADDRESS_FIRST = re.compile(r"^\(?<?[^\s@]{1,64}@")
_HAN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Run:
    """Lines ``start`` to ``end`` with none empty between, and the width they were broken at, if they were.

    ``is_item``: the first begins an item of a list.
    """

    start: int
    end: int
    width: int | None
    is_prose: bool
    is_item: bool


def runs_of(lines: Sequence[str], begins_item: Callable[[str], bool]) -> tuple[Run, ...]:
    """The runs of a text, in order; an item of a list (``begins_item``) begins a new one."""
    spans: list[tuple[int, int]] = []
    start = 0
    for k, line in enumerate([*lines, ""]):
        ends = not line.strip()
        if k > start and (ends or begins_item(line.strip()) or k - start >= _MOST_LINES):
            spans.append((start, k))
            start = k
        if ends:
            start = k + 1
    found = [(span, _broken_at(lines, *span)) for span in spans]
    widest = max((width for _, width in found if width is not None), default=None)
    return tuple(
        Run(a, b, width or widest, width is not None, begins_item(lines[a].strip())) for (a, b), width in found
    )


def paragraph_end(lines: Sequence[str], i: int, run: Run) -> int:
    """The line after the paragraph that begins at line ``i`` of the run."""
    end, prose = i + 1, False
    while end < run.end and run.width is not None:
        sure = _goes_on(lines[end - 1], lines[end], run.width) or (run.is_item and _hangs(lines, i, end, run.width))
        prose = prose or sure or (run.is_prose and _is_prose_from(lines, end, run))
        if not sure and (
            not prose or _are_entries(lines[i], lines[end]) or not _may_go_on(lines[end - 1], lines[end], run)
        ):
            break
        end += 1
    return end


def _hangs(lines: Sequence[str], first: int, at: int, width: int) -> bool:
    """Whether a line of an item, set in behind its label, goes on with a full one that has not ended."""
    before, line = lines[at - 1], lines[at]
    set_in = len(line) - len(line.lstrip()) > len(lines[first]) - len(lines[first].lstrip())
    if not set_in or not _is_full(before, line.strip(), width) or _ends(before):
        return False
    return not (_is_label(line.strip()) or _ADDRESS_FIRST.match(line.strip()) or _COURTESY.match(line.strip()))


def _are_entries(first: str, following: str) -> bool:
    """Whether a paragraph and the next line both begin with a person: two entries of a list."""
    return _COURTESY.match(first.strip()) is not None and _COURTESY.match(following.strip()) is not None


def glued(lines: Sequence[str]) -> str:
    """The lines as one; between Chinese characters no blank. A tab inside a line stays: it parts a name from a post."""
    out = ""
    for line in lines:
        piece = line.strip()
        han = out and piece and _HAN.match(out[-1]) and _HAN.match(piece)
        out += piece if not out or han else f" {piece}"
    return re.sub(r"[ \t\u3000]+", lambda gap: "\t" if "\t" in gap[0] else " ", out).strip()


def _broken_at(lines: Sequence[str], start: int, end: int) -> int | None:
    """The width at which a run was broken, or None: one line of it goes on in mid-sentence and all are full."""
    width = max(len(line.rstrip()) for line in lines[start:end])
    if end - start < 2 or any(_COLUMNS.search(line.strip()) for line in lines[start:end]):
        return None
    if width >= _NARROWEST and any(_goes_on(lines[k], lines[k + 1], width) for k in range(start, end - 1)):
        return width
    return width if _is_block(lines, start, end, width) else None


def _is_block(lines: Sequence[str], start: int, end: int, width: int) -> bool:
    """Whether three or more lines in a script without capitals are all full but the last."""
    body = [line.strip() for line in lines[start:end]]
    if len(body) < 3 or any("@" in line or _LABEL.match(line[:52]) for line in body[:-1]):
        return False
    if all(_HAN.match(line) for line in body):
        return width >= 24 and all(len(line) >= width - 1 for line in body[:-1])
    if all(_ARABIC.match(line) for line in body):
        return width >= _NARROWEST and all(_is_full(a, b, width) for a, b in pairwise(body))
    return False


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    line, following = line.rstrip(), following.strip()
    if _HAN.match(following) and _HAN.match(line[-1:]):
        return len(line) >= width - 1
    word = len(following.split(None, 1)[0])
    return len(line) + 1 + word > width and (len(line) >= _SHORTEST_FULL or word > _LONG_WORD)


def _ends(line: str) -> bool:
    line = line.rstrip()
    return line.endswith(_TERMINAL) and _TITLE_AT_END.search(line[-8:]) is None


def _is_label(following: str) -> bool:
    in_sentence = following[0].islower() and not _COURTESY.match(following) and _LOWER_SENTENCE.match(following[:80])
    return _LABEL.match(following[:52]) is not None and not in_sentence


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether the next line certainly carries on the sentence: this one is full and stops in the middle of it."""
    line, following = line.rstrip(), following.strip()
    if not _is_full(line, following, width) or _ends(line):
        return False
    last = line.split()[-1]
    if "@" in last and ("@" in following or following.endswith((":", "："))):
        return False  # one line an address
    if last.casefold() in _CONTINUING or _TITLE_AT_END.search(line[-8:]):
        return True
    if _is_label(following) or _ADDRESS_FIRST.match(following):
        return False
    if following[0].isdigit():
        return last[-1:].isalpha() and last[-1:].islower()
    return following[0].islower() or following[0] in '(«“"'


def _is_prose_from(lines: Sequence[str], at: int, run: Run) -> bool:
    """Whether the sentence at this line goes on certainly before a colon or a semicolon ends it."""
    for k in range(at, min(run.end - 1, at + 12)):
        if lines[k - 1].rstrip().endswith((":", ";", "：", "；", "؛")):
            return False
        if _goes_on(lines[k], lines[k + 1], run.width or 0):
            return True
    return _is_uncased(lines, run)


def _is_uncased(lines: Sequence[str], run: Run) -> bool:
    return run.is_prose and all(_HAN.match(x.strip()) or _ARABIC.match(x.strip()) for x in lines[run.start : run.end])


def _may_go_on(line: str, following: str, run: Run) -> bool:
    """Whether in prose the next line belongs to it: this one is full, and the next no label or place and date."""
    line, following = line.rstrip(), following.strip()
    width = run.width or 0
    if not _is_full(line, following, width) or _is_label(following):
        return False
    if line.endswith((":", ";", "：", "；", "؛")):
        return False
    return not _ends(line) or len(following) >= width * 3 // 5
