"""The ledger: which message lies where, and what became of it; and the messages themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from mailbot.domain.record import LedgerEntry, MessageRecord
from mailbot.ports import MessageKey, Sought
from mailbot.sought import text_of_message

from ..keys import Condition, OneOf
from ..records import from_document, to_document
from .rows import Rows


class Ledger(Rows):
    """Entries and messages; see ``ports.Store``."""

    def unseen(self, account: str, folder: str, uid_validity: int, uids: Sequence[int]) -> tuple[int, ...]:
        """See ``ports.Store``."""
        where: dict[str, Condition] = {"account": account, "folder": folder, "uid_validity": uid_validity}
        found = self._table("ledger").values(("uid", "stage"), {**where, "uid": OneOf(uids)})
        done = {uid for uid, stage in found if stage != "pending"}
        return tuple(sorted(set(uids) - done))

    def ledger_entry(self, key: MessageKey) -> LedgerEntry | None:
        """See ``ports.Store``."""
        return self._one("ledger", LedgerEntry, _ledger_key(key))

    def put_ledger(self, entry: LedgerEntry) -> None:
        """See ``ports.Store``."""
        self._table("ledger").put(to_document(entry) | {"stage": _stage(entry)}, _ledger_key(entry))

    def unfiled(self, account: str, folder: str, uid_validity: int) -> tuple[LedgerEntry, ...]:
        """See ``ports.Store``."""
        where: dict[str, Condition] = {"account": account, "folder": folder, "uid_validity": uid_validity}
        return self._all("ledger", LedgerEntry, {**where, "stage": "unfiled"}, ("uid",))

    def misfiled(self, account: str) -> tuple[LedgerEntry, ...]:
        """See ``ports.Store``."""
        return self._all("ledger", LedgerEntry, {"stage": "misfiled", "account": account}, ())

    def ledger_of(self, message: str) -> tuple[LedgerEntry, ...]:
        """See ``ports.Store``."""
        return self._all("ledger", LedgerEntry, {"message": message}, ())

    def all_ledger(self) -> Iterator[LedgerEntry]:
        """See ``ports.Store``."""
        return (from_document(document, LedgerEntry) for document in self._table("ledger"))

    def ledger_counts(self) -> dict[str, int]:
        """See ``ports.Store``."""
        counts = self._table("ledger").counts("disposition", {})
        return {disposition or "pending": number for disposition, number in counts.items()}

    def message(self, message_id: str) -> MessageRecord | None:
        """See ``ports.Store``."""
        return self._one("messages", MessageRecord, {"id": message_id})

    def messages_with(
        self, *, message_id: str | None = None, content_id: str | None = None
    ) -> tuple[MessageRecord, ...]:
        """See ``ports.Store``; given both, records that have either."""
        asked = {"message_id": message_id, "content_id": content_id}
        found = [
            record
            for field, value in asked.items()
            if value is not None
            for record in self._all("messages", MessageRecord, {field: value}, ())
        ]
        return tuple({record.id: record for record in found}.values())

    def put_message(self, record: MessageRecord) -> None:
        """See ``ports.Store``."""
        self._table("messages").put(to_document(record) | {"sought": text_of_message(record)}, {"id": record.id})

    def messages_before(self, before: datetime | None, limit: int) -> tuple[MessageRecord, ...]:
        """See ``ports.Store``."""
        return tuple(
            from_document(each, MessageRecord) for each in self._before("messages", "handled_at", before, limit)
        )

    def sought_messages(self) -> list[Sought]:
        """See ``ports.Store``."""
        rows = self._table("messages").values(("handled_at", "id", "delegation", "sought"), {})
        return [Sought(*row) for row in rows]

    def messages_of(self, delegation: str) -> tuple[MessageRecord, ...]:
        """See ``ports.Store``."""
        return self._all("messages", MessageRecord, {"delegation": delegation}, ("received_at",))

    def all_messages(self) -> Iterator[MessageRecord]:
        """See ``ports.Store``; in the order they were first recorded."""
        return (from_document(document, MessageRecord) for document in self._table("messages"))


def _ledger_key(of: MessageKey | LedgerEntry) -> dict[str, Condition]:
    return {"account": of.account, "folder": of.folder, "uid_validity": of.uid_validity, "uid": of.uid}


def _stage(entry: LedgerEntry) -> str:
    if entry.disposition is None:
        return "pending"
    if entry.filed or not entry.folder_wanted:
        return "done"
    return "misfiled" if entry.lies_in else "unfiled"
