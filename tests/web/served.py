"""The page served as it is to staff, from a store with mail in it, and a browser that does as it is told."""

from __future__ import annotations

import contextlib
import http.client
import re
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from mailbot.adapters.maildir import create_maildir, deliver
from mailbot.adapters.sandbox import open_sight
from mailbot.config import load
from mailbot.desk import Desk
from mailbot.domain.record import MessageRecord
from mailbot.opening import open_desk
from mailbot.web.access.users import Role, Users
from mailbot.web.app import app_of, site_of
from mailbot.web.evidence import Viewer
from mailbot.web.server import server_of
from mailbot.web.site import Site
from tests.browser.house import meeting_of
from tests.servers.ports import free_port

CASES = Path(__file__).parents[1] / "cases"
TAKEN_IN = ("022-primary-missing", "035-sender-unknown", "075-word-table", "076-pdf-note")
PASSWORD = "correct horse battery"
USERS: dict[str, Role] = {"anna": "reviewer", "vera": "viewer", "ada": "administrator"}
NOW = datetime(2020, 11, 16, 9, 0, tzinfo=UTC)

HOSTILE = b"""\
From: "Evil\" <script>alert(1)</script>" <evil@cancilleria-co.example>
To: CCM Secretariat <ccm@secretariat.example>
Subject: =?utf-8?q?=3Cscript=3Ealert=281=29=3C/script=3E_=E2=80=AEtxet_=22=3E=3Cimg_src=3Dx_onerror=3Dalert=281=29=3E?=
Date: Tue, 10 Nov 2020 10:14:56 +0100
Message-ID: <hostile@cancilleria-co.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p onclick="alert(1)" style="position:fixed">Note <b>MPC-1/2020</b><script>alert(1)</script>
<img src="https://tracker.example/x.png"><a href="javascript:alert(1)">link</a></p>
--b
Content-Type: text/html; name="page.html"
Content-Disposition: attachment; filename="page.html"

<script>alert(document.cookie)</script>
--b
Content-Type: text/plain
Content-Disposition: attachment; filename*=utf-8''a%0D%0ASet-Cookie%3A%20evil%3D1%0D%0A%22%3B%20x%3D%22.txt

one
--b
Content-Type: text/plain
Content-Disposition: attachment; filename*=utf-8''..%2F..%2Fetc%2F%E2%80%AEtxt.exe%C2%85%E2%80%A8

two
--b--
"""


@dataclass
class Clock:
    """Set by the test."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def every(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def __getitem__(self, name: str) -> str:
        """The header, once."""
        (value,) = self.every(name)
        return value

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def cookie(self) -> str:
        """``name=value`` of the session's cookie that was set."""
        return next(value.partition(";")[0] for value in self.every("set-cookie") if "mailbot=" in value)


@dataclass
class Served:
    """One page that is being served."""

    site: Site
    port: int
    clock: Clock
    context: ssl.SSLContext | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        return self.site.desk

    @property
    def store(self) -> Path:
        return self.site.desk.config.store

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        *,
        cookie: str = "",
        headers: dict[str, str] | tuple[tuple[str, str], ...] = (),
        timeout: float = 30,
    ) -> Answer:
        """One request on a connection of its own, exactly as told."""
        given = list(headers.items()) if isinstance(headers, dict) else list(headers)
        given += [(name, value) for name, value in self.headers.items() if name not in dict(given)]
        names = {name.lower() for name, _ in given}
        made: http.client.HTTPConnection
        if self.context:
            made = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout, context=self.context)
        else:
            made = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        # The path goes out as it is, whatever http.client thinks of it.
        made._validate_path = lambda _: None  # type: ignore[attr-defined, method-assign]
        with contextlib.closing(made):
            made.putrequest(method, path, skip_host="host" in names, skip_accept_encoding=True)
            data = body.encode() if isinstance(body, str) else body
            for name, value in given:
                made.putheader(name, value)
            if cookie:
                made.putheader("Cookie", cookie)
            if data is not None:
                if "content-type" not in names:
                    made.putheader("Content-Type", "application/x-www-form-urlencoded")
                if "content-length" not in names:
                    made.putheader("Content-Length", str(len(data)))
            made.endheaders(data)
            came = made.getresponse()
            return Answer(came.status, came.getheaders(), came.read())

    def post(
        self, path: str, form: dict[str, str] | list[tuple[str, str]], *, cookie: str = "", **more: object
    ) -> Answer:
        return self.ask("POST", path, urlencode(form), cookie=cookie, **more)  # type: ignore[arg-type]

    def log_in(self, name: str = "anna", password: str = PASSWORD, onward: str = "/") -> str:
        """The cookie of a session that is logged in."""
        first = self.ask("GET", "/login")
        form = {"token": token_in(first), "name": name, "password": password, "next": onward}
        answer = self.post("/login", form, cookie=first.cookie)
        assert answer.status == 303, answer.text
        return answer.cookie

    def token(self, cookie: str) -> str:
        """The token of that session's forms."""
        return token_in(self.ask("GET", "/login/none", cookie=cookie))

    def record(self, subject: str) -> MessageRecord:
        """The message whose subject has those words."""
        return next(m for m in self.desk.store.all_messages() if subject in m.subject)

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        """Nothing in the store has been changed meanwhile: no row, no file."""
        before = self._state()
        yield
        assert self._state() == before

    def _state(self) -> tuple[object, ...]:
        with contextlib.closing(sqlite3.connect(f"file:{self.store / 'mailbot.sqlite'}?mode=ro", uri=True)) as rows:
            content = hash(tuple(rows.iterdump()))
        skipped = (".sqlite", "-wal", "-shm", "lock")
        files = {p: p.read_bytes() for p in self.store.rglob("*") if p.is_file() and not p.name.endswith(skipped)}
        return content, files


def token_in(answer: Answer) -> str:
    found = re.search(r'data-token="([0-9a-f]+)"', answer.text)
    assert found
    return found[1]


def write_config(folder: Path, port: int, more: str = "") -> Path:
    """A configuration with a Maildir and a page."""
    path = folder / "config.toml"
    path.write_text(
        f"""
timezone = "Europe/Zurich"
invitees = "invitees.csv"
[secretariat]
name = "CCM Secretariat"
address = "ccm@secretariat.example"
staff = ["desk@secretariat.example"]
[mailbox]
kind = "maildir"
path = "mail"
[smtp]
host = "127.0.0.1"
port = 9
security = "none"
[web]
listen = "127.0.0.1:{port}"
{more}
{meeting_of(CASES / "config.toml")}
[[meeting.parts.milestones]]
kind = "note_verbale"
due = 2020-11-23
remind_days_before = [5, 2]
""",
        encoding="utf-8",
    )
    return path


def filled(folder: Path) -> Path:
    """A store with a few notes in it, and users; gives the configuration."""
    path = write_config(folder, free_port())
    (folder / "invitees.csv").write_bytes((CASES / "invitees.csv").read_bytes())
    create_maildir(folder / "mail")
    for name in TAKEN_IN:
        deliver(folder / "mail", (CASES / name / "message.eml").read_bytes())
    deliver(folder / "mail", HOSTILE)
    command = [sys.executable, "-m", "mailbot", "--config", str(path), "once", "--now", NOW.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode in {0, 1}, done.stderr
    users = Users(load(path).store)
    for user, role in USERS.items():
        users.put(user, role, PASSWORD)
    return path


@contextlib.contextmanager
def served(path: Path, **settings: object) -> Iterator[Served]:
    """Serves the page of a configuration in a thread; ``settings`` replace those of ``[web]``."""
    config = load(path)
    assert config.web is not None
    web = replace(config.web, port=free_port(), **settings)  # type: ignore[arg-type]
    clock = Clock()
    with open_desk(config, clock=clock) as desk, open_sight(config.reading) as sight:
        site = site_of(desk, web, Viewer(sight))
        server = server_of(app_of(site), web)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            until = time.monotonic() + 30
            while not server.started:
                assert time.monotonic() < until
                time.sleep(0.01)
            yield Served(site, web.port, clock)
        finally:
            server.should_exit = True
            thread.join()


def later(clock: Clock, **by: float) -> None:
    clock.now += timedelta(**by)
