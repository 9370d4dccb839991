"""How a delegation stands: computed from its revision and the meeting, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .case import Composition, Finding
from .delegation import Missing, PartStanding, Revision, Standing, State
from .flag import DEFAULT_SEVERITY, Severity
from .meeting import Invitee, Meeting, Part
from .rules import COMPOSITION_RULES


def findings(composition: Composition) -> tuple[Finding, ...]:
    """Everything the rules find in a composition."""
    return tuple(finding for rule in COMPOSITION_RULES for finding in rule(composition))


def standing_of(
    invitee: Invitee,
    revision: Revision | None,
    meeting: Meeting,
    severities: Mapping[str, Severity] = DEFAULT_SEVERITY,
    held_parts: Iterable[str] = (),
    also_missing: Iterable[Missing] = (),
) -> Standing:
    """The standing of one delegation in every part.

    ``held_parts`` are parts a message speaks of that waits for a person; ``also_missing`` what the rules
    cannot see in the composition alone (a bounced address).
    """
    held, extra = frozenset(held_parts), tuple(also_missing)
    parts = tuple(_part_standing(part, invitee, revision, severities, held, extra) for part in meeting.parts)
    return Standing(invitee.code, parts)


def _part_standing(
    part: Part,
    invitee: Invitee,
    revision: Revision | None,
    severities: Mapping[str, Severity],
    held: frozenset[str],
    extra: tuple[Missing, ...],
) -> PartStanding:
    members = revision.composition(part.id) if revision else ()
    everyone = revision.participants if revision else ()
    found = findings(Composition(members, (part,), invitee, everyone=everyone)) if members else ()
    missing = tuple(
        Missing(f.code, f.part or part.id, f.about, f.email)
        for f in found
        if severities.get(f.code, DEFAULT_SEVERITY[f.code]) == "ask"
    )
    missing += tuple(m for m in extra if m.part in (None, part.id) and members)
    due = part.milestone("note_verbale")
    state = _state(part.id, bool(members), bool(missing), revision, held)
    return PartStanding(part.id, state, members, missing, due.due_at if due else None)


def _state(part: str, has_members: bool, has_missing: bool, revision: Revision | None, held: frozenset[str]) -> State:
    if revision and part in revision.withdrawn and not has_members:
        return "withdrawn"
    if not has_members:
        return "held" if part in held else "silent"
    if not has_missing:
        return "complete"
    return "held" if part in held else "incomplete"
