"""Submission and what is known → flags. Pure: the same case always gives the same flags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from .case import Case, Composition, Finding
from .compose import Composed, apply, as_participant
from .delegation import Revision
from .flag import DEFAULT_SEVERITY, Flag, Severity
from .identity import address_key
from .meeting import Invitees, Meeting, Part
from .provenance import UNKNOWN, Provenance
from .rules import CASE_RULES
from .standing import findings
from .submission import Submission


def case_of(
    submission: Submission,
    meeting: Meeting,
    invitees: Invitees,
    *,
    sender: str | None,
    received_at: datetime | None,
    staff: frozenset[str] = frozenset(),
    current: Revision | None = None,
    references: tuple[str, ...] = (),
    has_record: bool = False,
    provenance: Provenance = UNKNOWN,
) -> Case:
    """The case the rules look at.

    ``received_at`` is when the message reached the receiving server. Without a record only what a message
    itself says is judged: a delta then is no whole composition.
    """
    composed = apply(current, submission, meeting) if has_record else _named_only(submission)
    known = tuple(part for p in submission.parts if (part := meeting.part(p)))
    change = submission.revision
    is_whole = submission.kind == "submission" and (has_record or change is None or change.kind == "replace")
    composition = Composition(composed.participants, known, invitees.get(submission.delegation), is_whole)
    return Case(
        submission=submission,
        meeting=meeting,
        invitees=invitees,
        composition=composition,
        sender=sender,
        sender_is_staff=bool(sender) and address_key(sender) in staff,
        received_at=received_at,
        current=current,
        references=references,
        has_record=has_record,
        troubles=composed.troubles,
        provenance=provenance,
    )


def assess(case: Case, severities: Mapping[str, Severity] = DEFAULT_SEVERITY) -> tuple[Flag, ...]:
    """Every flag due on the case, each once, in the order of the rules."""
    found: list[Finding] = [finding for rule in CASE_RULES for finding in rule(case)]
    if case.is_submission and case.composition.participants:
        found += findings(_judged(case.composition))
    return tuple(dict.fromkeys(as_flags(found, severities)))


def as_flags(found: Iterable[Finding], severities: Mapping[str, Severity]) -> Iterable[Flag]:
    """Findings with the severity the configuration gives them."""
    for f in found:
        severity = "hold" if f.always_holds else severities.get(f.code, DEFAULT_SEVERITY[f.code])
        yield Flag(f.code, severity, f.part, f.about, f.detail)


def _judged(composition: Composition) -> Composition:
    """Only who is in the parts the submission speaks of."""
    parts: tuple[Part, ...] = composition.parts
    if not parts:
        return composition
    ids = {part.id for part in parts}
    members = tuple(p for p in composition.participants if any(q.part in ids for q in p.participations))
    return Composition(members, parts, composition.invitee, composition.is_whole, composition.participants)


def _named_only(submission: Submission) -> Composed:
    return Composed(tuple(as_participant(p, submission.parts, n) for n, p in enumerate(submission.persons)))
