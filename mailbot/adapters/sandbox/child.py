"""The process beside mailbot in which documents are read and drawn: it does neither itself, it forks for each.

So what a hostile file takes over knows no other file, has nothing to hand on to the next, and ends with its own.
Frames on standard input: a request, then the bytes to read; on standard output: an answer.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import time
from functools import partial

from mailbot.domain.message import Attachment
from mailbot.reading import documents
from mailbot.reading.documents import drawing, patience
from mailbot.reading.documents.ocr import MAX_PAGES

from . import confinement, frames, wire
from .bounds import Bounds

_RESULT, _ALIVE, _NO_MEMORY, _IS_SCAN = b"R", b".", b"M", b"S"
_FAULTS = {_NO_MEMORY: "memory", _IS_SCAN: "recognition"}
# Waiting for the disk or for other processes is no fault of the file: the clock on the wall may run this much faster.
_WALL = 4
# What stands behind everything else waits for it too.
_WALL_BEHIND = 40
_NICE = 10
_LONGEST_FRAME = 1 << 31


def main(described: str) -> None:
    """Answers requests until standard input ends. ``described`` are the bounds, as JSON."""
    bounds = Bounds.described(described)
    confinement.die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for mailbot, which then closes the pipe
    with contextlib.suppress(frames.Closed):
        while True:
            request = wire.request_of(frames.receive(0, _LONGEST_FRAME))
            content = frames.receive(0, _LONGEST_FRAME)
            documents.load(request.media_type)
            if request.task == "look":
                drawing.load()
            gc.collect()
            gc.freeze()  # the forks share what is loaded by now
            answer = _supervised(request, content, bounds)
            del content
            frames.send(1, wire.packed(answer))


def _supervised(request: wire.Request, content: bytes, bounds: Bounds) -> wire.Answer:
    """Reads in a process forked for it, and ends that and all it has started."""
    incoming, outgoing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(incoming)
        _read_and_exit(request, content, bounds, outgoing)
    os.close(outgoing)
    try:
        result, fault = _collected(incoming, request.seconds, bounds, is_behind=request.task == "read behind")
    finally:
        os.close(incoming)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status, used = os.wait4(pid, 0)
    if not fault and not result:
        fault = "time" if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU else "crash"
    return wire.Answer(result, fault, used.ru_utime + used.ru_stime)


def _collected(incoming: int, seconds: float, bounds: Bounds, *, is_behind: bool) -> tuple[bytes, str]:
    """What the forked process hands over, and the fault if it is too much or too late."""
    wall = _WALL_BEHIND if is_behind else _WALL
    patient = wall * (seconds + bounds.page_seconds)
    begun = time.monotonic()
    ends_at, last = begun + patient, begun + wall * (seconds + MAX_PAGES * bounds.page_seconds)
    found = bytearray()
    while select.select([incoming], [], [], max(0.0, min(ends_at, last) - time.monotonic()))[0]:
        part = os.read(incoming, 1 << 20)
        if not part:
            break
        ends_at = time.monotonic() + patient
        found += part.lstrip(_ALIVE) if not found else part
        if len(found) > bounds.output_octets:
            return b"", "output"
    else:
        return b"", "time"
    kind, result = bytes(found[:1]), bytes(found[1:])
    return (result, "") if kind == _RESULT else (b"", _FAULTS.get(kind, ""))


def _read_and_exit(request: wire.Request, content: bytes, bounds: Bounds, outgoing: int) -> None:
    """The life of the process that reads one file."""
    with contextlib.suppress(BaseException):
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        _confine(request.seconds, bounds, outgoing)
        if request.task == "read behind":
            os.nice(_NICE)
        try:
            attachment = wire.attachment_of(request, content)
            del content
            result = _RESULT + _done(request, attachment)
        except MemoryError:
            result = _NO_MEMORY
        except patience.NeedsRecognition:
            result = _IS_SCAN
        view = memoryview(result)
        while view:
            view = view[os.write(outgoing, view) :]
    os._exit(0)


def _done(request: wire.Request, attachment: Attachment) -> bytes:
    """What was asked for, as bytes."""
    if request.task == "look":
        return wire.sheets_to_bytes(drawing.look_at(attachment, request.look or drawing.Look()))
    if request.task == "unpack":
        return wire.leaves_to_bytes(documents.leaves(attachment))
    patience.PATIENCE.recognises = request.task != "read again"
    patience.PATIENCE.must_wait = request.task == "read text"
    readings = documents.read_each([attachment])[0]
    return wire.readings_to_bytes(list(readings), is_cut=patience.PATIENCE.is_lost)


def _confine(seconds: float, bounds: Bounds, outgoing: int) -> None:
    most = int(seconds + MAX_PAGES * bounds.page_seconds) + 2
    confinement.die_with_parent()
    confinement.limit(bounds.memory_octets, int(seconds) + 1, most)
    confinement.shut_in(*_language_data())
    mine = patience.PATIENCE
    mine.spent, mine.document_seconds, mine.page_seconds = _spent, seconds, bounds.page_seconds
    mine.at_page = partial(_at_page, bounds.page_seconds, outgoing)


def _language_data() -> tuple[str, ...]:
    """Where tesseract finds its languages, if it was told to look elsewhere than where it is installed."""
    return tuple(filter(None, (os.environ.get("TESSDATA_PREFIX"), *os.environ.get("PATH", "").split(os.pathsep))))


def _spent() -> float:
    """Seconds of processor time of this process and of the programs it has waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _at_page(seconds: float, outgoing: int) -> None:
    """A page of its own time: tells that the work goes on."""
    confinement.allow_until(time.process_time() + seconds)
    os.write(outgoing, _ALIVE)
