"""What a decision would do, before it is taken; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailbot.corrections import Refused
from mailbot.desk import Desk, standing
from mailbot.domain.delegation import Diff, Revision, Standing
from mailbot.domain.difference import between
from mailbot.domain.flag import Flag
from mailbot.domain.letter import Letter
from mailbot.domain.record import MessageRecord
from mailbot.domain.submission import Submission

from .answering import answer_to
from .entering import Entry, entry_of, nothing_read, said_of
from .rejecting import rejected
from .ruling import Ruling, check_is_first_copy, decision_of
from .taking_back import TakenBack


@dataclass(frozen=True, slots=True)
class Preview:
    """What would follow from a ruling, or ``obstacle``: the sentence that says why it cannot be carried out.

    ``submission`` is the message as it would be recorded, ``flags`` those it would have then, ``revision`` the
    composition of its delegation afterwards (the present one where nothing would change), ``diff`` what that changes
    in the record, ``standing`` how the delegation would stand. ``elsewhere`` is the composition of the delegation it
    is taken back from. ``letters`` would go out, ``stopped`` would not any more. ``refusal`` is the obstacle as it was
    raised.
    """

    ruling: Ruling
    obstacle: str = ""
    submission: Submission | None = None
    flags: tuple[Flag, ...] = ()
    revision: Revision | None = None
    diff: Diff = Diff()  # noqa: RUF009 - it is frozen
    standing: Standing | None = None
    elsewhere: Revision | None = None
    letters: tuple[Letter, ...] = ()
    stopped: tuple[Letter, ...] = ()
    refusal: Refused | None = None


def preview(desk: Desk, record: MessageRecord, ruling: Ruling, seen: str) -> Preview:
    """What would follow from the ruling on that message; never raises Refused."""
    shown = Preview(ruling, submission=record.submission)
    try:
        check_is_first_copy(record)
        decision = decision_of(desk, ruling, record, seen)
        if ruling.action == "reject":
            return _taken_back(desk, shown, rejected(desk, record, decision, quiet=ruling.quiet))
        if ruling.action == "answer":
            return replace(shown, letters=(answer_to(desk, record, decision, ruling.text),))
        if ruling.action not in {"accept", "correct", "assign"} or record.submission is None:
            return shown if ruling.action in {"dismiss", "replay"} else _refused(shown, nothing_read())
        shown = replace(shown, submission=said_of(desk, record.submission, ruling))
        if ruling.action == "accept" and record.disposition == "recorded":
            return replace(shown, revision=_current(desk, record.delegation))
        return _entered(desk, shown, entry_of(desk, record, decision, ruling))
    except Refused as refusal:
        return _refused(shown, refusal)


def _refused(shown: Preview, refusal: Refused) -> Preview:
    return replace(shown, obstacle=str(refusal), refusal=refusal)


def _entered(desk: Desk, shown: Preview, entry: Entry) -> Preview:
    outcome, code = entry.outcome, entry.outcome.delegation or ""
    current = _current(desk, code)
    revision = outcome.revision or current
    back = entry.elsewhere
    return replace(
        shown,
        flags=outcome.flags,
        revision=revision,
        diff=_difference(current, revision),
        standing=standing(desk, code, revision) if code else None,
        elsewhere=back.revision if back else None,
        letters=(*entry.letters, *(back.letters if back else ())),
        stopped=(*entry.stopped, *(back.stopped if back else ())),
    )


def _taken_back(desk: Desk, shown: Preview, back: TakenBack | None) -> Preview:
    if back is None:
        return shown
    code = back.revision.delegation
    return replace(
        shown,
        revision=back.revision,
        diff=_difference(_current(desk, code), back.revision),
        standing=standing(desk, code, back.revision),
        letters=back.letters,
        stopped=back.stopped,
    )


def _current(desk: Desk, code: str | None) -> Revision | None:
    return desk.store.current_revision(code) if code else None


def _difference(before: Revision | None, after: Revision | None) -> Diff:
    return between(before.participants if before else (), after.participants if after else ())
