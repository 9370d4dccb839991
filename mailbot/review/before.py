"""What a decision found: kept beside it, so that it can be undone as if it had never been taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

import msgspec

from mailbot.desk import Desk
from mailbot.domain.delegation import Revision
from mailbot.domain.letter import Letter, LetterState
from mailbot.domain.record import Decision, FlagRecord, MessageRecord
from mailbot.ports import Store


@dataclass(frozen=True, slots=True)
class Way:
    """How far a letter was on its way."""

    state: LetterState
    not_before: datetime
    attempts: int = 0
    failure: str | None = None
    refused: tuple[str, ...] = ()

    def given_to(self, letter: Letter) -> Letter:
        """The letter, that far on its way again."""
        return replace(
            letter,
            state=self.state,
            not_before=self.not_before,
            attempts=self.attempts,
            failure=self.failure,
            refused=self.refused,
        )


def way_of(letter: Letter) -> Way:
    """How far the letter is on its way."""
    return Way(letter.state, letter.not_before, letter.attempts, letter.failure, letter.refused)


@dataclass(frozen=True, slots=True)
class Before:
    """What there was before a decision, of all that it changed; None: there was none.

    ``message`` and ``submission`` are those of their fields that became others, as JSON; ``flags`` and ``letters``
    go by their keys; ``revisions`` are the numbers of those it added, by delegation.
    """

    message: dict[str, Any] = field(default_factory=dict)
    submission: dict[str, Any] = field(default_factory=dict)
    flags: dict[str, FlagRecord | None] = field(default_factory=dict)
    letters: dict[str, Way | None] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)

    def of_message(self, now: MessageRecord) -> MessageRecord:
        """The message as it was, from what it is now."""
        document = {**msgspec.to_builtins(now), **self.message}
        if self.submission and now.submission is not None:
            document["submission"] = {**msgspec.to_builtins(now.submission), **self.submission}
        return msgspec.convert(document, MessageRecord)


def before(desk: Desk, decision: Decision) -> Before | None:
    """What the decision found; None if nothing is kept of that (an older version took it)."""
    kept = desk.store.setting(_name(decision))
    return msgspec.json.decode(kept, type=Before) if kept else None


@contextmanager
def watched(desk: Desk, decision: Decision) -> Iterator[Desk]:
    """Inside a transaction: a desk that notes what there was of whatever a decision changes by it."""
    watch = _Watch(desk.store)
    yield replace(desk, store=cast(Store, watch))
    found = watch.found()
    desk.store.put_setting(_name(decision), msgspec.json.encode(found).decode())


def _name(decision: Decision) -> str:
    return f"before:{decision.id}"


class _Watch:
    """The store, noting what each record was before it is written for the first time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._message: tuple[MessageRecord, MessageRecord] | None = None
        self._found = Before()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def put_message(self, record: MessageRecord) -> None:
        was = self._message[0] if self._message else self._store.message(record.id)
        self._message = (was or record, record)
        self._store.put_message(record)

    def add_revision(self, revision: Revision) -> None:
        self._found.revisions[revision.delegation] = revision.number
        self._store.add_revision(revision)

    def put_flag(self, record: FlagRecord) -> None:
        self._found.flags.setdefault(record.key, self._store.flag(record.key))
        self._store.put_flag(record)

    def add_letter(self, letter: Letter) -> bool:
        is_new = self._store.add_letter(letter)
        if is_new:
            self._found.letters.setdefault(letter.key, None)
        return is_new

    def put_letter(self, letter: Letter) -> None:
        was = self._store.letter(letter.key)
        self._found.letters.setdefault(letter.key, way_of(was) if was else None)
        self._store.put_letter(letter)

    def found(self) -> Before:
        """What there was of all that was written."""
        if self._message is None:
            return self._found
        was, now = (msgspec.to_builtins(record) for record in self._message)
        said = _others(was["submission"], now["submission"]) if was["submission"] and now["submission"] else {}
        if was["submission"] and now["submission"]:
            now["submission"] = was["submission"]
        return replace(self._found, message=_others(was, now), submission=said)


def _others(was: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in was.items() if value != now[name]}
