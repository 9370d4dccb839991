"""Printed lines put together to the lines a writer wrote: sentences a page broke are one again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mailbot.domain.submission import Source
from mailbot.reading.document import Document, Line, Page, Table
from mailbot.reading.folding import fold

from . import roles
from .broken_addresses import goes_on
from .name_shapes import is_particle
from .spans import Span
from .wording import is_only, pattern, says, starts

_QUIET = frozenset({"header", "footer", "quoted", "signature", "comment", "footnote"})
_LABEL = re.compile(r"^[^\s:：][^:：\t]{0,60}[:：\t]")


_BROKEN = 60  # letters from which a line may have been broken at the margin
_ADDRESS_ENDS = re.compile(r"\S@\S{3,60}$")
_DASHES = frozenset("–—-−")


@dataclass(frozen=True, slots=True)
class Row:
    """One line as written: its text with the printed lines it came from."""

    span: Span
    marker: str | None
    level: int
    gap: bool
    bold: bool


# "Tom Ashworth, First Secretary" above "Uma Rao, Adviser": two entries of a list without numbers.
_LISTED = re.compile(
    r"(?:[A-ZÀ-ÞА-ЯЁ][\w'’\-]{1,30}\.?\s){1,4}[A-ZÀ-ÞА-ЯЁ][\w'’\-]{1,30}(?:,\s|\s[-–—]\s|\s?\(|;\s|\t|\s\|)"
)
_ADDRESS_AT_END = re.compile(r"@[\w.\-]+\W{0,2}$")
_ADDRESS_THEN_MORE = re.compile(r"\S@[\w.\-]{3,60}\s?[,;，；、]$")
_ADDRESS_FIRST = re.compile(r"\S{1,64}@\S")
_HAN_NUMERALS = "零一二三四五六七八九"


def marker_number(marker: str | None) -> int | None:
    """The number in a list label ("2.", "（二）", "٢-"), or None."""
    if not marker:
        return None
    text = fold(marker)
    digits = re.search(r"\d{1,3}", text)
    if digits:
        return int(digits.group())
    numeral = re.fullmatch(r"\W*([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)\W*", text)
    if not numeral or not any(numeral.groups()):
        return None
    tens, ten, ones = numeral.groups()
    if not ten:
        return _HAN_NUMERALS.index(ones or tens) if not (ones and tens) else None
    return 10 * (_HAN_NUMERALS.index(tens) if tens else 1) + (_HAN_NUMERALS.index(ones) if ones else 0)


def marker_letters(marker: str | None) -> str:
    """The letters of a list label, folded: "iii" of "(iii)", "ب" of "ب)"; none of a numbered one."""
    letters = re.fullmatch(r"\W*([^\W\d_]{1,5})\W*", fold(marker)) if marker else None
    return letters[1] if letters else ""


def source_of(document: Document, page: Page, line: Line) -> Source:
    """Where a line stands."""
    return Source(document.name, _page_name(page), line.number, line.text, line.box, line.confidence)


def _page_name(page: Page) -> int | str:
    return int(page.name) if page.name.isdigit() else page.name


def blocks(document: Document) -> Iterator[tuple[Page, Row | Table]]:
    """Tables as they are, lines joined, in reading order."""
    for page in document.pages:
        lines: list[Line] = []
        for block in page.blocks:
            if isinstance(block, Table):
                yield from ((page, row) for row in _rows(document, page, lines))
                lines = []
                yield page, block
            elif block.region not in _QUIET and block.text.strip():
                lines.append(block)
        yield from ((page, row) for row in _rows(document, page, lines))


def _rows(document: Document, page: Page, lines: list[Line]) -> Iterator[Row]:
    edge = max((line.box[2] for line in lines if line.box), default=0.0)
    start = min((line.box[0] for line in lines if line.box), default=0.0)
    longest = max((_length(line) for line in lines), default=0)
    held: list[Line] = []
    gap, last_marker = True, None
    previous: Line | None = None
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        apart = previous is None or (_gap(previous, line) and not (held and _ends_in_label(held[-1].text.rstrip())))
        in_list = line.marker == last_marker and not apart
        if held and not apart and not in_list and _dashed_on(held, line, following, longest):
            held.append(replace(line, text=f"{line.marker} {line.text}", marker=None))
        elif (
            held
            and not apart
            and line.marker is None
            and (_lists_addresses(held, line) or _continues(held, line, start, edge, longest, document))
        ):
            held.append(line)
        else:
            if held:
                yield from _parted(_row(document, page, held, gap=gap))
            held, gap = [line], apart
            last_marker = line.marker or (None if apart else last_marker)
        previous = line
    if held:
        yield from _parted(_row(document, page, held, gap=gap))


def _length(line: Line) -> int:
    """How many letters a line took on the page, its list label with them; the longest of those joined in one."""
    return line.width or len(line.text.rstrip()) + (len(line.marker) + 1 if line.marker else 0)


def _lists_addresses(held: list[Line], line: Line) -> bool:
    """Whether a line goes on with addresses that belong, in their order, to people named before."""
    text = held[-1].text.rstrip()
    if text.endswith((".", "。")):
        return False
    if _ADDRESS_THEN_MORE.search(text) and _ADDRESS_FIRST.match(line.text.lstrip()):
        return True
    return "@" in line.text and any(says(fold(one.text), "words.respectively") for one in held)


def _dashed_on(held: list[Line], line: Line, following: Line | None, longest: int) -> bool:
    """Whether the dash at the beginning of a line belongs to the sentence above and is no list label."""
    text, marker = held[-1].text.rstrip(), held[0].marker
    if line.marker not in _DASHES or marker in _DASHES or not text or text[-1] in ".;:!?。；：！？؛":
        return False
    if marker and len(text) < min(0.7 * longest, _BROKEN):
        return False  # an item that did not reach the margin was not broken there
    return (following is None or following.marker != line.marker) and len(text) > 40


def _gap(previous: Line, line: Line) -> bool:
    """Whether white space parts two lines."""
    if previous.box and line.box:
        # A joined paragraph is as high as its lines together: the lower of the two is nearer to one line.
        height = max(min(previous.box[3] - previous.box[1], line.box[3] - line.box[1]), 1.0)
        return line.box[1] - previous.box[3] > 0.9 * height or line.box[1] < previous.box[1] - height
    return line.number > previous.number + previous.lines


def _continues(lines: list[Line], line: Line, start: float, edge: float, longest: int, document: Document) -> bool:  # noqa: PLR0911 - a row of guards
    """Whether ``line`` carries on the sentence of the lines before it."""
    held = lines[-1]
    text, following = held.text.rstrip(), line.text.lstrip()
    if _awaits(text, following, longest):
        return True
    if len(text) < 60 and starts(fold(text), "words.contact") and text[-1] in ",،，":
        return False
    if _ends_in_label(text) or goes_on(text, following):
        return True
    if document.media_type == "text/html" or held.bold != line.bold or not text or text[-1] in ".;:!?。；：！？؛":
        return False
    first = following[0]
    is_letterhead = text.isupper() and len(text) > _SHORT_LINE and not following[:20].isupper()
    if (
        is_letterhead
        or (_LISTED.match(text) and _LISTED.match(following))
        or (_ADDRESS_ENDS.search(text) and (not first.islower() or _opens_titled(following)))
    ):
        return False
    if first in "(（" and "@" in following[:60]:
        return True
    if says(fold(following[:45]), "speakers.primary", "speakers.alternate") and not _hangs(text) and text[-1] != ",":
        return _ends_statement(text, following)
    if held.box and line.box:
        # Where printed lines were joined the box is the paragraph's, whose last line may be short.
        full = held.lines == 1 and _reaches_margin(
            held, start, edge, arabic=any("\u0600" <= c <= "\u06ff" for c in first + text[-1])
        )
    else:
        # A line is broken where the next word had no room.
        taken = len(text) + (len(lines[0].marker) + 1 if lines[0].marker else 0)
        full = held.lines == 1 and longest > 60 and taken > 0.8 * longest
        full = full and taken + len(following.split()[0]) >= longest
        if full and _ADDRESS_AT_END.search(text):
            return False
    opens = first.islower() and not full and text[-1] not in ",،" and not _hangs(text) and _opens_name(following)
    if opens or _is_own_line(following) or _is_post_of(text, following) or _is_part(text, following):
        return False
    if first.islower() and not following.startswith(("d'", "de ", "van ", "von ", "el-", "al-")):
        return "\t" not in text and (full or len(text) > 30 or text[-1] in ",-") and not _LABEL.match(following)
    return full and not _LABEL.match(following) and (_hangs(text) or not _opens_name(following))


def _ends_statement(text: str, following: str) -> bool:
    """Whether "alternate speaker." ends the sentence above, which says who speaks and stops behind a name."""
    status = fold(following.rstrip())
    return (
        status.endswith(".")
        and is_only(status.rstrip(" ."), "speakers.primary", "speakers.alternate")
        and says(fold(text), "speakers.primary", "speakers.alternate")
        and not _LABEL.match(text)
    )


def _reaches_margin(line: Line, start: float, edge: float, *, arabic: bool) -> bool:
    """Whether a printed line goes as far as the lines of its page do."""
    if line.box is None:
        return False
    width = max(edge - start, 1.0)
    if arabic:
        return line.box[0] < start + 0.12 * width
    return line.box[2] > edge - 0.12 * width and line.box[0] < start + 0.35 * width


def _ends_in_label(text: str) -> bool:
    """Whether a line ends, behind a sentence, in the label of what the next one says ("… . Alternate speaker:")."""
    if not text.endswith((":", "：")):
        return False
    label = re.search(r"[.。؛;；]\s*([^.。؛;；:：]{3,60})[:：]$", text)
    return label is not None and is_only(fold(label[1]), "speakers.primary", "speakers.alternate")


def _is_own_line(text: str) -> bool:
    """Whether a line is an address or a way of attending, which go on with nothing."""
    if "@" in text and " " not in text:
        return True
    return len(text) < 40 and starts(fold(text), "modes.in_person", "modes.virtual")


def _is_part(text: str, following: str) -> bool:
    """Whether a line is nothing but a part of the meeting, and heads what comes below it."""
    named = fold(_BESIDE_PART.split(following, maxsplit=1)[0])
    if not following[0].isupper() or not says(named, "words.part_noun", "words.preparatory"):
        return False
    return not _hangs(text) and re.search(r"\w", pattern(*_OF_PARTS).sub("", named)) is None


_BESIDE_PART = re.compile(r"[(,:]|\s[–—-]\s")
_OF_PARTS = ("words.part_noun", "words.preparatory", "words.ordinal_1", "words.ordinal_2", "words.ordinal_3")


def _is_post_of(name: str, following: str) -> bool:
    """Whether a line is the post of the person whose titled name alone makes up the line above."""
    return _PARTING.search(name) is None and _opens_name(name) and roles.is_post(fold(following))


_PARTING = re.compile(r"[,;:،؛()|/]|\s[–—-]\s")
_ADDRESS_ALONE = re.compile(r"<?\S{1,64}@[\w.\-]{3,200}>?[.,;]?")
_TOLD = ("speakers.about", "speakers.primary", "speakers.alternate", "words.email_label", "words.contact")
_OPEN_DASH = re.compile(r"\w\W{0,3}\s[–—-]$")


def _awaits_address(text: str, following: str) -> bool:
    """Whether a line ends in the dash or colon between somebody's name and their address, which stands below."""
    if _OPEN_DASH.search(text):
        return re.match(r"\S{1,64}@", following) is not None
    is_labelled = text[-1:] in (":", "：") and _ADDRESS_ALONE.fullmatch(following) is not None
    return is_labelled and _opens_titled(text) and not says(fold(text), *_TOLD)


def _awaits(text: str, following: str, longest: int) -> bool:
    """Whether a line breaks off before what must follow: the name after a title, the address after a dash."""
    if _awaits_address(text, following):
        return True
    is_labelled = ":" in text[-16:] and (_LABEL.match(following) is not None or "@" in text)
    if len(text) < 0.5 * min(longest, _WIDTH) or len(text) < _SHORT_LINE or is_labelled:
        return False
    if text[-1] not in ".;" and _is_open(text) and ")" in following.replace("）", ")"):
        return True
    end = fold(text[-60:])
    if _AFFAIRS_OF.search(end) or _COPULA_AT_END.search(end) or (_SPEAKER_OF.search(end) and _says_speaker(end)):
        return True
    if (
        is_particle(text.rsplit(maxsplit=1)[-1])
        and text.rsplit(maxsplit=1)[-1].casefold() not in _SMALL
        and following[:1].isupper()
    ):
        return True
    words = fold(text).split()[-3:]
    ends = (" ".join(words[at:]) for at in range(len(words)))
    titled = any(is_only(end, "titles") and not roles.is_post(end) for end in ends) and _begins_name(following)
    return titled or _parts_title(words[-1], fold(following[:40]).split()) or _parts_name(text, words, following)


def _parts_title(last: str, following: list[str]) -> bool:
    """Whether a title stands on both sides of a break ("… the alternate speaker, His | Excellency Mr. …")."""
    if not following or not last[-1].isalnum() or is_only(last, "titles"):
        return False  # "… par :" ends with its colon, not with half a title
    return is_only(f"{last} {following[0]}", "titles")


def _parts_name(text: str, words: list[str], following: str) -> bool:
    """Whether a line ends behind a title and one name, and the next begins with another ("… г-н Ваан | АКОПЯН –")."""
    name = text.rsplit(maxsplit=1)[-1]
    if len(words) < 2 or not name.isalpha() or not name[0].isupper() or not is_only(words[-2], "titles"):
        return False
    second = re.match(r"([^\W\d_][\w'’\-]+)(?:,|\s[–—(-]|\s?[;:(])", following)
    return second is not None and second[1][0].isupper() and not roles.is_post(words[-2])


_SHORT_LINE, _WIDTH = 40, 80
# Particles that are words of sentences too.
_SMALL = frozenset("de del da do des du la las los le den het y i op af auf und as an at i o".split())
_COPULA_AT_END = re.compile(
    r"(?:(?<!\w)(?:will be|shall be|sera|seront|seran|est|sont|son|будет|будут|является|هو|هي|سيكون|ستكون)|[为是])$"
)
# A post that says "for the affairs", and of what on the next line.
_AFFAIRS_OF = re.compile(
    r"(?:(?<!\w)(?:(?:de|en|para|por) asuntos|(?:des|aux|pour les) affaires|по (?:вопросам|делам)|secretary for)"
    "|\u0634\u0624\u0648\u0646)$"
)
_SPEAKER_OF = re.compile(r"(?:(?<!\w)(?:of the|of our|de la|du|des|del|de l')\s?|(?<=ой )|(?<=го ))[\w ]{5,40},$")


def _says_speaker(end: str) -> bool:
    return any(m.end() == len(end) - 1 for m in pattern("speakers.primary", "speakers.alternate").finditer(end))


def _is_open(text: str) -> bool:
    """Whether a line ends inside a bracket."""
    return max(text.rfind("("), text.rfind("（")) > max(text.rfind(")"), text.rfind("）"))


def _begins_name(following: str) -> bool:
    return following[:1].isalpha() and not following[:1].islower() and not _opens_titled(following)


def _hangs(text: str) -> bool:
    """Whether a line ends in a small word, so that its sentence must go on; not in a role ("Head of Delegation")."""
    end = fold(text[-_ROLE_AT_END:])
    words = end[-30:].split()
    if not words or not is_only(words[-1], "words.and", "words.replaces", "roles.head_before"):
        return False
    return not any(m.end() == len(end) for m in pattern(*_ROLES_AT_END).finditer(end))


_ROLE_AT_END = 60
_ROLES_AT_END = ("roles.head", "roles.alternate_head", "roles.delegate")


def _opens_titled(text: str) -> bool:
    from .titles import split_title

    return split_title(Span(text[:60], ((0, Source("", None, None, "")),)))[0] is not None


def _opens_name(text: str) -> bool:
    opening = text.split()[:3]
    return _opens_titled(text) or (len(opening) > 1 and opening[0][:1].isupper() and _is_fathers(opening[1:]))


def _is_fathers(found: list[str]) -> bool:
    """Whether one of two words behind the first of a line is a patronymic, the other a name."""
    from .names import is_patronymic

    return any(is_patronymic(word.strip(",;")) for word in found) and all(word[:1].isupper() for word in found)


def _parted(row: Row) -> Iterator[Row]:
    """The line; in two where a printed page has run "Primary speaker: Mr X" into the item above it."""
    text = row.span.folded.text
    for match in pattern("speakers.primary", "speakers.alternate").finditer(text, 12):
        label = re.compile(r"\s?[:：]\s?").match(text, match.end())
        before = text[: match.start()]
        if (
            label is None
            or not re.search(r"[^\W_]\s$", before)
            or _hangs(before)
            or before.count("(") != before.count(")")
        ):
            continue
        if _opens_name(row.span.cut_folded(label.end(), len(text)).text):
            cut = row.span.folded.origin(match.start())
            yield Row(row.span.cut(0, cut), row.marker, row.level, row.gap, row.bold)
            yield Row(row.span.cut(cut), None, row.level, False, row.bold)
            return
    yield row


def _row(document: Document, page: Page, lines: list[Line], *, gap: bool) -> Row:
    text, marks = "", []
    for line in lines:
        if text and not (_han(text[-1]) and _han(line.text[:1])):
            text += " "
        marks.append((len(text), source_of(document, page, line)))
        text += line.text
    return Row(Span(text, tuple(marks)), lines[0].marker, lines[0].level, gap, lines[0].bold)


def _han(character: str) -> bool:
    return bool(character) and "\u3000" <= character <= "\u9fff"


def rows_ahead(listed: list[tuple[Page, Row | Table]]) -> list[Row]:
    """The rows that follow, up to the next table."""
    rows: list[Row] = []
    for _, block in listed:
        if isinstance(block, Table):
            break
        rows.append(block)
    return rows
