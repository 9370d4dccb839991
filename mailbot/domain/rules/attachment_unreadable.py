"""``attachment_unreadable``: an attachment could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding for each, with the reason."""
    if case.submission.kind in {"automatic", "bounce", "complaint"}:
        return
    for attachment in case.submission.attachments:
        if attachment.status == "unreadable":
            why = (
                f"{attachment.reason or 'reason unknown'} ({attachment.detail})"
                if attachment.detail
                else attachment.reason
            )
            detail = f"{attachment.name} could not be read: {why or 'reason unknown'}."
            yield Finding("attachment_unreadable", None, attachment.name, detail)
