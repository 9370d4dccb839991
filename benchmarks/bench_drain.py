"""A full mailbox taken in by the daemon, and the same mailbox pulled durably by mbsync (isync)."""

from __future__ import annotations

import argparse
import os
import re
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
        sorts: list[str] = []
        office.fill(_noting(sorts, count))
        _settle(office)
        name, pulled = _pull(office)
        free = [uid for uid, sort in enumerate(sorts, 1) if sort == "free"]
        scans = sorts.count("scan")
        at_once, taken = _drain(office, free, count - scans)
    return [
        Row(
            f"drain of {count:,} mixed messages: what waits for no scan",
            at_once / len(free) * count,
            "s",
            name,
            pulled,
            6,
            by_ratio=True,
        ),
        Row(f"  of {len(free):,} of them, each", at_once / len(free) * 1000, "ms"),
        Row(f"  all but the {scans} scans, behind which others of their delegation wait", taken, "s"),
    ]


def _noting(sorts: list[str], count: int):  # type: ignore[no-untyped-def]
    """The messages; notes of each whether it is a scan, waits behind one of the same correspondent, or is free."""
    scanning: set[bytes] = set()
    for kind, raw in mixed.mailbox(count):
        found = _FROM.search(raw)
        sender = found[1] if found else b""
        sorts.append(kind if kind == "scan" else "behind" if sender in scanning else "free")
        if kind == "scan":
            scanning.add(sender)
        yield raw


_FROM = re.compile(rb"^From: (.+?)\r?$", re.MULTILINE)


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


def _drain(office: Bench, free: list[int], wanted: int) -> tuple[float, float]:
    """Seconds from the start of the daemon until the free ones have their disposition, and until ``wanted`` have."""
    began = time.monotonic()
    process = office.start()
    at_once: float | None = None
    waited_for = set(free)
    while True:
        done = _settled(office)
        if at_once is None and waited_for <= done:
            at_once = time.monotonic() - began
        if at_once is not None and len(done) >= wanted:
            break
        if process.poll() is not None:
            raise RuntimeError(f"the daemon ended after {len(done)} messages\n{office.log()[-2000:]}")
        time.sleep(0.1)
    taken = time.monotonic() - began
    process.kill()
    process.wait()
    return at_once, taken


def _settled(office: Bench) -> set[int]:
    """The UIDs that have their disposition."""
    path = office.store / "mailbot.sqlite"
    if not path.exists():
        return set()
    reader = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        sql = """SELECT "key.uid" FROM ledger WHERE "key.disposition" IS NOT NULL"""
        return {int(uid) for (uid,) in reader.execute(sql)}
    except sqlite3.OperationalError:  # not made yet
        return set()
    finally:
        reader.close()
