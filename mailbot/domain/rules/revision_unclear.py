"""``revision_unclear``: it cannot be told what this changes, or what it changes is not in the record."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.domain.case import Case, Finding
from mailbot.domain.identity import reference_key


def check(case: Case) -> Iterator[Finding]:
    """Findings of the reading, of applying the change, and for a change to something not recorded."""
    for doubt in case.submission.doubts:
        if doubt.code == "revision_unclear":
            detail = doubt.detail or "It cannot be told whether this replaces the earlier composition or adds to it."
            yield Finding("revision_unclear", doubt.part, doubt.about, detail)
    yield from (trouble for trouble in case.troubles if trouble.code == "revision_unclear")
    change = case.submission.revision
    if not (case.has_record and case.is_submission and change and change.kind == "delta"):
        return
    if case.current is None:
        yield Finding(
            "revision_unclear", detail="It changes an earlier note, but none is recorded for this delegation."
        )
    elif change.of and case.references and not _known(change.of, case.references):
        detail = f"It changes the note {change.of}, which is not in the record."
        yield Finding("revision_unclear", None, change.of, detail)


def _known(reference: str, recorded: tuple[str, ...]) -> bool:
    wanted = reference_key(reference)
    return any(wanted in key or key in wanted for key in map(reference_key, recorded) if key)
