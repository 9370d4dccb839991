"""Serving the page: one process of its own beside the daemon, as the command line is."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Mapping
from types import MappingProxyType

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from mailbot.adapters.sandbox import open_sight
from mailbot.config import Config, WebSettings
from mailbot.desk import Clock
from mailbot.opening import open_desk, utc_now

from .access.users import User
from .app import app_of, site_of
from .evidence import Viewer

log = logging.getLogger(__name__)

MOST_REQUESTS = 64
HEAD_SECONDS = 15
REST_SECONDS = 5
STOP_SECONDS = 5
NICE = 5


class _Patient(H11Protocol):
    """Gives up a connection on which no whole request head arrives, or a body goes on after the answer to it.

    It would keep one of the places from others.
    """

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:
            self.loop.call_later(REST_SECONDS, self._cut, self.cycle)

    def _cut(self, answered: object) -> None:
        if self.cycle is answered and self.conn.their_state is h11.SEND_BODY:
            self.transport.close()

    def _look(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if not self.transport.is_closing() and self.conn.their_state is h11.IDLE:
            self.transport.close()


def server_of(app: Starlette, settings: WebSettings) -> uvicorn.Server:
    """The server, with its bounds; it tells nobody what it is, and believes no header about who asks."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            ssl_certfile=settings.certificate,
            ssl_keyfile=settings.key,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            http=_Patient,
            ws="none",
            limit_concurrency=MOST_REQUESTS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )


def serve(
    config: Config,
    settings: WebSettings,
    *,
    with_daemon: bool = False,
    clock: Clock = utc_now,
    tickets: Mapping[str, User] = MappingProxyType({}),
    seconds: int | None = None,
) -> None:
    """Until SIGTERM or SIGINT; with ``with_daemon`` also until standard input ends, as it does when the daemon dies.

    ``tickets`` let in without a password, each as its user, and ``seconds`` end it: for the demonstration.
    Raises OutsideError where the store cannot be opened.
    """
    with open_desk(config, clock=clock) as desk, open_sight(config.reading) as sight:
        server = server_of(app_of(site_of(desk, settings, Viewer(sight), tickets)), settings)
        if with_daemon:
            # Who reads a page waits a little rather than a note.
            os.nice(NICE)
            threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
        if seconds is not None:
            timer = threading.Timer(seconds, _stop, (server,))
            timer.daemon = True
            timer.start()
        server.run()


def _stop_at_end_of_input(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    _stop(server)


def _stop(server: uvicorn.Server) -> None:
    server.should_exit = True
