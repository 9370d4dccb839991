"""``reference_duplicate``: another note with this reference is already recorded for the delegation."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding
from mailbot.domain.identity import reference_key


def check(case: Case) -> Iterator[Finding]:
    """One finding if the reference has been seen before."""
    reference = case.submission.reference
    if case.is_submission and reference and reference_key(reference) in {reference_key(r) for r in case.references}:
        yield Finding("reference_duplicate", None, reference, f"A note with the reference {reference} came before.")
