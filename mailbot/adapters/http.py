"""A small web server on loopback: pages that are text, made when asked for. For health and metrics, nothing else."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from mailbot.ports import Permanent

log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Page:
    """What is answered: status code, media type, text."""

    status: int
    media_type: str
    text: str


Pages = Mapping[str, Callable[[], Page]]


class PageServer:
    """Serves the pages, each by its path, until closed. Every request has a thread; a slow client harms nobody."""

    def __init__(self, host: str, port: int, pages: Pages) -> None:
        """Raises Permanent if nothing can listen there."""
        try:
            self._server = _server(host, port, pages)
        except OSError as error:
            where = f"{host}:{port}"
            raise Permanent(f"nothing can listen on {where} ({error.strerror}); change [http] listen") from error
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), name="http", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    def close(self) -> None:
        """Stops listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - socketserver's names
        log.debug("a request came to nothing")


def _server(host: str, port: int, pages: Pages) -> _Server:
    class Handler(_Handler):
        served = pages

    class Server(_Server):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

    return Server((host, port), Handler)


class _Handler(BaseHTTPRequestHandler):
    timeout = _PATIENCE_SECONDS
    server_version = "mailbot"
    sys_version = ""
    served: Pages = {}

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        page = self._page()
        body = page.text.encode()
        self.send_response(page.status)
        self.send_header("Content-Type", f"{page.media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _page(self) -> Page:
        path = self.path.partition("?")[0]
        make = self.served.get(path)
        if make is None:
            return Page(404, "text/plain", f"There are {' and '.join(self.served)}.\n")
        try:
            return make()
        except Exception:
            log.exception("a page could not be made")
            return Page(500, "text/plain", "The page could not be made: see the log.\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the standard library's name
        log.debug(format, *args)
