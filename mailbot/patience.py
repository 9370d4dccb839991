"""A bound on the processor time of one piece of work in this process: a hostile text must not stop the daemon."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_AGAIN_SECONDS = 0.5


class TookTooLong(Exception):
    """The work was stopped; the message is one sentence for staff."""


class _Stop(BaseException):
    """Raised wherever the work is: nothing that catches Exception may keep it."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises TookTooLong in the work that takes more processor time than that.

    Python code and regular expressions can be stopped, one call into a library of C cannot. Without effect outside
    the main thread and where the system has no such timer (Windows).
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _Stop

    before = signal.signal(signal.SIGPROF, stop)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except _Stop:
        signal.setitimer(signal.ITIMER_PROF, 0)  # a second signal may have come before the first was dealt with
        raise TookTooLong(f"Understanding it took more than {seconds:g} seconds.") from None
    finally:
        signal.signal(signal.SIGPROF, before)
