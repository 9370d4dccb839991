"""Access tokens for logins by XOAUTH2 or OAUTHBEARER: asked for, kept while they hold, renewed in time.

One POST to the token endpoint (RFC 6749 sections 4.4.2 and 6; RFC 7523 section 2.1 for service accounts,
section 2.2 for certificates). What outlasts the process is kept in a file of its own, rights 0600: a refresh
token the server has exchanged for a new one, and when the last token came, for ``mailbot status``.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..config import ConfigError, OAuth2Settings, Secret
from ..ports import Permanent
from .oauth2_request import Answer, ask, assertion_of
from .whole_files import write_whole

EARLY_SECONDS = 300.0
"""A token is renewed so long before it expires, or when a quarter of its life is left if that is less."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    renew_at: float
    expires_at: float


class TokenSource:
    """The tokens of one account. Any thread may ask; one request is under way at a time.

    ``state`` is the file for what must outlast the process; ``clock`` gives seconds since the epoch.
    """

    def __init__(self, settings: OAuth2Settings, state: Path, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._state = state
        self._clock = clock
        self._guard = threading.Lock()
        self._token: _Token | None = None

    def token(self) -> str:
        """A token that holds for a while yet.

        Raises Temporary (the endpoint is away, and no token holds) or Permanent (it refuses: what to mend).
        """
        with self._guard:
            now = self._clock()
            if self._token is None or now >= self._token.renew_at:
                try:
                    self._renew(now)
                except Exception:
                    if self._token is None or now >= self._token.expires_at:
                        raise
            assert self._token is not None  # noqa: S101 - _renew has set it or raised
            return self._token.text

    def renew(self, refused: str) -> str:
        """A token other than the one a server has refused. Raises Temporary or Permanent."""
        with self._guard:
            if self._token is None or self._token.text == refused:
                self._token = None
                self._renew(self._clock())
            assert self._token is not None  # noqa: S101 - _renew has set it or raised
            return self._token.text

    def _renew(self, now: float) -> None:
        answer = ask(self._settings, self._form(now))
        lifetime = answer.expires_in
        self._token = _Token(answer.token, now + lifetime - min(EARLY_SECONDS, lifetime / 4), now + lifetime)
        self._keep(answer, now)

    def _form(self, now: float) -> dict[str, str]:
        settings = self._settings
        if settings.grant == "service_account":
            assertion = assertion_of(settings, now)
            return {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
        form = {"grant_type": settings.grant, "client_id": settings.client_id}
        if settings.scope:
            form["scope"] = settings.scope
        if settings.certificate is not None:
            form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            form["client_assertion"] = assertion_of(settings, now)
        elif settings.client_secret is not None:
            form["client_secret"] = _revealed(settings.client_secret)
        if settings.grant == "refresh_token":
            form["refresh_token"] = self._refresh_token()
        return form

    def _refresh_token(self) -> str:
        """The last one the server gave, unless the operator has put another into its place since."""
        given = _revealed(self._settings.refresh_token) if self._settings.refresh_token else ""
        kept = _read(self._state)
        rotated = kept.get("refresh_token")
        return rotated if isinstance(rotated, str) and kept.get("given") == _digest(given) else given

    def _keep(self, answer: Answer, now: float) -> None:
        """Writes down what must outlast us. A disk that refuses loses nothing that is not in use in this process."""
        kept: dict[str, Any] = {"renewed_at": now, "expires_at": now + answer.expires_in}
        if self._settings.grant == "refresh_token":
            given = _revealed(self._settings.refresh_token) if self._settings.refresh_token else ""
            kept |= {"given": _digest(given), "refresh_token": answer.refresh_token or self._refresh_token()}
        try:
            write_whole(self._state, json.dumps(kept).encode())
        except OSError as error:
            if answer.refresh_token:
                raise Permanent(
                    f"{self._state}: the new refresh token cannot be kept ({error.strerror}), and the old one may no "
                    "longer hold: make room or give write access, then ask for a new refresh token"
                ) from error


def state_file(folder: Path, settings: OAuth2Settings) -> Path:
    """Where an account's state is kept below the store's folder: one file for each account and endpoint."""
    who = json.dumps([settings.token_url, settings.client_id, settings.subject, settings.grant])
    return folder / "oauth2" / f"{_digest(who)[:16]}.json"


def last_renewed(folder: Path, settings: OAuth2Settings) -> tuple[float, float] | None:
    """When the last token came and when it expires (seconds since the epoch); None if none has come yet."""
    kept = _read(state_file(folder, settings))
    renewed, expires = kept.get("renewed_at"), kept.get("expires_at")
    return (renewed, expires) if isinstance(renewed, float) and isinstance(expires, float) else None


def _revealed(secret: Secret) -> str:
    try:
        return secret.reveal()
    except ConfigError as error:
        raise Permanent(f"No access token can be asked for: {error}") from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path) -> dict[str, Any]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
