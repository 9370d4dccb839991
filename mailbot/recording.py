"""Writing down what follows from a message: one atomic step for everything that belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from .desk import Desk
from .domain.case import Case
from .domain.decide import Outcome
from .domain.flag import Flag
from .domain.letter import Letter
from .domain.message import Message
from .domain.record import FlagRecord, MessageRecord
from .domain.rules import COMPOSITION_CODES


def write_outcome(
    desk: Desk, outcome: Outcome, flags: Sequence[FlagRecord], letters: Sequence[Letter], now: datetime
) -> None:
    """Inside a transaction: the revision with what it supersedes, the flags, the letters."""
    if outcome.revision is not None:
        desk.store.add_revision(outcome.revision)
    for old in desk.store.open_flags(delegation=outcome.delegation) if outcome.delegation else ():
        if old.flag.code in COMPOSITION_CODES and old.flag.severity != "hold" and _is_about(desk, old, outcome.parts):
            desk.store.put_flag(replace(old, verdict="superseded", decided_at=now, decided_by="mailbot"))
    put_flags_and_letters(desk, flags, letters)


def put_flags_and_letters(desk: Desk, flags: Iterable[FlagRecord], letters: Iterable[Letter]) -> None:
    """Inside a transaction: what a person must look at, and what goes out."""
    for flag in flags:
        desk.store.put_flag(flag)
    for letter in letters:
        desk.store.add_letter(letter)


def _is_about(desk: Desk, record: FlagRecord, parts: Sequence[str]) -> bool:
    """Whether the flag speaks of nothing but those parts: what was said of another part stands."""
    if record.flag.part is not None:
        return record.flag.part in parts
    message = desk.store.message(record.message) if record.message else None
    read = message.submission.parts if message and message.submission else ()
    return set(read) <= set(parts)


def message_record(message: Message, case: Case, outcome: Outcome, now: datetime) -> MessageRecord:
    """The record of a message that was decided on."""
    return MessageRecord(
        id=message.id,
        content_id=message.content_id,
        message_id=message.message_id,
        sender=case.sender,
        subject=message.subject,
        received_at=case.received_at or now,
        handled_at=now,
        disposition=outcome.disposition,
        kind=case.submission.kind,
        delegation=case.submission.delegation,
        submission=case.submission,
        why=outcome.why,
    )


def flag_records(flags: Sequence[Flag], message_id: str, delegation: str | None, now: datetime) -> Iterator[FlagRecord]:
    """The flags as records of their message."""
    for flag in flags:
        key = "|".join((message_id, flag.code, flag.part or "", flag.about or ""))
        yield FlagRecord(key, flag, now, message_id, delegation)
