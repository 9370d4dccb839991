"""Attachments to Documents: one entry for every format, one file a format.

Bytes in, values out; nothing here raises on any bytes. Libraries are imported when a file needs them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from ...domain.message import Attachment, Message
from ..document import Document, Ignored, Reading, Table, Unreadable
from ..signed import signed_content
from . import kind
from .archive import Encrypted, NoText, TooLarge

if TYPE_CHECKING:
    from .containers import Budget
    from .unread import Taken

__all__ = [
    "Read",
    "attachments_of",
    "has_text",
    "is_container",
    "kind_of",
    "leaves",
    "load",
    "read",
    "read_all",
    "read_each",
    "unopened",
    "unreadable",
]

Read = Callable[[Sequence[Attachment]], Sequence[tuple[Reading, ...]]]
"""Reads the attachments of one message: for each, in order, what it says or why it is not read."""

_MAX_OCTETS = 60_000_000
_IGNORED = {
    kind.PKCS7_SIGNATURE: "signature",
    kind.PGP_SIGNATURE: "signature",
    "application/pgp-keys": "signature",
    kind.CALENDAR: "calendar",
    kind.VCARD: "card",
    kind.APPLE_FILE: "file of the sender's system",
    "message/delivery-status": "delivery report",
    "text/rfc822-headers": "delivery report",
    "image/svg+xml": "picture",
    "image/x-emf": "picture",
    "image/x-wmf": "picture",
}
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/tiff", "image/heic", "image/webp", "image/bmp",
                       "image/avif"})  # fmt: skip
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
_SHEETS = ("python_calamine",)
_LIBRARIES = {
    kind.PDF: ("pdfplumber",),
    kind.XLSX: _SHEETS,
    kind.XLSB: _SHEETS,
    kind.XLS: _SHEETS,
    kind.ODS: _SHEETS,
    kind.DOC: ("olefile",),
    kind.MSG: ("olefile",),
    "image/heic": ("pillow_heif",),
    "image/avif": ("pillow_heif",),
}
_CONTAINERS = frozenset({kind.ZIP, kind.TNEF, kind.MSG, kind.MESSAGE, kind.PKCS7_MIME})


def read(attachment: Attachment) -> Reading:
    """What one file says, or why it is not read. Of a container, its first readable part. Never raises."""
    readings = list(_readings(attachment, None, 0))
    return next((r for r in readings if isinstance(r, Document)), readings[0])


def read_all(message: Message, read: Read | None = None) -> tuple[Reading, ...]:
    """Readings of the message's attachments, then of each original's, in order.

    A container is replaced by what it holds: its own text under its own name, then its files. ``read`` reads the
    attachments of all of them at once, ``read_each`` by default. Never raises.
    """
    holders = list(_with_attachments(message))
    found = (read or read_each)([attachment for _, attachment in holders])
    return tuple(
        _unless_repeated(reading, attachment, holder)
        for (holder, attachment), readings in zip(holders, found, strict=True)
        for reading in readings
    )


def attachments_of(message: Message) -> tuple[Attachment, ...]:
    """The message's attachments, then those of each original, in order."""
    return tuple(attachment for _, attachment in _with_attachments(message))


def read_each(attachments: Sequence[Attachment]) -> list[tuple[Reading, ...]]:
    """The readings of each attachment, in order, read here and now within one budget. Never raises."""
    budget = _budget()
    return [tuple(_readings(attachment, budget, 0)) for attachment in attachments]


def unopened(attachment: Attachment) -> tuple[Reading, ...] | None:
    """What can be said of an attachment whose contents are not looked into; None if it must be read."""
    media_type = kind_of(attachment)
    if media_type in _IGNORED:
        return (Ignored(attachment.name, media_type, _IGNORED[media_type]),)
    return None


def leaves(attachment: Attachment) -> tuple[Attachment | Reading, ...]:
    """What a file stands for, an item for each reading it gives: itself, or what is in it if it is a container."""
    return tuple(_leaves(attachment, _budget(), 0))


def _leaves(attachment: Attachment, budget: Budget, depth: int) -> Iterator[Attachment | Reading]:
    media_type = kind_of(attachment)
    if media_type not in _CONTAINERS:
        yield attachment
        return
    try:
        for item in list(_held(attachment, media_type, budget, depth)):
            if isinstance(item, Document):
                yield item
            else:
                yield from _leaves(item, budget, depth + 1)
    except Exception as error:  # noqa: BLE001 - as in _read_one
        yield unreadable(attachment, media_type, error)


def is_container(attachment: Attachment) -> bool:
    """Whether it is read as what it holds."""
    return kind_of(attachment) in _CONTAINERS


def has_text(attachment: Attachment) -> bool:
    """Whether it is read as lines and tables, without pages of their own."""
    return kind_of(attachment) in _READERS.keys() - {kind.PDF}


def load(media_type: str) -> None:
    """Loads what reading that type needs, so that it need not be loaded for each file. Never raises."""
    # What keeps the budget of a message unpacks containers too, and needs the reading of mail: seven tenths of the time
    # of a small file, if each process that reads one must load it anew.
    names = [f"{__name__}.containers"]
    if media_type in _READERS:
        names.append(f"{__name__}.{_READERS[media_type][0]}")
    if media_type in _PICTURES:
        names += [f"{__name__}.picture", f"{__name__}.scan"]
    for name in (*names, *_LIBRARIES.get(media_type, ())):
        with suppress(Exception):  # an optional library that is absent, or a broken one: the reader will say
            import_module(name)


def _with_attachments(message: Message) -> Iterator[tuple[Message, Attachment]]:
    yield from ((message, attachment) for attachment in message.attachments)
    for original in message.originals:
        yield from _with_attachments(original)


def _budget() -> Budget:
    from .containers import Budget

    return Budget()


def _readings(attachment: Attachment, budget: Budget | None, depth: int) -> Iterator[Reading]:
    media_type = kind_of(attachment)
    if media_type not in _CONTAINERS:
        yield _read_one(attachment, media_type)
        return
    found: list[Reading] = []
    try:
        found.extend(_unpacked(attachment, media_type, budget or _budget(), depth))
    except Exception as error:  # noqa: BLE001 - as in _read_one
        found.append(unreadable(attachment, media_type, error))
    yield from found


def _unpacked(attachment: Attachment, media_type: str, budget: Budget, depth: int) -> Iterator[Reading]:
    for item in _held(attachment, media_type, budget, depth):
        if isinstance(item, Document):
            yield item
        else:
            yield from _readings(item, budget, depth + 1)


def _held(attachment: Attachment, media_type: str, budget: Budget, depth: int) -> Iterator[Attachment | Document]:
    from .containers import unpack

    if depth >= budget.depth:
        raise TooLarge
    yield from unpack(attachment, media_type, budget)


def _read_one(attachment: Attachment, media_type: str) -> Reading:
    if media_type in _IGNORED:
        return Ignored(attachment.name, media_type, _IGNORED[media_type])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries speak of every oddity of a damaged file
            return _opened(attachment, media_type)
    except Exception as error:  # noqa: BLE001 - hostile bytes make third-party parsers raise anything; reading never does
        return unreadable(attachment, media_type, error)


def unreadable(attachment: Attachment, media_type: str, error: Exception) -> Unreadable:
    """What an exception of a reader says about a file."""
    return Unreadable(attachment.name, media_type, _reason(error), _detail(error))


def _opened(attachment: Attachment, media_type: str) -> Reading:
    if attachment.size > _MAX_OCTETS:
        raise TooLarge
    if media_type in _PICTURES:
        from .picture import read_picture

        return read_picture(attachment, media_type)
    if media_type in {kind.ENCRYPTED, kind.PGP_ENCRYPTED}:
        raise Encrypted
    if media_type not in _READERS:
        raise NotImplementedError
    module, function = _READERS[media_type]
    reader: Callable[[bytes], Taken] = getattr(import_module(f".{module}", __name__), function)
    taken = reader(attachment.content)
    return Document(attachment.name, media_type, taken.pages, taken.unread)


def _reason(error: Exception) -> str:
    reasons = {
        Encrypted: "encrypted",
        TooLarge: "too large",
        NoText: "no text found",
        NotImplementedError: "type not read",
        MemoryError: "too large",
    }
    return reasons.get(type(error), "damaged")


def _detail(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "reading it needs more memory than there is"
    return str(error) if isinstance(error, NoText) else ""


def kind_of(attachment: Attachment) -> str:
    """The attachment's type; where that says too little, what the bytes say."""
    if attachment.media_type == kind.PKCS7_MIME and is_bare_signature(attachment.content):
        return kind.PKCS7_SIGNATURE
    known = _READERS.keys() | _IGNORED.keys() | _PICTURES | _CONTAINERS
    if attachment.media_type in known - {kind.PLAIN, kind.ZIP}:
        return attachment.media_type
    found = kind.media_type_of(attachment.content, attachment.name)
    return found if found != kind.UNKNOWN or attachment.media_type not in known else attachment.media_type


def is_bare_signature(content: bytes) -> bool:
    """Whether a CMS object is signed data (RFC 5652 section 5) that has nothing inside: the text is elsewhere."""
    return _SIGNED_DATA in content[:64] and signed_content(content) is None


_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")


def _unless_repeated(reading: Reading, attachment: Attachment, message: Message) -> Reading:
    """Outlook's container repeats the mail's own text: read twice it would name everybody twice."""
    if not isinstance(reading, Document) or reading.name != attachment.name or reading.media_type != kind.TNEF:
        return reading
    own = _letters("".join(b.text for _, b in reading.blocks() if not isinstance(b, Table) and b.region == "body"))
    if own and own in _letters(message.text):
        return Ignored(reading.name, reading.media_type, "repeats the message")
    return reading


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
