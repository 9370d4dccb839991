"""What is known of delegations and what staff said: revisions, flags, decisions, reminders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mailbot.domain.delegation import Revision
from mailbot.domain.record import Decision, Event, FlagRecord, Reminder

from ..keys import Condition
from ..records import from_document, to_document
from .rows import Rows


class Delegations(Rows):
    """Revisions, flags, decisions, reminders; see ``ports.Store``."""

    def current_revision(self, delegation: str) -> Revision | None:
        """See ``ports.Store``."""
        where: dict[str, Condition] = {"delegation": delegation}
        found = self._table("revisions").find(where, order=("number",), descending=True, limit=1)
        return from_document(found[0], Revision) if found else None

    def revisions(self, delegation: str) -> tuple[Revision, ...]:
        """See ``ports.Store``."""
        return self._all("revisions", Revision, {"delegation": delegation}, ("number",))

    def add_revision(self, revision: Revision) -> None:
        """See ``ports.Store``."""
        key: dict[str, Condition] = {"delegation": revision.delegation, "number": revision.number}
        self._add("revisions", revision, key, f"revision {revision.number} of {revision.delegation}")

    def delegations(self) -> tuple[str, ...]:
        """See ``ports.Store``."""
        return tuple(sorted(self._table("revisions").counts("delegation", {})))

    def put_flag(self, record: FlagRecord) -> None:
        """See ``ports.Store``."""
        with self._step():
            self._table("flags").put(to_document(record), {"key": record.key})
            if record.message is None:
                self.note(Event("flag", record.decided_at or record.raised_at, detail=to_document(record)))

    def flag(self, key: str) -> FlagRecord | None:
        """See ``ports.Store``."""
        return self._one("flags", FlagRecord, {"key": key})

    def open_flags(self, *, delegation: str | None = None, message: str | None = None) -> tuple[FlagRecord, ...]:
        """See ``ports.Store``; given both, flags of that message on that delegation."""
        where: dict[str, Condition] = {"verdict": None}
        if delegation is not None:
            where["delegation"] = delegation
        if message is not None:
            where["message"] = message
        return self._all("flags", FlagRecord, where, ("raised_at",))

    def flags_with(self, code: str, *, delegation: str | None = None) -> tuple[FlagRecord, ...]:
        """See ``ports.Store``."""
        where: dict[str, Condition] = {"flag.code": code}
        if delegation is not None:
            where["delegation"] = delegation
        return self._all("flags", FlagRecord, where, ("raised_at",))

    def all_flags(self) -> Iterator[FlagRecord]:
        """See ``ports.Store``."""
        return (from_document(document, FlagRecord) for document in self._table("flags"))

    def flag_counts(self) -> dict[str, int]:
        """See ``ports.Store``."""
        return self._table("flags").counts("flag.code", {"verdict": None})

    def add_decision(self, decision: Decision) -> None:
        """See ``ports.Store``. Raises Permanent if there is one with its id."""
        with self._step():
            self._add("decisions", decision, {"id": decision.id}, f"decision {decision.id}")
            self.note(Event("decision", decision.at, detail=to_document(decision)))

    def decision(self, decision_id: str) -> Decision | None:
        """See ``ports.Store``."""
        return self._one("decisions", Decision, {"id": decision_id})

    def decisions(self) -> tuple[Decision, ...]:
        """See ``ports.Store``."""
        return self._all("decisions", Decision, {}, ("at",))

    def decisions_on(self, message: str) -> tuple[Decision, ...]:
        """See ``ports.Store``."""
        return self._all("decisions", Decision, {"message": message}, ("at",))

    def decisions_before(
        self, before: datetime | None, limit: int, delegation: str | None = None
    ) -> tuple[Decision, ...]:
        """See ``ports.Store``."""
        rows = self._before("decisions", "at", before, limit, {"delegation": delegation} if delegation else {})
        return tuple(from_document(document, Decision) for document in rows)

    def reminder(self, key: str) -> Reminder | None:
        """See ``ports.Store``."""
        return self._one("reminders", Reminder, {"key": key})

    def put_reminder(self, reminder: Reminder) -> None:
        """See ``ports.Store``."""
        with self._step():
            self._table("reminders").put(to_document(reminder), {"key": reminder.key})
            self.note(Event("reminder", reminder.at, detail=to_document(reminder)))

    def reminders(self) -> tuple[Reminder, ...]:
        """See ``ports.Store``."""
        return self._all("reminders", Reminder, {}, ())
