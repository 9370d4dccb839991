"""The door: each request is looked at before a page sees it. Session, role, origin, size."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from mailbot.corrections import Refused
from mailbot.ports import OutsideError

from .access.headers import with_defaults
from .access.users import Role, User
from .site import Site, Visit
from .wording import refusal_said
from .words import chosen, words_in

log = logging.getLogger(__name__)

LARGEST_FORM = 512 * 1024
FORM_SECONDS = 20
"""A form that takes longer to arrive is not waited for: whoever sends it slowly keeps a place from others."""

MOST_FIELDS = 5000
LANGUAGE_COOKIE = "mailbot_language"
NEVER_KEPT = {"token", "password", "action"}
"""What of a form that was sent without a session does not come back after the login: nothing is decided by it."""


@dataclass(frozen=True, slots=True)
class Place:
    """One address of the site: what answers there, and who may. ``role`` None: everybody, logged in or not.

    ``is_kept``: a form sent there when the session is over comes back after the login, to be looked at again.
    """

    path: str
    answer: Callable[[Visit], Response]
    role: Role | None = "viewer"
    is_post: bool = False
    is_kept: bool = False


class _Turned(Exception):
    """Turned away, with the status and the key of the sentence that says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


async def visited(site: Site, place: Place, request: Request) -> Response:
    """The answer to one request at a place; whatever goes wrong becomes a page with a sentence."""
    visit, fresh = _visit(site, request)
    try:
        _check_way(site, request)
        visit, fresh = _with_who(visit, fresh, request)
        if place.role is not None and visit.user is None:
            answer: Response = await _to_login(place, visit, request)
        else:
            _check_role(place, visit.user)
            if place.is_post:
                visit = _with_form(visit, await _form(request), request)
            answer = await run_in_threadpool(place.answer, visit)
    except Exception as error:  # noqa: BLE001 - the one boundary of the page: what goes wrong is told, and logged
        answer = _told(visit, error)
    if fresh and answer.headers.get("set-cookie") is None:
        set_session(site, answer, fresh)
    for name, value in with_defaults(dict(answer.headers), secure=site.sessions.secure).items():
        answer.headers[name] = value
    return answer


def set_session(site: Site, answer: Response, cookie: str) -> None:
    """Gives the browser the session's cookie."""
    answer.set_cookie(
        site.sessions.cookie, cookie, path="/", httponly=True, samesite="strict", secure=site.sessions.secure
    )


def _visit(site: Site, request: Request) -> tuple[Visit, str | None]:
    """The visit of nobody yet, in a session of its own, and that session's cookie. Looks at nothing that can fail."""
    session, fresh = site.sessions.begin()
    visit = Visit(
        site=site,
        path=request.scope["path"],
        at=request.path_params,
        query=request.query_params,
        form=(),
        user=None,
        session=session,
        words=words_in(chosen(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))),
        client=_client(site, request),
        is_part=request.headers.get("hx-request") == "true",
    )
    return visit, fresh


def _with_who(visit: Visit, fresh: str | None, request: Request) -> tuple[Visit, str | None]:
    """The visit with who is asking; the fresh cookie stays only where there was no session."""
    site = visit.site
    session, user = site.sessions.read(request.cookies.get(site.sessions.cookie))
    if session is None:
        session = visit.session
    else:
        fresh = None
    if site.settings.user_header:
        # Where a proxy says who it is, nobody else does; the session is kept for its forms, which are that user's.
        user = _told_by_proxy(site, request)
        session = replace(session, user=user.name if user else None)
    return replace(visit, session=session, user=user), fresh


def _told_by_proxy(site: Site, request: Request) -> User | None:
    """Whom the proxy names. A field that is there twice was the browser's once: then nobody."""
    names = request.headers.getlist(site.settings.user_header) if _from_proxy(site, request) else []
    return site.users.get(names[0]) if len(names) == 1 and names[0] else None


def _client(site: Site, request: Request) -> str:
    """The address a request came from; behind a proxy, the last one of X-Forwarded-For, which the proxy has added."""
    direct = request.client.host if request.client else ""
    said = ",".join(request.headers.getlist("x-forwarded-for")) if _from_proxy(site, request) else ""
    try:
        return str(ipaddress.ip_address(said.rpartition(",")[2].strip()))
    except ValueError:
        return direct


def _from_proxy(site: Site, request: Request) -> bool:
    client = request.client.host if request.client else ""
    try:
        return ipaddress.ip_address(client) in {ipaddress.ip_address(proxy) for proxy in site.settings.proxies}
    except ValueError:
        return False


def _check_way(site: Site, request: Request) -> None:
    """That the request came by the way the page is meant to be reached (a rebound name would not)."""
    if site.settings.proxies and not _from_proxy(site, request):
        raise _Turned(403, "turned.proxy")
    known = {urlsplit(site.settings.public_url).hostname, site.settings.host, "localhost", "127.0.0.1", "::1"}
    asked = _host_in(f"//{request.headers.get('host', '')}")
    if asked is None or asked not in known:
        raise _Turned(421, "turned.host")


def _host_in(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _check_role(place: Place, user: User | None) -> None:
    if place.role is not None and (user is None or not user.may(place.role)):
        raise _Turned(403, "turned.role")


async def _to_login(place: Place, visit: Visit, request: Request) -> Response:
    if visit.site.settings.user_header:
        raise _Turned(403, "turned.nobody")
    if visit.is_part:
        # Put into the page in place: what was typed there stays.
        return visit.page("logged_out.html.j2", 401)
    if place.is_post and _is_from_us(request):
        form = await _form(request) if place.is_kept else []
        kept = [(key, _clean(value)) for key, value in form if key not in NEVER_KEPT]
        wrong = visit.words("login.over_kept" if kept else "login.over")
        return visit.page("login.html.j2", 401, onward=visit.here, wrong=wrong, name="", kept=kept)
    query = request.scope["query_string"].decode("latin-1")
    wanted = visit.path + (f"?{query}" if query else "")
    onward = f"?next={quote(wanted)}" if request.method in {"GET", "HEAD"} and wanted != "/" else ""
    return RedirectResponse(f"/login{onward}", 303)


async def _form(request: Request) -> list[tuple[str, str]]:
    """The fields of a form (WHATWG URL, application/x-www-form-urlencoded), within bounds; no file is ever taken."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise _Turned(415, "turned.kind")
    data = bytearray()
    try:
        async with asyncio.timeout(FORM_SECONDS):
            async for piece in request.stream():
                data += piece
                if len(data) > LARGEST_FORM:
                    raise _Turned(413, "turned.size")
        return parse_qsl(data.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except TimeoutError as error:
        raise _Turned(408, "turned.slow") from error
    except (ValueError, ClientDisconnect) as error:
        raise _Turned(400, "turned.form") from error


def _with_form(visit: Visit, form: list[tuple[str, str]], request: Request) -> Visit:
    """The visit with the form, if it came from a page of this very session."""
    if "origin" in request.headers and not _is_from_us(request):
        raise _Turned(403, "turned.forged")
    token = request.headers.get("x-form-token") or next((v for k, v in form if k == "token"), "")
    if not visit.site.sessions.is_own_form(visit.session, token):
        raise _Turned(403, "turned.forged")
    return replace(visit, form=tuple((key, _clean(value)) for key, value in form))


def _is_from_us(request: Request) -> bool:
    """Whether the browser says that the form stood on a page of ours."""
    return request.headers.get("origin", "").partition("://")[2] == request.headers.get("host", "")


def _clean(value: str) -> str:
    """Line ends as everywhere here; NULs belong into no field."""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _told(visit: Visit, error: Exception) -> Response:
    """What went wrong, as a page."""
    facts: Mapping[str, object]
    if isinstance(error, _Turned):
        status, facts = error.status, {"sentence": visit.words(error.why)}
    elif isinstance(error, Refused):
        status, facts = 409, {"sentence": refusal_said(visit.words, error)}
    elif isinstance(error, OutsideError):
        status, facts = 503, {"sentence": str(error)}
    else:
        log.error("a page could not be made", exc_info=error)
        status, facts = 500, {"sentence": visit.words("turned.fault")}
    return visit.page("told.html.j2", status, title=visit.words(f"told.{status}"), **facts)
