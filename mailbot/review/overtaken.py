"""Read-backs that wait to go while their message is decided on again: the later one goes in their place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.delegation import Revision
from mailbot.domain.letter import Letter
from mailbot.domain.record import MessageRecord

from .leaving import has_left
from .taking_back import read_backs


def overtaken(desk: Desk, record: MessageRecord, code: str) -> tuple[Letter, ...]:
    """The read-backs of the message that have not left, if no other note has come into the record since.

    One who had been told of such a note could not be told what has changed since.
    """
    waiting = tuple(x for x in read_backs(desk, code, record) if x.state == "queued" and not has_left(x))
    first = _first_untold(desk, code, waiting)
    since = desk.store.revisions(code)[first - 1 :] if first else ()
    return waiting if all(revision.message == record.id for revision in since) else ()


def told_before(desk: Desk, code: str, letters: Iterable[Letter]) -> Revision | None:
    """What the delegation has been told of its record if those letters never go; of number 0: nothing."""
    revisions = desk.store.revisions(code)
    first = _first_untold(desk, code, letters)
    if first == 1:
        return replace(revisions[0], number=0, participants=(), withdrawn=(), late_parts=(), reference=None)
    return revisions[first - 2] if first else (revisions[-1] if revisions else None)


def stop(desk: Desk, letters: Iterable[Letter]) -> None:
    """Inside a transaction. Raises Refused if one is on its way by now."""
    for letter in letters:
        current = desk.store.letter(letter.key)
        if current is None or current.state != "queued" or has_left(current):
            raise Refused(
                "Its letter has left this very moment; look at it again with `mailbot show` and repeat.", "changed"
            )
        desk.store.put_letter(replace(current, state="cancelled", failure="a later letter goes in its place"))


def _first_untold(desk: Desk, code: str, letters: Iterable[Letter]) -> int | None:
    """The number of the first revision that those letters, and those they went in place of, would have told."""
    causes: set[str] = set()
    open_ = list(letters)
    while open_:
        letter = open_.pop()
        if letter.cause in causes:
            continue
        causes.add(letter.cause)
        decision = desk.store.decision(letter.cause.removeprefix("decision:"))
        keys = decision.detail.get("stops", ()) if decision else ()
        open_ += [one for one in map(desk.store.letter, keys) if one is not None]
    return next((r.number for r in desk.store.revisions(code) if r.cause in causes), None)
