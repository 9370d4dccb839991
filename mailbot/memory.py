"""Memory the process no longer uses, given back to the system."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """What reading has left free inside the process goes back to the system; nothing where libc cannot do that.

    ``malloc_trim(3)``: the allocator keeps freed pages for itself otherwise, for as long as an idle daemon runs.
    """
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    with contextlib.suppress(OSError, AttributeError, TypeError):
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
        return trim
    return lambda _: None


__all__ = ["give_back"]
