"""The raw bytes of every message, as files named by their SHA-256; and a twin in memory."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mailbot.ports import Permanent, Temporary

from .whole_files import sync_folder

_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FOR_GOOD = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENAMETOOLONG}


class FileArchive:
    """``ab/<sha256>.eml`` under the folder given. Files have rights 0600, folders 0700.

    A file appears whole or not at all; it is there after a power cut once ``keep`` has returned. Any thread
    or process may use it. Raises Temporary (disk full), Permanent (no rights, file absent or damaged).
    """

    def __init__(self, path: Path) -> None:
        self._folder = path

    def keep(self, raw: bytes) -> str:
        """See ``ports.Archive``."""
        message_id = hashlib.sha256(raw).hexdigest()
        path = self._path(message_id)
        try:
            # A damaged file (a disk fault) is written again: the good bytes are in hand.
            if not path.exists() or path.read_bytes() != raw:
                self._write(path, raw)
            # Also for a file that was there: its writer may have died before this.
            sync_folder(path.parent)
        except OSError as error:
            sentence = f"{path}: the message cannot be kept ({error.strerror})"
            if error.errno in _FOR_GOOD:
                raise Permanent(f"{sentence}; give the user mailbot runs as write access") from error
            raise Temporary(f"{sentence}; check the disk and the space left on it") from error
        return message_id

    def _write(self, path: Path, raw: bytes) -> None:
        for folder in (self._folder, path.parent):
            if not folder.exists():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                sync_folder(folder.parent)
        # mkstemp gives rights 0600.
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            Path(name).rename(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def read(self, message_id: str) -> bytes:
        """See ``ports.Archive``."""
        path = self._path(message_id)
        try:
            raw = path.read_bytes()
        except FileNotFoundError as error:
            raise Permanent(f"message {message_id} is not in the archive") from error
        except OSError as error:
            raise Permanent(f"{path}: the message cannot be read ({error.strerror})") from error
        if hashlib.sha256(raw).hexdigest() != message_id:
            raise Permanent(f"{path}: the message is damaged; restore the file from a backup")
        return raw

    def ids(self) -> Iterator[str]:
        """See ``ports.Archive``; ascending."""
        return (path.stem for path in sorted(self._folder.glob("??/*.eml")) if _ID.fullmatch(path.stem))

    def forget_all(self) -> int:
        """Deletes every message for good, half-written ones included; gives how many. Raises Temporary."""
        count = 0
        try:
            for folder in sorted(self._folder.glob("??")):
                for path in [*folder.glob("*.eml"), *folder.glob(".*.part")]:
                    path.unlink()
                    count += path.suffix == ".eml"
                folder.rmdir()
            if self._folder.exists():
                sync_folder(self._folder)
        except OSError as error:
            raise Temporary(f"{self._folder}: messages cannot be deleted ({error.strerror}); try again") from error
        return count

    def _path(self, message_id: str) -> Path:
        if not _ID.fullmatch(message_id):
            raise Permanent(f"{message_id[:80]!r} is not the name of a message")
        return self._folder / message_id[:2] / f"{message_id}.eml"


class MemoryArchive:
    """An archive that forgets."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def keep(self, raw: bytes) -> str:
        """See ``ports.Archive``."""
        message_id = hashlib.sha256(raw).hexdigest()
        self._kept[message_id] = raw
        return message_id

    def read(self, message_id: str) -> bytes:
        """See ``ports.Archive``."""
        if message_id not in self._kept:
            raise Permanent(f"message {message_id[:80]} is not in the archive")
        return self._kept[message_id]

    def ids(self) -> Iterator[str]:
        """See ``ports.Archive``; ascending."""
        return iter(sorted(self._kept))
