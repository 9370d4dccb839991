"""Small files of each format, made by hand."""

import io
import struct
import zipfile


def zipped(**entries: bytes | str) -> bytes:
    """A ZIP file; two underscores in a name stand for a slash, one more for a point."""
    return zipped_from({name.replace("__", "/").replace("_", "."): content for name, content in entries.items()})


def zipped_from(entries: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


_ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)


def odt(body: str, automatic: str = "", styles: str = "") -> bytes:
    content = (
        f"<office:document-content {_ODF}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    about = (
        f"<office:document-styles {_ODF}><office:master-styles>{styles}</office:master-styles></office:document-styles>"
    )
    return zipped_from(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "styles.xml": about}
    )


def tnef(files: dict[str, bytes], body: str = "", rtf: bytes = b"") -> bytes:
    """A winmail.dat (MS-OXTNEF) with long names for its files."""

    def attribute(level: int, number: int, data: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    def variable(kind: int, number: int, data: bytes) -> bytes:
        padded = data + b"\0" * (-len(data) % 4)
        return struct.pack("<HHII", kind, number, 1, len(data)) + padded

    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x00069007, struct.pack("<II", 1251, 0))
    if body:
        out += attribute(1, 0x0002800C, body.encode("cp1251") + b"\0")
    if rtf:
        packed = struct.pack("<II", len(rtf) + 12, len(rtf)) + b"MELA" + struct.pack("<I", 0) + rtf
        out += attribute(1, 0x00069003, struct.pack("<I", 1) + variable(0x0102, 0x1009, packed))
    for name, data in files.items():
        out += attribute(2, 0x00069002, b"\0" * 14) + attribute(2, 0x00018010, b"SHORT.TXT\0")
        out += attribute(2, 0x0006800F, data)
        out += attribute(2, 0x00069005, struct.pack("<I", 1) + variable(0x001F, 0x3707, name.encode("utf-16-le")))
    return out
