"""Words of a recognised page looked at again: addresses, and words taken for another script than their own.

A page is read with its script's language and English together. Among Cyrillic letters a Latin name is then taken
for look-alikes (Ayna, Аупа), among Chinese signs a sign for Latin letters: such words are cut out and read once
more in the one language that is likely.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from .bidi import ltr_letters, rtl_letters
from .tesseract import Word, installed_languages, words_in

if TYPE_CHECKING:
    from PIL.Image import Image

Choice = Callable[[Word, str, float], Word]

_GAP = 40
_MOST = 60
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z]")
_LIKE_LATIN = frozenset("АВЕКМНОРСТУХаекморстухпгидтв")
_CORE = re.compile(r"^([(\[]?)(.*?)([)\],;:.!]*)$", re.DOTALL)
_SIGN_READ_AS_LATIN = re.compile(r"(?![^\d]*\d{2})(?![Mm][rsx])[\x21-\x7e]{1,5}")
_PLAIN_CAPITALS = re.compile(r"(?=[^a-zà-ÿ]*[A-Z])[A-Z'’.,\-]{2,40}")
_TALL = re.compile(r"[A-Zbdfhklt0-9]")
_DOUBTED = 0.5


def looked_at_again(words: list[Word], page: Image, languages: str) -> list[Word]:
    """The words, those that need a second look replaced by what it shows."""
    if languages.startswith("rus"):
        words = _read_again(words, list(_latin_among_cyrillic(words)), page, "eng", _latin_of)
    elif languages.startswith("chi"):
        words = _read_again(words, list(_latin_among_chinese(words)), page, "chi_sim", _chinese_of)
    if not languages.startswith(("eng", "fra", "spa")):
        words = _with_whole_addresses(words)
        addresses = [i for i, word in enumerate(words) if "@" in word.text]
        words = _read_again(words, addresses, page, "eng", _address_of)
    return [_mended(word) for word in _doubting_accents(words)]


def arabic_again(words: list[Word], picture: Image, mode: int) -> list[Word]:
    """The words; of those that were taken for Latin, what Arabic alone makes of them."""
    if not any(_is_doubtful(word) for word in words):
        return words
    alone = [word for word in words_in(picture, "ara", mode) if rtl_letters(word.text)]
    return [_better(word, alone) if _is_doubtful(word) else word for word in words]


def _is_doubtful(word: Word) -> bool:
    return word.confidence < 0.85 and ltr_letters(word.text) > 1 and "@" not in word.text and "." not in word.text[1:-1]


def _better(word: Word, others: list[Word]) -> Word:
    for other in others:
        across = min(word.x1, other.x1) - max(word.x0, other.x0)
        down = min(word.y1, other.y1) - max(word.y0, other.y0)
        if across > 0.7 * (word.x1 - word.x0) and down > 0.5 * (word.y1 - word.y0):
            return replace(word, text=other.text, confidence=min(0.6, other.confidence))
    return word


def _latin_among_cyrillic(words: list[Word]) -> Iterator[int]:
    """Words with Cyrillic letters in brackets beside a Latin word; elsewhere such as have only look-alikes."""
    for group, in_brackets in _groups(words):
        latin = [i for i in group if len(_LATIN.findall(words[i].text)) >= 3 and not _CYRILLIC.search(words[i].text)]
        for i in group if latin else ():
            letters = _CYRILLIC.findall(words[i].text)
            if letters and "@" not in words[i].text and (in_brackets or _LIKE_LATIN.issuperset(letters)):
                yield i


def _groups(words: list[Word]) -> Iterator[tuple[list[int], bool]]:
    """Words of one line between commas and brackets, and whether brackets enclose them."""
    group: list[int] = []
    in_brackets = False
    for i, word in enumerate(words):
        if group and (words[group[-1]].line != word.line or word.text.startswith("(")):
            yield group, in_brackets
            group, in_brackets = [], False
        in_brackets = in_brackets or word.text.startswith("(")
        group.append(i)
        if word.text.endswith((",", ";", ")")) or ")" in word.text:
            yield group, in_brackets
            group, in_brackets = [], False
    if group:
        yield group, in_brackets


def _latin_among_chinese(words: list[Word]) -> Iterator[int]:
    """Short unsure words of Latin letters and signs: two Chinese signs seen as one Latin word."""
    for i, word in enumerate(words):
        wide = (word.x1 - word.x0) > 1.2 * (word.y1 - word.y0)
        if word.confidence < 0.8 and wide and _SIGN_READ_AS_LATIN.fullmatch(word.text):
            yield i


def _read_again(words: list[Word], at: list[int], page: Image, language: str, choose: Choice) -> list[Word]:
    """The words; those at these places as ``choose`` takes them from a reading in that language alone."""
    from PIL import Image as Pictures

    at = at[:_MOST]
    if not at or language not in installed_languages():
        return words
    boxes = [(words[i].x0 - 12, words[i].y0 - 8, words[i].x1 + 12, words[i].y1 + 8) for i in at]
    height = sum(b[3] - b[1] + _GAP for b in boxes)
    mosaic = Pictures.new("L", (max(b[2] - b[0] for b in boxes) + 2 * _GAP, min(height + _GAP, 30_000)), 255)
    tops, y = [], _GAP // 2
    for box in boxes:
        mosaic.paste(page.crop(box), (_GAP, y))
        tops.append(y)
        y += box[3] - box[1] + _GAP
    again: dict[int, list[Word]] = {}
    for word in words_in(mosaic, language, 6):
        middle = (word.y0 + word.y1) / 2
        again.setdefault(sum(1 for top in tops if top <= middle) - 1, []).append(word)
    out = list(words)
    for n, i in enumerate(at):
        if found := again.get(n):
            sure = min(word.confidence for word in found)
            out[i] = choose(words[i], "".join(word.text for word in found), sure)
    return out


def _address_of(word: Word, text: str, sure: float) -> Word:
    if text.count("@") == 1 and text.isascii() and abs(len(text) - len(word.text)) <= 4:
        return replace(word, text=text, confidence=max(sure, word.confidence))
    return word


def _latin_of(word: Word, text: str, sure: float) -> Word:
    """The Latin reading between the brackets and points of the first; doubted where it does not fit."""
    first, core, last = _CORE.match(word.text).groups()  # type: ignore[union-attr]
    read = text.strip("()[],;:.!| ")
    if read.isascii() and _LATIN.search(read) and abs(len(read) - len(core)) <= 2:
        return replace(word, text=first + read + last.replace("!", ""), confidence=sure)
    return replace(word, confidence=min(word.confidence, _DOUBTED))


def _chinese_of(word: Word, text: str, sure: float) -> Word:
    signs = [c for c in text if "\u3400" <= c <= "\u9fff"]
    wide = (word.x1 - word.x0) / max(1, word.y1 - word.y0)
    if signs and len(signs) >= len(text) - 1 and len(signs) - 0.8 < wide < len(signs) + 1.2:
        return replace(word, text=text, confidence=min(sure, 0.7))
    return word


def _with_whole_addresses(words: list[Word]) -> list[Word]:
    """Words; the pieces an address was seen in, cut at its points and hyphens, are one."""
    out: list[Word] = []
    for word in words:
        last = out[-1] if out else None
        near = last is not None and last.line == word.line and 0 <= word.x0 - last.x1 < 0.6 * (word.y1 - word.y0)
        head = last is not None and "@" in word.text and last.text.endswith((".", "-", "_")) and len(last.text) < 12
        tail = last is not None and "@" in last.text and last.text.endswith((".", "-", ":", ",", "_"))
        if last is not None and near and (head or tail):
            top, bottom = min(last.y0, word.y0), max(last.y1, word.y1)
            sure = min(last.confidence, word.confidence)
            out[-1] = Word(last.text + word.text, last.x0, top, word.x1, bottom, sure, word.line)
        else:
            out.append(word)
    return out


def _mended(word: Word) -> Word:
    """An address with an upright bar in it: no address has one, it is the letter l."""
    return replace(word, text=word.text.replace("|", "l")) if "@" in word.text else word


def _doubting_accents(words: list[Word]) -> list[Word]:
    """The words; capitals that stand higher than the line's others bear accents that were not read: doubted.

    The recogniser drops accents of capitals and is sure of it, so that only the place of the ink tells.
    """
    lines: dict[tuple[int, ...], list[Word]] = {}
    for word in words:
        if _TALL.search(word.text) and word.text[:1] not in "([":
            lines.setdefault(word.line, []).append(word)
    tops = {key: (median(w.y0 for w in line), median(w.y1 - w.y0 for w in line)) for key, line in lines.items()}
    out = []
    for word in words:
        top, height = tops.get(word.line, (0.0, 0.0))
        told = len(lines.get(word.line, ())) >= 3 and word.y0 < top - 0.14 * height
        if told and _PLAIN_CAPITALS.fullmatch(word.text):
            word = replace(word, confidence=min(word.confidence, _DOUBTED))
        out.append(word)
    return out
