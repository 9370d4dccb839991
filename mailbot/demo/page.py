"""The review page over the sample campaign, which goes on from its last day: what is decided has its letters."""

from __future__ import annotations

import importlib.util
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from mailbot.config import Config, WebSettings, load
from mailbot.daemon import deliver, open_desk, open_transport
from mailbot.ports import OutsideError

from .postman import Postman, free_port

REVIEWER = "demo reviewer"
TICKET = "ticket"
PAUSE_SECONDS = 2
_IN_BACKGROUND = (
    "import sys; from pathlib import Path; from mailbot.demo.page import serve_demo; "
    "serve_demo(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))"
)


@dataclass(frozen=True, slots=True)
class GoingClock:
    """A clock that was set to ``started_at`` when the machine's stood at ``began``, and goes on."""

    started_at: datetime
    began: float

    def __call__(self) -> datetime:
        return self.started_at + timedelta(seconds=time.monotonic() - self.began)


def offer(folder: Path, console: Console, minutes: int, is_watched: bool) -> None:
    """Serves the page: until Ctrl-C where somebody watches, else in the background for some minutes. Says where."""
    if importlib.util.find_spec("starlette") is None:
        console.print("\nThe review page is not installed: pip install 'mailbot[web]'.", highlight=False)
        return
    ticket = secrets.token_urlsafe(24)
    (folder / TICKET).write_text(ticket, encoding="utf-8")
    port = free_port()
    console.print(
        f"\n[bold]The review page[/], logged in as {REVIEWER}:  http://127.0.0.1:{port}/enter/{ticket}", soft_wrap=True
    )
    if is_watched:
        console.print("Ctrl-C ends it.")
        serve_demo(folder, port)
        return
    console.print(f"It runs for {minutes} minutes, then ends by itself.")
    command = [sys.executable, "-c", _IN_BACKGROUND, str(folder), str(port), str(minutes)]
    with (folder / "page.log").open("wb") as log:
        subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env={**os.environ}
        )
    _wait_for(port)


def _wait_for(port: int) -> None:
    import socket

    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)


def serve_demo(folder: Path, port: int, minutes: int | None = None) -> None:
    """Serves the page over the campaign in that folder, and sends what follows from decisions."""
    from mailbot.web.access.users import User
    from mailbot.web.server import serve

    from .campaign import ENDS_AT

    clock = GoingClock(ENDS_AT, time.monotonic())
    ticket = (folder / TICKET).read_text(encoding="utf-8")
    with Postman(folder / "letters") as postman:
        config = _with_postman(load(folder / "config.toml"), postman.port)
        over = threading.Event()
        sender = threading.Thread(target=_deliver_until, args=(over, config, clock, postman))
        sender.start()
        try:
            settings = WebSettings("127.0.0.1", port, undo_seconds=20)
            tickets = {ticket: User(REVIEWER, "reviewer")}
            serve(config, settings, clock=clock, tickets=tickets, seconds=minutes * 60 if minutes else None)
        finally:
            over.set()
            sender.join()


def _with_postman(config: Config, port: int) -> Config:
    return replace(config, smtp=replace(config.smtp, port=port))


def _deliver_until(over: threading.Event, config: Config, clock: Callable[[], datetime], postman: Postman) -> None:
    with open_desk(config, clock=clock, daemon=True) as desk:
        transport = open_transport(config)
        while not over.wait(PAUSE_SECONDS):
            try:
                postman.deliver_due(lambda: deliver(desk, transport, None), clock())
            except OutsideError as error:
                print(error, file=sys.stderr)
        transport.close()
