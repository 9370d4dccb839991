"""Outlook's containers, read within bounds: winmail.dat (MS-OXTNEF) and .msg files (MS-OXMSG)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..charset import codec_of, decode_text
from .archive import Damaged

MAX_PARTS = 300
MAX_RTF = 4_000_000
_SIGNATURE = 0x223E9F78
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BODY, _OEM_CODEPAGE, _PROPERTIES = 0x0002800C, 0x00069007, 0x00069003
_NEW_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_SUBJECT, _SENDER, _SENDER_ADDRESS = 0x0037, 0x0C1A, 0x5D01
_PLAIN, _RTF, _HTML, _CODEPAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _DATA, _CONTENT_ID = 0x3707, 0x3704, 0x3001, 0x3701, 0x3712
_FIXED_OCTETS = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}

Values = dict[int, bytes | str]


@dataclass(slots=True)
class Part:
    """One file in the container; ``message`` instead of ``content`` for a message attached in Outlook's own form."""

    name: str
    content: bytes = b""
    content_id: str | None = None
    message: Container | None = None


@dataclass(slots=True)
class Container:
    """What came out: the message's own text in the forms it has, and its files."""

    subject: str = ""
    sender: str = ""
    plain: str | None = None
    html: bytes | None = None
    rtf: bytes | None = None
    parts: list[Part] = field(default_factory=list)


def unpack_tnef(content: bytes, depth: int = 0) -> Container:
    """A TNEF stream. Raises Damaged if it is none; one cut short gives what is whole."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != _SIGNATURE:
        raise Damaged
    out = Container()
    values: Values = {}
    files: list[Values] = []
    codec = "cp1252"
    for _, attribute, data in _attributes(content):
        if attribute == _OEM_CODEPAGE and len(data) >= 4:
            codec = codec_of(f"cp{struct.unpack_from('<I', data)[0]}") or codec
        elif attribute == _BODY:
            values.setdefault(_PLAIN, data.rstrip(b"\0"))
        elif attribute == _PROPERTIES:
            values.update(_properties(data))
        elif attribute == _NEW_FILE and len(files) < MAX_PARTS:
            files.append({})
        elif files and attribute == _FILE_TITLE:
            files[-1][_SHORT_NAME] = data.rstrip(b"\0")
        elif files and attribute == _FILE_DATA:
            files[-1].setdefault(_DATA, data)
        elif files and attribute == _FILE_PROPERTIES:
            files[-1].update(_properties(data))
    _fill(out, values, codec)
    out.parts = [part for values in files if (part := _tnef_part(values, codec, depth)) is not None]
    return out


def _attributes(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 6
    while at + 9 <= len(content):
        level, attribute, length = struct.unpack_from("<BII", content, at)
        if level not in {1, 2} or at + 9 + length > len(content):
            return
        yield level, attribute, content[at + 9 : at + 9 + length]
        at += 11 + length


def _properties(data: bytes) -> Values:
    """The properties of a MAPI property list (MS-OXTNEF section 2.1.3.4), multi-valued ones by their first value."""
    out: Values = {}
    try:
        count = min(struct.unpack_from("<I", data)[0], 5000)
        at = 4
        for _ in range(count):
            kind, name = struct.unpack_from("<HH", data, at)
            at += 4
            if name >= 0x8000:
                at = _behind_name(data, at)
            value, at = _value(data, at, kind)
            if value is not None:
                out.setdefault(name, value)
    except struct.error:
        pass  # cut short: what came before is good
    return out


def _behind_name(data: bytes, at: int) -> int:
    kind, number = struct.unpack_from("<II", data, at + 16)
    return at + 24 + ((number + 3) // 4 * 4 if kind == 1 else 0)


def _value(data: bytes, at: int, kind: int) -> tuple[bytes | str | None, int]:
    base = kind & 0x0FFF
    if base in _FIXED_OCTETS:
        count = 1
        if kind & 0x1000:
            count, at = struct.unpack_from("<I", data, at)[0], at + 4
        end = at + _FIXED_OCTETS[base] * count
        return data[at : at + _FIXED_OCTETS[base]], end
    if base not in {0x0D, 0x1E, 0x1F, 0x102}:
        raise struct.error
    first: bytes | None = None
    count, at = struct.unpack_from("<I", data, at)[0], at + 4
    for _ in range(min(count, 1000)):
        length = struct.unpack_from("<I", data, at)[0]
        first = data[at + 4 : at + 4 + length] if first is None else first
        at += 4 + (length + 3) // 4 * 4
        if at > len(data) + 4:
            raise struct.error
    if first is None:
        return None, at
    return (first.decode("utf-16-le", "replace").rstrip("\0") if base == 0x1F else first), at


def _tnef_part(values: Values, codec: str, depth: int) -> Part | None:
    data = values.get(_DATA, b"")
    content = data if isinstance(data, bytes) else data.encode()
    part = Part(_name(values, codec), content, _text(values.get(_CONTENT_ID), codec) or None)
    inner = content[16:]  # an object begins with the identifier of its interface
    if inner[:8] == _COMPOUND_FILE:
        part.content = inner
    if inner[:4] == struct.pack("<I", _SIGNATURE) and depth < 4:
        part.message = unpack_tnef(inner, depth + 1)
    return part if content else None


def _name(values: Values, codec: str) -> str:
    for name in (_LONG_NAME, _SHORT_NAME, _DISPLAY_NAME):
        text = _text(values.get(name), codec).rstrip("\0").strip()
        if text:
            return text
    return "attachment"


def _text(value: bytes | str | None, codec: str) -> str:
    if isinstance(value, bytes):
        return decode_text(value, codec)[0].rstrip("\0")
    return (value or "").rstrip("\0")


def _fill(out: Container, values: Values, codec: str) -> None:
    page = values.get(_CODEPAGE)
    if isinstance(page, bytes) and len(page) >= 4:
        codec = codec_of(f"cp{struct.unpack_from('<I', page)[0]}") or codec
    out.subject = _text(values.get(_SUBJECT), codec)
    out.sender = " ".join(filter(None, (_text(values.get(n), codec) for n in (_SENDER, _SENDER_ADDRESS))))
    plain, html, rtf = values.get(_PLAIN), values.get(_HTML), values.get(_RTF)
    out.plain = _text(plain, codec) if plain else None
    out.html = html.encode() if isinstance(html, str) else html
    if isinstance(rtf, bytes):
        out.rtf = unpack_rtf(rtf)


def unpack_rtf(data: bytes) -> bytes | None:
    """Compressed RTF (MS-OXRTFCP) as RTF; None if it is damaged."""
    from compressed_rtf import decompress

    if len(data) > MAX_RTF:
        return None
    try:
        return bytes(decompress(data))
    except Exception:  # noqa: BLE001 - the library raises whatever its indexing raises on damaged data
        return None


def unpack_msg(content: bytes) -> Container:
    """An Outlook .msg file. Raises Damaged."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            return _storage(ole, [], 0)
    except (OSError, ValueError, IndexError, TypeError, struct.error) as error:
        raise Damaged from error


def _storage(ole: Any, path: list[str], depth: int) -> Container:
    entries = [e for e in ole.listdir(streams=True, storages=True) if e[: len(path)] == path]
    out = Container()
    _fill(out, _streams(ole, entries, path), "cp1252")
    folders = {e[len(path)] for e in entries if len(e) > len(path) and e[len(path)].startswith("__attach_version1.0_")}
    for folder in sorted(folders)[:MAX_PARTS]:
        inside = [*path, folder]
        values = _streams(ole, [e for e in entries if e[: len(inside)] == inside], inside)
        data = values.get(_DATA, b"")
        part = Part(_name(values, "cp1252"), data if isinstance(data, bytes) else data.encode())
        part.content_id = _text(values.get(_CONTENT_ID), "cp1252") or None
        message = [*inside, "__substg1.0_3701000D"]
        if message in entries and depth < 4:
            part.message = _storage(ole, message, depth + 1)
        if part.content or part.message:
            out.parts.append(part)
    return out


def _streams(ole: Any, entries: list[list[str]], path: list[str]) -> Values:
    """Properties kept as streams of their own (MS-OXMSG section 2.4.1), and the code page from the fixed ones."""
    out: Values = {}
    for entry in entries:
        name = entry[-1]
        if len(entry) != len(path) + 1 or not name.startswith("__substg1.0_") or len(name) < 20:
            continue
        try:
            number, kind = int(name[12:16], 16), int(name[16:20], 16)
        except ValueError:
            continue
        if kind in {0x1E, 0x1F, 0x102} and number in _WANTED:
            data = ole.openstream(entry).read()
            out[number] = data.decode("utf-16-le", "replace") if kind == 0x1F else data
    fixed = [*path, "__properties_version1.0"]
    if fixed in entries:
        data = ole.openstream(fixed).read()
        at = data.find(struct.pack("<HH", 0x0003, _CODEPAGE))
        if at >= 0:
            out[_CODEPAGE] = data[at + 8 : at + 12]
    return out


_WANTED = {_SUBJECT, _SENDER, _SENDER_ADDRESS, _PLAIN, _RTF, _HTML, _LONG_NAME, _SHORT_NAME, _DISPLAY_NAME, _DATA,
           _CONTENT_ID}  # fmt: skip
