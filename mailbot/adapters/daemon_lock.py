"""One daemon a store: an advisory lock on a file, which the system lets go of when its holder dies."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from mailbot.ports import Permanent

from .whole_files import NO_LINK

NAME = "lock"
PATIENCE_SECONDS = 0.5
"""For how long the lock is asked for: ``lock_holder`` holds it for a moment."""


def take_lock(path: Path) -> IO[str]:
    """Takes the lock of the store in that folder; closing the file lets go of it, and so does a crash.

    What the file says of a holder that has died counts for nothing. Raises Permanent, saying who has it, if another
    process does.
    """
    lock = _open(path)
    until = time.monotonic() + PATIENCE_SECONDS
    while not _is_taken(lock):
        if time.monotonic() > until:
            holder = _said(lock)
            lock.close()
            raise Permanent(f"{path}: another daemon is at work on this store ({holder}); stop it first")
        time.sleep(0.05)
    since = datetime.now(UTC).isoformat(timespec="seconds")
    note = f"process {os.getpid()} on {socket.gethostname()} since {since}\n".encode()
    # On a full disk who holds it cannot be told, and it is held all the same.
    with contextlib.suppress(OSError):
        os.pwrite(lock.fileno(), note, 0)
        os.ftruncate(lock.fileno(), len(note))
    return lock


def lock_holder(path: Path) -> str | None:
    """Who holds the lock of the store in that folder (process, host, since when), None if nobody does."""
    try:
        with (path / NAME).open(encoding="utf-8", errors="replace") as lock:
            return None if _is_taken(lock, fcntl.LOCK_SH) else _said(lock)
    except OSError:
        return None


def _open(path: Path) -> IO[str]:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(path / NAME, os.O_RDWR | os.O_CREAT | NO_LINK, 0o600), "r+", errors="replace")
    except OSError as error:
        remedy = "mount the disk for writing" if error.errno == errno.EROFS else "check the folder's rights"
        raise Permanent(f"{path}: cannot be used ({error.strerror}); {remedy}") from error


def _is_taken(lock: IO[str], kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _said(lock: IO[str]) -> str:
    lock.seek(0)
    return lock.read(200).strip() or "an unknown process"
