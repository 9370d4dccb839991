"""A note recorded by mistake is taken out of the record, and those who were told of it hear so."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailbot.desk import Desk, standing
from mailbot.domain.correspondents import sender_that_counts
from mailbot.domain.decide import content_hash, letter_language
from mailbot.domain.delegation import Revision, Standing
from mailbot.domain.difference import between
from mailbot.domain.letter import Intent, Letter, Thread
from mailbot.domain.message import Message
from mailbot.domain.record import Decision, MessageRecord

from .notes import without
from .ruling import kept_back


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What follows: the revision that restores what stood before, letters, and letters stopped before they left."""

    revision: Revision
    letters: tuple[Letter, ...]
    stopped: tuple[Letter, ...]

    def write(self, desk: Desk) -> None:
        """Inside a transaction."""
        desk.store.add_revision(self.revision)
        for letter in self.stopped:
            current = desk.store.letter(letter.key)
            if current is not None and current.state == "queued":
                desk.store.put_letter(replace(current, state="cancelled", failure="the note was taken back by staff"))
        for letter in self.letters:
            desk.store.add_letter(letter)


def taken_back(
    desk: Desk,
    record: MessageRecord,
    message: Message,
    decision: Decision,
    *,
    quiet: bool = False,
    tell_all: bool = False,
) -> TakenBack | None:
    """What takes the message out of its delegation's record; None if it is not in it.

    Told are those who got, or are just getting, its read-back; with ``tell_all`` also those whose read-back is
    stopped in time.
    """
    code = record.delegation
    latest = desk.store.current_revision(code) if code else None
    if code is None or latest is None or record.disposition != "recorded":
        return None
    before = without(desk, code, record)
    revision = replace(
        before or latest,
        number=latest.number + 1,
        kind="correction",
        cause=f"decision:{decision.id}",
        message=record.id,
        parts=record.submission.parts if record.submission else (),
        received_at=record.received_at,
        content_hash="",
    )
    revision = replace(revision, content_hash=content_hash(revision))
    written = read_backs(desk, code, record)
    stopped = tuple(letter for letter in written if letter.state == "queued")
    heard = [letter for letter in written if tell_all or letter.state != "queued"]
    told = {address.casefold(): address for letter in heard for address in letter.to}
    intent = _intent(desk, record, message, latest, revision, tuple(told.values()))
    letters = (kept_back(desk.write(intent, desk.clock()), decision),) if intent and not quiet else ()
    return TakenBack(revision, letters, stopped)


def read_backs(desk: Desk, code: str, record: MessageRecord) -> tuple[Letter, ...]:
    """The letters that say what is recorded of the message, those cancelled apart."""
    causes = {f"message:{record.id}", *(f"decision:{d.id}" for d in desk.store.decisions_on(record.id))}
    return tuple(
        letter
        for letter in desk.store.letters_of(code)
        if letter.cause in causes
        and letter.state != "cancelled"
        and letter.template.startswith("acknowledgement_")
        and letter.template != "acknowledgement_under_review"
    )


def _intent(
    desk: Desk, record: MessageRecord, message: Message, before: Revision, after: Revision, to: tuple[str, ...]
) -> Intent | None:
    invitee = desk.invitees.get(record.delegation)
    diff = between(before.participants, after.participants)
    if not to or invitee is None or not diff:
        return None
    counts = sender_that_counts(message, desk.staff)
    stands = standing(desk, invitee.code, after)
    return Intent(
        template="record_corrected",
        cause=after.cause,
        to=to,
        language=letter_language(
            record.submission.language if record.submission else None,
            invitee,
            desk.config.secretariat.default_language,
        ),
        delegation=invitee.code,
        reason=f"tells {invitee.name} that a note was recorded for it by mistake",
        thread=Thread(counts.message_id, counts.references or counts.in_reply_to, counts.subject),
        facts={
            "standing": Standing(stands.delegation, tuple(p for p in stands.parts if p.part in after.parts)),
            "diff": diff,
            "missing": (),
            "parts": after.parts,
        },
    )
