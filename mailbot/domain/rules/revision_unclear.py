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
    yield from _unannounced(case)
    yield from _overtaken(case)
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


def _unannounced(case: Case) -> Iterator[Finding]:
    """A note that says nothing of an earlier one, and names so few that it is hardly the whole delegation."""
    submission = case.submission
    if not (case.has_record and case.is_submission and submission.revision is None and case.current):
        return
    for part in submission.parts:
        recorded = len(case.current.composition(part))
        named = [p for p in submission.persons if p.parts is None or part in p.parts]
        has_head = any(person.role == "head" for person in named)
        if named and (recorded > 2 * len(named) or (recorded > len(named) and not has_head)):
            detail = f"It names {len(named)} for {part} where {recorded} are recorded, without a word about the others."
            yield Finding("revision_unclear", part, None, detail)


def _overtaken(case: Case) -> Iterator[Finding]:
    """A note that came before the one recorded last: what it says may be out of date."""
    if not (case.has_record and case.is_submission and case.current and case.received_at):
        return
    if case.received_at < case.current.received_at:
        detail = "A note that came later has been recorded already: see which of the two stands."
        yield Finding("revision_unclear", detail=detail)


def _known(reference: str, recorded: tuple[str, ...]) -> bool:
    wanted = reference_key(reference)
    return any(wanted in key or key in wanted for key in map(reference_key, recorded) if key)
