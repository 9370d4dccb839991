"""Serving the page: one process of its own beside the daemon, as the command line is."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Mapping
from types import MappingProxyType

import uvicorn

from mailbot.adapters.sandbox import open_sight
from mailbot.config import Config, WebSettings
from mailbot.desk import Clock
from mailbot.opening import open_desk, utc_now

from .access.users import User
from .app import app_of, site_of
from .evidence import Viewer

log = logging.getLogger(__name__)

MOST_REQUESTS = 64
STOP_SECONDS = 5
NICE = 5


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
        server = uvicorn.Server(
            uvicorn.Config(
                app_of(site_of(desk, settings, Viewer(sight), tickets)),
                host=settings.host,
                port=settings.port,
                ssl_certfile=settings.certificate,
                ssl_keyfile=settings.key,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                http="h11",
                ws="none",
                limit_concurrency=MOST_REQUESTS,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )
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
