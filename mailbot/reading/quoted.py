"""What the writer wrote now, told from what they quoted, signed with or had appended. Hides; never loses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from .appended_words import BANNER, DEVICE, DISCLAIMER, LIST_FOOTER, RULE
from .header_block import HeaderBlock, header_block_at, marker_of

Kind = Literal["new", "quote", "forward", "signature", "footer"]

MAX_LINES = 20_000
_MAX_SIGNATURE_LINES = 12

_PREFIX = re.compile(r"^\s{0,3}(?:>|&gt;|》|＞)")
_PREFIX_AND_BLANK = re.compile(r"^\s{0,3}(?:>|&gt;|》|＞) ?")
_FORWARD_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|fw|tr|rv|enc|wg|i|rén?v|reenv|пересл|пер|转发|轉寄|轉發|转|إعادة توجيه|"
    r"اعادة توجيه|"
    r"موجه|محول|doorst|vs|vb)\s*(?:\[\d\]|\(\d\))?\s*[:：]",
    re.IGNORECASE,
)
_REPLY_SUBJECT = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|aw|réf|rép|rif|sv|res|ответ|отв|на|回复|答复|回覆|答覆|回|رد|ردّ|الرد)\s*"
    r"(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?[^\s<>()\[\],;:\"'@]{1,100}@[^\s<>()\[\],;:\"'@]{1,255}>?")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}\s?[:.hH]\s?\d{2}(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)|[٢][٠-٩]{3}")
_WROTE = re.compile(
    r"(?:wrote|writes|a écrit|écrivait|escribió|escribio|ha escrito|написала?|написал\(а\)|пишет|писала?|写道|寫道|"
    r"写到|"
    r"كتبت?|schrieb|ha scritto|escreveu|schreef|geschreven|skrev|kirjoitti|napsala?|napisał(?:a|\(a\))?|pisze|yazdı|"
    r"írta|a scris|έγραψε|書きました|님이 작성|написав|написала)[^:：]{0,60}\s?[:：]\s*$",
    re.IGNORECASE,
)
# "---- Ada Roe wrote ----", as programs on telephones have it.
_RULED_WROTE = re.compile(
    r"^[\s>]{0,5}-{2,40}\s{0,3}\S.{1,200}?(?:wrote|a écrit|escribió|написала?|写道|寫道|كتبت?|"
    r"schrieb|ha scritto|escreveu|schreef|skrev)\s{0,3}[:：]?\s{0,3}-{2,40}\s*$",
    re.IGNORECASE,
)
# "2020/11/10 Ada Roe <ada@x.example>" with nothing behind it, above lines that are marked.
_DATE_AND_SENDER = re.compile(r"^\s{0,5}\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ ,].{0,150}<[^<>\s]{1,100}@[^<>\s]{1,200}>\s*$")
# An answer and the attribution in one line: hiding the line would lose the answer.
_SHARED_LINE = re.compile(
    r"^\s*[^\s>\"'<(].{0,300}?\S\s+(?:On|Le|El|Am|Em|Il|Op|Den)\s+(?:[^\W\d]{2,12}[.,]{0,2}\s+){0,2}\d"
)
_ATTRIBUTION_START = re.compile(
    r"^[\s>*\"«]*(?:on|le|el|at|in|en|в|在|于|於|بتاريخ|في|am|il|op|em|a|den|w|dnia|dne|pe|la|på|\d|\w{2,12}[.,] |"
    r"[\u4e00-\u9fff\u0600-\u06ff]|[\"<])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Split:
    """What each line is, and the header block of the message that is forwarded here, if one is."""

    kinds: tuple[Kind, ...]
    forward: HeaderBlock | None = None


def joined(lines: Iterable[str]) -> str:
    """Lines as one text: trailing blanks off, runs of empty lines squeezed to one."""
    text = "\n".join(line.rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def is_forward_subject(subject: str) -> bool:
    """Whether the subject says that the message forwards another (FW, TR, RV, ENC, WG, Пересл, 转发, إعادة توجيه)."""
    return bool(_FORWARD_SUBJECT.match(subject))


def is_reply_subject(subject: str) -> bool:
    """Whether the subject says that the message answers another."""
    return bool(_REPLY_SUBJECT.match(subject))


def split_lines(lines: Sequence[str], marked: Sequence[bool] | None = None, subject: str = "") -> Split:
    """What each line is. ``marked`` says which lines the markup itself quotes (``blockquote type=cite``)."""
    quoted = [_is_prefixed(lines, i) for i in range(min(len(lines), MAX_LINES))]
    quoted += [False] * (len(lines) - len(quoted))
    by_markup = list(marked) if marked is not None else [False] * len(lines)
    kinds: list[Kind] = ["quote" if q or m else "new" for q, m in zip(quoted, by_markup, strict=True)]
    forward = _cut_at_boundaries(lines, quoted, by_markup, kinds, subject)
    _hide_appended(lines, kinds)
    return Split(tuple(kinds), forward)


def _is_prefixed(lines: Sequence[str], i: int) -> bool:
    line = lines[i]
    if not _PREFIX.match(line):
        return False
    if line.startswith(">From ") and "@" not in line:
        # mbox writers escape a line of prose so (RFC 4155); quoting comes in runs.
        return any(_PREFIX.match(lines[k]) for k in (i - 1, i + 1) if 0 <= k < len(lines))
    return True


def _cut_at_boundaries(
    lines: Sequence[str], prefixed: list[bool], marked: list[bool], kinds: list[Kind], subject: str
) -> HeaderBlock | None:
    """Marks what header blocks and attributions introduce; returns the block of a forward."""
    i = 0
    has_new_above = False
    # What an answer quotes is the other's, whatever forwards the other has typed in it.
    is_answer = is_reply_subject(subject)
    while i < min(len(lines), MAX_LINES):
        if prefixed[i]:
            begins_here = not is_answer and (i == 0 or not prefixed[i - 1])
            if begins_here and (block := _prefixed_forward(lines, prefixed, i)):
                kinds[block.start :] = ["forward"] * (len(lines) - block.start)
                return block
            i += 1
            continue
        block = header_block_at(lines, i) if lines[i].strip() else None
        if block and _is_forward(lines, kinds, block, subject, marked):
            kinds[block.start :] = ["forward"] * (len(lines) - block.start)
            return block
        if marked[i]:
            i += 1
            continue
        end = block.end if block else _attribution_end(lines, i, prefixed, marked)
        if end is None:
            has_new_above = has_new_above or bool(lines[i].strip())
            i += 1
            continue
        begins = i
        if block is None and _SHARED_LINE.match(lines[i][:400]):
            has_new_above = True
            i += 1
        following = next((k for k in range(end, min(end + 50, len(lines))) if lines[k].strip()), None)
        if following is not None and not prefixed[following] and not marked[following]:
            if block is None and not _is_sure(lines, begins, end):
                has_new_above = True
                i = begins + 1
                continue
            if has_new_above:
                kinds[i:] = ["quote"] * (len(lines) - i)
                return None
            i = end
            continue
        kinds[i:end] = ["quote"] * (end - i)
        is_answer = True
        i = end
    return None


def dequoted(lines: Sequence[str]) -> list[str]:
    """The lines with one quote mark off."""
    return [_PREFIX_AND_BLANK.sub("", line, count=1) for line in lines]


def _prefixed_forward(lines: Sequence[str], prefixed: list[bool], i: int) -> HeaderBlock | None:
    """A forward marker behind quote marks: Apple Mail quotes what it forwards."""
    end = i
    while end < min(len(lines), i + 60) and prefixed[end]:
        end += 1
    bare = dequoted(lines[i:end])
    at = next((k for k, line in enumerate(bare) if line.strip()), None)
    if at is None or marker_of(bare[at]) != "forward":
        return None
    block = header_block_at(bare, at)
    return HeaderBlock(i + block.start, i + block.end, block.values, "forward", is_prefixed=True) if block else None


def _is_forward(lines: Sequence[str], kinds: list[Kind], block: HeaderBlock, subject: str, marked: list[bool]) -> bool:
    """Forwarded, not quoted: the marker or the subject says so, or nothing but a line or two stands above."""
    if block.marker == "forward":
        return True
    if is_reply_subject(subject) or "quote" in kinds[: block.start]:
        return False
    if is_forward_subject(subject):
        return True
    if block.start > 20:
        return False
    own = [line for line in lines[: block.start] if line.strip()]
    return len(own) <= 3 and sum(len(t) for t in own) <= 200 and not any(marked[: block.start])


def _attribution_end(lines: Sequence[str], i: int, prefixed: list[bool], marked: list[bool]) -> int | None:
    """The line after "On …, X wrote:" if one begins at ``i`` (clients wrap it over up to three lines)."""
    text = lines[i].strip()
    if _is_separator(lines, i, prefixed, marked):
        return i + 1
    if text.endswith((":", "：")):
        return i + 1 if len(text) <= 400 and _is_attribution(text) else None
    if len(text) > 400 or not _ATTRIBUTION_START.match(text[:40]):
        return None
    for k in range(i + 1, min(i + 3, len(lines))):
        text = f"{text} {lines[k].strip()}"
        if not lines[k].strip() or prefixed[k] or marked[k] or len(text) > 500:
            break
        if text.endswith((":", "：")):
            # "Thank you, noted." may stand right above: the attribution then begins one line on.
            inner = _attribution_end(lines, i + 1, prefixed, marked)
            return k + 1 if inner is None and _is_attribution(text) else None
    return None


def _is_separator(lines: Sequence[str], i: int, prefixed: list[bool], marked: list[bool]) -> bool:
    """A line that sets off what follows without an attribution's colon."""
    text = lines[i].strip()
    if marker_of(lines[i]) == "original" and any(line.strip() for line in lines[:i]):
        return True
    if len(text) <= 300 and _RULED_WROTE.match(text):
        return True
    if len(text) > 400 or not _DATE_AND_SENDER.match(text):
        return False
    following = next((k for k in range(i + 1, min(i + 4, len(lines))) if lines[k].strip()), None)
    return following is not None and (prefixed[following] or marked[following])


def _is_attribution(text: str) -> bool:
    """A colon at the end, a date, and words for writing; without the words both an address and a clock time."""
    has_clock = bool(_CLOCK.search(text))
    if _WROTE.search(text):
        return has_clock or bool(_YEAR.search(text))
    return has_clock and bool(_YEAR.search(text)) and bool(_ADDRESS.search(text))


def _is_sure(lines: Sequence[str], i: int, end: int) -> bool:
    """An attribution with nothing marked under it must show a clock time or an address: notes cite dates too."""
    text = " ".join(line.strip() for line in lines[i:end])
    return bool(_CLOCK.search(text) or _ADDRESS.search(text) or _RULED_WROTE.match(text) or marker_of(text))


def _hide_appended(lines: Sequence[str], kinds: list[Kind]) -> None:
    """Signatures, device lines, list footers, disclaimers and warning banners among the new lines."""
    has_text = False
    for i, line in enumerate(lines[:MAX_LINES]):
        if kinds[i] != "new" or not line.strip():
            continue
        short = line.strip()[:600]
        if len(short) <= 120 and DEVICE.match(short):
            kinds[i] = "signature"
        elif has_text and (short in {"--", "—"} or line.rstrip("\r\n") == "-- "):
            _hide_signature(lines, kinds, i)
        elif RULE.match(short):
            _hide_list_footer(lines, kinds, i)
        elif BANNER.match(short) or DISCLAIMER.match(short):
            _hide_paragraph(lines, kinds, i)
        has_text = has_text or kinds[i] == "new"


def _hide_signature(lines: Sequence[str], kinds: list[Kind], i: int) -> None:
    """Hides from "-- " on, if a signature can be that short; the annex of a note set off so is not one."""
    end = i + 1
    filled = 0
    while end < len(lines) and kinds[end] == "new" and filled <= _MAX_SIGNATURE_LINES:
        filled += bool(lines[end].strip())
        if _looks_like_content(lines[end]) or end - i > 40:
            return
        end += 1
    if filled <= _MAX_SIGNATURE_LINES:
        kinds[i:end] = ["signature"] * (end - i)


def _looks_like_content(line: str) -> bool:
    """A list label: signatures have none, annexes to a note do."""
    return bool(re.match(r"\s*(?:\(?[0-9٠-٩a-zа-я]{1,2}[.)]\s+\S|[-•*]\s+\S)", line))


def _hide_list_footer(lines: Sequence[str], kinds: list[Kind], i: int) -> None:
    below = [k for k in range(i + 1, min(len(lines), i + 30)) if lines[k].strip()]
    if (
        i + 30 >= len(lines)
        and below
        and len(below) <= 10
        and any(LIST_FOOTER.search(lines[k][:500]) for k in below[:4])
    ):
        for k in range(i, len(lines)):
            if kinds[k] == "new":
                kinds[k] = "footer"


def _hide_paragraph(lines: Sequence[str], kinds: list[Kind], i: int) -> None:
    k = i
    while k < len(lines) and lines[k].strip() and kinds[k] == "new" and k - i < 25:
        if k > i and _looks_like_content(lines[k]):
            break
        kinds[k] = "footer"
        k += 1
