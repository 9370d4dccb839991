"""The queue: what needs a person, most urgent first, by delegation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.responses import Response

from mailbot.domain.flag import Severity
from mailbot.domain.meeting import Invitee, Meeting
from mailbot.review import Item, finder, queue
from mailbot.web.site import Visit

SEVERITIES: tuple[Severity, ...] = ("hold", "ask", "note")
KINDS = (*SEVERITIES, "aside", "all")
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that waits: how grave, until when it should be settled, who is looking at it."""

    item: Item
    code: str | None
    severity: Severity
    due_at: datetime
    present: tuple[str, ...]

    @property
    def urgency(self) -> tuple[int, datetime, datetime]:
        """What sorts: what holds first, then by deadline, then by age."""
        return (SEVERITIES.index(self.severity) + 10 * bool(self.item.aside), self.due_at, self.item.since)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one delegation; ``invitee`` None where it is not known whose they are."""

    code: str | None
    invitee: Invitee | None
    rows: tuple[Row, ...]


def show(visit: Visit) -> Response:
    """The page, or only its list when that is refreshed in place: what waits, unless something else is asked for."""
    rows, words = rows_of(visit), visit.query.get("q", "")
    kind = visit.query.get("s", "")
    kind = kind if kind in KINDS else "all" if words else "hold"
    is_found = finder(visit.desk, words)
    found = [row for row in rows if not words or (row.item.record is not None and is_found(row.item.record))]
    counts = {one: sum(is_of(row, one) for row in found) for one in KINDS}
    shown = [row for row in found if is_of(row, kind)]
    return visit.page(
        "queue_list.html.j2" if visit.is_part else "queue.html.j2",
        groups=grouped(visit, shown),
        count=len(shown),
        counts=counts,
        words=words,
        kind=kind,
        kinds=KINDS,
    )


def rows_of(visit: Visit) -> list[Row]:
    """Everything in the queue, most urgent first."""
    meeting, now = visit.desk.config.meeting, visit.now
    present = visit.site.presence.at(now)
    rows = [
        Row(
            item,
            item.record.delegation if item.record else item.flags[0].delegation,
            gravest(item),
            due_of(item, meeting, now),
            tuple(name for name in present.get(item.id, ()) if name != visit.by),
        )
        for item in queue(visit.desk, hashed=False)
    ]
    return sorted(rows, key=lambda row: row.urgency)


def gravest(item: Item) -> Severity:
    """The highest severity among its open flags."""
    return min((f.flag.severity for f in item.flags), key=SEVERITIES.index, default="note")


def due_of(item: Item, meeting: Meeting, now: datetime) -> datetime:
    """The next deadline of the parts it speaks of (of any part, where it is not known which)."""
    spoken = item.record.submission.parts if item.record and item.record.submission else ()
    parts = [part for part in meeting.parts if not spoken or part.id in spoken]
    due = [m.due_at for part in parts if (m := part.milestone("note_verbale")) and m.due_at >= now]
    return min(due, default=FAR)


def grouped(visit: Visit, rows: Iterable[Row]) -> list[Group]:
    """By delegation, the one with the most urgent row first."""
    found: dict[str | None, list[Row]] = {}
    for row in rows:
        # What belongs to nobody known stands alone, in its own place of urgency.
        found.setdefault(row.code or f" {row.item.id}", []).append(row)
    return [Group(kept[0].code, visit.desk.invitees.get(kept[0].code), tuple(kept)) for kept in found.values()]


def is_of(row: Row, kind: str) -> bool:
    """Whether it belongs into the list of that kind."""
    if kind == "all":
        return True
    return (kind == "aside") if row.item.aside else row.severity == kind
