"""Understanding a message: who writes, for which parts, under which reference, changing what, naming whom.

``understand`` is the only way in. Pure: no clock, no network, never raises on any message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mailbot.domain.correspondents import sender_that_counts
from mailbot.domain.meeting import Invitees, Meeting
from mailbot.domain.message import Address, Attachment, AttachmentStatus, Message
from mailbot.domain.submission import AttachmentReading, Change, Doubt, Kind, Language, Person, Source, Submission
from mailbot.reading.document import Document, Reading, Unreadable

from .anatomy import Strand, pattern
from .carriers import Carriers, carriers_of
from .certainty import doubts_of
from .cross_checks import doubts_of as cross_checks
from .cross_checks import with_confidence
from .dates import dates_in
from .kind import greets, kind_of, withdrawal_in
from .language import language_of
from .parts import PartsRead, parts_of
from .people import Context, People
from .persons import find
from .reference import References, references_of
from .renderings import by_initials, differing
from .revision import RevisionRead, revision_of
from .sender import Sender, sender_of
from .volume import cuts_of

__all__ = ["understand"]


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything read of the note itself, before it is judged what kind of message it is."""

    carriers: Carriers
    language: Language
    sender: Sender
    references: References
    parts: PartsRead
    withdrawn: PartsRead
    people: People
    beside: People
    withdrawal: tuple[Strand, int, int] | None


def understand(
    message: Message,
    readings: Sequence[Reading],
    meeting: Meeting,
    invitees: Invitees,
    staff: frozenset[str] = frozenset(),
) -> Submission:
    """What the message says about a delegation (contract section 2).

    ``readings`` are those of the attachments of the message and of its originals, in order. ``staff`` are
    casefolded addresses: what they forward counts as its original sender's, and their own words as nobody's.
    """
    counts = sender_that_counts(message, staff)
    carriers = carriers_of(message, counts, readings, staff)
    read = _read(carriers, counts, meeting, invitees)
    kind = kind_of(
        counts if counts.bounce or counts.is_complaint else message,
        carriers.written(),
        readings,
        read.people,
        withdraws=read.withdrawal is not None,
        note_greets=greets([*carriers.note, *carriers.cover]),
    )
    return _submission(kind, read, message, counts, readings)


def _read(carriers: Carriers, counts: Message, meeting: Meeting, invitees: Invitees) -> _Read:
    language = _language(carriers, counts.sender, invitees)
    headings = [carriers.subject, *carriers.names]
    sender = sender_of(carriers.note, carriers.cover, headings, counts.sender, invitees, language)
    references = references_of(carriers.note, carriers.cover, carriers.subject, carriers.names)
    strands = [*carriers.note, *carriers.cover, carriers.subject]
    withdrawal = withdrawal_in(strands)
    received_on = _received_on(counts, meeting)
    parts, withdrawn = _parts(carriers, meeting, received_on, withdraws=withdrawal is not None)
    people = find(carriers.documents, Context(language, meeting, parts.parts))
    if withdrawal is not None and people.leaving:
        withdrawal = withdrawal_in(strands, people.leaving)
        if withdrawal is None:
            parts, withdrawn = _parts(carriers, meeting, received_on, withdraws=False)
            people = find(carriers.documents, Context(language, meeting, parts.parts))
    beside = find(carriers.beside, Context(language, meeting, parts.parts))
    return _Read(carriers, language, sender, references, parts, withdrawn, people, beside, withdrawal)


def _parts(
    carriers: Carriers, meeting: Meeting, received_on: date | None, *, withdraws: bool
) -> tuple[PartsRead, PartsRead]:
    """The parts the note is for, and those it withdraws from; the latter are none of the former if others are left."""
    groups = (carriers.note, carriers.cover, [carriers.subject], carriers.names)
    every = parts_of(groups, meeting, received_on)
    if not withdraws:
        return every, PartsRead()
    withdrawn = parts_of(groups, meeting, received_on, pattern("kind", "withdrawal"))
    left = tuple(part for part in every.parts if part not in withdrawn.parts)
    return (PartsRead(left, every.source) if left else every), withdrawn


def _received_on(message: Message, meeting: Meeting) -> date | None:
    at = message.received_at or message.sent_at
    return at.astimezone(meeting.zone).date() if at else None


def _language(carriers: Carriers, sender: Address | None, invitees: Invitees) -> Language:
    """Of the note's sentences; of its tables, the cover mail, the subject; of the invitee; English."""
    for text in (carriers.prose(), carriers.everything(), carriers.cover_text(), carriers.subject.original):
        found = language_of(text)
        if found is not None:
            return found
    listed = invitees.by_address(sender.address) if sender else ()
    for invitee in listed:
        for language in ("en", "fr", "es", "ru", "ar", "zh"):
            if invitee.language == language:
                return language
    return "en"


def _submission(kind: Kind, read: _Read, message: Message, counts: Message, readings: Sequence[Reading]) -> Submission:
    revision = RevisionRead()
    is_reply = bool(counts.in_reply_to) and not greets(read.carriers.note)
    if kind == "submission":
        around = [*read.carriers.cover, read.carriers.subject]
        revision = revision_of(read.carriers.note, around, read.people, read.references, is_reply=is_reply)
    parts = read.withdrawn if kind == "withdrawal" else read.parts
    sender, own = read.sender, read.references.own
    if own is None and kind == "submission" and revision.change is None:
        own = read.references.named  # "with reference to our note 12/20": the one this mail conveys
    if kind in ("bounce", "complaint"):
        # A mail server writes, about a letter of ours: nobody's note.
        parts, sender, own = PartsRead(), Sender(), None
    withdrawn = read.withdrawal if kind == "withdrawal" else None
    sources = {
        "kind": withdrawn[0].source(withdrawn[1]) if withdrawn else None,
        "delegation": sender.source,
        "parts": parts.source,
        "reference": own.source if own else None,
        "revision": revision.source,
        "revision.of": _cited(read.references, revision.change),
    }
    doubts = (
        *sender.doubts,
        *parts.doubts,
        *revision.doubts,
        *_doubts(read, kind),
        *cuts_of(message),
        *read.references.doubts(),
        *(cross_checks(read.carriers.note, read.people) if kind == "submission" else ()),
        *doubts_of(read.carriers.documents, readings, (*read.people.persons, *read.people.leaving)),
    )
    return Submission(
        kind=kind,
        language=read.language,
        delegation=sender.delegation,
        delegation_name=sender.name,
        stated=sender.stated,
        by_address=sender.by_address,
        parts=parts.parts,
        reference=own.value if own else None,
        reference_on=_dated(read.carriers.note),
        revision=revision.change,
        persons=with_confidence(read.people.persons, doubts) if kind == "submission" else (),
        attachments=_attachments(message, readings),
        doubts=doubts,
        says_credentials=_credentials(read.carriers),
        text=counts.new_text,
        sources={field: source for field, source in sources.items() if source is not None},
        is_reply=is_reply,
    )


def _cited(references: References, change: Change | None) -> Source | None:
    """Where the note that a change replaces is named."""
    return next((one.source for one in references.earlier if change and one.value == change.of), None)


def _doubts(read: _Read, kind: Kind) -> tuple[Doubt, ...]:
    """What the persons leave open, and a withdrawal and a composition in one note: a person looks at those."""
    if kind == "withdrawal" and (read.people.persons or read.people.leaving):
        detail = "The note withdraws the delegation and names people: do they come after all?"
        return (Doubt("revision_unclear", detail=detail, source=read.withdrawn.source),)
    if kind != "submission":
        return ()
    detail = "The note also says that the delegation will not take part here."
    gone = [part for part in read.withdrawn.parts if part not in read.parts.parts]
    source = read.withdrawn.source
    differ = (*differing(read.people, read.beside), *by_initials(read.people.persons))
    empty = _nobody_for(read.parts, read.people.persons) if not read.people.leaving else ()
    return (
        *read.people.doubts,
        *differ,
        *empty,
        *(Doubt("revision_unclear", None, part, detail, source) for part in gone),
    )


def _nobody_for(parts: PartsRead, persons: Sequence[Person]) -> Iterator[Doubt]:
    """A doubt for each part of a note in which, by what it says of its people, nobody is."""
    for part in parts.parts:
        if persons and all(person.parts and part not in person.parts for person in persons):
            yield Doubt("part_unclear", None, part, f"The note speaks of {part} and names nobody for it.", parts.source)


def _dated(note: Sequence[Strand]) -> str | None:
    """The date the note bears, ISO 8601: the last full day named in a line of its own or beside the place."""
    found: list[str] = []
    for strand in note:
        for start, end in strand.lines():
            for days in dates_in(strand.text[start:end]) if end - start <= 80 else ():
                full = days.as_date()
                if full is not None:
                    found.append(full.isoformat())
    return found[-1] if found else None


def _credentials(carriers: Carriers) -> Source | None:
    """Where credentials or full powers are spoken of; log-in data are called credentials too."""
    for strand in (*carriers.note, *carriers.cover, carriers.subject, *carriers.names):
        for match in pattern("credentials", "say").finditer(strand.text):
            near = strand.text[max(0, match.start() - 30) : match.end() + 30]
            if not pattern("credentials", "not").search(near):
                return strand.source(match.start(), match.end())
    return None


def _attachments(message: Message, readings: Sequence[Reading]) -> tuple[AttachmentReading, ...]:
    files = _files(message)
    sizes = [f.size for f in files] if len(files) == len(readings) else [_size_of(r, files) for r in readings]
    return tuple(_attachment(reading, size) for reading, size in zip(readings, sizes, strict=True))


def _attachment(reading: Reading, size: int) -> AttachmentReading:
    if isinstance(reading, Document):
        return AttachmentReading(reading.name, reading.media_type, size, "read")
    status: AttachmentStatus = "unreadable" if isinstance(reading, Unreadable) else "ignored"
    detail = reading.detail if isinstance(reading, Unreadable) else ""
    return AttachmentReading(reading.name, reading.media_type, size, status, reading.reason, detail)


def _files(message: Message) -> list[Attachment]:
    files = list(message.attachments)
    for original in message.originals:
        files += _files(original)
    return files


def _size_of(reading: Reading, files: Sequence[Attachment]) -> int:
    return next((f.size for f in files if f.name == reading.name), 0)
