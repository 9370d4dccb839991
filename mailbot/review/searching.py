"""Messages and letters found by words, in whatever script and with whatever accents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mailbot.desk import Desk
from mailbot.domain.record import MessageRecord
from mailbot.ports import Sought
from mailbot.sought import is_found, romanised, text_of_letter, text_of_message, words_of


@dataclass(frozen=True, slots=True)
class Hit:
    """A message (``id`` is its id) or a letter (``id`` is its short id, ``key`` its key) that was found.

    ``who`` is the sender, or the addressees; ``state`` the disposition, or how far the letter is. ``at`` is when it
    was received, or written (UTC).
    """

    kind: Literal["message", "letter"]
    id: str
    at: datetime
    subject: str
    who: str
    delegation: str | None
    state: str
    key: str = ""


def search(desk: Desk, words: str, *, limit: int = 50, delegation: str | None = None) -> tuple[Hit, ...]:
    """The messages and letters in which every word is found, the latest first, at most ``limit``.

    Looked for in subject, sender or addressees, persons, reference, and in name and code of the delegation.
    """
    asked = words_of(words)
    if not asked and delegation is None:
        return ()
    named = {word: _named(desk, word) for word in asked}
    found = [("message", x) for x in _found(desk.store.sought_messages(), named, delegation, _message_text(desk))]
    found += [("letter", x) for x in _found(desk.store.sought_letters(), named, delegation, _letter_text(desk))]
    found.sort(key=lambda pair: pair[1].at, reverse=True)
    hits = (_message(desk, x.id) if kind == "message" else _letter(desk, x.id) for kind, x in found[:limit])
    return tuple(hit for hit in hits if hit is not None)


def finder(desk: Desk, words: str) -> Callable[[MessageRecord], bool]:
    """Tells of a message whether every word is found in it; what the words name is looked up once for all of them."""
    named = {word: _named(desk, word) for word in words_of(words)}

    def is_in(record: MessageRecord) -> bool:
        row = Sought("", record.id, record.delegation, text_of_message(record))
        return any(_found((row,), named, None, lambda _: ""))

    return is_in


def _named(desk: Desk, word: str) -> frozenset[str]:
    """The delegations whose code or name has the word."""
    return frozenset(i.code for i in desk.invitees.all if is_found(romanised(f"{i.code} {i.name}"), word))


def _found(
    rows: Sequence[Sought],
    named: dict[str, frozenset[str]],
    delegation: str | None,
    written_anew: Callable[[str], str],
) -> Iterator[Sought]:
    words: Iterable[tuple[str, frozenset[str]]] = tuple(named.items())
    for row in rows:
        if delegation is not None and row.delegation != delegation:
            continue
        text = row.text if row.text is not None else written_anew(row.id)
        if all(row.delegation in codes or is_found(text, word) for word, codes in words):
            yield row


def _message_text(desk: Desk) -> Callable[[str], str]:
    def text(message: str) -> str:
        record = desk.store.message(message)
        return text_of_message(record) if record else ""

    return text


def _letter_text(desk: Desk) -> Callable[[str], str]:
    def text(key: str) -> str:
        letter = desk.store.letter(key)
        return text_of_letter(letter) if letter else ""

    return text


def _message(desk: Desk, name: str) -> Hit | None:
    record = desk.store.message(name)
    if record is None:
        return None
    return Hit(
        "message",
        record.id,
        record.received_at,
        record.subject,
        record.sender or "",
        record.delegation,
        record.disposition,
    )


def _letter(desk: Desk, key: str) -> Hit | None:
    letter = desk.store.letter(key)
    if letter is None:
        return None
    return Hit(
        "letter",
        letter.short_id,
        letter.created_at,
        letter.subject,
        ", ".join(letter.to),
        letter.delegation,
        letter.state,
        letter.key,
    )
