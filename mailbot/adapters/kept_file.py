"""A few values in a small file, for what must be known where there is no database to keep it in."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from .whole_files import write_whole


class KeptFile:
    """Settings in the file ``name`` of the first folder that it can be written to; elsewhere they are forgotten."""

    def __init__(self, folders: Sequence[Path], name: str) -> None:
        self._paths = tuple(folder / name for folder in folders)

    def setting(self, name: str) -> str | None:
        """The value of that name, None if there is none."""
        value = self._values().get(name)
        return value if isinstance(value, str) else None

    def put_setting(self, name: str, value: str) -> None:
        """Keeps it, if that can be."""
        data = json.dumps({**self._values(), name: value}, ensure_ascii=False).encode()
        for path in self._paths:
            with contextlib.suppress(OSError):
                if path.parent.is_dir():
                    write_whole(path, data)
                    return

    def forget(self) -> None:
        """Removes it."""
        for path in self._paths:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def _values(self) -> dict[str, object]:
        for path in self._paths:
            with contextlib.suppress(OSError, ValueError):
                values = json.loads(path.read_bytes())
                if isinstance(values, dict):
                    return values
        return {}
