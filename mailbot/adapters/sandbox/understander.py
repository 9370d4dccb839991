"""The process beside mailbot in which messages are understood before their turn. It opens no file.

Frames on standard input: what they are understood by, if it has changed since, else nothing; then a message with the
readings of its files, both of mailbot's own writing. On standard output: the submission, or nothing if there is none.
"""

from __future__ import annotations

import contextlib
import gc
import pickle
import resource
import signal

from mailbot.domain.meeting import Basis
from mailbot.patience import at_most
from mailbot.reading.composition import understand

from . import confinement, frames, wire
from .bounds import Bounds

_LONGEST_FRAME = 1 << 31


def main(described: str) -> None:
    """Answers requests until standard input ends. ``described`` are the bounds, as JSON."""
    bounds = Bounds.described(described)
    confinement.die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for mailbot, which then closes the pipe
    # It lives for many messages: processor time is bounded for each of them.
    confinement.limit(bounds.memory_octets, resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    confinement.shut_in()
    gc.freeze()
    basis: Basis | None = None
    with contextlib.suppress(frames.Closed):
        while True:
            changed, given = frames.receive(0, _LONGEST_FRAME), frames.receive(0, _LONGEST_FRAME)
            if changed:
                basis = pickle.loads(changed)  # noqa: S301 - mailbot itself has written it
            frames.send(1, _understood(given, basis, bounds.text_seconds) if given and basis else b"")


def _understood(given: bytes, basis: Basis, seconds: float) -> bytes:
    """The submission as bytes; none of what fails here is told: at its turn the message is understood anew."""
    with contextlib.suppress(Exception), at_most(seconds):
        message, readings = pickle.loads(given)  # noqa: S301 - mailbot itself has written it
        submission = understand(message, readings, basis.meeting, basis.invitees, basis.staff)
        return wire.submission_to_bytes(submission)
    return b""
