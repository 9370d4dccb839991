"""One message: the original beside what was read, the letter that will go out, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from mailbot.corrections import Refused
from mailbot.review import Ruling, View, question_draft, rule, undo, undoable, undoable_until, view
from mailbot.web.evidence import Original
from mailbot.web.form import Changes, changes_of, parts_with_speakers, speaker_of
from mailbot.web.site import Visit

from .files import NOTHING_READ
from .queue import rows_of

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
    return visit.page("message_coming.html.j2", seen=view(visit.desk, visit.at["id"], ruling_of(visit, "accept")))


def decide(visit: Visit) -> Response:
    """Carries out the decision; then on to the next one that waits."""
    onward = neighbours(visit, visit.at["id"]).after
    action = visit.said("action")
    try:
        rule(visit.desk, ruling_of(visit, action))
    except Refused as refusal:
        return drawn(visit, view(visit.desk, visit.at["id"]), 409, str(refusal))
    keeps = action == "answer" and visit.at["id"] in {row.item.id for row in rows_of(visit)}
    target = visit.at["id"] if keeps else onward
    query = urlencode({"done": visit.at["id"]})
    return visit.go(f"/message/{target}?{query}" if target else f"/?{query}")


def take_back(visit: Visit) -> Response:
    """Undoes the last decision on the message and shows it again."""
    try:
        undo(visit.desk, visit.at["id"], visit.by)
    except Refused as refusal:
        return drawn(visit, view(visit.desk, visit.at["id"]), 409, str(refusal))
    return visit.go(f"/message/{visit.at['id']}")


def present(visit: Visit) -> Response:
    """Notes that the page is open; tells who else has it open, and whether it shows what is there now."""
    item = view(visit.desk, visit.at["id"]).item
    others = visit.site.presence.note(item.id, visit.by, visit.now)
    is_stale = visit.query.get("seen", "") not in {"", item.seen}
    return visit.page("message_present.html.j2", others=others, is_stale=is_stale, item=item)


def ruling_of(visit: Visit, action: str) -> Ruling:
    """The decision a form asks for, bound to what was shown."""
    seen = view(visit.desk, visit.at["id"])
    record = seen.item.record
    changes: Changes = ()
    if action == "accept" and record is not None and record.submission is not None:
        changes = changes_of(record.submission, visit.desk.config.meeting, visit.form)
    return Ruling(
        action=WITH_CHANGES.get(action, action) if changes else action,
        message=seen.item.id,
        by=visit.by,
        seen=visit.said("seen") or "none",
        changes=changes,
        text=visit.said(f"text.{action}"),
        quiet=visit.said("quiet") == "yes",
        remember=visit.said("remember") == "yes" and visit.may("administrator"),
        undo_seconds=visit.site.settings.undo_seconds,
    )


def neighbours(visit: Visit, message: str) -> Neighbours:
    """Where the message stands among those that wait; one that does not wait has the first of them as its next."""
    rows = rows_of(visit)
    ids = [row.item.id for row in rows if row.severity == "hold" and not row.item.aside]
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
        typed=dict(visit.form),
        sent=set(visit.form),
        can_decide=visit.may("reviewer"),
        invitees=visit.desk.invitees.all,
        speaker_parts=parts_with_speakers(submission, visit.desk.config.meeting) if submission else (),
        speaker_of=speaker_of,
        draft=_draft(visit, seen),
        has_html=bool(seen.message and seen.message.html),
    )


def _draft(visit: Visit, seen: View) -> str:
    """A question to start from; none for a message that is a question itself, or that nobody may be asked about."""
    record = seen.item.record
    if record is None or record.kind == "question" or not visit.may("reviewer"):
        return ""
    try:
        return question_draft(visit.desk, seen.item).text
    except Refused:
        return ""


def _originals(visit: Visit, seen: View) -> tuple[Original, ...]:
    record = seen.item.record
    if record is None or seen.message is None:
        return ()
    return visit.site.viewer.originals(seen.message, record.submission or NOTHING_READ)
