"""Marks explained beside a table: "* primary speaker", "OP = orateur principal", "Speakers: nos. 1 and 3"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailbot.domain.submission import Speaker
from mailbot.reading.document import Document, Line
from mailbot.reading.folding import fold

from . import roles
from .headings import plain
from .name_cells import NOTHING
from .wording import is_only, pattern, says

_KEY = r"[*†‡#]{1,3}|[¹²³]|\(?[A-Za-zА-ЯЁа-яё]{1,3}\)|\((?:\d|\*{1,3})\)|[A-ZА-ЯЁÀ-Þ]{1,4}|\d(?=\s*=)"
_ABBREVIATION = re.compile(
    r"(?<![^\W_])(?P<key>[A-ZÀ-ÞА-ЯЁ][A-ZÀ-ÞА-ЯЁ./]{0,4}|[^\W\d_]{1,3})(?P<sign>\s*=\s*|\s*:\s*|\s+[–—-]\s+)(?=[^\W\d_])"
)
_APART = re.compile(r"\s*[,;/+&،؛、；，]\s*|\s+(?:et|and|y|e|и|و)\s+|\s+")
_MARK = re.compile(
    rf"(?:^|(?<=[\s;,.(/])|(?<=[؛،；，。]))(?P<key>{_KEY})(?P<sign>\s*[=:：]\s*|\s*[–—-]\s+|\s*)(?=[^\W\d_])"
)
_SYMBOL = re.compile(r"[*†‡#¹²³]{1,3}|\(\d\)|\(\*{1,3}\)")
_TRAILING = re.compile(r"\s*(?P<key>[*†‡#]{1,3}|[¹²³]|\((?:\d|\*{1,3}|[A-Za-zА-ЯЁ]{1,3})\))\s*$")
_NUMBER = (
    r"(?:n\.?[o°º]s?\.?|nr[os]?s?\.?|numbers?|numeros?|номера?|رقم|第)?\s*(?P<{}>\d{{1,2}})(?!\d|[./:-]\d)\s*(?:号|位)?"
)
_AFTER = re.compile(r"\W{0,4}(?:is |are |es |est |sera |: )?" + _NUMBER.format("number"))
_BEFORE = re.compile(r"(?<![\d./-])" + _NUMBER.format("number") + r"\s*[(:=–-]{1,2}\s*$")
_LIST = re.compile(_NUMBER.format("one") + r"\s*(?:,|;|/|&|and|et|y|e|и|و|和|、)\s*" + _NUMBER.format("two") + r"\W*$")
_LABEL = re.compile(r"[^\W\d_]{3,24}(?=\s*$)")
MAX_LINE = 300


@dataclass(slots=True)
class Legend:
    """What marks mean: ``marks`` by the mark, ``words`` by the abbreviation, ``numbers`` by the number of the row.

    ``number_label``: the heading of the column that the numbers stand in, if the legend names it ("Enlace 1: ...").
    """

    marks: dict[str, Speaker] = field(default_factory=dict)
    numbers: dict[int, Speaker] = field(default_factory=dict)
    number_label: str = ""
    words: dict[str, str] = field(default_factory=dict)

    def spelled(self, text: str) -> str | None:
        """A cell of nothing but abbreviations ("M, OS") in the words they stand for; None for any other."""
        found = [self.words.get(_bare(piece)) for piece in _APART.split(text.strip()) if piece.strip()]
        written = [word for word in found if word]
        return ", ".join(written) if written and len(written) == len(found) else None

    def of(self, text: str) -> Speaker | None:
        """The status that a cell of nothing but a mark stands for."""
        return self.marks.get(_bare(text))

    def trailing(self, text: str) -> tuple[int, Speaker] | None:
        """Where a mark begins that ends the text, and its status; None without one."""
        found = _TRAILING.search(text)
        status = self.marks.get(_bare(found["key"])) if found else None
        return (found.start(), status) if found and status else None


def _bare(text: str) -> str:
    return text.strip(" .()").casefold()


def read(document: Document) -> Legend:
    """The legend of a document: its lines, and rows of tables that hold one text alone."""
    legend = Legend()
    for _, block in document.blocks():
        if isinstance(block, Line):
            _line(f"{block.marker or ''} {block.text}".strip(), legend)
            continue
        for row in block.rows:
            texts = {id(c): c.text for c in row if c.text.strip()}
            if len(texts) == 1:
                for text in next(iter(texts.values())).split("\n"):
                    _line(text, legend)
    return legend


def _abbreviations(text: str, legend: Legend) -> None:
    """ "CD = chef de délégation ; OP = orateur principal": short for a role, a speaker, a way of attending."""
    listed = list(_ABBREVIATION.finditer(text)) if len(text) <= MAX_LINE else []
    found: dict[str, str] = {}
    for number, match in enumerate(listed):
        stop = listed[number + 1].start() if number + 1 < len(listed) else len(text)
        meaning = text[match.end() : stop].strip(" \t.;,()،؛；，、")
        said = roles.read(plain(meaning), NOTHING, "role")
        if (said.rest is None and said.anything) or is_only(fold(meaning), "roles.delegate_bare", "roles.adviser_bare"):
            found[_bare(match["key"])] = meaning
    if len(found) > 1 or any("=" in match["sign"] for match in listed):
        legend.words |= found


def _line(text: str, legend: Legend) -> None:
    _abbreviations(text, legend)
    if len(text) > MAX_LINE or not says(
        fold(text), "speakers.primary", "speakers.alternate", "speakers.about", "speakers.primary_bare"
    ):
        return
    _numbers(fold(text), legend)
    found: dict[str, Speaker] = {}
    for match in _MARK.finditer(text):
        symbol = _SYMBOL.fullmatch(match["key"]) is not None
        if not symbol and not match["sign"].strip():
            continue
        status = _status(fold(text[match.end() : match.end() + 60]), bare=True)
        if status:
            found.setdefault(_bare(match["key"]), status)
    # One key for both, or a label before a name ("ID: main speaker ..."), is no legend.
    legend.marks.update(found)


def _status(folded: str, *, bare: bool) -> Speaker | None:
    for suffix in ("", "_bare") if bare else ("",):
        for status in ("primary", "alternate"):
            if pattern(f"speakers.{status}{suffix}").match(folded):
                return "primary" if status == "primary" else "alternate"
    return None


def _numbers(folded: str, legend: Legend) -> None:
    """ "Primary speaker: no. 1", "No. 3 (alternate speaker)", "Speakers: nos. 1 and 3" (in that order)."""
    places: list[tuple[int, int, Speaker]] = []
    for status in ("primary", "alternate"):
        both = pattern(f"speakers.{status}", f"speakers.{status}_bare")
        places += [
            (m.start(), m.end(), "primary" if status == "primary" else "alternate") for m in both.finditer(folded)
        ]
    for start, end, speaker in sorted(places):
        found = _BEFORE.search(folded, max(0, start - 24), start) or _AFTER.match(folded, end)
        if found and _ends(folded, found.end()):
            legend.numbers.setdefault(int(found["number"]), speaker)
            label = _LABEL.search(folded[: found.start()] if found.start() < start else "")
            legend.number_label = legend.number_label or (label[0] if label else "")
    about = pattern("speakers.about").match(folded)
    listed = _LIST.match(folded[about.end() :].lstrip(" :.-")) if about and not places else None
    if listed:
        legend.numbers.setdefault(int(listed["one"]), "primary")
        legend.numbers.setdefault(int(listed["two"]), "alternate")


def _ends(folded: str, place: int) -> bool:
    """Whether nothing that makes the number something else (a date, a time) follows it."""
    return not re.match(r"\s*(?:[a-zа-я\u0600-\u06ff]{3,}\s+(?:19|20)\d\d|%|h\b|月|日|年)", folded[place : place + 30])
