"""Free loopback ports."""

from __future__ import annotations

import random
import socket

_OURS = range(20_000, 32_000)


def free_port() -> int:
    """A TCP port nobody listens on now.

    Taken below the range the kernel hands to outgoing connections (from 32768 on Linux): a server that stops
    and starts again on its port must not find some client of a test running beside it there.
    """
    while True:
        port = random.SystemRandom().choice(_OURS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
