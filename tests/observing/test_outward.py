"""A real daemon seen from outside: its health, its figures, what systemd hears of it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from mailbot.adapters.http import Page, PageServer
from mailbot.adapters.maildir import create_maildir, deliver
from mailbot.adapters.systemd import Systemd
from mailbot.desk import Desk
from mailbot.observing.health import Account, Surroundings
from mailbot.observing.lookout import Lookout
from mailbot.observing.outward import Outward
from mailbot.observing.tally import Tally
from mailbot.outputs.metrics import metrics
from mailbot.ports import Permanent
from tests.e2e.mail import COMPLETE, note
from tests.flows.conftest import CONFIG, INVITEES, Clock, clock, desk
from tests.servers.ports import free_port
from tests.servers.smtp import SmtpReceiver

__all__ = ["clock", "desk"]


@dataclass
class Listener:
    """The socket systemd would hold."""

    path: Path
    heard: list[str] = field(default_factory=list)

    def open(self) -> socket.socket:
        messenger = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        messenger.bind(str(self.path))
        messenger.setblocking(False)
        return messenger

    def listen(self, messenger: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                self.heard += messenger.recv(4096).decode().splitlines()


@dataclass
class Service:
    """``mailbot run`` as systemd would start it, watched every second and a half."""

    folder: Path
    port: int
    process: subprocess.Popen[str]
    listener: Listener
    messenger: socket.socket

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def figures(self) -> dict[str, float]:
        families = text_string_to_metric_families(self.get("/metrics")[1])
        return {s.name + "".join(f" {v}" for v in s.labels.values()): s.value for f in families for s in f.samples}

    def until(self, condition: Callable[[], bool], seconds: float = 40) -> None:
        until = time.monotonic() + seconds
        while not condition():
            self.listener.listen(self.messenger)
            time.sleep(0.05)
            assert time.monotonic() < until, (self.listener.heard, (self.folder / "log").read_text())


@pytest.fixture
def service(tmp_path: Path, smtp_receiver: SmtpReceiver) -> Iterator[Service]:
    port = free_port()
    (tmp_path / "invitees.csv").write_text(INVITEES, encoding="utf-8")
    text = CONFIG.replace("[smtp]", f"[smtp]\nport = {smtp_receiver.port}")
    text = text.replace("[meeting]", f'[http]\nlisten = "127.0.0.1:{port}"\n[meeting]')
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    create_maildir(tmp_path / "mail")
    listener = Listener(tmp_path / "notify")
    messenger = listener.open()
    process = subprocess.Popen(
        [sys.executable, "-m", "mailbot", "-c", str(tmp_path / "config.toml"), "run"],
        env={**os.environ, "NOTIFY_SOCKET": str(listener.path), "WATCHDOG_USEC": "1500000"},
        stderr=(tmp_path / "log").open("w"),
        text=True,
    )
    yield Service(tmp_path, port, process, listener, messenger)
    process.kill()
    process.wait()
    messenger.close()


def test_a_real_daemon_tells_systemd_and_whoever_asks(service: Service) -> None:
    heard = service.listener.heard
    service.until(lambda: "READY=1" in heard)
    service.until(lambda: heard.count("WATCHDOG=1") >= 2)
    deliver(service.folder / "mail", note(*COMPLETE))
    service.until(lambda: service.figures().get("mailbot_messages_handled_total recorded") == 1)
    service.until(lambda: service.figures().get("mailbot_letters sent", 0) >= 1)
    figures = service.figures()
    assert figures["mailbot_healthy"] == 1
    assert figures["mailbot_ledger_entries recorded"] == 1
    assert figures["mailbot_mailbox_unaccounted"] == 0
    assert figures["mailbot_message_seconds_count"] == 1
    assert figures["mailbot_message_seconds_bucket +Inf"] == 1
    assert time.time() - figures["mailbot_last_cycle_timestamp_seconds"] < 100
    assert figures["mailbot_disk_free_bytes"] > 0
    status, line = service.get("/health")
    assert status == 200
    assert len(line.splitlines()) == 1
    everything = service.get("/metrics")[1] + line
    assert "MWANGI" not in everything.upper()
    assert "@" not in everything
    assert service.get("/elsewhere")[0] == 404
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(30) == 0
    service.listener.listen(service.messenger)
    assert heard[-2:] == ["STOPPING=1", "STATUS=Stopping."]


def test_a_daemon_that_hangs_gets_no_more_time_from_the_watchdog(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = Listener(tmp_path / "notify")
    with listener.open() as messenger:
        monkeypatch.setenv("NOTIFY_SOCKET", str(listener.path))
        monkeypatch.setenv("WATCHDOG_USEC", "90000")
        lookout = Lookout(desk, Surroundings, ())
        outward = Outward(lookout, Tally(), None)
        lookout.progress._moved -= 700
        with outward:
            time.sleep(0.3)
            listener.listen(messenger)
            assert "WATCHDOG=1" not in listener.heard
            lookout.progress.beat()
            time.sleep(0.3)
            listener.listen(messenger)
            assert "WATCHDOG=1" in listener.heard
            outward.show(lookout.observe())
            listener.listen(messenger)
        assert listener.heard[-1].startswith("STATUS=")


def test_health_says_503_and_why(desk: Desk) -> None:
    lookout = Lookout(desk, Surroundings, ())
    for _ in range(3):
        lookout.outages.failed("mailbox", Permanent("the login of ccm@secretariat.example is refused"))
    outward = Outward(lookout, Tally(), None)
    assert outward._health() == Page(503, "text/plain", "NOT WELL: The mailbox cannot be read.\n")
    assert "mailbot_healthy 0.0" in outward._metrics().text


def test_every_figure_parses_whatever_its_labels_hold(desk: Desk, clock: Clock) -> None:
    accounts = (Account('[a"b\\c\n]', clock.now, clock.now.date()),)
    lookout = Lookout(desk, lambda: Surroundings(disk_free_bytes=5, accounts=accounts), ())
    tally = Tally()
    for seconds in (0.001, 0.3, 0.3, 1000.0):
        tally.note("recorded", seconds)
    text = metrics(lookout.view(), tally.so_far(), {"mailbox": 2}, {"disk": 1})
    samples = {
        (s.name, tuple(s.labels.values())): s.value
        for family in text_string_to_metric_families(text)
        for s in family.samples
    }
    assert samples["mailbot_oauth2_token_expiry_timestamp_seconds", ('[a"b\\c\n]',)] == clock.now.timestamp()
    buckets = [value for (name, _), value in samples.items() if name == "mailbot_message_seconds_bucket"]
    assert buckets == sorted(buckets)
    assert (buckets[0], samples["mailbot_message_seconds_bucket", ("0.5",)], buckets[-1]) == (1, 3, 4)
    assert samples["mailbot_failures_total", ("mailbox",)] == 2


def test_a_taken_port_stops_no_daemon(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Permanent, match=r"change \[http\] listen"):
            PageServer("127.0.0.1", taken.getsockname()[1], {})


def test_a_slow_client_holds_nobody_up_and_no_page_is_written_to() -> None:
    server = PageServer("127.0.0.1", 0, {"/x": lambda: Page(200, "text/plain", "ü\n")})
    try:
        with socket.create_connection(("127.0.0.1", server.port)) as slow:
            slow.sendall(b"GET /x HT")
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
            connection.request("GET", "/x?a=1")
            reply = connection.getresponse()
            assert (reply.status, reply.read().decode()) == (200, "ü\n")
            connection.close()
            connection.request("POST", "/x", body=json.dumps({}))
            assert connection.getresponse().status == 501
    finally:
        server.close()


def test_notes_to_systemd_are_datagrams_also_in_the_abstract_name_space() -> None:
    name = f"mailbot-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as messenger:
        messenger.bind(f"\0{name}")
        messenger.settimeout(5)
        Systemd({"NOTIFY_SOCKET": f"@{name}"}).tell("READY=1", "STATUS=two\nlines")
        assert messenger.recv(100) == b"READY=1\nSTATUS=two lines"


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [({}, None), ({"WATCHDOG_USEC": "3000000"}, 3.0), ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}, None),
     ({"WATCHDOG_USEC": "x"}, None)],
)  # fmt: skip
def test_the_watchdog_is_served_where_it_watches_us(environment: dict[str, str], seconds: float | None) -> None:
    assert Systemd({"NOTIFY_SOCKET": "/absent", **environment}).watchdog_seconds == seconds
    Systemd({"NOTIFY_SOCKET": "/absent"}).tell("READY=1")
