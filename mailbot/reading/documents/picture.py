"""Pictures: a photographed or faxed page is a document; logos and ornaments are not."""

from __future__ import annotations

import io

from ...domain.message import Attachment
from ..document import Document, Ignored, Reading, Unreadable

MAX_PIXELS = 80_000_000
# A page photographed too small to read, and anything smaller, is no document: letters under ten pixels high.
_LEAST_SIDE, _LEAST_LENGTH = 550, 800


def read_picture(attachment: Attachment, media_type: str) -> Reading:
    """The text in a picture big enough to be of a page; smaller ones are ignored."""
    from PIL import Image, UnidentifiedImageError

    if media_type in {"image/heic", "image/avif"}:
        _learn_heic()
    name = attachment.name
    try:
        with Image.open(io.BytesIO(attachment.content)) as picture:
            width, height = picture.size
    except UnidentifiedImageError:
        return Unreadable(name, media_type, "type not read" if media_type == "image/heic" else "damaged")
    if (
        min(width, height) < _LEAST_SIDE
        or max(width, height) < _LEAST_LENGTH
        or max(width, height) > 8 * min(width, height)
    ):
        return Ignored(name, media_type, "picture too small for a page")
    if width * height > MAX_PIXELS:
        return Unreadable(name, media_type, "too large")
    from .ocr import read_picture_pages

    pages = read_picture_pages(attachment.content)
    if any(page.blocks for page in pages):
        return Document(name, media_type, pages)
    if attachment.content_id is not None or attachment.is_inline:
        return Ignored(name, media_type, "picture without text")
    return Unreadable(name, media_type, "no text found")


def _learn_heic() -> None:
    """HEIC needs a library of its own; without it such pictures stay unread."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return
    register_heif_opener()
