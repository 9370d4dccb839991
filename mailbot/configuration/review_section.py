"""``[review]``: how staff decide beside the command line and the page."""

from __future__ import annotations

from .model import MailboxSettings, ReviewSettings
from .section import Section


def read_review(top: Section, mailbox: MailboxSettings) -> ReviewSettings:
    """The ``[review]`` section. A reply decides only where the receiving server says whose it is."""
    section = top.section("review")
    settings = ReviewSettings(by_mail=section.switch("by_mail", False))
    if settings.by_mail and not mailbox.authserv_id:
        section.fault("by_mail", "needs mailbox.authserv_id: name the receiving server, which says who a reply is from")
    return settings
