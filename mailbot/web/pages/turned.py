"""Where there is nothing."""

from __future__ import annotations

from starlette.responses import Response

from mailbot.web.site import Visit


def nowhere(visit: Visit) -> Response:
    """There is no such page."""
    return visit.page("told.html.j2", 404, title=visit.words("told.404"), sentence=visit.words("turned.nowhere"))
