"""What is fuzzed: bytes go in, and nothing may be raised, take long or need much memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from mailbot.config import load
from mailbot.domain.message import Attachment, Message
from mailbot.reading import documents, mime
from mailbot.reading.body import body_document
from mailbot.reading.composition import understand
from mailbot.reading.document import Document
from mailbot.reading.documents import kind
from mailbot.reading.html import html_blocks, html_text
from mailbot.reading.plain import plain_blocks

_CONFIG = load(Path(__file__).parents[1] / "cases" / "config.toml")
_COVER = mime.decode(b"From: mission@state.example\nSubject: note\n\nPlease see attached.")
_GREETING = b"The Permanent Mission of Austria presents its compliments. The delegation will be composed of:\n"


def _read(media_type: str) -> Callable[[bytes], None]:
    """A document reader by its type, whatever the bytes say; what it gives must be fit for everything after it."""

    def target(content: bytes) -> None:
        for reading in documents.read_each([Attachment("file", media_type, content)])[0]:
            if isinstance(reading, Document):
                assert isinstance(reading.text, str)

    return target


def message(content: bytes) -> None:
    """A whole message, its attachments too."""
    _understood(mime.decode(content))


def composition(content: bytes) -> None:
    """A note's text."""
    _understood(mime.decode(b"From: a@state.example\nSubject: note\n\n" + _GREETING + content))


def html(content: bytes) -> None:
    """An HTML body."""
    text = content.decode("utf-8", "replace")
    html_blocks(text)
    html_text(text)
    _understood(mime.decode(b"From: a@state.example\nContent-Type: text/html; charset=utf-8\n\n" + content))


def file(content: bytes) -> None:
    """A file whose type its bytes tell, and the note in it."""
    media_type = kind.media_type_of(content, "file")
    readings = documents.read_each([Attachment("file", media_type, content)])[0]
    understand(_COVER, readings, _CONFIG.meeting, _CONFIG.invitees)


def plain(content: bytes) -> None:
    """Plain text to blocks."""
    plain_blocks(content.decode("utf-8", "replace"))


def _understood(decoded: Message) -> None:
    body_document(decoded)
    understand(decoded, documents.read_all(decoded), _CONFIG.meeting, _CONFIG.invitees)


def _inside(media_type: str, name: str) -> Callable[[bytes], None]:
    """A reader of ZIP packages by one entry: changed octets of the package itself only break its checksums."""
    read = _read(media_type)

    def target(content: bytes) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr(name, content)
        read(out.getvalue())

    return target


TARGETS: dict[str, Callable[[bytes], None]] = {
    "message": message,
    "composition": composition,
    "html": html,
    "plain": plain,
    "file": file,
    "pdf": _read(kind.PDF),
    "docx": _read(kind.DOCX),
    "odt": _read(kind.ODT),
    "docx-xml": _inside(kind.DOCX, "word/document.xml"),
    "odt-xml": _inside(kind.ODT, "content.xml"),
    "rtf": _read(kind.RTF),
    "doc": _read(kind.DOC),
    "xlsx": _read(kind.XLSX),
    "xls": _read(kind.XLS),
    "ods": _read(kind.ODS),
    "csv": _read(kind.CSV),
    "tnef": _read(kind.TNEF),
    "msg": _read(kind.MSG),
    "zip": _read(kind.ZIP),
    "smime": _read(kind.PKCS7_MIME),
    "picture": _read("image/tiff"),
}
