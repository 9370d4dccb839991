"""What the rules look at: one submission beside what is known. Built outside, judged purely."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from .delegation import Participant, Participation, Revision, in_order
from .identity import is_same_person, same_address
from .meeting import Invitee, Invitees, Meeting, Part
from .provenance import UNKNOWN, Provenance
from .submission import Submission


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. ``detail`` is one sentence for staff; ``email`` the address at fault, if one is.

    ``always_holds``: a person decides, whatever severity the configuration gives the code.
    """

    code: str
    part: str | None = None
    about: str | None = None
    detail: str = ""
    email: str | None = None
    always_holds: bool = False


@dataclass(frozen=True, slots=True)
class Composition:
    """Who is in which parts, as it would stand.

    ``is_whole`` is False where only a change is at hand (a delta without its record): then only what is
    named is judged, and nobody is missing. ``everyone`` is the whole delegation where ``participants`` are
    those of some parts only.
    """

    participants: tuple[Participant, ...]
    parts: tuple[Part, ...]
    invitee: Invitee | None = None
    is_whole: bool = True
    everyone: tuple[Participant, ...] = ()

    def has_head(self) -> bool:
        """Whether the delegation has a head at all: one who attends another part only leads it all the same."""
        people = self.everyone or self.participants
        return any(seat.role == "head" for person in people for seat in person.participations)

    def seats(self) -> Iterator[tuple[str | None, tuple[tuple[Participant, Participation], ...]]]:
        """Each part (None where the message names none) with its members and their seats."""
        for part in self.parts:
            yield part.id, tuple((p, seat) for p in self.participants if (seat := p.in_part(part.id)))
        if not self.parts:
            yield None, tuple((p, p.participations[0]) for p in self.participants if p.participations)

    def of(self, part: Part) -> tuple[Participant, ...]:
        """Who is in that part."""
        return in_order(self.participants, part.id)

    def speakers(self, part: Part) -> tuple[Participant, ...]:
        """Who speaks in that part, primary or alternate."""
        return tuple(p for p in self.of(part) if (q := p.in_part(part.id)) and q.speaker)

    def sharing(self, address: str) -> tuple[Participant, ...]:
        """The different people of the whole delegation who have that address."""
        found: list[Participant] = []
        for person in (*self.participants, *self.everyone):
            if same_address(person.email, address) and not any(is_same_person(person, other) for other in found):
                found.append(person)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Case:
    """One submission with its circumstances.

    ``sender`` is the address that counts (the original one of a forwarded message). ``current`` is the
    delegation's latest revision; ``references`` those recorded for it before. ``has_record`` is False
    when there is no memory at hand (``mailbot parse``). ``last_told`` is the revision the delegation last heard
    of, where that is not ``current`` (a correction by staff).
    """

    submission: Submission
    meeting: Meeting
    invitees: Invitees
    composition: Composition
    sender: str | None = None
    sender_is_staff: bool = False
    received_at: datetime | None = None
    current: Revision | None = None
    references: tuple[str, ...] = ()
    has_record: bool = False
    troubles: tuple[Finding, ...] = ()
    last_told: Revision | None = None
    provenance: Provenance = UNKNOWN

    @property
    def invitee(self) -> Invitee | None:
        """The invitee the submission is for, if the list has it."""
        return self.invitees.get(self.submission.delegation)

    @property
    def is_submission(self) -> bool:
        """Whether the message names people for a delegation."""
        return self.submission.kind == "submission"

    @property
    def speaks_for_delegation(self) -> bool:
        """Whether it says who takes part, or that nobody does: what only the delegation may say."""
        return self.submission.kind in {"submission", "withdrawal"}

    @property
    def is_full(self) -> bool:
        """Whether it gives a whole composition (first or replacing), not a change."""
        return self.is_submission and (self.submission.revision is None or self.submission.revision.kind == "replace")


CompositionRule = Callable[[Composition], Iterator[Finding]]
CaseRule = Callable[[Case], Iterator[Finding]]
