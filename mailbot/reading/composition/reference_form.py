"""The written form of a labelled reference: where it starts after its label, and where it ends.

A reference is figures with what strokes, hyphens, capitals or Arabic initials bind to them ("DC_JUR 20/00471",
"0205 /MPC/GE/20", "ج ص/ب د/064/2020"); a date, a place or a sentence that follows is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.reading.folding import fold

from .anatomy import Strand, is_quiet, pattern
from .dates import dates_in

MAX_LENGTH = 48
_CHUNK = re.compile(r"[^\s,;!?\"<>|:]+")
DIGIT = re.compile(r"\d")
_ARABIC_BIT = re.compile(r"[\u0600-\u06ff]{1,3}\.?(?:/[\u0600-\u06ff]{1,3})*/?$")
_NOT_BEFORE = re.compile(
    r"(?:\btel|\bphone|\bfax|\bmob\w*|\bpassport|\bpasaporte|\bpasseport|\broom|\bbox|\bb\.?p\.?|\bp\.?o|\brule|"
    r"\barticle|\bart|\bresolution|\bresolucion|\bрезолюци\w+|\bтел|هاتف|فاكس|جواز|قرار|电话|传真|护照|决议|\bиин|\bdni|"
    r"\bannex|\bappendix|\bstreet|\brue|\bavenue)"
    r"\W{0,3}(?:no\W{0,3})?$"
)


def labels_in(strand: Strand, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Labels in a folded span, those of telephones, rooms and the like left out."""
    text = strand.text
    for match in pattern("reference", "label").finditer(text, start, len(text) if end is None else end):
        if is_quiet(strand, match.start()) or _NOT_BEFORE.search(text[max(0, match.start() - 24) : match.start()]):
            continue
        yield match


def value_after(strand: Strand, label: re.Match[str]) -> tuple[int, int] | None:
    """The folded span of the reference after a label, or None; a label inside a code is part of it."""
    text, end = strand.text, label.end()
    if _INSIDE.match(text[max(0, label.start() - 1) : label.start()]) or _INSIDE.match(text[end : end + 1]):
        start = max((text.rfind(sign, 0, label.start()) for sign in " \n\t(:"), default=-1) + 1
        return _checked(strand, start, label, end)
    gap = _GAP.match(text, end)
    start = gap.end() if gap else end
    tab = re.match(r"[ ]*\t[ ]*", text[start : start + 4])
    return _checked(strand, start + (tab.end() if tab else 0), label, end)


_INSIDE = re.compile(r"[/_-]")
_NUMBER_SIGN = r"(?:n\.\s?[°o](?![^\W_])\.?|no\b\.?|nro\b\.?|n°|n\.|n(?= ?\d)|num\b\.?|nr\b\.?|رقم|عدد)"
_GAP = re.compile(
    rf"[ ]{{0,8}}\n?[ ]{{0,8}}"
    rf"(?:(?:(?:is|est|es|هو|هي)(?: (?:the|l[ae]|el))?[ :]{{1,4}}|为[ :]{{0,4}}))?(?:{_NUMBER_SIGN}[ ]{{0,4}})?"
    rf"[:.# -]{{0,4}}\n?[ ]{{0,8}}(?:{_NUMBER_SIGN}[ :.]{{0,4}})?"
)


def codes_of_lines(strand: Strand, limit: int) -> Iterator[tuple[int, int, int]]:
    """Label and folded span of references that have a line of their own before ``limit``: after a label and a colon
    ("رقم الصادر: 933/20", "Numéro de la note : …"), or around a number sign ("MPN/CV n° 311")."""
    for start, end in strand.lines():
        if start >= limit:
            break
        line = strand.text[start : min(end, start + _LONGEST_LABELLED)]
        if end - start > _LONGEST_LABELLED or not DIGIT.search(line):
            continue
        labels = [m.start() for m in labels_in(strand, start, end)]
        colon = line.find(":")
        if labels and labels[0] - start < colon < _LONGEST_LABEL and not _OTHER_LABEL.search(line[:colon]):
            yield from _as_code(strand, labels[0], start + colon + 1, end)
        elif colon < 0 and labels and strand.text[start : labels[0]].strip(" \t-("):
            yield from _as_code(strand, start, start, end)


_LONGEST_LABELLED, _LONGEST_LABEL = 90, 36
_OTHER_LABEL = re.compile(
    r"[,;@]|\b(?:tel|fax|date|fecha|дата|тел|your|votre|v ?/|su ref|s ?/|ваш)|تاريخ|هاتف|日期|电话"
)


def _as_code(strand: Strand, label: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    text = strand.text
    days = dates_in(text[start:end])
    cut = next((start + d.start for d in days if text[start : start + d.start].strip(" \t,-(")), end)
    value = text[start:cut]
    start += len(value) - len(value.lstrip())
    stop = start + len(_trimmed(_DATED.sub("", value.strip())))
    chunks = list(_CHUNK_OF_LINE.finditer(text, start, stop))
    is_code = 1 < len(chunks) <= _MOST_CHUNKS and all(_is_of_code(strand.folded.written(*m.span())) for m in chunks)
    if is_code or (len(chunks) == 1 and label != start):
        yield label, start, stop


_CHUNK_OF_LINE = re.compile(r"\S+")
_MOST_CHUNKS = 6
_DATED = re.compile(r"[\s,(]*(?:dated|of|du|de|del|от|date|de fecha|بتاريخ|في|المورخ\w*|الموافق)?\s*$")


def _is_of_code(chunk: str) -> bool:
    """Whether a word may be part of a reference: figures in it, capitals, a number sign, Arabic initials."""
    if not any(c.isalnum() for c in chunk) or _ARABIC_BIT.fullmatch(fold(chunk)):
        return True
    if re.fullmatch(r"(?:[Nn][°ºo]\.?|[Nn]\.[°ºo]|№|No\.?|Nro\.?)", chunk):
        return True
    if DIGIT.search(chunk):
        return True
    capitals = chunk.isupper() or ("/" in chunk and any(c.isupper() for c in chunk))
    return capitals and len(chunk) <= _LONGEST_CAPITALS


_LONGEST_CAPITALS = 12


def _checked(strand: Strand, start: int, label: re.Match[str], end: int) -> tuple[int, int] | None:
    text = strand.text
    stop = _before_han(text, start, _value_end(strand, start))
    value = text[start:stop]
    if not DIGIT.search(value) or "\n\n" in text[end:start]:
        return None
    if _BARE_LABEL.fullmatch(label[0]) and not re.search(r"[/\-]|[^\W\d]|\d{4}", value):
        at_head = not text[text.rfind("\n", 0, label.start()) + 1 : label.start()].strip(" \t(")
        if not at_head or len(value) < 2:
            return None
    return start, stop


def _before_han(text: str, start: int, stop: int) -> int:
    """A code in letters and figures ends where Chinese goes on; a Chinese sentence is no code."""
    found = _HAN.search(text, start, stop)
    return found.start() if found and not text[start:stop].endswith("号") else stop


_HAN = re.compile(r"[\u3400-\u9fff]")
_BARE_LABEL = re.compile(r"nro?\.?|n\.?o\.?|n\.?|n°|num\.?|numero|(?:ال)?رقم|(?:ال)?عدد")


def _value_end(strand: Strand, start: int) -> int:
    """Where a reference that starts at ``start`` ends: after its figures, with the pieces that belong to it."""
    text = strand.text
    ends = (text.find(sign, start) for sign in ("\n", "\t", "  "))
    limit = min([start + MAX_LENGTH, len(text), *(p for p in ends if p >= 0)])
    dates = [d.start for d in dates_in(text[start : limit + 24]) if d.start > 0]
    limit = min([limit, *(start + d for d in dates)])
    end, figures = start, False
    for number, chunk in enumerate(_CHUNK.finditer(text, start, limit)):
        before = text[start:end]
        fits = (
            _continues(before, chunk[0], text[chunk.end() : chunk.end() + 8])
            if figures
            else _leads(strand, chunk, number)
        )
        if text[end : chunk.start()].strip() or not (fits or _binds(before, chunk[0])):
            break
        end = chunk.end()
        figures = figures or DIGIT.search(chunk[0]) is not None
    return start + len(_trimmed(text[start:end]))


def _leads(strand: Strand, chunk: re.Match[str], number: int) -> bool:
    """Whether a piece may stand before the figures: figures themselves, capitals ("DC_JUR"), Arabic initials."""
    if re.fullmatch(_NUMBER_SIGN, chunk[0]):
        return False
    if DIGIT.search(chunk[0]) or _ARABIC_BIT.fullmatch(chunk[0]):
        return True
    written = strand.folded.written(chunk.start(), chunk.end())
    return number <= 2 and len(written) <= 16 and written == written.upper() and any(c.isupper() for c in written)


def _binds(before: str, chunk: str) -> bool:
    """Whether a stroke, a hyphen or "N°" joins a piece to what stands before it."""
    return bool(before) and (
        before.endswith(("/", "n°")) or re.search(r"\w-$|(?<![^\W_])no\.?$", before) is not None or chunk[0] == "/"
    )


def _continues(before: str, chunk: str, after: str) -> bool:
    """Whether a piece belongs to a reference whose figures are read: "00914 MPS/GEN", "20/00471 - KLA", "(2020)"."""
    if chunk == "-":
        return re.match(r" [a-z]{2,5}(?=$|[\n\t])", after) is not None
    if before.endswith(" -"):
        return re.fullmatch(r"[a-z]{2,5}", chunk) is not None
    if re.fullmatch(r"\(20\d\d\)", chunk):
        return True
    return "/" in chunk and re.search(r"[^\W\d]", chunk) is not None and before[-1:].isdigit()


def _trimmed(value: str) -> str:
    value = value.rstrip(" .,;:-")
    while value.endswith(")") and value.count("(") < value.count(")"):
        value = value[:-1].rstrip(" .,;:")
    return value
