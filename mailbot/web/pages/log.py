"""The log: who decided what, when, on which content; why each letter went out."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.responses import Response

from mailbot.review import log
from mailbot.web.site import Visit

A_PAGE = 60


def show(visit: Visit) -> Response:
    """The entries, the latest first, a page at a time."""
    code = visit.query.get("delegation", "")
    invitee = visit.desk.invitees.get(code)
    entries = log(
        visit.desk,
        delegation=invitee.code if invitee else None,
        words=visit.query.get("q", "")[:200],
        limit=A_PAGE,
        before=_moment(visit.query.get("before", "")),
    )
    return visit.page(
        "log.html.j2",
        entries=entries,
        words=visit.query.get("q", ""),
        delegation=code if invitee else "",
        invitees=visit.desk.config.invitees.all,
        onward=entries[-1].at.isoformat() if len(entries) >= A_PAGE else "",
    )


def _moment(said: str) -> datetime | None:
    """In UTC; None for what is no moment, or none that UTC has."""
    try:
        found = datetime.fromisoformat(said)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
