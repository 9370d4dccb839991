"""A token endpoint on loopback, with the introspection Dovecot asks: everything an OAuth2 login needs."""

from __future__ import annotations

import itertools
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl


@dataclass(slots=True)
class TokenServer:
    """Gives a token to whoever shows ``secret`` or the refresh token in force; every request is kept in ``asked``.

    ``fail`` answers the next requests with (status, JSON or text) instead, ``refuses`` every one; ``rotate`` gives a
    new refresh token each time and takes the old one no longer; ``lifetime_seconds`` is told with each token, ``size``
    how long tokens are.
    """

    username: str = "ccm"
    secret: str = "s3cret"
    refresh_token: str = "refresh-0"
    rotate: bool = False
    lifetime_seconds: float = 3600
    size: int = 1200
    fail: list[tuple[int, Any]] = field(default_factory=list)
    refuses: tuple[int, Any] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0
    _tokens: dict[str, float] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Listens, on the same port again after ``stop``."""
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = dict(parse_qsl(body))
                status, said = server._answer(self.path, form)
                text = said if isinstance(said, str) else json.dumps(said)
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", text)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer((self.host, self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """No longer listens."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def url(self) -> str:
        """Where tokens are asked for."""
        return f"http://{self.host}:{self.port}/token"

    @property
    def introspection(self) -> str:
        """Where a server asks whether a token holds."""
        return f"http://{self.host}:{self.port}/introspect"

    def revoke(self) -> None:
        """No token given so far is good any more."""
        self._tokens.clear()

    def holds(self, token: str) -> bool:
        """Whether it is one of ours that has not expired."""
        return self._tokens.get(token, 0) > time.time()

    def _answer(self, path: str, form: dict[str, str]) -> tuple[int, Any]:
        if path == "/introspect":
            return 200, {"active": self.holds(form["token"]), "username": self.username}
        self.asked.append(form)
        if self.fail:
            return self.fail.pop(0)
        if self.refuses is not None:
            return self.refuses
        is_refresh = form["grant_type"] == "refresh_token"
        if is_refresh and form["refresh_token"] != self.refresh_token:
            return 400, {"error": "invalid_grant", "error_description": "expired or revoked"}
        if not is_refresh and form.get("client_secret", self.secret) != self.secret:
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."}
        number = next(self._numbers)
        token = f"token-{number}-".ljust(self.size, "x")
        self._tokens[token] = time.time() + self.lifetime_seconds
        answer = {"token_type": "Bearer", "expires_in": self.lifetime_seconds, "access_token": token}
        if is_refresh and self.rotate:
            self.refresh_token = answer["refresh_token"] = f"refresh-{number}"
        return 200, answer
