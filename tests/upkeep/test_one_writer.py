"""One daemon a store; commands that read never wait for it; what staff decide reaches it. Real processes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailbot.adapters.bringing_up import DATABASE
from mailbot.adapters.daemon_lock import lock_holder, take_lock
from mailbot.adapters.store import open_store
from mailbot.ports import Permanent
from tests.e2e.mail import COMPLETE, note
from tests.servers.smtp import SmtpReceiver

from .conftest import STRANGER, Records

READING = ("status", "flags", "plan", "letters", "export registrations --format json", "doctor --offline")


def command(records: Records, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "mailbot", "-c", str(records.folder / "config.toml"), *arguments]


def run(records: Records, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(records, *arguments), capture_output=True, text=True, timeout=100, check=False)


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    ends_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends_at, f"did not happen in {seconds} s"
        time.sleep(0.1)


@pytest.fixture
def daemon(records: Records, smtp_receiver: SmtpReceiver) -> Iterator[subprocess.Popen[str]]:
    quiet = '[letters]\nquiet_from = ""\nquiet_until = ""\ndigest_time = ""\n'
    records.configure('host = "127.0.0.1"', f'host = "127.0.0.1"\nport = {smtp_receiver.port}')
    path = records.folder / "config.toml"
    path.write_text(path.read_text().replace("[meeting]\n", quiet + "[meeting]\n", 1), encoding="utf-8")
    process = subprocess.Popen(command(records, "run"), stderr=subprocess.PIPE, text=True)
    until(lambda: lock_holder(records.store) is not None and (records.store / DATABASE).exists())
    yield process
    process.kill()
    process.communicate()


def test_a_second_daemon_is_told_who_is_at_work(records: Records, daemon: subprocess.Popen[str]) -> None:
    for name in ("run", "once"):
        done = run(records, name)
        assert done.returncode == 1
        (sentence,) = done.stderr.splitlines()
        said = rf"process {daemon.pid} on {re.escape(socket.gethostname())} since 20\d\d-\d\d-\d\dT[\d:]+\+00:00"
        assert re.search(said, sentence)
        assert sentence.endswith("stop it first")
    daemon.send_signal(signal.SIGKILL)
    daemon.wait()
    assert lock_holder(records.store) is None
    assert run(records, "once").returncode == 0


def test_what_is_decided_at_the_command_line_the_daemon_sends_within_seconds(
    records: Records, daemon: subprocess.Popen[str], smtp_receiver: SmtpReceiver
) -> None:
    smtp_receiver.refuse("rcpt", "550 5.1.1 no such user", recipient="mission@kenya-gva.example", times=1)
    records.deliver(note(*COMPLETE, sender=STRANGER))
    until(lambda: len(smtp_receiver.messages) == 1)
    (item,) = json.loads(run(records, "flags", "--json").stdout)
    assert run(records, "resolve", item["message"][:10], "accept").returncode == 0
    until(lambda: bool(json.loads(run(records, "letters", "--json", "--state", "failed").stdout)), 30)
    (letter,) = json.loads(run(records, "letters", "--json", "--state", "failed").stdout)
    assert run(records, "letters", "resend", letter["id"][:12]).returncode == 0
    smtp_receiver.wait_for(2, timeout_seconds=15)
    assert smtp_receiver.messages[-1].recipients == ("mission@kenya-gva.example",)


@pytest.fixture
def writing(records: Records) -> Iterator[None]:
    """Another process holds the store's lock and is in the middle of a transaction."""
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
    with take_lock(records.store):
        plain = sqlite3.connect(records.store / DATABASE, isolation_level=None)
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("DELETE FROM messages")
        yield
        plain.execute("ROLLBACK")
        plain.close()


@pytest.mark.usefixtures("writing")
def test_commands_that_read_do_not_wait_for_a_writer(records: Records) -> None:
    (raw,) = (records.store / "messages").rglob("*.eml")
    for line in (*READING, f"show {raw.stem[:12]}", f"parse {raw}"):
        begun = time.monotonic()
        done = run(records, *line.split())
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        assert time.monotonic() - begun < 25, line


def test_a_lock_that_a_dead_process_left_is_no_lock(tmp_path: Path) -> None:
    code = "import sys, pathlib, time\nfrom mailbot.adapters.daemon_lock import take_lock\n"
    code += "lock = take_lock(pathlib.Path(sys.argv[1]))\nprint('has it', flush=True)\ntime.sleep(60)\n"
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline()
    with pytest.raises(Permanent, match=f"process {holder.pid} on"):
        take_lock(tmp_path)
    assert f"process {holder.pid} " in (lock_holder(tmp_path) or "")
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert (tmp_path / "lock").read_text().startswith(f"process {holder.pid} ")
    assert lock_holder(tmp_path) is None
    take_lock(tmp_path).close()


@pytest.fixture
def read_only(records: Records) -> Iterator[Records]:
    """The store on media that cannot be written to."""
    with records.desk() as desk:
        records.take_in(desk, note(*COMPLETE))
    if os.geteuid() or subprocess.run(["mount", "--bind", records.store, records.store], check=False).returncode:
        pytest.skip("needs to mount")
    subprocess.run(["mount", "-o", "remount,ro,bind", records.store], check=True)
    yield records
    with contextlib.suppress(OSError):
        subprocess.run(["umount", records.store], check=True)


def test_read_only_media_can_be_read_and_say_so_when_written(read_only: Records) -> None:
    for line in ("status", "flags", "letters", "export registrations --format json"):
        done = run(read_only, *line.split())
        assert done.returncode == 0, (line, done.stderr)
    assert "OTIENO" in run(read_only, "export", "registrations", "--format", "csv").stdout
    done = run(read_only, "once")
    assert done.returncode == 1
    assert "mount the disk for writing" in done.stderr
    (raw,) = (read_only.store / "messages").rglob("*.eml")
    done = run(read_only, "resolve", raw.stem[:12], "reject")
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert "may not be written to" in sentence


def test_the_store_of_a_daemon_can_be_opened_beside_it(records: Records) -> None:
    with contextlib.closing(open_store(records.store, daemon=True)), contextlib.closing(open_store(records.store)):
        assert lock_holder(records.store)


def test_on_a_full_disk_the_lock_is_held_all_the_same(tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from mailbot.adapters.daemon_lock import take_lock\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); lock = take_lock(Path(sys.argv[1])); lock.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
