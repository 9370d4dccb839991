"""Whether all is well: the same as ``mailbot status`` says."""

from __future__ import annotations

from starlette.responses import Response

from mailbot.observing.surroundings import surroundings
from mailbot.outputs.health import health_lines
from mailbot.outputs.state import state_of
from mailbot.web.site import Visit


def show(visit: Visit) -> Response:
    """The page."""
    state = state_of(visit.desk, surroundings(visit.desk.config))
    return visit.page("status.html.j2", state=state, lines=health_lines(state))
