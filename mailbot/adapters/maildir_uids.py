"""UIDs for the messages of a Maildir folder: a small file of our own beside ``new`` and ``cur``."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)

_FILE = "mailbot-uids"
_LOCK = "mailbot-uids.lock"
_FIELDS = re.compile(r",[A-Z]=[^,:]*")


def stable_name(file_name: str) -> str:
    """What of a file name stays when another program moves the message or changes its flags.

    Flags follow the colon; sizes (``,S=``, ``,W=``) and another program's UID (``,U=``) may come and go before it.
    """
    return _FIELDS.sub("", file_name.split(":", 1)[0]) or file_name


@dataclass(slots=True)
class Uids:
    """What the file says.

    ``gone`` are names the last scan did not see, dropped if the next misses them as well: reading a folder may
    miss a file that is renamed meanwhile (POSIX leaves that open). ``kept`` is false until there is a file.
    """

    validity: int
    next: int = 1
    by_name: dict[str, int] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    kept: bool = False

    def assign(self, found: Mapping[str, int]) -> bool:
        """Gives UIDs to the names that have none, oldest first: ``found`` maps names to nanoseconds.

        True if the file must be written.
        """
        fresh = sorted(found.keys() - self.by_name.keys(), key=lambda name: (found[name], name))
        for name in fresh:
            self.by_name[name] = self.next
            self.next += 1
        missing = self.by_name.keys() - found.keys()
        dropped = missing & self.gone
        for name in dropped:
            del self.by_name[name]
        changed = bool(fresh or dropped or self.gone != missing)
        self.gone = missing - dropped
        return changed


@contextmanager
def numbered(folder: Path) -> Iterator[Uids]:
    """The UIDs of a folder, for one process at a time. Raises OSError."""
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield _load(folder)
    finally:
        os.close(descriptor)


def save(folder: Path, uids: Uids) -> None:
    """Replaces the file in one durable step: no UID is ever shown that could be given again."""
    content = {
        "version": 1,
        "uid_validity": uids.validity,
        "uid_next": uids.next,
        "uids": uids.by_name,
        "gone": sorted(uids.gone),
    }
    write_durably(folder / f"{_FILE}.tmp", json.dumps(content).encode("ascii"))
    (folder / f"{_FILE}.tmp").replace(folder / _FILE)
    sync_folder(folder)
    uids.kept = True


def write_durably(path: Path, content: bytes) -> None:
    """Writes a file and waits until it is on disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Waits until the names in a folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _load(folder: Path) -> Uids:
    try:
        content = json.loads((folder / _FILE).read_bytes())
        by_name = {str(name): int(uid) for name, uid in content["uids"].items()}
        following = max([int(content["uid_next"]), *(uid + 1 for uid in by_name.values())])
        return Uids(int(content["uid_validity"]), following, by_name, set(content["gone"]), kept=True)
    except FileNotFoundError:
        pass
    except (ValueError, LookupError, TypeError, AttributeError):
        log.warning("the UIDs of a folder cannot be read: all its messages are numbered anew", exc_info=True)
    return Uids(validity=time.time_ns() // 1_000_000)  # milliseconds: a folder made again differs
