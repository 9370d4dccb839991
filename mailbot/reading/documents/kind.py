"""What a file is, by its bytes: senders' names and declared types are wrong too often to be believed."""

from __future__ import annotations

import io
import re
import zipfile

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
MSG = "application/vnd.ms-outlook"
OLE = "application/x-ole-storage"
ENCRYPTED = "application/encrypted"
RTF = "application/rtf"
ZIP = "application/zip"
TNEF = "application/vnd.ms-tnef"
PKCS7_SIGNATURE = "application/pkcs7-signature"
PKCS7_MIME = "application/pkcs7-mime"
PGP_SIGNATURE = "application/pgp-signature"
PGP_ENCRYPTED = "application/pgp-encrypted"
APPLE_FILE = "application/applefile"
MESSAGE = "message/rfc822"
CALENDAR = "text/calendar"
VCARD = "text/vcard"
HTML = "text/html"
CSV = "text/csv"
PLAIN = "text/plain"
XML = "application/xml"
UNKNOWN = "application/octet-stream"

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"\x78\x9f\x3e\x22", TNEF),
    (0, b"%!PS", "application/postscript"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\xffWPC", "application/vnd.wordperfect"),
    (0, b"\x00\x05\x16\x07", APPLE_FILE),
    (0, b"\x00\x05\x16\x00", APPLE_FILE),
)
_ISO_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic", b"heim": "image/heic",
               b"mif1": "image/heic", b"msf1": "image/heic", b"avif": "image/avif"}  # fmt: skip
_ARMOUR = (
    ("BEGIN:VCALENDAR", CALENDAR),
    ("BEGIN:VCARD", VCARD),
    ("-----BEGIN PGP SIGNATURE-----", PGP_SIGNATURE),
    ("-----BEGIN PGP MESSAGE-----", PGP_ENCRYPTED),
    ("-----BEGIN PKCS7-----", PKCS7_MIME),
)
_HEADER = re.compile(r"(?im)^(from|to|subject|date|received|mime-version|message-id|return-path|content-type):")
_HTML = re.compile(r"(?i)<(?:!doctype\s{1,8}html|html|head|body|table|div|p|meta|span)[\s>]")
_HEAD_OCTETS = 8192


def media_type_of(content: bytes, name: str = "") -> str:
    """The media type of the bytes; ``name`` only decides between kinds of plain text. Never raises."""
    head = content[:_HEAD_OCTETS]
    return (
        _plain_signature(head)
        or _container_kind(content)
        or _pkcs7_kind(head)
        or _text_kind(head, name, whole=len(content) <= _HEAD_OCTETS)
    )


def _plain_signature(head: bytes) -> str | None:
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return kind
    if head[4:8] == b"ftyp":
        return _ISO_BRANDS.get(head[8:12].lower(), UNKNOWN)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and len(head) > 26:
        return "image/bmp"
    return None


def _container_kind(content: bytes) -> str | None:
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(content)
    if b"%PDF-" in content[:1024]:
        return PDF
    return RTF if content[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"{\\rtf") else None


def _zip_kind(content: bytes) -> str:
    mark = b""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {info.filename.replace("\\", "/") for info in archive.infolist()[:5000]}
            if "mimetype" in names:
                with archive.open("mimetype") as entry:
                    mark = entry.read(100).strip()
    except Exception:  # noqa: BLE001 - zipfile raises many kinds on damaged files; what is left may still tell
        names = {n for n in _TELLING_NAMES if n.encode() in content}
    # A writer puts "mimetype" first and stored (OpenDocument 1.3 part 2 section 3.3), so it can be seen raw.
    raw = re.match(
        rb"PK\x03\x04.{26}mimetype.{0,64}?(application/vnd\.oasis\.opendocument\.[a-z]{4,20})", content, re.S
    )
    mark = mark or (raw[1] if raw else b"")
    if mark.startswith(b"application/vnd.oasis.opendocument."):
        return mark.decode("ascii", "replace").removesuffix("-template")
    for name, kind in _TELLING_NAMES.items():
        if name in names:
            return kind
    if any(n.startswith("word/document") and n.endswith(".xml") for n in names):
        return DOCX
    return ZIP


_TELLING_NAMES = {
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
    "xl/workbook.bin": XLSB,
    "ppt/presentation.xml": PPTX,
    "Index/Document.iwa": "application/vnd.apple.iwork",
}


def _ole_kind(content: bytes) -> str:
    names: set[str] = set()
    try:
        import olefile

        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            names = {entry[0] for entry in ole.listdir(streams=True, storages=True)}
    except Exception:  # noqa: BLE001 - a damaged directory; the names may still be seen in the raw bytes
        names = {n for n in _OLE_NAMES if n.encode("utf-16-le") in content}
    return next((kind for name, kind in _OLE_NAMES.items() if name in names), OLE)


_OLE_NAMES = {
    "EncryptedPackage": ENCRYPTED,
    "__properties_version1.0": MSG,
    "WordDocument": DOC,
    "PowerPoint Document": PPT,
    "Workbook": XLS,
    "Book": XLS,
}


def _pkcs7_kind(head: bytes) -> str | None:
    """RFC 5652: signedData without content is a detached signature; with it, or enveloped, it hides a message."""
    if head[:1] != b"\x30" or b"\x2a\x86\x48\x86\xf7\x0d\x01\x07" not in head[:64]:
        return None
    if b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" not in head[:64]:
        return PKCS7_MIME
    data = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
    at = head.find(data)
    return PKCS7_MIME if at >= 0 and head[at + len(data) : at + len(data) + 1] == b"\xa0" else PKCS7_SIGNATURE


def _text_kind(head: bytes, name: str, *, whole: bool) -> str:
    text = _decoded(head, whole=whole)
    if text is None:
        return UNKNOWN
    start = text.lstrip("\ufeff \t\r\n")
    return _armour_kind(start) or _markup_kind(start, name.lower()) or _prose_kind(start, name.lower())


def _armour_kind(start: str) -> str | None:
    return next((kind for mark, kind in _ARMOUR if start[: len(mark)].upper() == mark), None)


def _markup_kind(start: str, name: str) -> str | None:
    if _HTML.search(start[:2048] if start.startswith("<") else start) and (
        start.startswith("<") or name.endswith((".htm", ".html"))
    ):
        return HTML
    return XML if start.startswith("<?xml") else None


def _prose_kind(start: str, name: str) -> str:
    head = start.replace("\r\n", "\n").partition("\n\n")[0]
    if len({m[1].lower() for m in _HEADER.finditer(head)}) >= 3 and re.match(r"(?i)from |[!-9;-~]{1,70}:", start):
        return MESSAGE
    return CSV if name.endswith((".csv", ".tsv")) or _looks_tabular(start) else PLAIN


def _decoded(head: bytes, *, whole: bool) -> str | None:
    """The text of the bytes if they are text: few control characters in UTF-16 with a mark, UTF-8 or 8 bit."""
    if not head:
        return ""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = head[: len(head) & ~1].decode("utf-16", "replace")
    elif b"\0" in head:
        return None
    else:
        text = head.decode("utf-8", "replace") if whole else head[:-4].decode("utf-8", "replace")
        if text.count("\ufffd") > 4:
            text = head.decode("latin-1")
    control = sum(1 for c in text if c < " " and c not in "\t\r\n\f\x1a\x1b")
    return text if control * 50 <= len(text) else None


def _looks_tabular(text: str) -> bool:
    lines = [line for line in text.splitlines()[:21] if line.strip()]
    lines = lines[:-1] if len(lines) > 3 else lines
    if len(lines) < 3:
        return False
    return any(len({line.count(d) for line in lines}) == 1 and lines[0].count(d) >= 2 for d in (";", "\t", ","))
