"""What the page works with, and one visit to it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from jinja2 import Environment
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mailbot.config import WebSettings
from mailbot.desk import Desk

from .access.sessions import Session, Sessions
from .access.throttle import Throttle
from .access.users import Role, User, Users
from .evidence import Viewer
from .words import Words

PRESENT_FOR = timedelta(seconds=25)
"""Somebody counts as looking at a message for so long after their page was last heard of."""


class Presence:
    """Who is looking at which message; safe for threads, kept in memory alone."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, datetime]] = {}
        self._guard = threading.Lock()

    def note(self, message: str, user: str, now: datetime) -> tuple[str, ...]:
        """The user is looking at it; gives the others who are."""
        with self._guard:
            self._seen = {
                about: kept for about, who in self._seen.items() if (kept := _recent(who, now)) or about == message
            }
            here = self._seen.setdefault(message, {})
            here[user] = now
            return tuple(sorted(name for name in here if name != user))

    def at(self, now: datetime) -> dict[str, tuple[str, ...]]:
        """Who is at which message."""
        with self._guard:
            return {about: tuple(sorted(_recent(who, now))) for about, who in self._seen.items()}


def _recent(who: dict[str, datetime], now: datetime) -> dict[str, datetime]:
    return {name: at for name, at in who.items() if now - at < PRESENT_FOR}


@dataclass(frozen=True, slots=True)
class Site:
    """Everything there is one of: the desk, the users, who is present."""

    desk: Desk
    settings: WebSettings
    users: Users
    sessions: Sessions
    drawing: Environment
    viewer: Viewer
    tickets: Mapping[str, User] = field(default_factory=dict)
    throttle: Throttle = field(default_factory=Throttle)
    presence: Presence = field(default_factory=Presence)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, let in: who asks for what. ``form`` are the fields sent, in their order; ``is_part`` tells that
    only a piece of the page is wanted, to be put into it in place."""

    site: Site
    path: str
    at: Mapping[str, str]
    query: Mapping[str, str]
    form: Sequence[tuple[str, str]]
    user: User | None
    session: Session
    words: Words
    client: str = ""
    is_part: bool = False

    @property
    def desk(self) -> Desk:
        """The desk."""
        return self.site.desk

    @property
    def now(self) -> datetime:
        """Now, aware, in UTC."""
        return self.site.desk.clock()

    @property
    def by(self) -> str:
        """How decisions name who took them."""
        return self.user.name if self.user else ""

    @property
    def here(self) -> str:
        """The address of the page that is seen, where the request itself was a form's."""
        head, _, last = self.path.rpartition("/")
        return head if last in {"decide", "undo"} else self.path

    def may(self, role: Role) -> bool:
        """Whether what needs that role is open to who asks."""
        return self.user is not None and self.user.may(role)

    def said(self, name: str, default: str = "") -> str:
        """The field of that name of the form, without outer blanks; the last one if there are more."""
        return next((value.strip() for key, value in reversed(self.form) if key == name), default)

    def page(self, template: str, /, status: int = 200, **facts: Any) -> Response:
        """A page, drawn."""
        drawn = self.site.drawing.get_template(template).render(
            visit=self, t=self.words, user=self.user, token=self.site.sessions.form_token(self.session), **facts
        )
        return HTMLResponse(drawn, status)

    def go(self, path: str) -> Response:
        """On to another page, after something was done (RFC 9110 section 15.4.4)."""
        return RedirectResponse(path, 303)
