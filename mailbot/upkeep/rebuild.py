"""The record made anew, from the raw messages and the journal: the same rules, in the same order, at the same hours.

Each event is carried out under the terms that were in force then, with the clock it had. Nothing is sent: what
became of each letter stands in the journal, and one it says nothing of is doubtful.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from mailbot.aside import set_aside_crashed
from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.decide import content_hash
from mailbot.domain.flag import Flag
from mailbot.domain.letter import Letter
from mailbot.domain.record import Decision, Event, FlagRecord, Reminder
from mailbot.held_back import HELD_OCCASIONS, held_after
from mailbot.in_hand import message_in_hand
from mailbot.intake import from_bytes_to_record
from mailbot.ledger import close_entry, count_attempt
from mailbot.ports import Arrival, MessageKey, OutsideError, Store
from mailbot.purged import PURGED_MAIL
from mailbot.reading import mime
from mailbot.review import find, rule, ruling_of, undo
from mailbot.review.before import Way
from mailbot.review.by_mail.replying import put_reply_aside
from mailbot.review.ruling import decided_on, verdict

from .purge import COUNTS, MAIL

log = logging.getLogger(__name__)

_NEVER_SENT = "written by a rebuild, never sent"


@dataclass
class Moment:
    """The clock of a rebuild, and what was known then of addresses that cannot be ones."""

    at: datetime
    faults: Mapping[str, str] = field(default_factory=dict)

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did. ``problems`` are sentences about what could not be done again as it had been done."""

    messages: int = 0
    decisions: int = 0
    letters: int = 0
    problems: tuple[str, ...] = ()


DeskUnder = Callable[[str], Desk]
"""The desk under the terms of that name: new store, archive, and the clock the rebuild sets."""


@dataclass
class Rebuild:
    """One rebuild into the store of the desks that ``desk_under`` gives, all of which share ``moment``."""

    desk_under: DeskUnder
    moment: Moment
    problems: list[str] = field(default_factory=list)
    messages: int = 0
    decisions: int = 0

    def carry_out(self, events: Iterable[Event]) -> None:
        """Every event, in order. Raises OutsideError if the new store cannot be written."""
        work: dict[str, Callable[[Desk, Event], None]] = {
            "message": self._message,
            "decision": self._decision,
            "reminder": _reminder,
            "written": _written,
            "letter": _fate,
            "flag": _flag,
            "purged": _purged,
        }
        for event in events:
            if event.what in work:
                self.moment.at = event.at
                self.moment.faults = event.detail.get("faults", {})
                work[event.what](self.desk_under(event.under), event)

    def _message(self, desk: Desk, event: Event) -> None:
        self.messages += 1
        key = MessageKey(*event.detail["key"])
        message_id, then = event.detail["message"], event.detail["disposition"]
        if message_id is None or then in {"gone", "oversized"}:
            with desk.store.transaction():
                close_entry(desk, key, message_id, then, event.at)
            return
        received = event.detail.get("received_at")
        arrived_at = datetime.fromisoformat(received) if received else event.at
        attempts = count_attempt(desk, key, message_id)
        try:
            arrival = Arrival(key, desk.archive.read(message_id), arrived_at)
        except OutsideError as error:
            self.problems.append(str(error))
            set_aside_crashed(desk, Arrival(key, b"", arrived_at), message_id, attempts)
            return
        if then == "crashed":
            set_aside_crashed(desk, arrival, message_id, max(event.detail.get("attempts", 0), attempts))
            return
        if "reply" in event.detail:
            put_reply_aside(desk, arrival, mime.decode(arrival.raw), event.detail["reply"])
            return
        self._read(desk, arrival, message_id, event)

    def _read(self, desk: Desk, arrival: Arrival, message_id: str, event: Event) -> None:
        try:
            with message_in_hand(message_id):
                now = from_bytes_to_record(desk, arrival)
        except OutsideError:
            raise
        except Exception as error:
            log.exception("message %s cannot be read again", message_id[:12])
            set_aside_crashed(desk, arrival, message_id, 1)
            self.problems.append(f"message {message_id[:12]} cannot be read any more ({type(error).__name__})")
            return
        record = desk.store.message(message_id)
        was, read = event.detail.get("read"), content_hash(record.submission) if record else None
        if was is None or was == read:
            if now != event.detail["disposition"] and was is not None:
                then = event.detail["disposition"]
                self.problems.append(f"message {message_id[:12]} is now {now}, it had been {then}")
        else:
            self.problems.append(f"message {message_id[:12]} is read otherwise than it had been")

    def _decision(self, desk: Desk, event: Event) -> None:
        decision = msgspec.convert(event.detail, Decision)
        self.decisions += 1
        try:
            if decision.message is None:
                _loose(desk, decision)
            elif decision.action == "replay":
                # What it did stands before it in the journal, as an event of the message.
                with desk.store.transaction():
                    desk.store.add_decision(decision)
            else:
                self._on_message(desk, decision)
        except Refused as refusal:
            self.problems.append(f"{_named(decision)} cannot be carried out again: {refusal}")
            _hold(desk, decision, event.at)

    def _on_message(self, desk: Desk, decision: Decision) -> None:
        item = find(desk, decision.message or "")
        on = decision.detail.get("on")
        if on is None and item.seen != decision.on_hash:
            # Made before decisions said what they were made on.
            self.problems.append(f"{_named(decision)} was made by an older version; look at what it does now")
        elif on is not None and item.record is not None and on != decided_on(desk, item.record):
            raise Refused("it was made on another reading or record than there is now.")
        _take_as_filed(desk, decision.message or "", decision.action == "undo")
        if decision.action == "undo":
            undo(desk, decision.detail["undoes"], decision.by, id=decision.id)
        else:
            rule(desk, ruling_of(decision, item.seen))

    def finish(self, old: Store | None) -> Rebuilt:
        """Settles what the journal does not tell, from the old store where there is one to read."""
        desk = self.desk_under("")
        with desk.store.transaction():
            if old is not None:
                _from_old(desk.store, old)
            letters = [letter for state in ("queued", "sending") for letter in desk.store.letters_in(state)]
            for letter in letters:
                before = old.letter(letter.key) if old else None
                if old is None:
                    _doubt(desk, letter)
                elif before is None:
                    desk.store.put_letter(replace(letter, state="cancelled", failure=_NEVER_SENT))
        written = sum(desk.store.letter_counts().values())
        return Rebuilt(self.messages, self.decisions, written, tuple(self.problems))


def _named(decision: Decision) -> str:
    on = f" on message {decision.message[:12]}" if decision.message else ""
    return f"the decision {decision.action}{on} ({decision.at:%d %B %Y %H:%M} UTC)"


def _hold(desk: Desk, decision: Decision, now: datetime) -> None:
    """A decision that could not be carried out again waits for a person; nothing is applied to what they never saw."""
    record = desk.store.message(decision.message) if decision.message else None
    detail = f"The decision {decision.action} by {decision.by} was not carried out again by a rebuild; decide anew."
    key = "|".join((decision.message or decision.id, "revision_unclear", "", decision.id))
    flag = Flag("revision_unclear", "hold", detail=detail)
    with desk.store.transaction():
        desk.store.put_flag(FlagRecord(key, flag, now, decision.message, record.delegation if record else None))


def _take_as_filed(desk: Desk, message: str, moved_on: bool = False) -> None:
    """A person decides on what lies in the folder for review: from there it is moved on.

    What is undone may have been moved on: it is looked for where it was to go, and if it is not there it never left.
    """
    with desk.store.transaction():
        for entry in desk.store.ledger_of(message):
            if entry.folder_wanted and (moved_on or not entry.lies_in):
                desk.store.put_ledger(replace(entry, filed=True, lies_in=""))


def _loose(desk: Desk, decision: Decision) -> None:
    """A decision on a letter (what became of it follows in the journal), or on a flag that is about no message."""
    key, flag_key = decision.detail.get("letter"), decision.detail.get("flag")
    with desk.store.transaction():
        desk.store.add_decision(decision)
        if "occasions" in decision.detail:
            desk.store.put_setting(HELD_OCCASIONS, held_after((decision,), desk.store.setting(HELD_OCCASIONS) or ""))
        letter = desk.store.letter(key) if key else None
        if letter is not None and decision.action == "resend":
            desk.store.put_letter(replace(letter, state="queued", not_before=decision.at, attempts=0, refused=()))
        if letter is not None and decision.action == "undo":
            desk.store.put_letter(msgspec.convert(decision.detail["before"]["way"], Way).given_to(letter))
        flag = desk.store.flag(flag_key) if flag_key else None
        if flag is not None:
            desk.store.put_flag(replace(flag, **verdict(decision)))


def _reminder(desk: Desk, event: Event) -> None:
    desk.store.put_reminder(msgspec.convert(event.detail, Reminder))


def _written(desk: Desk, event: Event) -> None:
    """A letter that no message or decision explains, without its files, which are the same for many."""
    desk.store.add_letter(msgspec.convert({**event.detail, "attachments": []}, Letter))


def _flag(desk: Desk, event: Event) -> None:
    desk.store.put_flag(msgspec.convert(event.detail, FlagRecord))


def _purged(desk: Desk, event: Event) -> None:
    counts = {name: value for name, value in event.detail.items() if name != MAIL}
    with desk.store.transaction():
        desk.store.put_setting(COUNTS, json.dumps(counts, ensure_ascii=False))
        desk.store.put_setting(PURGED_MAIL, json.dumps(event.detail.get(MAIL, [])))


def _fate(desk: Desk, event: Event) -> None:
    """What became of a letter. One that is not in the new record went to staff alone and leaves no trace here."""
    letter = desk.store.letter(event.detail["key"])
    if letter is not None:
        desk.store.put_letter(_with_fate(letter, event.detail))


def _with_fate(letter: Letter, detail: Mapping[str, Any]) -> Letter:
    sent_at = detail.get("sent_at")
    return replace(
        letter,
        state=detail["state"],
        sent_at=datetime.fromisoformat(sent_at) if sent_at else None,
        accepted=tuple(detail.get("accepted") or ()),
        refused=tuple(detail.get("refused") or ()),
        failure=detail.get("failure"),
    )


def _doubt(desk: Desk, letter: Letter) -> None:
    """Nobody knows any more whether it left: a person decides, it is never sent by itself."""
    detail = "The record was lost before it was known whether this letter had left; send it again or give it up."
    desk.store.put_letter(replace(letter, state="doubtful", failure=detail))
    flag = Flag("crashed", desk.severities["crashed"], detail=detail)
    desk.store.put_flag(FlagRecord(f"{letter.message_id}|rebuilt", flag, desk.clock(), None, letter.delegation))


def _from_old(store: Store, old: Store) -> None:
    """Inside a transaction: what the old store knows beyond the journal: letters to staff, states, filing, settings."""
    for name, value in old.settings().items():
        if name != "journal":
            store.put_setting(name, value)
    for reminder in old.reminders():
        store.put_reminder(reminder)
    for each in old.all_letters():
        letter, mine = old.letter(each.key), store.letter(each.key)
        if letter is not None and mine is None:
            store.add_letter(letter)
        elif letter is not None:
            store.put_letter(letter)
    for flag in old.all_flags():
        if flag.message is None and store.flag(flag.key) is None:
            store.put_flag(flag)
    for entry in old.all_ledger():
        now = store.ledger_entry(MessageKey(entry.account, entry.folder, entry.uid_validity, entry.uid))
        if (now is not None and now.disposition == entry.disposition) or (now is None and entry.disposition is None):
            store.put_ledger(entry)
