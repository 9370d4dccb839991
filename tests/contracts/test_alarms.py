"""Every way an alarm goes out: the words arrive, a refusal is told with its remedy, no secret is."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from mailbot.adapters.alarms import CommandAlarm, MailAlarm, WebhookAlarm
from mailbot.adapters.smtp import SmtpTransport
from mailbot.config import SmtpSettings
from mailbot.ports import Alarm, Notice, OutsideError, Permanent, Temporary
from tests.servers.ports import free_port
from tests.servers.smtp import SmtpReceiver

AT = datetime(2020, 11, 9, 7, 0, tzinfo=UTC)
NOTICE = Notice("mailbox", "The mailbox cannot be read", "Since 07:00: refusé.", "Run `mailbot check`.", AT)


@dataclass
class Hook:
    """A real web server that keeps what is posted, and answers ``code``."""

    code: int = 200
    location: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    def serve(self) -> HTTPServer:
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(hook.code)
                if hook.location:
                    self.send_header("Location", hook.location)
                self.end_headers()

            def do_GET(self) -> None:
                self.do_POST()

            def log_message(self, *_: object) -> None: ...

        server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    server = hook.serve()
    yield hook
    server.shutdown()
    server.server_close()


def program(folder: Path, line: str) -> tuple[str, ...]:
    path = folder / "program.py"
    path.write_text(f"import os, sys, time, pathlib\n{line}\n", encoding="utf-8")
    return (sys.executable, str(path))


def mail_to(receiver: SmtpReceiver) -> MailAlarm:
    settings = SmtpSettings(receiver.host, receiver.port, "none", timeout_seconds=5)
    return MailAlarm(lambda: SmtpTransport(settings), "alarms@other.example", ("duty@other.example",), "2RC")


@pytest.fixture(params=["command", "webhook", "mail"])
def way(
    request: pytest.FixtureRequest, tmp_path: Path, hook: Hook, smtp_receiver: SmtpReceiver
) -> tuple[Alarm, Callable[[], str]]:
    """A way, and what has arrived by it, as text."""
    if request.param == "command":
        write = "pathlib.Path(sys.argv[0]).with_name('got').write_bytes(sys.stdin.buffer.read())"
        return CommandAlarm(program(tmp_path, write), "2RC"), lambda: (tmp_path / "got").read_text("utf-8")
    if request.param == "webhook":
        return WebhookAlarm(lambda: f"http://127.0.0.1:{hook.port}/x", "2RC"), lambda: hook.posted[-1]["text"]

    def arrived() -> str:
        mail = message_from_bytes(smtp_receiver.messages[-1].raw, policy=policy.default)
        assert mail["Auto-Submitted"] == "auto-generated"
        return f"{mail['Subject']}\n\n{mail.get_content()}"

    return mail_to(smtp_receiver), arrived


def test_the_words_arrive(way: tuple[Alarm, Callable[[], str]]) -> None:
    alarm, arrived = way
    alarm.sound(NOTICE)
    text = arrived()
    assert text.startswith("mailbot 2RC: The mailbox cannot be read\n")
    assert "Since 07:00: refusé." in text
    assert "Run `mailbot check`." in text


def test_the_all_clear_says_so_at_once(way: tuple[Alarm, Callable[[], str]]) -> None:
    alarm, arrived = way
    alarm.sound(Notice("mailbox", "The mailbox cannot be read", "It is over.", "", AT, is_over=True))
    assert arrived().startswith("mailbot 2RC: over: The mailbox cannot be read\n")


def test_a_program_that_fails_or_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Temporary, match="exit status 3"):
        CommandAlarm(program(tmp_path, "sys.exit(3)"), "2RC").sound(NOTICE)
    with pytest.raises(Permanent, match="cannot be run"):
        CommandAlarm((str(tmp_path / "absent"),), "2RC").sound(NOTICE)


def test_a_program_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailbot.adapters.alarms.SECONDS", 0.3)
    with pytest.raises(Temporary, match="does not end"):
        CommandAlarm(program(tmp_path, "time.sleep(60)"), "2RC").sound(NOTICE)


@pytest.mark.parametrize(("code", "kind"), [(500, Temporary), (429, Temporary), (404, Permanent), (302, Permanent)])
def test_a_web_address_that_refuses_is_told_without_its_key(hook: Hook, code: int, kind: type[OutsideError]) -> None:
    hook.code = code
    hook.location = f"http://127.0.0.1:{hook.port}/elsewhere" if code == 302 else ""
    with pytest.raises(kind) as caught:
        WebhookAlarm(lambda: f"http://127.0.0.1:{hook.port}/SECRET", "2RC").sound(NOTICE)
    assert str(code) in str(caught.value)
    assert "SECRET" not in str(caught.value)
    assert len(hook.posted) == 1


def test_nobody_there_is_temporary_and_tells_no_key() -> None:
    with pytest.raises(Temporary) as caught:
        WebhookAlarm(lambda: f"http://127.0.0.1:{free_port()}/SECRET", "2RC").sound(NOTICE)
    assert "SECRET" not in str(caught.value)


def test_a_mail_server_that_refuses_is_told(smtp_receiver: SmtpReceiver) -> None:
    smtp_receiver.refuse("rcpt", "550 5.1.1 No such user")
    with pytest.raises(Permanent):
        mail_to(smtp_receiver).sound(NOTICE)
    smtp_receiver.stop()
    with pytest.raises(Temporary):
        mail_to(smtp_receiver).sound(NOTICE)
