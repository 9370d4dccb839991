"""The outbox. The files that go with letters are kept once each, by content, apart from the letters."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mailbot.domain.letter import Letter, LetterAttachment
from mailbot.ports import Permanent, Sought
from mailbot.sought import text_of_letter

from ..keys import AtLeast, AtMost, Condition
from ..notes import settled, written
from ..records import from_document, stamp, to_document
from .rows import Rows


class Letters(Rows):
    """Letters and whom they went to; see ``ports.Store``."""

    def add_letter(self, letter: Letter) -> bool:
        """See ``ports.Store``."""
        with self._step():
            if self._table("letters").values(("key",), {"key": letter.key}):
                return False
            self.put_letter(letter)
            if letter.delegation and not letter.cause.startswith(("message:", "decision:")):
                self.note(written(letter))
            addresses = {address.casefold() for address in letter.to}
            for name in sorted(addresses | _as_answer(letter, addresses)):
                row = {"address": name, "created_at": stamp(letter.created_at), "letter": letter.key}
                self._table("addressees").insert(row)
            return True

    def put_letter(self, letter: Letter) -> None:
        """See ``ports.Store``."""
        document = to_document(replace(letter, attachments=())) | {"sought": text_of_letter(letter)}
        with self._step():
            document["attachments"] = [self._enclose(attachment) for attachment in letter.attachments]
            self._table("letters").put(document, {"key": letter.key})
            if letter.state not in {"queued", "sending"}:
                self.note(settled(letter))

    def _enclose(self, attachment: LetterAttachment) -> dict[str, str]:
        """Keeps the content, unless it is kept already, and returns the attachment with its hash instead."""
        digest = hashlib.sha256(attachment.content).hexdigest()
        if not self._table("enclosures").values(("hash",), {"hash": digest}):
            content = base64.b64encode(attachment.content).decode()
            self._table("enclosures").insert({"hash": digest, "content": content})
        return {"name": attachment.name, "media_type": attachment.media_type, "hash": digest}

    def _letter(self, document: Mapping[str, Any]) -> Letter:
        attachments = []
        for row in document["attachments"]:
            kept = self._table("enclosures").find({"hash": row["hash"]})
            if not kept:
                raise Permanent(f"the file {row['name']} that goes with a letter is not in the record")
            content = base64.b64decode(kept[0]["content"])
            attachments.append(LetterAttachment(row["name"], row["media_type"], content))
        letter = from_document({**document, "attachments": []}, Letter)
        return replace(letter, attachments=tuple(attachments))

    def _letters(self, where: Mapping[str, Condition], order: tuple[str, ...], limit: int | None) -> tuple[Letter, ...]:
        return tuple(map(self._letter, self._table("letters").find(where, order=order, limit=limit)))

    def letter(self, key: str) -> Letter | None:
        """See ``ports.Store``."""
        return next(iter(self._letters({"key": key}, (), 1)), None)

    def letter_by_message_id(self, message_id: str) -> Letter | None:
        """See ``ports.Store``."""
        return next(iter(self._letters({"message_id": message_id}, (), 1)), None)

    def due_letters(self, now: datetime, limit: int) -> tuple[Letter, ...]:
        """See ``ports.Store``; oldest by ``not_before``, then by ``created_at``."""
        where: dict[str, Condition] = {"state": "queued", "not_before": AtMost(stamp(now))}
        return self._letters(where, ("not_before", "created_at"), limit)

    def waiting_letters(self, now: datetime) -> tuple[Letter, ...]:
        """See ``ports.Store``; oldest by ``not_before``."""
        later = now + timedelta(microseconds=1)
        return self._letters({"state": "queued", "not_before": AtLeast(stamp(later))}, ("not_before",), None)

    def letters_in(self, state: str) -> tuple[Letter, ...]:
        """See ``ports.Store``."""
        return self._letters({"state": state}, ("created_at",), None)

    def letters_of(self, delegation: str) -> tuple[Letter, ...]:
        """See ``ports.Store``."""
        return self._letters({"delegation": delegation}, ("created_at",), None)

    def latest_letters(self, delegation: str, limit: int) -> tuple[Letter, ...]:
        """See ``ports.Store``."""
        found = self._table("letters").find(
            {"delegation": delegation}, order=("created_at",), descending=True, limit=limit
        )
        return tuple(from_document({**row, "attachments": []}, Letter) for row in reversed(found))

    def letters_before(self, before: datetime | None, limit: int, delegation: str | None = None) -> tuple[Letter, ...]:
        """See ``ports.Store``."""
        rows = self._before("letters", "created_at", before, limit, {"delegation": delegation} if delegation else {})
        return tuple(from_document({**row, "attachments": []}, Letter) for row in rows)

    def sought_letters(self) -> list[Sought]:
        """See ``ports.Store``."""
        rows = self._table("letters").values(("created_at", "key", "delegation", "sought"), {})
        return [Sought(*row) for row in rows]

    def letters_caused_by(self, cause: str) -> tuple[Letter, ...]:
        """See ``ports.Store``."""
        return self._letters({"cause": cause}, ("created_at",), None)

    def letters_to(self, address: str, since: datetime) -> int:
        """See ``ports.Store``."""
        where: dict[str, Condition] = {"address": address.casefold(), "created_at": AtLeast(stamp(since))}
        return self._table("addressees").counts("address", where).get(address.casefold(), 0)

    def answers(self, since: datetime, *, template: str = "", address: str = "") -> int:
        """See ``ports.Store``."""
        name = _answer_name(template, address.casefold())
        where: dict[str, Condition] = {"address": name, "created_at": AtLeast(stamp(since))}
        return self._table("addressees").counts("address", where).get(name, 0)

    def all_letters(self) -> Iterator[Letter]:
        """See ``ports.Store``."""
        return (from_document({**row, "attachments": []}, Letter) for row in self._table("letters"))

    def letter_counts(self) -> dict[str, int]:
        """See ``ports.Store``."""
        return self._table("letters").counts("state", {})


def _as_answer(letter: Letter, addresses: set[str]) -> set[str]:
    """The names an answer is counted under beside those of its addressees (no address has a space)."""
    if not letter.cause.startswith("message:"):
        return set()
    return {_answer_name(template, to) for template in ("", letter.template) for to in ("", *addresses)}


def _answer_name(template: str, address: str) -> str:
    return f"answer {template} {address}"
