"""Whether all is well: the same as ``mailbot status`` says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from mailbot.observing.surroundings import surroundings
from mailbot.outputs.state import state_of
from mailbot.web.site import Visit


def show(visit: Visit) -> Response:
    """The page."""
    state = state_of(visit.desk, surroundings(visit.desk.config))
    health = state["health"]
    return visit.page(
        "status.html.j2",
        state=state,
        health=health,
        troubles=[_with_since(trouble) for trouble in health["troubles"]],
        read_at=_ago(visit, health["last_cycle_age_seconds"]),
        letter_at=_ago(visit, health["oldest_letter_age_seconds"]),
        held_at=_ago(visit, health["oldest_held_age_seconds"]),
    )


def _with_since(trouble: dict[str, Any]) -> dict[str, Any]:
    since = trouble["since"]
    return {**trouble, "since": datetime.fromisoformat(since) if since else None}


def _ago(visit: Visit, seconds: float | None) -> datetime | None:
    return visit.now - timedelta(seconds=seconds) if seconds is not None else None
