"""Pictures: a photographed or faxed page is a document; logos and ornaments are not."""

from __future__ import annotations

import io

from ...domain.message import Attachment
from ..document import Document, Ignored, Reading, Unreadable
from .ocr import MAX_PIXELS
from .unread import Taken

# A page photographed too small to read, and anything smaller, is no document: letters under ten pixels high.
_LEAST_SIDE, _LEAST_LENGTH = 550, 800
_LEAST_SHEET = 800


def read_picture(attachment: Attachment, media_type: str) -> Reading:
    """The text in a picture big enough to be of a page; smaller ones are ignored."""
    name = attachment.name
    size = _size(attachment.content)
    if size is None:
        return Unreadable(name, media_type, "type not read" if media_type in _NEEDS_HEIF else "damaged")
    if not _is_page_sized(*size):
        return Ignored(name, media_type, "picture too small for a page")
    if size[0] * size[1] > MAX_PIXELS:
        return Unreadable(name, media_type, "too large")
    taken = pages_in(attachment.content)
    if any(page.blocks for page in taken.pages):
        return Document(name, media_type, taken.pages, taken.unread)
    if attachment.content_id is not None or attachment.is_inline:
        return Ignored(name, media_type, "picture without text")
    return Unreadable(name, media_type, "no text found", "; ".join(taken.unread))


def is_page(content: bytes) -> bool:
    """Whether the bytes are a picture that may be of a page, within bounds."""
    size = _size(content)
    return size is not None and _is_page_sized(*size) and size[0] * size[1] <= MAX_PIXELS


def is_like_page(content: bytes) -> bool:
    """As ``is_page``, of the shape of a sheet of paper and big enough to be read: no logo, no banner."""
    size = _size(content)
    if size is None or not is_page(content):
        return False
    short, long = sorted(size)
    return short >= _LEAST_SHEET and 1.2 <= long / short <= 1.75


def pages_in(content: bytes) -> Taken:
    """The recognised pages of a picture; none without the recogniser."""
    from .ocr import read_picture_pages

    return read_picture_pages(content)


def _is_page_sized(width: int, height: int) -> bool:
    short, long = sorted((width, height))
    return short >= _LEAST_SIDE and long >= _LEAST_LENGTH and long <= 8 * short


def _size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels without decoding the picture; None if it is none."""
    try:
        from PIL import Image
    except ImportError:
        return None
    learn_heic(content)
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except Exception:  # noqa: BLE001 - decoders raise many kinds on damaged pictures
        return None


_NEEDS_HEIF = frozenset({"image/heic", "image/avif"})


def learn_heic(content: bytes) -> None:
    """HEIC needs a library of its own; without it such pictures stay unread."""
    if content[4:8] != b"ftyp":
        return
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return
    register_heif_opener()
