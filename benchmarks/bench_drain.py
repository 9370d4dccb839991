"""A full mailbox taken in by the daemon, and the same mailbox pulled durably by mbsync (isync)."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

from imapclient import IMAPClient

from tests.servers.dovecot import PASSWORD

from . import mixed
from .office import Bench, bench
from .rows import Row

_MBSYNC = """
FSync yes

IMAPAccount it
Host 127.0.0.1
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs PLAIN

IMAPStore far
Account it

MaildirStore near
Path {folder}/near/
Inbox {folder}/near/INBOX
SubFolders Verbatim

Channel pull
Far :far:INBOX
Near :near:INBOX
Sync Pull New
SyncState *
"""


def rows(options: argparse.Namespace) -> list[Row]:
    """The drain, beside the pull."""
    count = options.messages
    with bench() as office:
        kinds: list[str] = []
        office.fill(_noting(kinds, count))
        _settle(office)
        name, pulled = _pull(office)
        left_behind = kinds.count("scan")
        taken = _drain(office, count - left_behind)
    return [
        Row(
            f"drain of {count:,} mixed messages, {left_behind} scans queued", taken, "s", name, pulled, 6, by_ratio=True
        ),
        Row("  a message of them", taken / (count - left_behind) * 1000, "ms"),
    ]


def _noting(kinds: list[str], count: int):  # type: ignore[no-untyped-def]
    for kind, raw in mixed.mailbox(count):
        kinds.append(kind)
        yield raw


def _settle(office: Bench) -> None:
    """The server has its index, and what was laid is on the disk: neither is to be paid for by who comes first."""
    with office.dovecot.session(office.user) as client:
        client.select_folder("INBOX")
        client.fetch(client.search("ALL"), ["RFC822.SIZE", "INTERNALDATE"])
    os.sync()


def _pull(office: Bench) -> tuple[str, float]:
    if shutil.which("mbsync") is None:
        return "IMAPClient, each message fsynced (mbsync is absent)", _pull_by_library(office)
    near = office.folder / "near"
    near.mkdir()
    text = _MBSYNC.format(port=office.dovecot.port, user=office.user, password=PASSWORD, folder=office.folder)
    (office.folder / "mbsyncrc").write_text(text)
    began = time.monotonic()
    subprocess.run(["mbsync", "-q", "-c", str(office.folder / "mbsyncrc"), "pull"], check=True)  # noqa: S603, S607 - our own configuration
    taken = time.monotonic() - began
    shutil.rmtree(near)
    return "mbsync with FSync yes", taken


def _pull_by_library(office: Bench) -> float:
    folder = office.folder / "near"
    folder.mkdir()
    began = time.monotonic()
    client = IMAPClient("127.0.0.1", office.dovecot.port, ssl=False)
    client._imap.debug = 0
    client.login(office.user, PASSWORD)
    client.select_folder("INBOX", readonly=True)
    uids = client.search("ALL")
    for start in range(0, len(uids), 50):
        for uid, item in client.fetch(uids[start : start + 50], ["BODY.PEEK[]"]).items():
            _write_durably(folder / f"{uid}.eml", item[b"BODY[]"])
    client.logout()
    taken = time.monotonic() - began
    shutil.rmtree(folder)
    return taken


def _write_durably(path: Path, raw: bytes) -> None:
    with path.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _drain(office: Bench, wanted: int) -> float:
    """Seconds from the start of the daemon until all that needs no recognition has its disposition."""
    began = time.monotonic()
    process = office.start()
    while (done := _settled(office)) < wanted:
        if process.poll() is not None:
            raise RuntimeError(f"the daemon ended after {done} messages\n{office.log()[-2000:]}")
        time.sleep(0.1)
    taken = time.monotonic() - began
    process.kill()
    process.wait()
    return taken


def _settled(office: Bench) -> int:
    path = office.store / "mailbot.sqlite"
    if not path.exists():
        return 0
    reader = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        sql = """SELECT count(*) FROM ledger WHERE "key.disposition" IS NOT NULL"""
        return int(reader.execute(sql).fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0
    finally:
        reader.close()
