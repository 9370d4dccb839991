"""Letters that did not go as they should: which they are, and what a person decides on them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.letter import Letter
from mailbot.domain.record import Decision, FlagRecord

from .loose import as_found
from .ruling import check_grace, verdict
from .waiting import SHORTEST_PREFIX

STATES = ("failed", "doubtful", "sending", "queued")


def letters(desk: Desk, states: Sequence[str] = STATES) -> tuple[Letter, ...]:
    """Letters in those states, state by state, oldest first."""
    return tuple(letter for state in states for letter in desk.store.letters_in(state))


def letter_id(letter: Letter) -> str:
    """How a letter is called on the command line."""
    return letter.short_id


def unsettled(desk: Desk) -> tuple[Letter, ...]:
    """Letters that failed, or may not have arrived, and that nobody has dealt with: a flag on each is open."""
    flagged = {flag.key.split("|", 1)[0] for flag in desk.store.open_flags() if not flag.message}
    return tuple(letter for letter in letters(desk, ("failed", "doubtful")) if letter.message_id in flagged)


def rule_on_letter(
    desk: Desk, prefix: str, action: str, by: str, *, undo_seconds: int = 0, seen: str | None = None
) -> Letter:
    """Sends a letter that failed or is in doubt again (``resend``), or gives one up (``cancel``).

    ``undo_seconds`` keep it from leaving that long, so that a `resend` can be undone until then. ``seen`` is the state
    the person saw it in; None: whatever it is in now.
    Raises Refused for a letter that cannot be found, or that is in another state than was seen or in none for it.
    """
    letter = _find(desk, prefix)
    states = {"resend": {"failed", "doubtful"}, "cancel": {"failed", "doubtful", "queued"}}.get(action)
    if states is None:
        raise Refused(f"{action} is no decision on a letter; use resend or cancel.", "unknown_action")
    check_grace(undo_seconds)
    now = desk.clock()
    with desk.store.transaction():
        current = desk.store.letter(letter.key)
        if current is None or current.state not in states or seen not in {None, current.state}:
            raise Refused(
                f"The letter is {current.state if current else 'gone'}: there is nothing to {action}.",
                "letter_moved",
                state=current.state if current else "gone",
            )
        if action == "resend":
            # Those the server refused are tried again as well: what was wrong with them may have been put right.
            leaves_at = now + timedelta(seconds=undo_seconds)
            written = replace(current, state="queued", not_before=leaves_at, attempts=0, failure=None, refused=())
        else:
            written = replace(current, state="cancelled", failure=f"cancelled by {by}")
        flags = _flags_on(desk, letter)
        detail = {"letter": letter.key, "before": as_found(flags, current)}
        decision = Decision(uuid.uuid4().hex, now, by, action, None, letter.delegation, "", detail)
        desk.store.put_letter(written)
        desk.store.add_decision(decision)
        for flag in flags:
            desk.store.put_flag(replace(flag, **verdict(decision)))
    return written


def _find(desk: Desk, prefix: str) -> Letter:
    prefix = prefix.strip()
    if len(prefix) < SHORTEST_PREFIX:
        raise Refused(
            f"Give at least {SHORTEST_PREFIX} characters of the letter's id; `mailbot letters` lists them.", "not_found"
        )
    exact = desk.store.letter(prefix)
    if exact is not None:
        return exact
    found = [one for one in letters(desk) if letter_id(one).startswith(prefix) or one.key.startswith(prefix)]
    if len(found) != 1:
        what = "No letter has" if not found else f"{len(found)} letters have"
        raise Refused(f"{what} an id that starts with {prefix}; `mailbot letters` lists them.", "not_found")
    return found[0]


def _flags_on(desk: Desk, letter: Letter) -> tuple[FlagRecord, ...]:
    """What was raised on the letter itself; that an address is dead is not settled by sending once more."""
    return tuple(
        flag
        for flag in desk.store.open_flags()
        if not flag.message and flag.flag.code != "bounce" and flag.key.startswith(f"{letter.message_id}|")
    )
