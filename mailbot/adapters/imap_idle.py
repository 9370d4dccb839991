"""IDLE (RFC 2177) that another thread can end at once, and that loses no line.

IMAPClient's ``idle_check`` polls the socket only: a line that came in the same packet as the one before it waits
in the buffer unseen, an untagged line before the continuation is an error, and the end of the stream looks like
silence. Hence this, on the same public and semi-public calls IMAPClient itself makes of imaplib.
"""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import ssl
import time
from enum import Enum
from typing import Any

from imapclient import IMAPClient

from .imap_reading import more_exist

_NEWS = re.compile(rb"\* (?:\d+ (?:EXISTS|RECENT|EXPUNGE)|VANISHED)\b", re.IGNORECASE)
_BYE = re.compile(rb"\* BYE\b", re.IGNORECASE)
_NOT_YET = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Outcome(Enum):
    """Why an IDLE ended."""

    NEWS = "news"
    WOKEN = "woken"
    TIME = "time"


class Wake:
    """Wakes a thread that waits on a socket. A wake with nobody waiting is kept for the next wait."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def fileno(self) -> int:
        """For ``select``: readable once woken."""
        return self._reader.fileno()

    def set(self) -> None:
        """Wakes; may be called from any thread, any number of times."""
        with contextlib.suppress(BlockingIOError):
            self._writer.send(b"!")

    def clear(self) -> None:
        """Forgets every wake so far."""
        with contextlib.suppress(BlockingIOError):
            while self._reader.recv(4096):
                pass

    def sleep(self, seconds: float) -> bool:
        """Waits for a wake, at most that long. True if woken."""
        return bool(_readable([self], seconds))

    def __del__(self) -> None:
        self._reader.close()
        self._writer.close()


def idle(client: IMAPClient, wake: Wake, seconds: float) -> Outcome:
    """Idles on the selected folder until there is news, a wake or the time is up; leaves IDLE cleanly.

    What the server says on the way out is in imaplib's untagged responses, as after any command.
    Raises imaplib's errors and OSError: the connection is then of no more use.
    """
    imap = client._imap
    tag = imap._command("IDLE")
    while imap._get_response() is not None:
        if imap.tagged_commands[tag]:
            raise client.Error("IDLE refused by the server")
    lines = _Lines(client)
    outcome = Outcome.NEWS if more_exist(client) else _watch(lines, wake, time.monotonic() + seconds)
    if lines.finish():
        outcome = Outcome.NEWS
    imap.send(b"DONE\r\n")
    while not imap.tagged_commands[tag]:
        imap._get_response()
    del imap.tagged_commands[tag]
    return outcome


def _watch(lines: _Lines, wake: Wake, deadline: float) -> Outcome:
    while True:
        while (line := lines.next()) is not None:
            if _is_news(line):
                return Outcome.NEWS
        left = deadline - time.monotonic()
        if left <= 0:
            return Outcome.TIME
        if wake in _readable([lines.socket, wake], left):
            return Outcome.WOKEN


class _Lines:
    """The lines of an idling server, taken as they come and never waited for.

    A line that a server splits over two TLS records may be lost in the reader below (Python drops what it had when
    the second is not there yet); no server we know does so, and the safety poll finds the message.
    """

    def __init__(self, client: IMAPClient) -> None:
        self._client = client
        self._begun = b""
        self.socket: socket.socket = client.socket()

    def next(self) -> bytes | None:
        """The next line if all of it is there, else None. Raises imaplib's abort once the server has gone."""
        self.socket.setblocking(False)
        try:
            chunk: bytes = self._client._imap.readline()
            if not chunk and self._ended():
                raise self._client.AbortError("socket error: EOF")
        except _NOT_YET:
            return None
        finally:
            self._client._set_read_timeout()
        self._begun += chunk
        if not self._begun.endswith(b"\n"):
            return None
        line, self._begun = self._begun, b""
        if _BYE.match(line):
            raise self._client.AbortError("the server said goodbye")
        return line

    def finish(self) -> bool:
        """Waits for the rest of a line begun, so that what follows starts on a line. True if it was news."""
        if not self._begun:
            return False
        line, self._begun = self._begun + self._client._imap.readline(), b""
        return _is_news(line)

    def _ended(self) -> bool:
        """An empty read of a TLS stream is its end; of a plain one it may also mean that nothing is there yet."""
        if isinstance(self.socket, ssl.SSLSocket):
            return True
        return self.socket.recv(1, socket.MSG_PEEK) == b""


def _is_news(line: bytes) -> bool:
    return _NEWS.match(line) is not None


def _readable(sources: list[Any], seconds: float) -> list[Any]:
    with selectors.DefaultSelector() as selector:
        for source in sources:
            selector.register(source, selectors.EVENT_READ)
        return [key.fileobj for key, _ in selector.select(max(seconds, 0))]
