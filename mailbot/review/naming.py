"""Which decision is meant by an id, or the beginning of one."""

from __future__ import annotations

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.letter import message_id_for
from mailbot.domain.record import Decision

from .ruling import standing_decisions
from .waiting import SHORTEST_PREFIX


def decision_meant(desk: Desk, which: str) -> Decision:
    """The decision with that id, or the last that stands on the message, letter or flag with it.

    Raises Refused if there is none, or it could be more than one.
    """
    which = which.strip()
    exact = desk.store.decision(which)
    if exact is not None:
        return exact
    if desk.store.message(which) is not None:
        return _last(standing_decisions(desk, which), which)
    if len(which) < SHORTEST_PREFIX:
        raise Refused(f"Give at least {SHORTEST_PREFIX} characters of the id.", "not_found")
    taken = desk.store.decisions()
    undone = {d.detail.get("undoes") for d in taken}
    found: dict[str, list[Decision]] = {}
    for decision in taken:
        if (
            decision.action != "undo"
            and decision.id not in undone
            and any(n.startswith(which) for n in _names(decision))
        ):
            found.setdefault(_about(decision), []).append(decision)
    if len(found) > 1:
        raise Refused(
            f"{len(found)} messages or letters that were decided on have an id that starts with {which}.", "not_found"
        )
    return _last([d for each in found.values() for d in each], which)


def _last(decisions: tuple[Decision, ...] | list[Decision], which: str) -> Decision:
    if not decisions:
        raise Refused(
            f"Nothing was decided on {which[:12]} that still stands: there is nothing to undo.", "nothing_to_undo"
        )
    return decisions[-1]


def _about(decision: Decision) -> str:
    return decision.message or str(decision.detail.get("letter") or decision.detail.get("flag") or decision.id)


def _names(decision: Decision) -> tuple[str, ...]:
    if decision.message:
        return decision.id, decision.message
    letter = decision.detail.get("letter")
    if letter:
        return decision.id, message_id_for(letter, "").strip("<>")
    return (decision.id, decision.on_hash) if decision.on_hash else (decision.id,)
