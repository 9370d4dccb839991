"""The embedded mail server: takes every letter over real SMTP on loopback and puts it where it can be read."""

from __future__ import annotations

import email.policy
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


@dataclass(frozen=True, slots=True)
class Delivered:
    """One letter as it arrived: when, to whom, its subject, and the file to look at."""

    at: datetime
    to: str
    subject: str
    file: Path


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


class Postman:
    """Receives letters from first to last; a context manager. ``port`` is a free one on 127.0.0.1."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._now: datetime | None = None
        self._controller: Any = None
        self.port = free_port()
        self.letters: list[Delivered] = []

    def __enter__(self) -> Postman:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def deliver_due(self, deliver: Callable[[], object], now: datetime) -> None:
        """Lets ``deliver`` send, and notes ``now`` as the time of arrival."""
        self._now = now
        deliver()

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        """Called by the SMTP server for each message."""
        message = BytesParser(policy=email.policy.default).parsebytes(envelope.content)
        assert self._now is not None  # noqa: S101 - deliver_due() set it
        number = sum(1 for _ in self._folder.glob("*.eml")) + 1
        name = f"{number:02d}-{self._now:%d%b}-{envelope.rcpt_tos[0].partition('@')[2].split('.')[0]}"
        (self._folder / f"{name}.eml").write_bytes(envelope.content)
        file = self._readable(message, name)
        self.letters.append(Delivered(self._now, ", ".join(envelope.rcpt_tos), str(message["Subject"]), file))
        return "250 OK"

    def _readable(self, message: EmailMessage, name: str) -> Path:
        body = message.get_body(("html", "plain"))
        suffix = ".html" if body is not None and body.get_content_subtype() == "html" else ".txt"
        file = self._folder / f"{name}{suffix}"
        file.write_text(body.get_content() if body is not None else "", encoding="utf-8")
        return file
