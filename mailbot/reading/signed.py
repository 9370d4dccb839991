"""What an opaque S/MIME message (RFC 8551) carries inside its signature, by bounded walking of its BER."""

from __future__ import annotations

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _SET, _OID, _OCTETS, _CONTEXT_0 = 0x30, 0x31, 0x06, 0x04, 0xA0
_MAX_CHUNKS = 200_000


def signed_content(data: bytes) -> bytes | None:
    """The content of a CMS SignedData (RFC 5652 section 5), signature not checked; None if there is none."""
    outer = _enter(data, 0, len(data), _SEQUENCE)
    if outer is None:
        return None
    kind = _read(data, *outer)
    if kind is None or kind[0] != _OID or data[kind[1] : kind[2]] != _SIGNED_DATA:
        return None
    wrapped = _enter(data, kind[3], outer[1], _CONTEXT_0)
    signed = _enter(data, *wrapped, _SEQUENCE) if wrapped else None
    if signed is None:
        return None
    position = signed[0]
    for _ in range(2):  # version, digestAlgorithms
        item = _read(data, position, signed[1])
        if item is None:
            return None
        position = item[3]
    info = _enter(data, position, signed[1], _SEQUENCE)
    content_type = _read(data, *info) if info else None
    if info is None or content_type is None:
        return None
    explicit = _enter(data, content_type[3], info[1], _CONTEXT_0)
    return _octets(data, *explicit) if explicit else None


def _read(data: bytes, start: int, end: int) -> tuple[int, int, int, int] | None:
    """The element at ``start``: tag, content start, content end, next element. Indefinite lengths are walked."""
    if start + 2 > end:
        return None
    tag, first = data[start], data[start + 1]
    begin = start + 2
    if tag & 0x1F == 0x1F:
        return None
    if first < 0x80:
        stop = begin + first
    elif first == 0x80:
        stop = _indefinite_end(data, begin, end)
        return (tag, begin, stop, stop + 2) if stop >= 0 else None
    else:
        octets = first & 0x7F
        if octets > 4 or begin + octets > end:
            return None
        stop = begin + octets + int.from_bytes(data[begin : begin + octets], "big")
        begin += octets
    # A cut message still shows what it has.
    return tag, begin, min(stop, end), min(stop, end)


def _indefinite_end(data: bytes, start: int, end: int) -> int:
    """Where the end-of-contents octets of an indefinite length stand, or -1."""
    position, depth, steps = start, 1, 0
    while position + 2 <= end and steps < _MAX_CHUNKS:
        steps += 1
        if data[position] == 0 and data[position + 1] == 0:
            depth -= 1
            if depth == 0:
                return position
            position += 2
            continue
        if data[position + 1] == 0x80:
            depth += 1
            position += 2
            continue
        item = _read(data, position, end)
        if item is None:
            return -1
        position = item[3]
    return -1


def _enter(data: bytes, start: int, end: int, tag: int) -> tuple[int, int] | None:
    item = _read(data, start, end)
    return (item[1], item[2]) if item and item[0] == tag else None


def _octets(data: bytes, start: int, end: int) -> bytes | None:
    item = _read(data, start, end)
    if item is None or item[0] & 0x1F != _OCTETS:
        return None
    if item[0] == _OCTETS:
        return data[item[1] : item[2]]
    chunks: list[bytes] = []
    position = item[1]
    while position < item[2] and len(chunks) < _MAX_CHUNKS:
        chunk = _read(data, position, item[2])
        if chunk is None or chunk[0] != _OCTETS:
            break
        chunks.append(data[chunk[1] : chunk[2]])
        position = chunk[3]
    return b"".join(chunks)
