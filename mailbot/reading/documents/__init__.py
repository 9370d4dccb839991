"""Attachments to Documents: one entry for every format, one file a format.

Bytes in, values out; nothing here raises on any bytes. Libraries are imported when a file needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ...domain.message import Attachment, Message
from ..document import Document, Ignored, Page, Reading, Unreadable
from . import kind
from .archive import Encrypted, NoText, TooLarge

__all__ = ["read", "read_all"]

_MAX_OCTETS = 60_000_000
_SIGNATURES = {kind.PKCS7_SIGNATURE, kind.PGP_SIGNATURE}
_CARDS = {kind.CALENDAR, kind.VCARD}


def read(attachment: Attachment) -> Reading:
    """What one file says, or why it is not read. Never raises."""
    name, media_type = attachment.name, attachment.media_type
    ignored = _ignored(media_type)
    if ignored:
        return Ignored(name, media_type, ignored)
    if attachment.size > _MAX_OCTETS:
        return Unreadable(name, media_type, "too large")
    try:
        return Document(name, media_type, _pages(attachment))
    except Encrypted:
        reason = "encrypted"
    except TooLarge:
        reason = "too large"
    except NoText:
        reason = "no text found"
    except NotImplementedError:
        reason = "type not read"
    except Exception:  # noqa: BLE001 - hostile bytes make third-party parsers raise anything, and reading never raises
        reason = "damaged"
    return Unreadable(name, media_type, reason)


def read_all(message: Message) -> tuple[Reading, ...]:
    """Readings of the message's attachments, then of each original's, in order; containers are unpacked."""
    readings = [read(attachment) for attachment in message.attachments]
    for original in message.originals:
        readings += read_all(original)
    return tuple(readings)


def _pages(attachment: Attachment) -> tuple[Page, ...]:
    media_type = attachment.media_type
    if media_type not in _READERS:
        media_type = kind.media_type_of(attachment.content, attachment.name)
    if media_type == kind.ENCRYPTED:
        raise Encrypted
    if media_type not in _READERS:
        raise NotImplementedError
    module, function = _READERS[media_type]
    reader: Callable[[bytes], tuple[Page, ...]] = getattr(import_module(f".{module}", __name__), function)
    return reader(attachment.content)


_READERS = {
    kind.PDF: ("pdf", "read_pdf"),
    kind.DOCX: ("docx", "read_docx"),
    kind.XLSX: ("sheet", "read_sheets"),
    kind.XLSB: ("sheet", "read_sheets"),
    kind.XLS: ("sheet", "read_sheets"),
    kind.ODS: ("sheet", "read_sheets"),
    kind.CSV: ("sheet", "read_csv"),
    kind.RTF: ("rtf", "read_rtf"),
    kind.ODT: ("odt", "read_odt"),
    kind.DOC: ("doc", "read_doc"),
    kind.HTML: ("text", "read_html"),
    kind.PLAIN: ("text", "read_plain"),
}


def _ignored(media_type: str) -> str | None:
    if media_type in _SIGNATURES:
        return "signature"
    if media_type in _CARDS:
        return "calendar or card"
    return None
