"""Recognition of scanned pages by the tesseract program, where it is installed."""

from __future__ import annotations

from ..document import Page


def read_pdf_pages(content: bytes, pages: list[int]) -> dict[int, Page]:
    """Recognised pages of a PDF by index; none without tesseract."""
    del content, pages
    return {}


def read_picture_pages(content: bytes) -> tuple[Page, ...]:
    """Recognised pages of a picture file; none without tesseract."""
    del content
    return ()
