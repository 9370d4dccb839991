"""A bounded memory of what was drawn and read: the least used goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Values by key, together no larger than ``most_octets``. Any thread may use it."""

    def __init__(self, most_octets: int) -> None:
        self._most = most_octets
        self._held = 0
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """The value of that key, if it is still held."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, octets: int) -> None:
        """Holds the value, unless it alone is too large; lets go of the least recently used ones."""
        with self._lock:
            old = self._values.pop(key, None)
            self._held -= old[1] if old else 0
            if octets > self._most:
                return
            self._values[key] = (value, octets)
            self._held += octets
            while self._held > self._most:
                _, (_, gone) = self._values.popitem(last=False)
                self._held -= gone

    @property
    def octets(self) -> int:
        """How much is held."""
        return self._held
