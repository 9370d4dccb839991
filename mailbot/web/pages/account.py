"""Logging in and out, and the language of the interface."""

from __future__ import annotations

import re
from dataclasses import replace

from starlette.responses import Response

from mailbot.web.access.throttle import keys_of
from mailbot.web.access.users import is_right
from mailbot.web.door import LANGUAGE_COOKIE, NEVER_KEPT, set_session
from mailbot.web.site import Visit
from mailbot.web.words import INTERFACES

from .turned import nowhere

YEAR_SECONDS = 365 * 86400
LONGEST_WAY_BACK = 2000
KEPT = "kept."
"""What the fields of a form begin with that goes through the login with whoever sent it too late."""

_MESSAGE = re.compile(r"/message/[0-9a-f]{1,64}", re.ASCII)


def ask(visit: Visit) -> Response:
    """The login."""
    onward = inside(visit.query.get("next", ""))
    if visit.user is not None:
        return visit.go(onward)
    return visit.page("login.html.j2", onward=onward, wrong="", name="", kept=())


def log_in(visit: Visit) -> Response:
    """Lets in who knows the password, in a session of its own; others wait longer each time."""
    name, onward = visit.said("name"), inside(visit.said("next"))
    password = next((value for key, value in visit.form if key == "password"), "")
    typed = [(key.removeprefix(KEPT), value) for key, value in visit.form if key.startswith(KEPT)]
    kept = [(key, value) for key, value in typed if key not in NEVER_KEPT]
    keys = keys_of(name, visit.client)
    wait = visit.site.throttle.wait(keys, visit.now)
    if wait:
        wrong = visit.words("login.wait", n=max(1, round(wait.total_seconds())))
        return visit.page("login.html.j2", 429, onward=onward, wrong=wrong, name=name, kept=kept)
    user = visit.site.users.get(name)
    if visit.site.settings.user_header or not is_right(user, password):
        visit.site.throttle.failed(keys, visit.now)
        wrong = visit.words("login.wrong")
        return visit.page("login.html.j2", 403, onward=onward, wrong=wrong, name=name, kept=kept)
    visit.site.throttle.succeeded(keys[:1])
    session, cookie = visit.site.sessions.begin(user)
    answer = visit.go(onward)
    if kept and _MESSAGE.fullmatch(onward):
        answer = replace(visit, user=user, session=session).page("resumed.html.j2", onward=onward, kept=kept)
    set_session(visit.site, answer, cookie)
    return answer


def enter(visit: Visit) -> Response:
    """Lets in who has a ticket, as the demonstration hands one out; there are none elsewhere."""
    user = visit.site.tickets.get(visit.at["ticket"])
    if user is None:
        return nowhere(visit)
    answer = visit.go("/")
    _, cookie = visit.site.sessions.begin(user)
    set_session(visit.site, answer, cookie)
    return answer


def log_out(visit: Visit) -> Response:
    """Ends the session."""
    visit.site.sessions.end(visit.session)
    answer = visit.go("/login")
    _, cookie = visit.site.sessions.begin()
    set_session(visit.site, answer, cookie)
    return answer


def choose_language(visit: Visit) -> Response:
    """Keeps the language in a cookie and goes back."""
    answer = visit.go(inside(visit.said("next")))
    language = visit.said("language")
    if language in INTERFACES:
        secure = visit.site.sessions.secure
        answer.set_cookie(LANGUAGE_COOKIE, language, YEAR_SECONDS, httponly=True, samesite="strict", secure=secure)
    return answer


def inside(path: str) -> str:
    """The path if it leads to a page of ours, else the first page: nobody is sent elsewhere from here."""
    is_ours = path.startswith("/") and not path.startswith("//") and len(path) <= LONGEST_WAY_BACK
    return path if is_ours and path.isprintable() and "\\" not in path else "/"
