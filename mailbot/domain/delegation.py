"""The delegation: its revisions, who is in it now, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from .submission import Mode, Role, Source, Speaker

RevisionKind = Literal["first", "replace", "delta", "withdrawal", "correction"]


@dataclass(frozen=True, slots=True)
class Participation:
    """A participant in one part: role, speaker status, mode and place in the list belong to (participant, part)."""

    part: str
    role: Role = "delegate"
    speaker: Speaker | None = None
    mode: Mode | None = None
    order: int = 0


@dataclass(frozen=True, slots=True)
class Participant:
    """One recorded member of a delegation, with where each field was read."""

    family: str | None
    given: str | None = None
    title: str | None = None
    function: str | None = None
    affiliation: str | None = None
    email: str | None = None
    phone: str | None = None
    order_certain: bool = True
    latin: bool = True
    email_fault: str | None = None
    participations: tuple[Participation, ...] = ()
    sources: dict[str, Source] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """Given name and family name, in that order."""
        return " ".join(part for part in (self.given, self.family) if part)

    def in_part(self, part: str) -> Participation | None:
        """The participation in that part, or None."""
        return next((p for p in self.participations if p.part == part), None)


def in_order(participants: Iterable[Participant], part: str) -> tuple[Participant, ...]:
    """Those who are in that part, in the order of the note verbale about it."""
    seated = [(seat.order, p) for p in participants if (seat := p.in_part(part))]
    return tuple(p for _, p in sorted(seated, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class Revision:
    """The composition after one message or one staff decision. Never changed, only followed by another.

    ``cause`` is ``message:<id>`` or ``decision:<id>``; ``message`` the message it rests on either way.
    ``parts`` are the parts this revision speaks of; ``participants`` is the whole composition after it, all
    parts; ``withdrawn`` the parts the delegation has said it will not attend. ``content_hash`` identifies what
    a person saw when they decided.
    """

    delegation: str
    number: int
    kind: RevisionKind
    cause: str
    received_at: datetime
    parts: tuple[str, ...]
    participants: tuple[Participant, ...]
    reference: str | None = None
    replaces: str | None = None
    withdrawn: tuple[str, ...] = ()
    late_parts: tuple[str, ...] = ()
    language: str | None = None
    content_hash: str = ""
    message: str | None = None

    def composition(self, part: str) -> tuple[Participant, ...]:
        """Who is in that part, in the order of the note verbale."""
        return in_order(self.participants, part)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one participant, before and after; ``field`` as in Participant or ``RC1.speaker``."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ParticipantChange:
    """One participant present in both revisions, and what differs."""

    participant: Participant
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed from one revision to another."""

    added: tuple[Participant, ...] = ()
    removed: tuple[Participant, ...] = ()
    changed: tuple[ParticipantChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


State = Literal["silent", "incomplete", "complete", "withdrawn", "held"]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing still wanted. ``code`` is a flag code; ``about`` the person meant; ``email`` the address at fault."""

    code: str
    part: str | None = None
    about: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class PartStanding:
    """How a delegation stands for one part at a moment."""

    part: str
    state: State
    participants: tuple[Participant, ...] = ()
    missing: tuple[Missing, ...] = ()
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a delegation stands: computed from its revision, the meeting and ``now``; never stored."""

    delegation: str
    parts: tuple[PartStanding, ...]

    def part(self, part: str) -> PartStanding | None:
        """The standing for that part, or None."""
        return next((p for p in self.parts if p.part == part), None)
