"""Content-Transfer-Encoding undone (RFC 2045 section 6), damaged or mislabelled as it may be."""

from __future__ import annotations

import binascii
import re

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_OUTSIDE_ALPHABET = bytes(octet for octet in range(256) if octet not in _ALPHABET)
_SOFT_BREAK_BLANKS = re.compile(rb"=[ \t]{1,200}(?=\r?\n)")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?$", re.MULTILINE)
_YENC_BEGIN = re.compile(
    rb"^=ybegin [^\r\n]{0,300}?name=([^\r\n]{1,255})\r?\n(?:=ypart [^\r\n]{0,200}\r?\n)?", re.MULTILINE
)
_YENC_ESCAPE = re.compile(rb"=(.)", re.DOTALL)
_YENC_SHIFT = bytes((octet - 42) % 256 for octet in range(256))
_QP_ESCAPE = re.compile(rb"=[0-9A-F]{2}")
# The first octets of PDF, ZIP, OLE, PNG, JPEG, TIFF, RTF and TNEF files in base64.
_BASE64_FILES = (b"JVBERi", b"UEsDB", b"0M8R4K", b"iVBORw0KGgo", b"/9j/", b"SUkqA", b"TU0AK", b"e1xydGY", b"eJ8+Ig")
_RAW_FILES = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"{\\rtf")


def undo_transfer(body: bytes, encoding: str) -> tuple[bytes, str | None]:
    """The content of a leaf and, where it was damaged, a word for Message.defects. Never raises."""
    name = encoding.partition(";")[0].partition("(")[0].strip().strip("\"'").casefold()
    if name == "base64":
        if body.lstrip()[:8].startswith(_RAW_FILES):
            return body, "transfer encoding: declared base64, is raw"
        return undo_base64(body)
    if name == "quoted-printable":
        return binascii.a2b_qp(_SOFT_BREAK_BLANKS.sub(b"=", body)), None
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        files = uuencoded_files(body)
        return (files[0][1], None) if files else (body, "transfer encoding: no uuencoded data")
    if body.lstrip()[:12].startswith(_BASE64_FILES) and b" " not in body[:70].strip():
        return undo_base64(body)[0], "transfer encoding: undeclared base64"
    return body, None


def undo_base64(body: bytes) -> tuple[bytes, str | None]:
    """Base64 whatever stands between its letters; several padded runs one after the other are joined."""
    end = body.find(b"=")
    tail = body[end : end + 400].lstrip(b"=\r\n\t ") if end >= 0 else b""
    if not tail:
        try:
            return binascii.a2b_base64(body), None
        except binascii.Error:
            return _forgiving(body), "transfer encoding: damaged base64"
    runs = re.split(rb"=+", body, maxsplit=200)
    # What follows the padding and is not base64 is a footer some gateway glued on.
    kept = [run for i, run in enumerate(runs) if i == 0 or _is_run(run)]
    return b"".join(_forgiving(run) for run in kept), "transfer encoding: data after the padding"


def _is_run(run: bytes) -> bool:
    words = run[:2_000].split()
    return bool(words) and not any(_NOT_BASE64.search(word) for word in words) and len(words[0]) >= 16


def _forgiving(run: bytes) -> bytes:
    letters = run.translate(None, _OUTSIDE_ALPHABET)
    whole = len(letters) - (len(letters) % 4 == 1)
    letters = letters[:whole]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def looks_quoted_printable(body: bytes) -> bool:
    """Whether undeclared text is plainly quoted-printable: escapes of high octets and soft line breaks."""
    sample = body[:20_000]
    return sample.isascii() and b"=\n" in sample.replace(b"\r", b"") and len(_QP_ESCAPE.findall(sample)) >= 3


def uuencoded_files(body: bytes) -> list[tuple[str, bytes, int, int]]:
    """Every ``begin … end`` block: name, content, start and end offset. Bounded to 50."""
    files: list[tuple[str, bytes, int, int]] = []
    position = 0
    while len(files) < 50 and (found := _UU_BEGIN.search(body, position)):
        content, end = _undo_uu(body, found.end())
        position = end
        if content:
            files.append((found.group(1).decode("utf-8", "replace").strip(), content, found.start(), end))
    return files


def _undo_uu(body: bytes, start: int) -> tuple[bytes, int]:
    out: list[bytes] = []
    position = body.find(b"\n", start) + 1 or len(body)
    while position < len(body):
        newline = body.find(b"\n", position)
        following = newline + 1 if newline >= 0 else len(body)
        line = body[position:following].strip(b"\r\n")
        position = following
        if line.strip() == b"end":
            return b"".join(out), position
        if not line or line == b"`":
            continue
        octets = (line[0] - 32) & 63
        wanted = ((octets + 2) // 3) * 4
        try:
            out.append(binascii.a2b_uu(line[: wanted + 1]))
        except (binascii.Error, ValueError):
            return b"".join(out), position
    return b"".join(out), position


def yencoded_files(body: bytes) -> list[tuple[str, bytes, int, int]]:
    """Every ``=ybegin … =yend`` block (yEnc 1.3): name, content, start and end offset. Bounded to 50."""
    files: list[tuple[str, bytes, int, int]] = []
    position = 0
    while len(files) < 50 and (found := _YENC_BEGIN.search(body, position)):
        stop = body.find(b"\n=yend", found.end())
        stop = stop if stop >= 0 else len(body)
        position = body.find(b"\n", stop + 1) + 1 or len(body)
        octets = body[found.end() : stop].replace(b"\r", b"").replace(b"\n", b"")
        octets = _YENC_ESCAPE.sub(lambda escaped: bytes([(escaped.group(1)[0] - 64) % 256]), octets)
        content = octets.translate(_YENC_SHIFT)
        if content:
            files.append((found.group(1).decode("utf-8", "replace").strip(), content, found.start(), position))
    return files
