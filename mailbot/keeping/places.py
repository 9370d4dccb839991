"""Where things lie in the store's folder, and how what goes wrong there is told."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from ..adapters.backups import COPY
from ..ports import OutsideError, Store, Temporary

MESSAGES = "messages"
TERMS = "terms"
HALF = "rebuilding"
"""What the folder of a rebuild in hand is called, before the number of its process."""

_IN_HAND = re.compile(rf"{HALF}-(\d+)|{COPY}-(\d+)-[a-z0-9_]{{8}}", re.ASCII)
"""What such a folder is called, and no folder of anybody else's."""

ELSEWHERE = "backups_by_hand"


def copies_elsewhere(store: Store) -> list[str]:
    """Where copies of the record were put by hand: backups, rebuilt stores. Raises as the store."""
    known: list[str] = json.loads(store.setting(ELSEWHERE) or "[]")
    return known


def note_copy(store: Store, path: Path) -> None:
    """Writes down that there is a copy, which a purge names. It is made: that nobody could note where is no failure."""
    with contextlib.suppress(OutsideError), store.transaction():
        store.put_setting(ELSEWHERE, json.dumps(sorted({*copies_elsewhere(store), str(path.absolute())})))


def left_behind(store: Path) -> list[Path]:
    """Folders of rebuilds and backups that were killed; one whose process is alive is at work in its own."""
    named = ((path, _IN_HAND.fullmatch(path.name)) for path in store.iterdir() if path.is_dir())
    return sorted(path for path, name in named if name and not _is_alive(int(name[1] or name[2])))


def clear_left_behind(store: Path) -> None:
    """Takes away what killed rebuilds and backups left: whole copies of the record, which would fill the disk."""
    for folder in left_behind(store):
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Temporary(f"{path}: cannot be written ({error.strerror}); check the disk and its rights") from error
