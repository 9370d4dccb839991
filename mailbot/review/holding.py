"""A letter of the plan held back, or released: the sweep does not write it meanwhile."""

from __future__ import annotations

import uuid

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.calendar import Occasion, occasions
from mailbot.domain.record import Decision
from mailbot.held_back import HELD_OCCASIONS, held_after, held_occasions


def hold_letter(desk: Desk, planned_key: str, by: str, remark: str = "") -> None:
    """Holds a planned letter back until it is released; one for a later occasion goes all the same.

    ``planned_key`` is ``Planned.key``. Raises Refused if there is no such occasion, it is over, dealt with, or held.
    """
    keys = _keys(planned_key)
    for key in keys:
        _check(desk, key)
    held = held_occasions(desk.store)
    if all(key in held for key in keys):
        raise Refused(f"It is held back already, by {held[keys[0]].by}.", "held_already", by=held[keys[0]].by)
    _decide(desk, "hold", keys, by, remark)


def release_letter(desk: Desk, planned_key: str, by: str) -> None:
    """Releases it: it goes when it is due, at once if that is past. Raises Refused if it is not held back."""
    keys, held = _keys(planned_key), held_occasions(desk.store)
    if not any(key in held for key in keys):
        raise Refused(f"{planned_key} is not held back; `mailbot plan` shows what is.", "not_held")
    _decide(desk, "release", keys, by, "")


def _keys(planned_key: str) -> tuple[str, ...]:
    keys = tuple(dict.fromkeys(key.strip() for key in planned_key.split(",") if key.strip()))
    if not keys:
        raise Refused("Name the letter by its key; `mailbot plan` shows it.", "no_such_plan")
    return keys


def _decide(desk: Desk, action: str, keys: tuple[str, ...], by: str, remark: str) -> None:
    code = keys[0].partition("|")[0].partition("/")[0]
    detail = {"occasions": list(keys), "text": remark}
    decision = Decision(uuid.uuid4().hex, desk.clock(), by, action, None, code, "", detail)
    with desk.store.transaction():
        desk.store.add_decision(decision)
        desk.store.put_setting(HELD_OCCASIONS, held_after((decision,), desk.store.setting(HELD_OCCASIONS) or ""))


def _check(desk: Desk, key: str) -> None:
    whom, _, name = key.partition("|")
    occasion = _occasion(desk, name)
    if occasion is None or desk.invitees.get(whom.partition("/")[0]) is None:
        raise Refused(f"There is no letter {key} to come; `mailbot plan` shows the keys.", "no_such_plan")
    if occasion.milestone.due_at <= desk.clock():
        raise Refused(f"The deadline of {key} has passed: nothing would be sent.", "deadline_passed")
    reminder = desk.store.reminder(key)
    letter = desk.store.letter(reminder.letter) if reminder and reminder.letter else None
    if letter is not None and letter.state == "queued":
        raise Refused(
            f"It is written already and about to leave; `mailbot letters cancel {letter.short_id[:12]}`.",
            "written_already",
        )
    if reminder is not None and not (letter and letter.is_withdrawn):
        raise Refused(
            f"It has been dealt with already ({reminder.outcome}, {reminder.at:%d %B %Y}).",
            "dealt_with",
            at=reminder.at,
        )


def _occasion(desk: Desk, name: str) -> Occasion | None:
    return next((o for o in occasions(desk.config.meeting, desk.hours) if o.key == name), None)
