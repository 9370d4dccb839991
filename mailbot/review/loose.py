"""Decisions on letters, and on flags that are about no message, undone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import msgspec

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.letter import Letter
from mailbot.domain.record import Decision, FlagRecord

from .before import Way, way_of
from .leaving import check_nothing_has_left, has_left

_LEAVES_IT = {"resend": "queued", "cancel": "cancelled"}


def as_found(flags: Iterable[FlagRecord], letter: Letter | None = None) -> dict[str, Any]:
    """What a decision on no message keeps of what it found, as JSON: how far the letter was, the flags it closes."""
    return {"way": msgspec.to_builtins(way_of(letter)) if letter else None, "flags": msgspec.to_builtins(tuple(flags))}


def is_undone(desk: Desk, decision: Decision) -> bool:
    """Whether a decision on no message has been undone."""
    return any(d.detail.get("undoes") == decision.id for d in desk.store.decisions() if d.message is None)


def undoable_letter(desk: Desk, letter: Letter) -> Decision | None:
    """The last decision on the letter, if it could be undone now."""
    taken = [d for d in desk.store.decisions() if d.message is None and d.detail.get("letter") == letter.key]
    undone = {d.detail.get("undoes") for d in taken}
    standing = [d for d in taken if d.action in {"resend", "cancel"} and d.id not in undone and "before" in d.detail]
    if not standing or has_left(letter) or letter.state != _LEAVES_IT[standing[-1].action]:
        return None
    return standing[-1]


def undo_loose(desk: Desk, decision: Decision, by: str) -> Decision:
    """Undoes a decision on a letter or on a flag; gives it. Raises Refused."""
    with desk.store.transaction():
        letter_key, detail = decision.detail.get("letter"), decision.detail
        if is_undone(desk, decision):
            raise Refused("It has been undone already.", "undone_already")
        if decision.action in {"hold", "release"}:
            raise Refused(
                "A letter that is held back is released by `mailbot plan release`, and held by `plan hold`.",
                "held_letter",
            )
        if "before" not in detail:
            raise Refused("This was decided by an older version, which kept nothing to undo it by.", "too_old")
        undone = {"undoes": decision.id, "action": decision.action, "letter": letter_key, "before": detail["before"]}
        undoing = Decision(
            uuid.uuid4().hex, desk.clock(), by, "undo", None, decision.delegation, decision.on_hash, undone
        )
        letter = desk.store.letter(letter_key) if letter_key else None
        if letter is not None:
            expected = _LEAVES_IT[decision.action]
            check_nothing_has_left((letter,) if decision.action == "resend" else ())
            if letter.state != expected:
                raise Refused(
                    f"The letter is {letter.state} by now: there is nothing to undo.",
                    "letter_moved",
                    state=letter.state,
                )
            desk.store.put_letter(msgspec.convert(detail["before"]["way"], Way).given_to(letter))
        desk.store.add_decision(undoing)
        for document in detail["before"]["flags"]:
            flag = msgspec.convert(document, FlagRecord)
            now = desk.store.flag(flag.key)
            if now is not None and now.decided_at == decision.at:
                desk.store.put_flag(flag)
    return decision
