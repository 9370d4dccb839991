"""What systemd is told of a service of Type=notify (sd_notify(3)): datagrams to the socket it names."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Mapping


class Systemd:
    """Tells systemd how the service is; says nothing where it did not start us. Any thread may use it."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        environment = os.environ if environment is None else environment
        self._address = environment.get("NOTIFY_SOCKET", "")
        self.watchdog_seconds = _watchdog_seconds(environment) if self._address else None
        """Within which time it wants to hear from us again; None: it does not watch."""

    def tell(self, *states: str) -> None:
        """Each ``NAME=value`` of sd_notify(3), in one datagram. A socket that refuses is no reason to stop."""
        # A leading @ stands for the abstract name space (unix(7)); other kinds of socket are not ours.
        if self._address[:1] not in {"/", "@"}:
            return
        address = "\0" + self._address[1:] if self._address[0] == "@" else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as messenger:
            messenger.settimeout(1)
            messenger.sendto("\n".join(state.replace("\n", " ") for state in states).encode(), address)


def _watchdog_seconds(environment: Mapping[str, str]) -> float | None:
    try:
        seconds = int(environment.get("WATCHDOG_USEC", "0")) / 1_000_000
        is_for_us = int(environment.get("WATCHDOG_PID", os.getpid())) == os.getpid()
    except ValueError:
        return None
    return seconds if seconds > 0 and is_for_us else None
