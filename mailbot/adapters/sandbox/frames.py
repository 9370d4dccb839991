"""Frames on a pipe: four octets of length, then that many octets."""

from __future__ import annotations

import os
import select
import time

_LENGTH_OCTETS = 4


class Closed(Exception):
    """The other side has gone."""


class Late(Exception):
    """The other side did not finish in time."""


def send(descriptor: int, *frames: bytes) -> None:
    """Writes each frame whole. Raises Closed."""
    try:
        for frame in frames:
            _write(descriptor, len(frame).to_bytes(_LENGTH_OCTETS, "big"))
            _write(descriptor, frame)
    except OSError as error:
        raise Closed from error


def receive(descriptor: int, longest: int, seconds: float | None = None) -> bytes:
    """The next frame. Raises Closed at the end, on a frame longer than ``longest`` too, and Late after ``seconds``."""
    ends_at = None if seconds is None else time.monotonic() + seconds
    length = int.from_bytes(_read(descriptor, _LENGTH_OCTETS, ends_at), "big")
    if length > longest:
        raise Closed
    return _read(descriptor, length, ends_at)


def _write(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def _read(descriptor: int, length: int, ends_at: float | None) -> bytes:
    found = bytearray()
    while len(found) < length:
        if ends_at is not None and not select.select([descriptor], [], [], max(0.0, ends_at - time.monotonic()))[0]:
            raise Late
        try:
            part = os.read(descriptor, min(length - len(found), 1 << 20))
        except OSError as error:
            raise Closed from error
        if not part:
            raise Closed
        found += part
    return bytes(found)
