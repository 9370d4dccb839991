"""Guessing passwords: after a few failures each further try has to wait, longer each time."""

from __future__ import annotations

import ipaddress
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_WAIT_OF_A_NAME = timedelta(minutes=1)
"""A name waits less than an address: whoever guesses at it from one address must not keep its owner out."""

LONGEST_NAME = 64
FORGOTTEN_AFTER = timedelta(hours=1)
MOST_KEPT = 10_000
_NAME = "name "


@dataclass(frozen=True, slots=True)
class Failures:
    """How often it went wrong, and when last (aware, UTC)."""

    count: int
    at: datetime

    def wait(self, longest: timedelta) -> timedelta:
        """How long after the last failure the next try may come."""
        over = self.count - FREE_TRIES
        return timedelta() if over < 0 else min(FIRST_WAIT * 2 ** min(over, 20), longest)


def keys_of(name: str, client: str) -> tuple[str, str]:
    """What a try to log in counts against: the name, and the address it comes from (IPv6: its network of 64 bits)."""
    try:
        address = ipaddress.ip_address(client)
        where = str(address if address.version == 4 else ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        where = client
    return f"{_NAME}{name[:LONGEST_NAME]}", f"client {where}"


class Throttle:
    """Counts failures by who is named and by where they come from; safe for threads."""

    def __init__(self) -> None:
        self._failures: dict[str, Failures] = {}
        self._guard = threading.Lock()

    def wait(self, keys: tuple[str, ...], now: datetime) -> timedelta:
        """How long the next try must wait; zero if it may come."""
        with self._guard:
            waits = [f.at + f.wait(_longest(key)) - now for key in keys if (f := self._failures.get(key))]
        return max([timedelta(), *waits])

    def failed(self, keys: tuple[str, ...], now: datetime) -> None:
        """A try went wrong."""
        with self._guard:
            self._forget(now)
            for key in keys:
                old = self._failures.get(key, Failures(0, now))
                self._failures[key] = replace(old, count=old.count + 1, at=now)

    def succeeded(self, keys: tuple[str, ...]) -> None:
        """They are who they say: what went wrong before is forgotten."""
        with self._guard:
            for key in keys:
                self._failures.pop(key, None)

    def _forget(self, now: datetime) -> None:
        old = [key for key, f in self._failures.items() if now - f.at > FORGOTTEN_AFTER]
        if len(self._failures) - len(old) >= MOST_KEPT:
            old = sorted(self._failures, key=lambda key: self._failures[key].at)[: MOST_KEPT // 2]
        for key in old:
            del self._failures[key]


def _longest(key: str) -> timedelta:
    return LONGEST_WAIT_OF_A_NAME if key.startswith(_NAME) else LONGEST_WAIT
