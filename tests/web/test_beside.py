"""The page beside the daemon: served by `mailbot run`, ended with it, started again, never in its way."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mailbot.adapters.maildir import deliver

from .served import CASES, write_config

ENV = {**os.environ, "PYTHONUNBUFFERED": "1"}


def until(what: Callable[[], Any], seconds: float = 40) -> Any:
    """What it gives once it is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come about")


def answers(port: int) -> bool:
    made = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        made.request("GET", "/login")
        return made.getresponse().status == 200
    except OSError:
        return False
    finally:
        made.close()


def status(config: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "mailbot", "--config", str(config), "status", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    said: dict[str, Any] = json.loads(done.stdout)["health"]
    return said


def page_of(daemon: int) -> int | None:
    """The process id of the page a daemon has started."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if parent == daemon and b"serve" in words:
                return int(folder.name)
    return None


@pytest.fixture
def port(own_folder: Path) -> int:
    from tests.servers.ports import free_port

    found = free_port()
    write_config(own_folder, found)
    return found


@pytest.fixture
def daemon(own_folder: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "mailbot", "--config", str(own_folder / "config.toml"), "run"]
        started.append(subprocess.Popen(command, stderr=subprocess.DEVNULL, env=ENV))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_it_lives_and_ends_with_the_daemon(daemon: Start, port: int) -> None:
    running = daemon()
    until(lambda: answers(port))
    page = page_of(running.pid)
    assert page is not None
    # It ends by itself, and is there again.
    os.kill(page, signal.SIGKILL)
    until(lambda: page_of(running.pid) not in {None, page})
    until(lambda: answers(port))
    running.terminate()
    assert running.wait(30) == 0
    assert not answers(port)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_it_ends_with_a_daemon_that_is_killed(daemon: Start, port: int) -> None:
    running = daemon()
    until(lambda: answers(port))
    page = page_of(running.pid)
    running.kill()
    running.wait()
    until(lambda: not Path(f"/proc/{page}").exists() or "\nState:\tZ" in Path(f"/proc/{page}/status").read_text(), 20)
    assert not answers(port)


def test_where_its_port_is_taken_mail_is_read_and_the_status_says_so(
    daemon: Start, port: int, own_folder: Path
) -> None:
    config = own_folder / "config.toml"
    with socket.create_server(("127.0.0.1", port)):
        daemon()
        trouble = until(lambda: next((t for t in status(config)["troubles"] if "page" in json.dumps(t)), None))
        assert "review page" in json.dumps(trouble)
        before = status(config)["seen"]
        deliver(own_folder / "mail", (CASES / "020-head-missing" / "message.eml").read_bytes())
        until(lambda: status(config)["seen"] > before)
    until(lambda: answers(port), 60)
