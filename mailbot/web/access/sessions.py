"""Sessions: a signed cookie that names the user, and what a form must carry to be this session's own."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

from mailbot.adapters.signing_key import key_at

from .ended import Ended
from .users import User, Users

KEY_FILE = "web.key"


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that has been seen. ``user`` is None before the login; ``stamp`` is the user's at the login."""

    id: str
    user: str | None = None
    stamp: str = ""


class Sessions:
    """Reads and writes the cookie. A session is over after ``hours``, at logout, or when role or password change."""

    def __init__(self, key: bytes, users: Users, ended: Ended, hours: int, *, secure: bool) -> None:
        self._signer = URLSafeTimedSerializer(key, salt="mailbot session")
        self._key = key
        self._users = users
        self._seconds = hours * 3600
        self._ended = ended
        self.secure = secure
        self.cookie = "__Host-mailbot" if secure else "mailbot"

    def read(self, cookie: str | None) -> tuple[Session | None, User | None]:
        """The session a cookie stands for and the user logged in, None where there is none."""
        try:
            ident, name, stamp = self._signer.loads(cookie or "", max_age=self._seconds)
            session = Session(str(ident), name if isinstance(name, str) else None, str(stamp))
        except (BadData, ValueError, TypeError):
            return None, None
        if session.id in self._ended:
            return None, None
        user = self._users.get(session.user) if session.user else None
        return session, user if user and hmac.compare_digest(user.stamp, session.stamp) else None

    def begin(self, user: User | None = None) -> tuple[Session, str]:
        """A new session and its cookie: before the login, and anew at it, so that none can be planted."""
        session = Session(secrets.token_urlsafe(18), user.name if user else None, user.stamp if user else "")
        return session, self._signer.dumps([session.id, session.user, session.stamp])

    def end(self, session: Session) -> None:
        """Logs out; the cookie opens nothing any more. Raises Temporary if that would not outlast a restart."""
        if session.user is not None:
            self._ended.add(session.id, self._seconds)

    def form_token(self, session: Session) -> str:
        """What every form of the session carries."""
        return hmac.new(self._key, f"form {session.id} {session.user or ''}".encode(), "sha256").hexdigest()

    def is_own_form(self, session: Session, token: str) -> bool:
        """Whether a form came from a page of this session."""
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())


def key_in(store: Path) -> bytes:
    """The key cookies are signed with, made at the first use. Raises Permanent."""
    return key_at(store / KEY_FILE, "everybody logs in again")
