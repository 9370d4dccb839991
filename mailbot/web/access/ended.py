"""Sessions that were ended before their time: kept in a file, so that a restart opens none of them again."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

from mailbot.adapters.whole_files import write_whole
from mailbot.ports import Permanent, Temporary

FILE = "web.ended"


class Ended:
    """Safe for threads. A session is forgotten when it would be over anyway."""

    def __init__(self, store: Path) -> None:
        """Raises Permanent if the file cannot be read."""
        self._path = store / FILE
        self._guard = threading.Lock()
        try:
            data = self._path.read_bytes() if self._path.exists() else b"{}"
            self._until = {str(ident): float(until) for ident, until in json.loads(data).items()}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise Permanent(f"{self._path}: cannot be read; remove it, and {store / 'web.key'} with it") from error

    def __contains__(self, ident: str) -> bool:
        return ident in self._until

    def add(self, ident: str, seconds: int) -> None:
        """Ends the session; ``seconds`` is how long it could still last. Raises Temporary if that cannot be kept."""
        now = time.time()
        with self._guard:
            self._until = {kept: until for kept, until in self._until.items() if until > now} | {ident: now + seconds}
            try:
                write_whole(self._path, json.dumps(self._until).encode())
            except OSError as error:
                raise Temporary(f"{self._path}: cannot be written ({error.strerror}); check the disk") from error
