"""One message: the original beside what was read, the letter that will go out, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from mailbot.corrections import Refused
from mailbot.domain.record import MessageRecord
from mailbot.review import (
    Ruling,
    View,
    answer_recipients,
    find,
    question_draft,
    rule,
    undo,
    undoable,
    undoable_until,
    view,
)
from mailbot.web.evidence import Original
from mailbot.web.form import Changes, Typed, blanks, changes_of, draft_mark, parts_with_speakers, speaker_of, typed_over
from mailbot.web.replaced import Note, notes_of
from mailbot.web.site import Visit
from mailbot.web.wording import refusal_said

from .files import NOTHING_READ
from .queue import KINDS, is_of, rows_of

DROPPING = ("reject", "answer", "dismiss", "set_aside")
"""Decisions that leave the fields as they were read."""

WITH_CHANGES = {"accept": "correct"}
"""What a decision becomes if the form says something else than was read."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where the message stands in the queue, from 1 (0: not in it), of how many, and who is before and after it."""

    place: int
    count: int
    before: str = ""
    after: str = ""


def show(visit: Visit) -> Response:
    """The page of one message."""
    return drawn(visit, view(visit.desk, visit.at["id"]))


def preview(visit: Visit) -> Response:
    """What would follow with what the form says now: the letters, the change of the record, or why it cannot be."""
    seen, obstacle = _foreseen(visit)
    return visit.page("message_coming.html.j2", seen=seen, obstacle=obstacle)


def _foreseen(visit: Visit) -> tuple[View, str]:
    try:
        return view(visit.desk, visit.at["id"], ruling_of(visit, "accept")), ""
    except Refused as refusal:
        return view(visit.desk, visit.at["id"]), refusal_said(visit.words, refusal)


def decide(visit: Visit) -> Response:
    """Carries out the decision; then on to the next one that waits. ``look`` only shows what would follow."""
    onward = neighbours(visit, visit.at["id"]).after
    action = visit.said("action")
    if action == "look":
        seen, obstacle = _foreseen(visit)
        return drawn(visit, seen, refusal=obstacle)
    try:
        _check_nothing_dropped(visit, action)
        rule(visit.desk, ruling_of(visit, action))
    except Refused as refusal:
        return drawn(visit, _foreseen(visit)[0], 409, refusal_said(visit.words, refusal))
    # What was asked about stays on the table until its answer comes.
    keeps = action == "answer" and bool(visit.desk.store.open_flags(message=visit.at["id"]))
    target = visit.at["id"] if keeps else onward
    kind = {"s": visit.said("s")} if visit.said("s") else {}
    query = urlencode({"done": visit.at["id"], **kind})
    return visit.go(f"/message/{target}?{query}" if target else f"/?{query}")


def _check_nothing_dropped(visit: Visit, action: str) -> None:
    """Raises Refused where fields were changed that this decision leaves as they are, or a letter was written that it
    does not send, unless that is meant."""
    item = find(visit.desk, visit.at["id"])
    submission = item.record.submission if item.record else None
    if visit.said("seen") != item.seen:
        return
    is_dropping = action in DROPPING and visit.said("drop") != "yes"
    if is_dropping and submission and changes_of(submission, visit.desk.config.meeting, visit.form):
        raise Refused(visit.words("message.would_drop"))
    if action != "answer" and visit.said("unsent") != "yes" and _is_written(visit):
        raise Refused(visit.words("message.would_not_send"))


def _is_written(visit: Visit) -> bool:
    """Whether the letter to the delegation is another than was drafted."""
    text = visit.said("text.answer")
    return bool(text) and visit.said("drafted") not in {"", draft_mark(text)}


def take_back(visit: Visit) -> Response:
    """Undoes the decision on the message that was shown, no other taken since, and shows the message again."""
    try:
        undo(visit.desk, _decision_shown(visit), visit.by)
    except Refused as refusal:
        return drawn(visit, view(visit.desk, visit.at["id"]), 409, refusal_said(visit.words, refusal))
    return visit.go(f"/message/{visit.at['id']}")


def _decision_shown(visit: Visit) -> str:
    """The decision the form names. Raises Refused if it is none on this message."""
    shown = visit.desk.store.decision(visit.said("decision"))
    if shown is None or shown.message != find(visit.desk, visit.at["id"]).id:
        raise Refused(visit.words("message.no_undo"))
    return shown.id


def present(visit: Visit) -> Response:
    """Notes that the page is open; tells who else has it open, and whether it shows what is there now."""
    item = find(visit.desk, visit.at["id"])
    others = visit.site.presence.note(item.id, visit.by, visit.now)
    is_stale = visit.query.get("seen", "") not in {"", item.seen}
    return visit.page("message_present.html.j2", others=others, is_stale=is_stale, item=item)


def notes(visit: Visit) -> Response:
    """The field for what the note replaces, with the notes of the delegation that is chosen now."""
    record = find(visit.desk, visit.at["id"]).record
    if record is None or record.submission is None:
        raise Refused(visit.words("message.nothing_read"))
    typed = typed_over(record.submission, visit.form)
    return visit.page(
        "message_notes.html.j2",
        submission=record.submission,
        typed=typed.last,
        notes=_notes(visit, record, typed),
    )


def ruling_of(visit: Visit, action: str) -> Ruling:
    """The decision a form asks for, bound to what was shown."""
    item = find(visit.desk, visit.at["id"])
    record = item.record
    changes: Changes = ()
    if action == "accept" and record is not None and record.submission is not None:
        changes = changes_of(record.submission, visit.desk.config.meeting, visit.form)
    return Ruling(
        action=WITH_CHANGES.get(action, action) if changes else action,
        message=item.id,
        by=visit.by,
        seen=visit.said("seen") or "none",
        changes=changes,
        text=visit.said(f"text.{action}"),
        quiet=visit.said("quiet") == "yes",
        remember=visit.said("remember") == "yes" and visit.may("administrator"),
        undo_seconds=visit.site.settings.undo_seconds,
    )


def neighbours(visit: Visit, message: str) -> Neighbours:
    """Where the message stands in the list it was opened from (what waits, unless another is named); one that is not
    in it has the first as its next."""
    kind = visit.said("s") or visit.query.get("s", "")
    kind = kind if kind in KINDS else "hold"
    ids = [row.item.id for row in rows_of(visit) if is_of(row, kind)]
    if message not in ids:
        return Neighbours(0, len(ids), "", ids[0] if ids else "")
    place = ids.index(message)
    before = ids[place - 1] if place else ""
    return Neighbours(place + 1, len(ids), before, ids[place + 1] if place + 1 < len(ids) else "")


def drawn(visit: Visit, seen: View, status: int = 200, refusal: str = "") -> Response:
    """The page; ``refusal`` says why a decision was not carried out."""
    record = seen.item.record
    submission = record.submission if record else None
    last = undoable(visit.desk, record) if record else None
    typed = typed_over(submission, visit.form) if submission and visit.form else Typed(dict(visit.form))
    return visit.page(
        "message.html.j2" if record else "message_loose.html.j2",
        status,
        seen=seen,
        item=seen.item,
        record=record,
        submission=submission,
        originals=_originals(visit, seen),
        neighbours=neighbours(visit, seen.item.id),
        others=visit.site.presence.note(seen.item.id, visit.by, visit.now),
        refusal=refusal,
        undoable=last,
        until=undoable_until(visit.desk, last) if last else None,
        typed=typed.last,
        sent=typed.pairs,
        blanks=blanks(submission, typed.last) if submission else (),
        notes=_notes(visit, record, typed) if record else (),
        lost=typed.lost,
        kind=visit.said("s") or visit.query.get("s", ""),
        recipients=_recipients(visit, seen),
        asked=[one for one in seen.decisions if one.action == "answer"],
        can_decide=visit.may("reviewer"),
        invitees=visit.desk.invitees.all,
        speaker_parts=parts_with_speakers(submission, visit.desk.config.meeting) if submission else (),
        speaker_of=speaker_of,
        draft=_draft(visit, seen),
        has_html=bool(seen.message and seen.message.html),
    )


def _notes(visit: Visit, record: MessageRecord, typed: Typed) -> tuple[Note, ...]:
    said = record.submission
    read = (said.revision.of if said and said.revision else None) or ""
    whose = typed.last.get("note.delegation", (said.delegation if said else None) or record.delegation or "")
    return notes_of(visit.desk, whose.upper(), record.id, read)


def _draft(visit: Visit, seen: View) -> str:
    """A question to start from; none for a message that is a question itself, or that nobody may be asked about."""
    record = seen.item.record
    if record is None or record.kind == "question" or not visit.may("reviewer"):
        return ""
    try:
        return question_draft(visit.desk, seen.item).text
    except Refused:
        return ""


def _recipients(visit: Visit, seen: View) -> tuple[str, ...]:
    """Who a question would go to; nobody where nobody may be written to."""
    record = seen.item.record
    try:
        return answer_recipients(visit.desk, record) if record else ()
    except Refused:
        return ()


def _originals(visit: Visit, seen: View) -> tuple[Original, ...]:
    record = seen.item.record
    if record is None or seen.message is None:
        return ()
    return visit.site.viewer.originals(seen.message, record.submission or NOTHING_READ)
