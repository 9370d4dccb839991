"""Messages forwarded inside the body: who wrote them, when, and what they say."""

from __future__ import annotations

import hashlib
import html as markup
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from mailbot.domain.message import Address, Message

from .document import Block, Cell, Line, Table
from .fields import addresses, date_of
from .header_block import HeaderBlock
from .html import marked_blocks
from .html_table import block_lines
from .quoted import Split, dequoted, joined, split_lines

MAX_FORWARDS = 5

_MONTHS = (
    ("jan", "ene", "янв", "كانون الثاني", "يناير"),
    ("feb", "fév", "fev", "фев", "شباط", "فبراير"),
    ("mar", "мар", "آذار", "مارس"),
    ("apr", "avr", "abr", "апр", "نيسان", "أبريل", "ابريل"),
    ("may", "mai", "май", "мая", "أيار", "مايو"),
    ("jun", "juin", "июн", "حزيران", "يونيو"),
    ("jul", "juil", "июл", "تموز", "يوليو"),
    ("aug", "aoû", "aou", "ago", "авг", "آب", "أغسطس"),
    ("sep", "set", "сен", "أيلول", "سبتمبر"),
    ("oct", "okt", "окт", "تشرين الأول", "أكتوبر"),
    ("nov", "ноя", "تشرين الثاني", "نوفمبر"),
    ("dec", "déc", "dic", "дек", "كانون الأول", "ديسمبر"),
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s?[:.hH时]\s?(\d{2})(?::\d{2})?(?!\d)\s*([AaPpم ص]\.?[Mm]?\.?)?")
_ISO = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")
_NAMED = re.compile(r"(?<!\d)(\d{1,2})(?!\d|[:.hH]\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d{2}):?(\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Parted:
    """The lines of a body with what each of them is."""

    lines: list[str]
    split: Split


def parted(message: Message) -> Parted:
    """The body of a message, its own text told from what it quotes and forwards."""
    lines = message.text.split("\n")
    return Parted(lines, split_lines(lines, subject=message.subject))


def new_text_of(body: Parted) -> str:
    """The part of the body the writer wrote now: quotes, forwards, signatures and footers hidden."""
    return joined(line for line, kind in zip(body.lines, body.split.kinds, strict=True) if kind == "new")


def inline_original(message: Message, body: Parted, depth: int = 0) -> Message | None:
    """The message forwarded inside the body, as a Message of its own, or None.

    Its header is what the client wrote above it; a time without a zone is read in the forwarder's. Its
    HTML keeps the lines and tables of the forwarded part. A forward in the forward is in its ``originals``.
    """
    lines, block = body.lines, body.split.forward
    if block is None:
        return None
    source = dequoted(lines[block.start :]) if block.is_prefixed else lines[block.start :]
    text = joined(source[block.end - block.start :])
    original = _original(message, block, text, _forwarded_html(message))
    if depth < MAX_FORWARDS and (inner := inline_original(original, parted(original), depth + 1)):
        original = replace(original, originals=(inner,))
    return original


def _original(message: Message, block: HeaderBlock, text: str, html: str | None) -> Message:
    values = block.values
    sender = _people(values.get("from", ""))
    zone = message.sent_at.tzinfo if message.sent_at else None
    sent_at = read_moment(values.get("sent", ""), zone)
    identity = hashlib.sha256(f"{message.id}\n{sorted(values.items())}\n{text}".encode("utf-8", "replace")).hexdigest()
    original = Message(
        id=identity,
        content_id=hashlib.sha256(f"{sorted(values.items())}\n{text}".encode("utf-8", "replace")).hexdigest(),
        message_id=None,
        subject=values.get("subject", ""),
        sender=sender[0] if sender else None,
        to=_people(values.get("to", "")),
        cc=_people(values.get("cc", "")),
        sent_at=sent_at,
        received_at=sent_at,
        text=text,
        html=html,
    )
    return replace(original, new_text=new_text_of(parted(original)))


def _people(value: str) -> tuple[Address, ...]:
    """The addresses of a printed header field: ``Name <a@b>``, ``Name [mailto:a@b]``, or a name alone."""
    value = re.sub(r"\[(?:mailto:)?\s*([^\]\s]{3,320})\]", r"<\1>", value)
    value = re.sub(r"<mailto:([^>\s]{3,320})>", "", value) if value.count("@") > 1 else value.replace("mailto:", "")
    found = addresses(value.encode("utf-8", "replace"))
    if found:
        return found
    name = value.strip()
    return (Address(name[:200], ""),) if name else ()


def _forwarded_html(message: Message) -> str | None:
    if message.html is None:
        return None
    marked = marked_blocks(message.html)
    lines, marks, owners = lines_of(marked)
    block = split_lines(lines, marks, message.subject).forward
    if block is None:
        return None
    first = owners[block.end] if block.end < len(owners) else len(marked)
    return blocks_html([b for b, _ in marked[first:]])


def lines_of(marked: Sequence[tuple[Block, bool]]) -> tuple[list[str], list[bool], list[int]]:
    """Blocks as lines, each with whether markup quotes it and which block it came from."""
    lines: list[str] = []
    marks: list[bool] = []
    owners: list[int] = []
    for index, (block, quoted) in enumerate(marked):
        own = block_lines(block) or [""]
        lines.extend(own)
        marks.extend([quoted] * len(own))
        owners.extend([index] * len(own))
    return lines, marks, owners


def blocks_html(blocks: Sequence[Block]) -> str:
    """Lines and tables as plain HTML that reads back as the same blocks."""
    out: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            text = markup.escape(" ".join(block_lines(block)), quote=False)
            out.append(f"<p>{f'<b>{text}</b>' if block.bold else text}</p>" if text else "<br>")
        else:
            out.append(_table_html(block))
    return "\n".join(out)


def _table_html(table: Table) -> str:
    rows: list[str] = []
    for r, row in enumerate(table.rows):
        own = [cell for c, cell in enumerate(row) if (cell.row, cell.column) == (r, c)]
        rows.append(f"<tr>{''.join(_cell_html(cell) for cell in own)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _cell_html(cell: Cell) -> str:
    text = markup.escape(cell.text, quote=False).replace("\n", "<br>")
    text = f"<b>{text}</b>" if cell.bold and text else text
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    return f"<td{spans}>{text}</td>"


def read_moment(text: str, zone: tzinfo | None = None) -> datetime | None:
    """The moment a client prints above a quote, in the six languages; ``zone`` (else UTC) where none is said.

    A day and month in figures that could be either way round give None: a wrong date is worse than none.
    """
    text = text.translate(_DIGITS).strip()[:200]
    if not text:
        return None
    if re.match(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}:\d{2} [+-]\d{4}", text):
        return date_of(text.encode("ascii", "replace"))
    day = _day_of(text)
    if day is None:
        return None
    hour, minute = _clock_of(text)
    offset = _OFFSET.search(text, 8)
    where = _zone(offset) if offset else zone or UTC
    try:
        return datetime(*day, hour, minute, tzinfo=where)
    except (ValueError, OverflowError):
        return None


def _zone(offset: re.Match[str]) -> tzinfo:
    minutes = min(int(offset.group(2)) * 60 + int(offset.group(3)), 14 * 60)
    delta = timedelta(minutes=-minutes if offset.group(1) == "-" else minutes)
    return timezone(delta)


def _day_of(text: str) -> tuple[int, int, int] | None:
    if found := _ISO.search(text):
        return int(found.group(1)), int(found.group(2)), int(found.group(3))
    if found := _NUMERIC.search(text):
        first, second, year = (int(g) for g in found.groups())
        if "." in found.group() or first > 12 or first == second:
            return year, second, first
        return (year, first, second) if second > 12 else None
    year_found = _YEAR.search(text)
    month = _month_of(text.casefold())
    if year_found is None or month is None:
        return None
    days = [int(d) for d in _NAMED.findall(text.replace(year_found.group(), " ", 1)) if 1 <= int(d) <= 31]
    return (int(year_found.group()), month, days[0]) if days else None


def _month_of(text: str) -> int | None:
    words = re.findall(r"[^\W\d_]{3,}", text)
    for number, names in enumerate(_MONTHS, start=1):
        if any(" " in name and name in text for name in names):
            return number
    for word in words:
        for number, names in enumerate(_MONTHS, start=1):
            if any(word.startswith(name) for name in names) and not word.startswith(
                ("mardi", "martes", "marte", "sett")
            ):
                return number
    return None


def _clock_of(text: str) -> tuple[int, int]:
    # A day written 16.11.2020 has the look of a time.
    found = _CLOCK.search(_ISO.sub(" ", _NUMERIC.sub(" ", text)))
    if found is None:
        return 0, 0
    hour, minute = int(found.group(1)), int(found.group(2))
    half = (found.group(3) or "").lower()
    if (half.startswith(("p", "م")) or "下午" in text) and hour < 12:
        hour += 12
    elif (half.startswith("a") or "上午" in text) and hour == 12:
        hour = 0
    return (hour, minute) if hour < 24 and minute < 60 else (0, 0)
