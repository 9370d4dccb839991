"""Where things lie in the store's folder, and how what goes wrong there is told."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from ..ports import Temporary

MESSAGES = "messages"
TERMS = "terms"
HALF = "rebuilding"
"""What the folder of a rebuild in hand is called, before the number of its process."""


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Temporary(f"{path}: cannot be written ({error.strerror}); check the disk and its rights") from error
