"""Putting a message aside, and taking it up again."""

from __future__ import annotations

from dataclasses import replace

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.record import Decision, MessageRecord

from .lying_aside import SET_ASIDE, aside_of, still
from .ruling import Ruling, one_step


def put_aside(desk: Desk, record: MessageRecord, decision: Decision, ruling: Ruling) -> None:
    """Puts it aside, or takes it up again. Raises Refused for a message that does not wait, or does not lie aside."""
    if not desk.store.open_flags(message=record.id):
        raise Refused("Nobody has to decide on this message, so there is nothing to put aside.", "nothing_waits")
    if ruling.action == SET_ASIDE:
        decision = replace(decision, detail={**decision.detail, "still": still(desk.store, record)})
    elif aside_of(desk.store, record, desk.store.decisions_on(record.id)) is None:
        raise Refused("This message has not been put aside, or it is back because something has changed.", "not_aside")
    with one_step(desk, record, decision, closes=False):
        pass
