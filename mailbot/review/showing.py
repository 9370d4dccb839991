"""Everything a person needs to decide on one message, gathered; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.letter import Intent, Letter
from mailbot.domain.message import Message
from mailbot.domain.record import Decision, MessageRecord
from mailbot.reading import mime

from .entering import entry_of
from .ruling import Ruling, decision_of
from .waiting import Item, find


@dataclass(frozen=True, slots=True)
class View:
    """One message as a person sees it when deciding.

    ``letters`` went out, or wait to, because of it; ``coming`` is what `accept` would send now, or ``obstacle`` why
    it cannot be accepted as it stands. ``message`` is None for a flag on a letter or the mailbox.
    """

    item: Item
    message: Message | None
    decisions: tuple[Decision, ...]
    letters: tuple[Letter, ...]
    coming: tuple[Letter, ...] = ()
    obstacle: str = ""


def view(desk: Desk, prefix: str) -> View:
    """What there is to see of the message whose id starts with ``prefix``. Raises Refused if it cannot be found."""
    item = find(desk, prefix)
    record = item.record
    if record is None:
        return View(item, None, (), ())
    message = mime.decode(desk.archive.read(record.id))
    decisions = tuple(d for d in desk.store.decisions() if d.message == record.id)
    causes = {f"message:{record.id}", *(f"decision:{d.id}" for d in decisions)}
    known = {letter.key: letter for letter in _to_unknown(desk, record, decisions)}
    known |= {letter.key: letter for letter in desk.store.letters_of(record.delegation or "")}
    letters = tuple(letter for letter in known.values() if letter.cause in causes)
    if record.disposition != "held":
        return View(item, message, decisions, letters)
    ruling = Ruling("accept", record.id, "", item.seen)
    try:
        entry = entry_of(desk, record, decision_of(desk, ruling, record, item.seen), ruling)
    except Refused as refusal:
        return View(item, message, decisions, letters, obstacle=str(refusal))
    return View(item, message, decisions, letters, entry.letters)


def _to_unknown(desk: Desk, record: MessageRecord, decisions: tuple[Decision, ...]) -> tuple[Letter, ...]:
    """The letters to a sender who stands for no delegation: a receipt and answers, found by their keys."""
    receipts = [("acknowledgement_under_review", ""), ("question_received", "")]
    occasions = [*receipts, *(("answer", d.id) for d in decisions)]
    keys = (
        Intent(template, f"message:{record.id}", (record.sender or "",), "", occurrence).key
        for template, occurrence in occasions
    )
    return tuple(letter for key in keys if (letter := desk.store.letter(key)) is not None)
