"""``nothing_understood``: a person wrote, and nothing in it could be recorded."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding for an empty message, or a submission in which nobody was found."""
    submission = case.submission
    if submission.kind == "empty":
        yield Finding("nothing_understood", detail="The message has no text that could be read.")
    elif submission.kind == "unreadable" and not any(a.status == "unreadable" for a in submission.attachments):
        yield Finding("nothing_understood", detail="There is something in the message that could not be read.")
    elif submission.kind == "submission" and not submission.persons:
        change = submission.revision
        if not (change and change.remove):
            yield Finding("nothing_understood", detail="It looks like a submission, but no person was found in it.")
