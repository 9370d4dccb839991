"""How fast letters may go."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Pace:
    """At most so many letters in any minute. Keep one for as long as letters go to the same server."""

    per_minute: int
    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[float], object] = time.sleep
    _sent: deque[float] = field(default_factory=deque)

    def wait(self, stop: Callable[[], bool]) -> bool:
        """Waits until a letter may go; False if told to stop meanwhile."""
        while not stop():
            now = self.monotonic()
            while self._sent and now - self._sent[0] >= 60:
                self._sent.popleft()
            if len(self._sent) < self.per_minute:
                self._sent.append(now)
                return True
            self.pause(min(1.0, self._sent[0] + 60 - now))
        return False
