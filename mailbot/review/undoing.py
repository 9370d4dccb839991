"""A decision undone: what it found is there again, as long as no letter it caused has left."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from mailbot.accepted import ACCEPTED_ADDRESSES, accepted_by
from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.decide import content_hash, substance
from mailbot.domain.delegation import Revision
from mailbot.domain.letter import Letter
from mailbot.domain.record import Decision, FlagRecord, MessageRecord
from mailbot.ledger import file_again

from .before import Before, before
from .leaving import check_nothing_has_left, has_left
from .loose import undo_loose
from .naming import decision_meant
from .notes import notes_of, without
from .ruling import decided_on, standing_decisions
from .waiting import seen_hash


def undo(desk: Desk, which: str, by: str, *, id: str = "") -> Decision:  # noqa: A002 - as everywhere in the record
    """Undoes a decision; gives the one that was undone.

    ``which`` is the id of a decision or of a message (then its last one), or the beginning of either; of a letter, or
    a flag on no message, too. ``id`` is that of an undoing which is carried out again. The message, its flags and its
    place in the mailbox are as before, what it changed in the record is taken back by a following revision, its
    letters are cancelled. The same can be decided anew afterwards. Raises Refused: a letter has left, something later
    rests on it, or there is nothing to undo.
    """
    decision = decision_meant(desk, which)
    if decision.message is None:
        return undo_loose(desk, decision, by)
    with desk.store.transaction():
        record, found = _check(desk, decision)
        was = found.of_message(record)
        undoing = Decision(
            id=id or uuid.uuid4().hex,
            at=desk.clock(),
            by=by,
            action="undo",
            message=record.id,
            delegation=decision.delegation,
            on_hash=seen_hash(desk, record),
            detail={
                "undoes": decision.id,
                "action": decision.action,
                "on": decided_on(desk, record),
                "out": [code for code in sorted(found.revisions) if not _is_in(was, code)],
            },
        )
        revisions = [_restored(desk, code, record, was, undoing, found) for code in sorted(found.revisions)]
        desk.store.add_decision(undoing)
        for revision in revisions:
            desk.store.add_revision(revision)
        desk.store.put_message(was)
        file_again(desk, was, undoing.at)
        _restore_flags(desk, decision, undoing, found)
        _restore_letters(desk, undoing, found)
        if decision.detail.get("remember"):
            desk.store.put_setting(ACCEPTED_ADDRESSES, accepted_by(desk.store.decisions()))
    return decision


def undoable(desk: Desk, record: MessageRecord) -> Decision | None:
    """The decision on the message that could be undone now; None if there is none."""
    taken = standing_decisions(desk, record.id)
    try:
        if taken:
            _check(desk, taken[-1])
            return taken[-1]
    except Refused:
        pass
    return None


def undoable_until(desk: Desk, decision: Decision) -> datetime | None:
    """When the first of the letters a decision on a message caused may leave (UTC); None if it caused none."""
    found = before(desk, decision)
    letters = (desk.store.letter(key) for key, way in (found.letters if found else {}).items() if way is None)
    return min((x.not_before for x in letters if x is not None and x.state == "queued"), default=None)


def _check(desk: Desk, decision: Decision) -> tuple[MessageRecord, Before]:
    """The message it was taken on, and what it found. Raises Refused if it cannot be undone."""
    record = desk.store.message(decision.message or "")
    if record is None:
        raise Refused("The message this was decided on is not in the record any more.", "gone")
    taken = standing_decisions(desk, record.id)
    if decision.id not in {d.id for d in taken}:
        if decision.action == "undo":
            raise Refused("An undoing cannot be undone; decide anew.", "undo_stays")
        raise Refused("It has been undone already.", "undone_already")
    if taken[-1].id != decision.id:
        last = taken[-1]
        raise Refused(
            f"It was decided again since ({last.action} by {last.by}, {last.at:%d %B %Y %H:%M} UTC): undo that first.",
            "decided_since",
            by=last.by,
            at=last.at,
        )
    if decision.action == "replay":
        raise Refused("That a message was read again cannot be undone; decide on what was read.", "replay_stays")
    found = before(desk, decision)
    if found is None:
        raise Refused(
            "This was decided by an older version, which kept nothing to undo it by; decide anew instead.", "too_old"
        )
    check_nothing_has_left(_caused(desk, found))
    for code, number in found.revisions.items():
        _check_record(desk, code, number, record)
    return record, found


def _caused(desk: Desk, found: Before) -> Iterator[Letter]:
    for key, way in found.letters.items():
        letter = desk.store.letter(key) if way is None else None
        if letter is not None:
            yield letter


def _check_record(desk: Desk, code: str, number: int, record: MessageRecord) -> None:
    """Raises Refused if something recorded since rests on the revision of that number."""
    if _is_as_made(desk, code, number):
        return
    notes = notes_of(desk, code)
    ids = [note.id for note in notes]
    if record.id not in ids:
        raise Refused(
            f"Another note of {code} has been recorded since; decide anew on this one instead.",
            "other_note_since",
            code=code,
        )
    made = desk.store.revisions(code)[number - 1]
    for note in notes[ids.index(record.id) + 1 :]:
        if note.submission is not None and set(note.submission.parts) & set(made.parts):
            raise Refused(
                f"A later note of {code} for the same part was recorded since ({note.id[:12]}); decide on that one.",
                "later_note",
                code=code,
                at=note.received_at,
            )


def _is_as_made(desk: Desk, code: str, number: int) -> bool:
    """Whether the delegation's record still says what the revision of that number made it say."""
    latest = desk.store.current_revision(code)
    if latest is None or latest.number == number:
        return latest is not None
    made = next(r for r in desk.store.revisions(code) if r.number == number)
    return substance(latest) == substance(made)


def _restored(
    desk: Desk, code: str, now: MessageRecord, was: MessageRecord, undoing: Decision, found: Before
) -> Revision:
    """The revision that says again what was said before the one the decision added."""
    revisions = {revision.number: revision for revision in desk.store.revisions(code)}
    number = found.revisions[code]
    latest, made = revisions[max(revisions)], revisions[number]
    if _is_as_made(desk, code, number):
        empty = replace(made, participants=(), withdrawn=(), late_parts=(), reference=None)
        before_it = revisions.get(number - 1, empty)
    else:
        before_it = without(desk, code, now, was.submission if _is_in(was, code) else None) or made
    restored = replace(
        before_it,
        number=latest.number + 1,
        kind="correction",
        cause=f"decision:{undoing.id}",
        message=now.id,
        parts=made.parts,
        received_at=made.received_at,
        content_hash="",
    )
    return replace(restored, content_hash=content_hash(restored))


def _is_in(record: MessageRecord, code: str) -> bool:
    return record.disposition == "recorded" and record.delegation == code


def _restore_flags(desk: Desk, decision: Decision, undoing: Decision, found: Before) -> None:
    """Open again what it closed, unless that was decided on since; closed what it raised."""
    for key, flag in found.flags.items():
        now = desk.store.flag(key)
        if now is None:
            continue
        if flag is None:
            _close(desk, (now,), undoing)
        elif now.is_open or now.decided_at is None or now.decided_at >= decision.at:
            desk.store.put_flag(flag)


def _restore_letters(desk: Desk, undoing: Decision, found: Before) -> None:
    for key, way in found.letters.items():
        letter = desk.store.letter(key)
        if letter is None:
            continue
        if way is None:
            failed = [f for f in desk.store.open_flags() if f.key.startswith(f"{letter.message_id}|")]
            _close(desk, failed if letter.state == "failed" else (), undoing)
            desk.store.put_letter(
                replace(letter, state="cancelled", failure=f"the decision was undone by {undoing.by}")
            )
        elif not has_left(letter):
            desk.store.put_letter(way.given_to(letter))


def _close(desk: Desk, flags: Iterable[FlagRecord], undoing: Decision) -> None:
    for flag in flags:
        desk.store.put_flag(replace(flag, verdict="superseded", decided_by=undoing.by, decided_at=undoing.at))
