"""The meeting, its parts and who is invited: data that will change in mid-campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from .identity import address_key, domain_key
from .public_domains import is_public

Format = Literal["in_person", "virtual", "hybrid"]
SenderPolicy = Literal["addresses", "verified"]
"""``addresses``: only listed or accepted ones may write. ``verified``: the receiving server must vouch for them."""
Category = Literal["state_party", "signatory", "observer_state", "un", "observer_1_2", "observer_1_3"]

STATE_CATEGORIES: frozenset[str] = frozenset({"state_party", "signatory", "observer_state"})


def in_language(texts: Mapping[str, str], language: str, default: str = "en") -> str:
    """The text in ``language``, else in ``default``, else in any language there is, else empty."""
    return texts.get(language) or texts.get(default) or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Speakers:
    """How many speakers of each kind a part allows, and whether each needs a personal address."""

    primary: int = 1
    alternate: int = 1
    personal_email: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """A sitting on every day of the part, in the meeting's local time."""

    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Milestone:
    """A deadline of a part. ``due_at`` is aware; no hour stated means 23:59 in the meeting's zone.

    ``kind``: ``note_verbale`` (asked of the delegation), ``indico`` and ``connection_test`` (asked of each
    speaker personally). Reminders go out ``remind_days_before`` the local date of ``due_at``; 0 is the day.
    """

    kind: str
    due_at: datetime
    remind_days_before: tuple[int, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of the meeting with its own dates and format; ``speakers`` None: no speaker requirement."""

    id: str
    title: dict[str, str]
    starts_on: date
    ends_on: date
    format: Format
    aliases: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()
    platform: str | None = None
    webcast: str | None = None
    place: dict[str, str] = field(default_factory=dict)
    speakers: Speakers | None = None
    milestones: tuple[Milestone, ...] = ()

    def milestone(self, kind: str) -> Milestone | None:
        """The milestone of that kind, if the part has one."""
        return next((m for m in self.milestones if m.kind == kind), None)

    def is_late(self, received_at: datetime) -> bool:
        """Whether a note that arrived then missed the part's deadline: "23:59" lasts until 23:59:59."""
        due = self.milestone("note_verbale")
        return due is not None and received_at >= due.due_at + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting. ``timezone`` is an IANA name; ``title`` by language."""

    id: str
    title: dict[str, str]
    timezone: str
    parts: tuple[Part, ...]
    place: dict[str, str] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The meeting's time zone."""
        return ZoneInfo(self.timezone)

    def part(self, part_id: str) -> Part | None:
        """The part of that id, or None."""
        return next((p for p in self.parts if p.id == part_id), None)


@dataclass(frozen=True, slots=True)
class Invitee:
    """A State or organisation that is invited, and who may speak for it.

    ``emails`` are its own addresses: they are written to. Whoever has an address in the domain of one of them, or
    in ``domains`` or below, may write for it too, unless ``policy`` says otherwise. ``accepted`` are addresses staff
    have accepted for it since: they may write, and are written to only in answer.
    """

    code: str
    name: str
    category: Category
    language: str | None = None
    emails: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    policy: tuple[SenderPolicy, ...] = ()
    accepted: tuple[str, ...] = ()

    def has_address(self, address: str) -> bool:
        """Whether it is one of its addresses, listed or accepted."""
        wanted = address_key(address)
        return any(address_key(known) == wanted for known in (*self.emails, *self.accepted))

    def has_domain(self, domain: str) -> bool:
        """Whether an address in this domain speaks for it; never one anybody can get an address in."""
        wanted = domain_key(domain)
        if not wanted or "addresses" in self.policy or is_public(wanted):
            return False
        below = any(wanted == d or wanted.endswith("." + d) for d in map(domain_key, self.domains))
        return below or any(domain_key(email.rpartition("@")[2]) == wanted for email in self.emails)

    @property
    def is_state(self) -> bool:
        """Whether it is answered by note verbale (a State) rather than by letter (an organisation)."""
        return self.category in STATE_CATEGORIES


@dataclass(frozen=True, slots=True)
class Invitees:
    """The invitee list."""

    all: tuple[Invitee, ...] = ()

    def get(self, code: str | None) -> Invitee | None:
        """The invitee of that code, or None."""
        return next((i for i in self.all if i.code == code), None)

    def by_address(self, address: str) -> tuple[Invitee, ...]:
        """Every invitee that has exactly this address, listed or accepted."""
        return tuple(i for i in self.all if i.has_address(address))

    def by_domain(self, domain: str) -> tuple[Invitee, ...]:
        """Every invitee for which an address in this domain speaks."""
        return tuple(i for i in self.all if i.has_domain(domain))


@dataclass(frozen=True, slots=True)
class Basis:
    """What a message is understood by, besides itself; ``staff`` are addresses as ``address_key`` writes them."""

    meeting: Meeting
    invitees: Invitees
    staff: frozenset[str]
