"""The desk: what the flows work with. Built in one place (daemon.py), handed to every flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from .accepted import ACCEPTED_ADDRESSES, with_accepted
from .config import Config
from .domain.calendar import Hours
from .domain.correspondents import is_known
from .domain.decide import Policy
from .domain.delegation import Missing, Revision, Standing
from .domain.flag import DEFAULT_SEVERITY, WHO_CODES, Severity
from .domain.identity import address_key, fold
from .domain.letter import Intent, Letter
from .domain.meeting import Basis, Invitee, Invitees
from .domain.record import FlagRecord
from .domain.standing import standing_of
from .ports import Archive, Mailbox, Store
from .reading.documents import Read, read_each
from .reading.validity import address_fault

if TYPE_CHECKING:
    from .ahead import Ahead, Readers


class Letters(Protocol):
    """Writes letters out in full."""

    def render(self, intent: Intent, now: datetime, invitee: Invitee | None) -> Letter:
        """The letter an intent asks for, complete with subject, text and attachments."""
        ...


Clock = Callable[[], datetime]
AddressFault = Callable[[str], str | None]
Handled = Callable[[str, float], object]


def _unnoted(disposition: str, seconds: float) -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Configuration, record, archive, mailbox and letter writer.

    ``clock`` gives aware datetimes in UTC; ``address_fault`` says in one sentence why an address cannot be one;
    ``handled`` is told the disposition of each message and how many seconds it took.
    ``read`` reads attachments, ``readers`` several at once, and ``ahead`` those of the messages that come next: only
    where there are processes for it, and whoever takes in a mailbox sees to it. ``signing_key`` signs the tokens that
    decide by mail; empty where nothing is decided so.
    """

    config: Config
    store: Store
    archive: Archive
    mailbox: Mailbox
    letters: Letters
    clock: Clock
    address_fault: AddressFault = address_fault
    handled: Handled = _unnoted
    read: Read = read_each
    readers: Readers | None = None
    ahead: Ahead | None = None
    signing_key: bytes = b""

    @property
    def staff(self) -> frozenset[str]:
        """Addresses of the staff, as ``address_key`` writes them."""
        return frozenset(address_key(address) for address in self.config.secretariat.staff)

    @property
    def invitees(self) -> Invitees:
        """The invitee list, with the addresses staff have accepted since."""
        return with_accepted(self.config.invitees, self.store.setting(ACCEPTED_ADDRESSES) or "")

    @property
    def basis(self) -> Basis:
        """What messages are understood by now."""
        return Basis(self.config.meeting, self.invitees, self.staff)

    @property
    def severities(self) -> dict[str, Severity]:
        """Severity by flag code, as configured."""
        return {**DEFAULT_SEVERITY, **self.config.severities}

    @property
    def policy(self) -> Policy:
        """What the deciding rules need of the configuration."""
        return Policy(self.config.secretariat.default_language, self.severities)

    @property
    def hours(self) -> Hours:
        """When reminders may go."""
        letters = self.config.letters
        return Hours(letters.reminder_time, letters.quiet_from, letters.quiet_until)

    def write(self, intent: Intent, now: datetime) -> Letter:
        """The letter for an intent, with the invitee it is for."""
        return self.letters.render(intent, now, self.invitees.get(intent.delegation))


def standing(desk: Desk, code: str, revision: Revision | None = None) -> Standing:
    """How a delegation stands now; what waits for a person and what bounced counts too.

    Only a message of somebody known for the delegation (or of staff) holds it: a stranger's cannot, nor one of
    which it is not certain whose it is.
    Raises KeyError for a code that is not invited.
    """
    invitee = desk.invitees.get(code)
    if invitee is None:
        raise KeyError(code)
    revision = revision or desk.store.current_revision(code)
    flags = desk.store.open_flags(delegation=code)
    doubted = {record.message for record in flags if record.flag.code in WHO_CODES}
    held: set[str] = set()
    for record in flags:
        if record.flag.severity == "hold" and record.flag.code != "bounce" and record.message:
            message = desk.store.message(record.message)
            sender = message.sender if message else None
            is_theirs = bool(sender) and (is_known(sender or "", invitee) or address_key(sender) in desk.staff)
            if message is None or not is_theirs or record.message in doubted:
                continue
            read = message.submission.parts if message.submission else ()
            held |= set(read) or {part.id for part in desk.config.meeting.parts}
    bounced = dead_addresses(desk, code)
    missing = tuple(
        Missing("email_invalid", seat.part, person.full_name, person.email)
        for person in (revision.participants if revision else ())
        if person.email and fold(person.email) in bounced and not person.email_fault
        for seat in person.participations
        if seat.speaker
    )
    return standing_of(invitee, revision, desk.config.meeting, desk.severities, held, missing)


def dead_addresses(desk: Desk, delegation: str | None = None) -> frozenset[str]:
    """Addresses, folded, from which letters came back for good: of one delegation, or all.

    Dismissing the flag does not make one good again; naming it in a submission, or recording it by a decision,
    after the letter came back does, and so does rejecting the bounce.
    """
    flags = desk.store.flags_with("bounce", delegation=delegation)
    return frozenset(
        fold(record.flag.about) for record in flags if record.flag.about and not _is_confirmed(desk, record)
    )


def _is_confirmed(desk: Desk, bounce: FlagRecord) -> bool:
    if bounce.verdict == "rejected":
        return True
    if bounce.delegation is None or not bounce.flag.about:
        return not bounce.is_open
    return any(
        message.disposition == "recorded"
        and message.handled_at > bounce.raised_at
        and message.submission is not None
        and any(fold(person.email) == fold(bounce.flag.about) for person in message.submission.persons)
        for message in desk.store.messages_of(bounce.delegation)
    )
