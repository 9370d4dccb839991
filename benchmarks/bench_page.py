"""The review page over a full store: how long each page takes, and what its use costs the daemon's acknowledgements."""

from __future__ import annotations

import argparse
import contextlib
import http.client
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import uvicorn

from mailbot.adapters.maildir import create_maildir
from mailbot.adapters.sandbox import open_sight
from mailbot.config import WebSettings, load
from mailbot.daemon import open_desk
from mailbot.web.access.users import Users
from mailbot.web.app import app_of, site_of
from mailbot.web.evidence import Viewer
from mailbot.web.site import Site
from tests.flows.conftest import CONFIG
from tests.servers.ports import free_port

from .bench_latency import acknowledgements
from .full_store import fill, write_invitees
from .office import bench
from .rows import Row

PASSWORD = "correct horse battery"  # noqa: S105 - of an invented user
PAGES = ("/", "/?s=all", "/?q=abebe", "/meeting", "/delegations", "/delegations/QAA", "/letters", "/log", "/status")


class Client:
    """A browser of the barest kind: one connection, its cookies."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, float]:
        """Status, page, seconds."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        page = answer.read().decode()
        took = time.perf_counter() - began
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = said.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, page, took

    def log_in(self, name: str) -> None:
        """Logs in."""
        token = re.search(r'name="token" value="(\w+)"', self.ask("GET", "/login")[1])
        assert token
        status, _, _ = self.ask("POST", "/login", {"token": token[1], "name": name, "password": PASSWORD, "next": "/"})
        assert status == 303


def rows(options: argparse.Namespace) -> list[Row]:
    """Each page over 5,000 messages and 200 delegations: request to last byte, median; then intake beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        write_invitees(path / "invitees.csv")
        (path / "config.toml").write_text(CONFIG, encoding="utf-8")
        create_maildir(path / "mail")
        config = load(path / "config.toml")
        with open_desk(config) as desk, open_sight(config.reading) as sight:
            fill(desk)
            Users(config.store).put("anna", "reviewer", PASSWORD)
            with served(site_of(desk, WebSettings("127.0.0.1", free_port()), Viewer(sight))) as client:
                client.log_in("anna")
                found = [_row(client, path, options.rounds) for path in PAGES]
    return [*found, *_beside_intake(options)]


@contextlib.contextmanager
def served(site: Site) -> Iterator[Client]:
    """The page in a thread, and somebody who looks at it."""
    server = uvicorn.Server(uvicorn.Config(app_of(site), port=site.settings.port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield Client(site.settings.port)
    finally:
        server.should_exit = True
        thread.join()


def _row(client: Client, path: str, rounds: int) -> Row:
    client.ask("GET", path)
    took = statistics.median(client.ask("GET", path)[2] for _ in range(rounds))
    goal = 150.0 if path in {"/", "/meeting"} else None
    return Row(f"page {path}, 5,000 messages, 200 delegations", took * 1000, "ms", goal=goal)


def _beside_intake(options: argparse.Namespace) -> list[Row]:
    """Acknowledgements while somebody reloads the queue without a pause, beside the same without."""
    rounds = max(5, options.rounds // 3)
    with bench() as office:
        alone = statistics.median(acknowledgements(office, rounds))
    with bench() as office:
        port = free_port()
        text = office.config.read_text(encoding="utf-8")
        office.config.write_text(f'{text}\n[web]\nlisten = "127.0.0.1:{port}"\n', encoding="utf-8")
        Users(office.store).put("anna", "reviewer", PASSWORD)
        over = threading.Event()
        reader = threading.Thread(target=_read_until, args=(over, port))
        reader.start()
        beside = statistics.median(acknowledgements(office, rounds))
        over.set()
        reader.join()
    return [Row("acknowledgement while the page is reloaded all the time", beside, "s", "without", alone, 1.2, True)]


def _read_until(over: threading.Event, port: int) -> None:
    client = Client(port)
    is_in = False
    while not over.is_set():
        try:
            if not is_in:
                client.log_in("anna")
                is_in = True
            client.ask("GET", "/")
        except OSError:
            client = Client(port)
            over.wait(0.2)
