"""The review page as a whole: which address is answered by what, and who may."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType

import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mailbot import __version__
from mailbot.config import WebSettings
from mailbot.desk import Desk

from .access.ended import Ended
from .access.sessions import Sessions, key_in
from .access.users import User, Users
from .door import Place, visited
from .drawing import drawing
from .evidence import Viewer
from .pages import account, assets, delegation, files, letters, log, meeting, message, queue, status, turned
from .site import Site

NONE: Mapping[str, User] = MappingProxyType({})

THREADS = 4
"""So many pages are made at once; more would only wait for the same core."""

PLACES = (
    Place("/login", account.ask, None),
    Place("/login", account.log_in, None, is_post=True),
    Place("/enter/{ticket}", account.enter, None),
    Place("/logout", account.log_out, None, is_post=True),
    Place("/language", account.choose_language, None, is_post=True),
    Place("/static/{name}", assets.static, None),
    Place("/", queue.show),
    Place("/message/{id}", message.show),
    Place("/message/{id}/present", message.present),
    Place("/message/{id}/preview", message.preview, is_post=True),
    Place("/message/{id}/notes", message.notes, is_post=True),
    Place("/message/{id}/decide", message.decide, "reviewer", is_post=True, is_kept=True),
    Place("/message/{id}/undo", message.take_back, "reviewer", is_post=True),
    Place("/message/{id}/page/{key}/{page}", files.page_picture),
    Place("/message/{id}/file/{key}", files.file),
    Place("/message/{id}/html", files.html),
    Place("/message/{id}/raw", files.raw),
    Place("/delegations", delegation.every),
    Place("/delegations/{code}", delegation.show),
    Place("/letters", letters.every),
    Place("/letters", letters.decide, "reviewer", is_post=True),
    Place("/letters/undo", letters.take_back, "reviewer", is_post=True),
    Place("/letters/templates", letters.templates),
    Place("/meeting", meeting.show),
    Place("/meeting/plan", meeting.planned),
    Place("/meeting/plan", meeting.hold, "administrator", is_post=True),
    Place("/log", log.show),
    Place("/status", status.show),
)


def site_of(desk: Desk, settings: WebSettings, viewer: Viewer, tickets: Mapping[str, User] = NONE) -> Site:
    """What the page works with; ``tickets`` let in without a password. Raises Permanent if there can be no key."""
    store = desk.config.store
    users = Users(store, {user.name: user for user in tickets.values()})
    sessions = Sessions(key_in(store), users, Ended(store), settings.session_hours, secure=settings.is_secure)
    return Site(desk, settings, users, sessions, drawing(desk.config, __version__), viewer, tickets)


def app_of(site: Site) -> Starlette:
    """The application (ASGI)."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield

    routes = [_route(site, place) for place in PLACES]
    nowhere = _endpoint(site, Place("", turned.nowhere, None))
    made = Starlette(routes=routes, lifespan=lifespan, exception_handlers={404: nowhere, 405: nowhere})
    # It would send on to whatever host the request names, past the door.
    made.router.redirect_slashes = False
    return made


def _route(site: Site, place: Place) -> Route:
    async def endpoint(request: Request) -> Response:
        return await visited(site, place, request)

    return Route(place.path, endpoint, methods=["POST"] if place.is_post else ["GET"])


def _endpoint(site: Site, place: Place):  # type: ignore[no-untyped-def]
    async def endpoint(request: Request, _: Exception) -> Response:
        return await visited(site, place, request)

    return endpoint
