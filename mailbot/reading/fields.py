"""Header fields: split, unfolded, decoded (RFC 5322, 2047, 2231), with every known way of getting them wrong."""

from __future__ import annotations

import binascii
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from mailbot.domain.message import Address

from .charset import decode_text
from .transfer import undo_base64

MAX_HEADER_OCTETS = 262_144
MAX_FIELDS = 1_000
MAX_FIELD_OCTETS = 32_768
MAX_ADDRESSES = 500
MAX_PARAMETERS = 200

Fields = tuple[tuple[str, bytes], ...]

_LEADING_BLANKS = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]{0,20}\r?\n){0,50}")
_USUAL_NAME = re.compile(
    rb"(?:from|to|cc|bcc|subject|date|sender|received|references|precedence|importance|priority|organi[sz]ation|"
    rb"keywords|comments|status|lines|[!-9;-~]{1,60}-[!-9;-~]{1,60})[ \t]{0,5}:",
    re.IGNORECASE,
)
_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]{0,5}:")
_BLANKS = re.compile(r"[ \t\r\n]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_CHARSET_LABEL = re.compile(r"[!#$%&'*+\-.^_`{|}~0-9A-Za-z]{1,60}")
_PARAMETER = re.compile(r"\s*([^\s=;\"]{1,100})\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;]*)", re.DOTALL)
_UNPARTED = re.compile(r"\s*([\w.+-]{1,80}/[\w.+-]{1,120})(?=\s+[\w*-]{1,40}\s?=)")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,500}>")
_ADDRESS_IN_TEXT = re.compile(r"[^\s<>()\[\],;:\"']{1,100}@[^\s<>()\[\],;:\"']{1,255}")


def split_header(raw: bytes, start: int = 0, stop: int | None = None) -> tuple[Fields, int]:
    """The fields of the header block at ``raw[start:stop]``, in order, and the offset where the body starts.

    Tolerates a leading mbox line and blank lines, bare LF, and lines that are no field: such a line is
    skipped if fields follow it, else the body starts there.
    """
    fields: list[tuple[str, bytes]] = []
    stop = len(raw) if stop is None else stop
    blank = _LEADING_BLANKS.match(raw, start, stop)
    position = blank.end() if blank else start
    end_of_header = min(stop, position + MAX_HEADER_OCTETS)
    name, chunks = "", [b""]
    while position < stop:
        end = raw.find(b"\n", position, stop)
        following = end + 1 if end >= 0 else stop
        line = raw[position : min(following, position + MAX_HEADER_OCTETS)].rstrip(b"\r\n")
        if not line.strip(b" \t"):
            position = following
            break
        if line[:1] in {b" ", b"\t"} and name:
            chunks.append(line)
        elif found := _NAME.match(line):
            _add(fields, name, chunks)
            name, chunks = found.group(1).decode("ascii"), [line[found.end() :]]
        elif not _is_stray(raw, line, following, bool(fields or name)):
            break
        position = following
        if position >= end_of_header:
            break
    _add(fields, name, chunks)
    return tuple(fields), position


def _is_stray(raw: bytes, line: bytes, following: int, has_fields: bool) -> bool:
    """A line that is no field, inside a header: an mbox line, or damage with a field right after it."""
    if line.startswith((b"From ", b">From ")):
        return True
    # "Head: Ms. Roe" under a sentence is the body of a message without an empty line, not a field.
    return has_fields and _USUAL_NAME.match(raw[following : following + 110]) is not None and line[:2] != b"--"


def _add(fields: list[tuple[str, bytes]], name: str, chunks: list[bytes]) -> None:
    if name and len(fields) < MAX_FIELDS:
        fields.append((name, b"\n".join(chunks)[:MAX_FIELD_OCTETS].strip()))


def field(fields: Fields, name: str) -> bytes | None:
    """The first field of that name (lower case), as sent, or None."""
    return next((value for key, value in fields if key.lower() == name), None)


def decode_field(value: bytes, charset: str | None = None) -> str:
    """An unstructured field as text: unfolded, encoded words and raw eight-bit octets decoded."""
    return clean(decode_words(raw_text(value, charset)))


def raw_text(value: bytes, charset: str | None = None) -> str:
    """The field's octets as text, encoded words left alone."""
    return value.decode("ascii") if value.isascii() else decode_text(value, charset)[0]


def clean(text: str) -> str:
    """One line, blanks folded, without control and direction-override characters."""
    return _CONTROLS.sub("", _BLANKS.sub(" ", text)).strip()


def decode_words(text: str) -> str:
    """Encoded words of RFC 2047 decoded, also broken ones: inner blanks, no padding, split characters."""
    if "=?" not in text:
        return text
    out: list[str] = []
    pending: list[tuple[str, bytes]] = []
    position = 0
    while (start := text.find("=?", position)) >= 0:
        word = _word_at(text, start)
        if word is None:
            _flush(out, pending)
            out.append(text[position : start + 2])
            position = start + 2
            continue
        charset, octets, end = word
        between = text[position:start]
        # Blanks between encoded words are not text (RFC 2047 section 6.2).
        if between.strip() or not pending:
            _flush(out, pending)
            out.append(between)
        pending.append((charset, octets))
        position = end
    _flush(out, pending)
    out.append(text[position:])
    return "".join(out)


def _word_at(text: str, start: int) -> tuple[str, bytes, int] | None:
    label = _CHARSET_LABEL.match(text, start + 2)
    if label is None or text[label.end() : label.end() + 1] != "?" or text[label.end() + 2 : label.end() + 3] != "?":
        return None
    encoding = text[label.end() + 1].lower()
    begin = label.end() + 3
    if encoding not in {"b", "q"}:
        return None
    end = text.find("?=", begin, begin + 8_000)
    if encoding == "q" and text[end : end + 3] == "?==":  # pragma: no cover - "?==20": the text itself starts with "="
        end = text.find("?=", end + 1, begin + 8_000)
    following = text.find("=?", begin, begin + 8_000)
    if end < 0 or (0 <= following < end and following != end + 1):
        # The terminator is missing: the word runs to the next blank or the end.
        blank = re.compile(r"\s|$").search(text, begin)
        end = blank.start() if blank else len(text)
        return label.group(), _octets(text[begin:end].rstrip("?"), encoding), end
    return label.group(), _octets(text[begin:end], encoding), end + 2


def _octets(payload: str, encoding: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if encoding == "b":
        return undo_base64(data)[0]
    try:
        return binascii.a2b_qp(data.replace(b"\n", b"").replace(b"\r", b""), header=True)
    except (binascii.Error, ValueError):
        return data


def _flush(out: list[str], pending: list[tuple[str, bytes]]) -> None:
    """Neighbouring words of one charset are joined first: clients cut in the middle of a character."""
    while pending:
        charset = pending[0][0]
        run = 1
        while run < len(pending) and pending[run][0].lower() == charset.lower():
            run += 1
        out.append(decode_text(b"".join(octets for _, octets in pending[:run]), charset)[0])
        del pending[:run]


def parameters(value: bytes, charset: str | None = None) -> tuple[str, dict[str, str]]:
    """A structured field as ``Content-Type``: its value in lower case, and its parameters decoded.

    RFC 2231 continuations and charsets, RFC 2047 in quotes, raw octets, and unquoted blanks are all read.
    """
    text = raw_text(value, charset)
    head, _, rest = text.partition(";")
    if unparted := _UNPARTED.match(head):
        # The semicolon is missing: "multipart/mixed boundary=b".
        head, rest = unparted.group(1), f"{head[unparted.end(1) :]};{rest}"
    found: dict[str, str] = {}
    position = 0
    while rest and len(found) < MAX_PARAMETERS:
        match = _PARAMETER.match(rest, position)
        if match is None:
            following = rest.find(";", position)
            if following < 0:
                break
            position = following + 1
            continue
        found.setdefault(match.group(1).lower(), _unquote(match.group(2)))
        following = rest.find(";", match.end())
        if following < 0:
            break
        position = following + 1
    return clean(head.partition("(")[0]).lower().replace(" ", ""), _assembled(found, charset)


def _unquote(value: str) -> str:
    value = value.strip()
    if value.startswith('"'):
        value = value[1:-1] if value.endswith('"') and len(value) > 1 else value[1:]
        return value.replace('\\"', '"').replace("\\\\", "\\")
    return value


def _assembled(found: dict[str, str], charset: str | None) -> dict[str, str]:
    """Parameters with their continuations joined (RFC 2231 section 3) and their charset undone (section 4)."""
    out: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for key, value in found.items():
        name, *rest = key.split("*")
        if not rest:
            out.setdefault(name, clean(decode_words(value)))
        else:
            number = int(rest[0]) if rest[0].isascii() and rest[0].isdigit() and len(rest[0]) < 4 else 0
            pieces.setdefault(name, []).append((number, key.endswith("*"), value))
    for name, parts in pieces.items():
        out[name] = _joined(sorted(parts, key=lambda p: p[0]), charset)
    return out


def _joined(parts: list[tuple[int, bool, str]], charset: str | None) -> str:
    label = charset
    octets: list[bytes] = []
    for index, (_, is_encoded, value) in enumerate(parts):
        if not is_encoded:
            octets.append(value.encode("utf-8", "replace"))
            continue
        if index == 0 and value.count("'") >= 2:
            declared, _, value = value.split("'", 2)
            label = declared or charset
        octets.append(unquote_to_bytes(value))
    text = decode_text(b"".join(octets), label)[0]
    return clean(decode_words(text))


def addresses(value: bytes | None, charset: str | None = None) -> tuple[Address, ...]:
    """The mailboxes of an address field (RFC 5322 section 3.4), groups flattened; at most 500."""
    if not value:
        return ()
    found = (_mailbox(part) for part in _address_parts(raw_text(value, charset)))
    return tuple(a for a in found if a is not None)


def _address_parts(text: str) -> list[str]:
    """Split at the commas and semicolons outside quotes, comments and angle brackets."""
    parts: list[str] = []
    start, quoted, depth, angle = 0, False, 0, False
    position = 0
    while position < len(text) and len(parts) < MAX_ADDRESSES:
        char = text[position]
        if char == "\\":
            position += 2
            continue
        if char == '"' and not depth:
            quoted = not quoted
        elif not quoted:
            depth += (char == "(") - (char == ")" and depth > 0)
            angle = (char == "<") or (angle and char != ">")
            if char in ",;" and not depth and not angle:
                parts.append(text[start:position])
                start = position + 1
            elif char == ":" and not depth and not angle and "@" not in text[start:position]:
                start = position + 1
        position += 1
    return [*parts, text[start:]][:MAX_ADDRESSES]


def _mailbox(part: str) -> Address | None:
    head, bracket, rest = part.rpartition("<")
    if bracket:
        address = rest.partition(">")[0].strip()
        name = head
    else:
        bare, _, comment = part.partition("(")
        address, name = bare.strip(), comment.rstrip(") ")
        if " " in address and (found := _ADDRESS_IN_TEXT.search(address)):
            name, address = address.replace(found.group(), ""), found.group()
    # Source routes (RFC 5322 section 4.4) and a scheme some clients put in.
    address = clean(decode_words(address)).rpartition(":")[2] if ":" in address else clean(decode_words(address))
    address = address.replace(" ", "").strip("'\"") if '"' not in address.strip("'\"") else address
    name = clean(decode_words(_unquote(name.strip()))).strip("'\" ")
    if "@" not in address:
        if "@" in name and (found := _ADDRESS_IN_TEXT.search(name)):
            return Address("", found.group())
        return Address(name, address) if address and bracket else None
    return Address(name, address)


def message_ids(value: bytes | None) -> tuple[str, ...]:
    """Every ``<…>`` of a Message-ID, In-Reply-To or References field, in order; at most 200."""
    if not value:
        return ()
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(raw_text(value).replace("\n", " "))))[:200]


def date_of(value: bytes | None) -> datetime | None:
    """The moment a date field names, aware; no zone means UTC (RFC 5322 section 3.3); None if it names none."""
    if not value:
        return None
    text = clean(raw_text(value))[:200]
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        try:
            moment = datetime.fromisoformat(text[:40])
        except ValueError:
            return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        in_utc = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if 1980 <= in_utc.year <= 2200 else None
