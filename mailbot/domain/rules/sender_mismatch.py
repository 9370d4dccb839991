"""``sender_mismatch``: the sender is another delegation's, or the header shows somebody else than it has."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding
from mailbot.domain.speaking import changes_speakers


def check(case: Case) -> Iterator[Finding]:
    """One finding if note and sender disagree or something in the header does not fit, saying what."""
    if case.speaks_for_delegation:
        sentences = [*_listed_elsewhere(case), *case.provenance.oddities]
        if sentences:
            detail = " ".join(sentences)
            yield Finding("sender_mismatch", None, case.sender, detail, always_holds=changes_speakers(case))


def _listed_elsewhere(case: Case) -> Iterator[str]:
    stated, listed = case.submission.stated, case.submission.by_address
    if stated and listed and stated not in listed and not case.sender_is_staff:
        yield f"The note is of {stated}, but the sender's address belongs to {', '.join(listed)}."
