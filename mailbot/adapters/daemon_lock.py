"""One daemon a store: an advisory lock on a file, which the system lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path
from typing import IO

from mailbot.ports import Permanent


def take_lock(path: Path) -> IO[str]:
    """Takes the lock of the store in that folder; closing the file lets go of it, and so does a crash.

    Raises Permanent, saying who has it, if another process does.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.fdopen(os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")
    except OSError as error:
        raise Permanent(f"{path}: cannot be used ({error.strerror}); check the folder's rights") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = lock.read().strip() or "an unknown process"
        lock.close()
        raise Permanent(f"{path}: another daemon is at work on this store ({holder}); stop it first") from error
    lock.truncate(0)
    lock.write(f"process {os.getpid()} on {socket.gethostname()}\n")
    lock.flush()
    return lock
