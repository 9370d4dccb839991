"""Everything a person needs to decide on one message, gathered; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailbot.desk import Desk
from mailbot.domain.letter import Letter
from mailbot.domain.message import Message
from mailbot.domain.record import Decision
from mailbot.reading import mime

from .previewing import Preview, preview
from .ruling import Ruling
from .waiting import Item, find


@dataclass(frozen=True, slots=True)
class View:
    """One message as a person sees it when deciding.

    ``letters`` went out, or wait to, because of it; ``coming`` is what the decision asked about would send now, or
    ``obstacle`` why it cannot be taken as it stands; ``preview`` is all it would do. ``message`` is None for a flag on
    a letter or the mailbox.
    """

    item: Item
    message: Message | None
    decisions: tuple[Decision, ...]
    letters: tuple[Letter, ...]
    coming: tuple[Letter, ...] = ()
    obstacle: str = ""
    preview: Preview | None = None


def view(desk: Desk, prefix: str, ruling: Ruling | None = None) -> View:
    """What there is to see of the message whose id starts with ``prefix``, and what would follow from ``ruling``
    (None: from accepting it, where it waits). Nothing is written. Raises Refused if it cannot be found."""
    item = find(desk, prefix)
    record = item.record
    if record is None:
        return View(item, None, (), ())
    message = mime.decode(desk.archive.read(record.id))
    decisions = desk.store.decisions_on(record.id)
    causes = (f"message:{record.id}", *(f"decision:{d.id}" for d in decisions))
    letters = tuple(letter for cause in causes for letter in desk.store.letters_caused_by(cause))
    if ruling is None and record.disposition != "held":
        return View(item, message, decisions, letters)
    asked = replace(ruling or Ruling("accept", record.id, ""), message=record.id, seen=item.seen)
    coming = preview(desk, record, asked, item.seen)
    return View(item, message, decisions, letters, coming.letters, coming.obstacle, coming)
