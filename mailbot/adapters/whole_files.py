"""Files that appear whole or not at all, and are there after a power cut."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

NO_LINK = getattr(os, "O_NOFOLLOW", 0)
"""A flag for ``os.open``: a link somebody has put in the place of a file of ours is not followed."""


def write_whole(path: Path, data: bytes) -> None:
    """A file that appears whole or not at all, for its owner only, and survives a power cut. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NO_LINK, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.rename(path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes names in a folder survive a power cut. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
