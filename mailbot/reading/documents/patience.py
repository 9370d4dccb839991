"""How long a document may be read: counted by whoever reads it in a process of its own, unlimited elsewhere.

Reading has no clock of its own. The process around it (mailbot/adapters/sandbox) sets ``PATIENCE`` to one that
has; then readers stop between pages when time is up and tell what they left out, instead of losing everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# A page that cannot be recognised costs its time for nothing; this many times that, and the rest is not tried.
_FRUITLESS_PAGES = 1


class NeedsRecognition(BaseException):
    """A page is a picture, and this is not the time to recognise it. No reader may keep it: hence no Exception."""


@dataclass(slots=True)
class Patience:
    """Seconds of processor time, of this process and of the programs it has run.

    ``spent`` is the clock. ``document_seconds`` are for a whole document, its scanned pages apart, of which each
    may take ``page_seconds``; ``at_page`` is called before each of them. ``is_lost`` tells that something was cut
    for lack of time. ``recognises`` is False where pictures are not to be recognised: they were, the first time.
    Where they ``must_wait`` the first scanned page ends the reading with NeedsRecognition.
    """

    spent: Callable[[], float] = lambda: 0.0
    document_seconds: float = 1e9
    page_seconds: float = 45
    at_page: Callable[[], None] = lambda: None
    is_lost: bool = False
    recognises: bool = True
    must_wait: bool = False
    _page_began: float = 0.0
    _fruitless: float = 0.0

    def is_over(self) -> bool:
        """Whether no further page of text may be begun: three quarters of the time are gone."""
        if self.spent() > 0.75 * self.document_seconds:
            self.is_lost = True
            return True
        return False

    def begin_page(self) -> bool:
        """Begins a scanned page; False if too much time went into pages that gave nothing.

        Raises NeedsRecognition.
        """
        if self.must_wait:
            raise NeedsRecognition
        if self._fruitless >= self.page_seconds * _FRUITLESS_PAGES:
            return False
        self.at_page()
        self._page_began = self.spent()
        return True

    def end_page(self, *, has_text: bool) -> None:
        """Ends a scanned page."""
        if not has_text:
            self._fruitless += self.spent() - self._page_began

    def left_for_page(self) -> float:
        """Seconds the scanned page in hand may still take; none or less if it must stop."""
        left = self.page_seconds - (self.spent() - self._page_began)
        if left <= 0:
            self.is_lost = True
        return left

    @property
    def why(self) -> str:
        """Why the rest of a document was not read, as the end of a sentence."""
        return f"reading it took more than {self.document_seconds:g} seconds"

    @property
    def why_page(self) -> str:
        """Why a scanned page was not read, as the end of a sentence."""
        return f"recognition took more than {self.page_seconds:g} seconds"


PATIENCE = Patience()
"""The patience of this process."""
