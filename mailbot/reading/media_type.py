"""What a file is, told by its bytes alone: names and declared types are wrong too often."""

from __future__ import annotations

import io
import re
import zipfile

_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"
XLSX = _OFFICE + "spreadsheetml.sheet"
PPTX = _OFFICE + "presentationml.presentation"
UNKNOWN = "application/octet-stream"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"\x78\x9f\x3e\x22", "application/vnd.ms-tnef"),
    (b"{\\rt", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"%!PS", "application/postscript"),
    (b"\xffWPC", "application/vnd.wordperfect"),
)
_TEXT_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"begin:vcalendar", "text/calendar"),
    (b"begin:vcard", "text/vcard"),
    (b"-----begin pkcs7", "application/pkcs7-mime"),
    (b"-----begin cms", "application/pkcs7-mime"),
    (b"-----begin pgp signature", "application/pgp-signature"),
    (b"-----begin pgp public", "application/pgp-keys"),
    (b"-----begin pgp message", "application/pgp-encrypted"),
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<?xml", "application/xml"),
    (b"<svg", "image/svg+xml"),
)
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("EncryptedPackage", "application/x-ole-storage"),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Book", "application/vnd.ms-excel"),
)
_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_PKCS7 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
_FIELD = re.compile(
    rb"^(from|to|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to|cc|reply-to|"
    rb"x-[\w-]{1,60}|dkim-signature|arc-seal|authentication-results|thread-topic|thread-index):",
    re.IGNORECASE | re.MULTILINE,
)
_HTML = re.compile(rb"<(?:html|head|body|table|meta)\b[^<]{0,500}>", re.IGNORECASE)
_TAG = re.compile(rb"<(?:p|div|br|td|li|span|font|b)\b", re.IGNORECASE)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def media_type_of(content: bytes) -> str:
    """The media type of the bytes: a file format by its signature, else text or ``application/octet-stream``.

    An encrypted Office file is ``application/x-ole-storage``; an empty one ``application/x-empty``.
    """
    if not content.strip(b"\x00\r\n\t "):
        return "application/x-empty"
    if content.startswith(b"PK\x03\x04") or content.startswith(b"PK\x05\x06"):
        return _zip_type(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_type(content)
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return media_type
    if b"%PDF-" in content[:1024]:
        return "application/pdf"
    return _boxed_type(content) or _pkcs7_type(content) or _text_type(content)


def _boxed_type(content: bytes) -> str | None:
    if content[4:8] == b"ftyp":
        return "image/heic" if content[8:12] in _HEIF_BRANDS else "video/mp4"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if (
        content.startswith(b"BM")
        and len(content) > 30
        and content[14:18] in {b"\x28\0\0\0", b"\x0c\0\0\0", b"\x7c\0\0\0"}
    ):
        return "image/bmp"
    return None


def _zip_type(content: bytes) -> str:
    if content[30:38] == b"mimetype":
        declared = content[38:138].partition(b"PK")[0]
        if declared.startswith(b"application/") and declared.isascii():
            return re.sub(r"[^a-z0-9./+-].*", "", declared.decode("ascii"), flags=re.DOTALL)
    names = _names_in(content)
    for mark, media_type in ((b"word/", DOCX), (b"xl/workbook", XLSX), (b"ppt/presentation", PPTX), (b"xl/", XLSX)):
        if mark in names:
            return media_type
    if b"META-INF/manifest.xml" in names and b"content.xml" in names:
        return "application/vnd.oasis.opendocument.text"
    return "application/zip"


def _names_in(content: bytes) -> bytes:
    """The names in an archive; of a damaged one where they stand: in the directory at the end, or at the start."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = [info.filename.replace("\\", "/") for info in archive.infolist()[:5000]]
    except Exception:  # noqa: BLE001 - zipfile raises many kinds on damaged files
        return content[:8192] + content[-262_144:]
    # A file in it may be an Office file itself: only what lies at the top tells.
    return "\n".join(name for name in found if name.startswith(_TELLING)).encode("utf-8", "replace")


_TELLING = ("word/", "xl/", "ppt/", "META-INF/manifest.xml", "content.xml")


def _ole_type(content: bytes) -> str:
    for stream, media_type in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return media_type
    return "application/x-ole-storage"


def _pkcs7_type(content: bytes) -> str | None:
    if content[:1] != b"\x30" or _PKCS7 not in content[:40]:
        return None
    if _SIGNED_DATA not in content[:40]:
        return "application/pkcs7-mime"
    # A detached signature has no content after its data OID: the certificates ([0]) follow at once.
    inner = content.find(_PKCS7 + b"\x01", 20)
    detached = inner >= 0 and content[inner + 11 : inner + 13] not in {b"\xa0\x80"} and not _has_content(content, inner)
    return "application/pkcs7-signature" if detached else "application/pkcs7-mime"


def _has_content(content: bytes, oid_at: int) -> bool:
    """Whether [0] EXPLICIT OCTET STRING follows the data OID (RFC 5652 section 5.2)."""
    after = content[oid_at + 11 : oid_at + 24]
    if after[:1] != b"\xa0" or len(after) < 4:
        return False
    length_octets = 1 + (after[1] & 0x7F if after[1] & 0x80 else 0)
    return after[1 + length_octets : 2 + length_octets] in {b"\x04", b"\x24"}


def _text_type(content: bytes) -> str:
    sample = content[:8192]
    start = sample.lstrip(b"\xef\xbb\xbf\r\n\t ")[:64].lower()
    if sample[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "text/html" if b"<\0h\0t\0m\0l" in sample.lower() else "text/plain"
    for magic, media_type in _TEXT_MAGIC:
        if start.startswith(magic):
            return media_type if media_type != "application/xml" else _xml_type(sample)
    if len(sample.translate(None, _CONTROLS)) < len(sample) * 0.98 or b"\0" in sample:
        return UNKNOWN
    if is_message(sample):
        return "message/rfc822"
    # Tags early on, or a file made of them: prose that merely mentions "<p>" is text.
    if _HTML.search(sample[:2048]) or (start.startswith(b"<") and len(_TAG.findall(sample)) >= 3):
        return "text/html"
    return "text/plain"


def _xml_type(sample: bytes) -> str:
    lowered = sample[:2048].lower()
    if b"<svg" in lowered:
        return "image/svg+xml"
    return "text/html" if b"<html" in lowered else "application/xml"


def is_message(sample: bytes) -> bool:
    """Whether the bytes begin like a message of RFC 5322: three known fields, one only mail has, no prose between."""
    block = re.split(rb"\r?\n\r?\n", sample.lstrip(b"\xef\xbb\xbf\r\n\t ")[:8192], maxsplit=1)[0]
    lines = [line for line in block.splitlines() if line[:1] not in {b" ", b"\t"}]
    if lines and lines[0].startswith((b"From ", b">From ")):
        lines = lines[1:]
    if not lines or not re.match(rb"[A-Za-z][\w-]{0,60}:", lines[0]):
        return False
    names = {found.group(1).lower() for line in lines[:200] if (found := _FIELD.match(line))}
    fields = sum(1 for line in lines if re.match(rb"[A-Za-z][\w-]{0,60}:", line))
    certain = names & {b"mime-version", b"message-id", b"received", b"return-path", b"content-type"}
    return len(names) >= 3 and bool(certain) and fields >= len(lines) - 1
