"""A key in the store's folder that only mailbot knows: what it signs with it, nobody else can have made."""

from __future__ import annotations

import os
from pathlib import Path

from mailbot.ports import Permanent

from .whole_files import write_whole

BYTES = 32


def key_at(path: Path, remedy: str, *, make: bool = True) -> bytes:
    """The key in that file, made at the first use; empty if there is none and none is to be made.

    ``remedy`` says what removing a damaged one costs. Raises Permanent.
    """
    try:
        if not path.exists():
            if not make:
                return b""
            write_whole(path, os.urandom(BYTES))
        key = path.read_bytes()
    except OSError as error:
        raise Permanent(f"{path}: cannot be made or read ({error.strerror}); check the folder's rights") from error
    if len(key) != BYTES:
        raise Permanent(f"{path}: is not a key; remove it, and {remedy}")
    return key
