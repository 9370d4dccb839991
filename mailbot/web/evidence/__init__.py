"""The evidence: originals as people see them, with the words marked that each field was read from.

``Viewer`` is the way in. Knows nothing of the page that draws what it gives.
"""

from .fields import Evidence, evidence_of
from .sanitised import mail_html
from .view import (
    MAIL_KEY,
    BoxMark,
    Heading,
    Original,
    PageView,
    Picture,
    Segment,
    TextBlock,
    TextCell,
    TextLine,
    TextTable,
)
from .viewer import WIDTH_PX, Sight, Viewer

__all__ = [
    "MAIL_KEY",
    "WIDTH_PX",
    "BoxMark",
    "Evidence",
    "Heading",
    "Original",
    "PageView",
    "Picture",
    "Segment",
    "Sight",
    "TextBlock",
    "TextCell",
    "TextLine",
    "TextTable",
    "Viewer",
    "evidence_of",
    "mail_html",
]
