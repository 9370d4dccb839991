"""A decision as it is asked for, and what every decision has in common."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from mailbot.accepted import ACCEPTED_ADDRESSES, accepted_by
from mailbot.corrections import Refused
from mailbot.desk import Desk
from mailbot.domain.decide import content_hash
from mailbot.domain.letter import Letter
from mailbot.domain.record import Decision, MessageRecord, Verdict

from .before import watched
from .lying_aside import SET_ASIDE, TAKE_UP
from .recipients import answer_recipients
from .waiting import seen_hash

ACTIONS = ("accept", "correct", "assign", "reject", "answer", "dismiss", "replay", SET_ASIDE, TAKE_UP)
_VERDICTS: Mapping[str, Verdict] = {
    "accept": "accepted",
    "correct": "corrected",
    "assign": "corrected",
    "reject": "rejected",
    "answer": "answered",
    "dismiss": "dismissed",
    "replay": "superseded",
    "resend": "accepted",
    "cancel": "dismissed",
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision to carry out. ``seen`` is the hash of what the person saw; empty: what is there now.

    ``quiet`` keeps back the letter a delegation would get about it; ``remember`` makes the sender's address one of
    the delegation's from then on. ``undo_seconds`` keep its letters that long, so that it can be undone until then.
    ``id`` is that of a decision which is carried out again; empty: it is a new one. ``to`` are those an answer went to
    when it was first carried out (none: whoever wrote), None: whom it goes to now; ``stops`` likewise the keys of the
    letters it went in place of.
    """

    action: str
    message: str
    by: str
    seen: str = ""
    delegation: str | None = None
    changes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    quiet: bool = False
    remember: bool = False
    id: str = ""
    undo_seconds: int = 0
    to: tuple[str, ...] | None = None
    stops: tuple[str, ...] | None = None


LONGEST_GRACE_SECONDS = 3600


def decision_of(desk: Desk, ruling: Ruling, record: MessageRecord, seen: str) -> Decision:
    """What is written down of the ruling: enough to carry it out again on the same message. Raises Refused."""
    check_grace(ruling.undo_seconds)
    # An older version answered whoever wrote, and did not say so: what it decided goes to them again.
    to = answer_recipients(desk, record) if ruling.action == "answer" and ruling.to is None else ruling.to
    return Decision(
        id=ruling.id or uuid.uuid4().hex,
        at=desk.clock(),
        by=ruling.by,
        action=ruling.action,
        message=record.id,
        delegation=ruling.delegation.upper() if ruling.delegation else record.delegation,
        on_hash=seen,
        detail={
            "changes": [list(c) for c in ruling.changes],
            "text": ruling.text,
            "quiet": ruling.quiet,
            "assigned": ruling.delegation,
            "on": decided_on(desk, record),
            **({"remember": record.sender} if ruling.remember and record.sender else {}),
            **({"undo_seconds": ruling.undo_seconds} if ruling.undo_seconds else {}),
            **({"to": list(to)} if to else {}),
        },
    )


def decided_on(desk: Desk, record: MessageRecord) -> list[str | None]:
    """What a decision changes, by its hashes: the message as it is read, and the record of its delegation.

    Unlike ``on_hash`` it leaves out the flags: their wording may be another in a later version.
    """
    revision = desk.store.current_revision(record.delegation) if record.delegation else None
    return [content_hash(record.submission), revision.content_hash if revision else None]


def ruling_of(decision: Decision, seen: str) -> Ruling:
    """The ruling a decision on a message was: the other way round of ``decision_of``."""
    detail = decision.detail
    return Ruling(
        action=decision.action,
        message=decision.message or "",
        by=decision.by,
        seen=seen,
        delegation=detail.get("assigned", decision.delegation if decision.action == "assign" else None),
        changes=tuple((key, value) for key, value in detail.get("changes", ())),
        text=detail.get("text", ""),
        quiet=detail.get("quiet", False),
        remember=bool(detail.get("remember")),
        id=decision.id,
        undo_seconds=detail.get("undo_seconds", 0),
        to=tuple(detail.get("to", ())),
        stops=tuple(detail.get("stops", ())),
    )


def check_is_first_copy(record: MessageRecord) -> None:
    """Raises Refused for a second copy of a mail."""
    if record.disposition == "duplicate":
        raise Refused(
            f"This is a second copy; decide on the first: {(record.duplicate_of or '')[:12]}.",
            "second_copy",
            first=(record.duplicate_of or "")[:12],
        )


def check_grace(seconds: int) -> None:
    """Raises Refused for a time to undo that would keep a letter for ever."""
    if not 0 <= seconds <= LONGEST_GRACE_SECONDS:
        raise Refused(
            f"A decision can be kept back for at most {LONGEST_GRACE_SECONDS} seconds, not for {seconds}.",
            "kept_too_long",
            count=LONGEST_GRACE_SECONDS,
        )


def kept_back(letter: Letter, decision: Decision) -> Letter:
    """The letter, not leaving before the time to undo its decision is over."""
    until = decision.at + timedelta(seconds=decision.detail.get("undo_seconds", 0))
    return replace(letter, not_before=max(letter.not_before, until))


def check_seen(desk: Desk, ruling: Ruling, record: MessageRecord, seen: str) -> None:
    """Raises Refused if the person saw something else, or would decide again without having looked."""
    if ruling.seen:
        if ruling.seen != seen:
            raise Refused(
                "What you decided on has changed since; look at it again with `mailbot show` and repeat.", "changed"
            )
        return
    if ruling.action in {SET_ASIDE, TAKE_UP}:
        return
    settling = [d for d in standing_decisions(desk, record.id) if _settles(d, record)]
    if settling:
        last = settling[-1]
        raise Refused(
            f"This was decided already ({last.action} by {last.by}, {last.at:%d %B %Y %H:%M} UTC); look at it with "
            f"`mailbot show {record.id[:12]}` and repeat with --seen and the hash shown there.",
            "changed",
        )


def standing_decisions(desk: Desk, message: str) -> tuple[Decision, ...]:
    """The decisions on a message that have not been undone, oldest first."""
    taken = desk.store.decisions_on(message)
    undone = {d.detail.get("undoes") for d in taken if d.action == "undo"}
    return tuple(d for d in taken if d.action != "undo" and d.id not in undone)


def _settles(decision: Decision, record: MessageRecord) -> bool:
    """An answer settles a question; to a note it only asks something back. The others named settle nothing."""
    if decision.action == "answer":
        return record.disposition == "answered"
    return decision.action not in {"replay", SET_ASIDE, TAKE_UP}


@contextmanager
def one_step(desk: Desk, record: MessageRecord, decision: Decision, *, closes: bool = True) -> Iterator[Desk]:
    """One atomic step around what a decision writes: nothing has changed since it was prepared, it is kept, and
    the message's flags are closed (unless ``closes`` is False). Gives the desk to write by: what the decision finds
    there is kept for the case that it is undone."""
    with desk.store.transaction():
        now = desk.store.message(record.id)
        if now is None or seen_hash(desk, now) != decision.on_hash:
            raise Refused(
                "It has changed this very moment; look at it again with `mailbot show` and repeat.", "changed"
            )
        desk.store.add_decision(decision)
        if decision.detail.get("remember"):
            known = desk.store.setting(ACCEPTED_ADDRESSES) or ""
            desk.store.put_setting(ACCEPTED_ADDRESSES, accepted_by((decision,), known))
        with watched(desk, decision) as writing:
            for old in desk.store.open_flags(message=record.id) if closes else ():
                writing.store.put_flag(replace(old, **verdict(decision)))
            yield writing


def verdict(decision: Decision) -> dict[str, Any]:
    """The fields of a flag this decision settles."""
    return {"verdict": _VERDICTS[decision.action], "decided_by": decision.by, "decided_at": decision.at}
