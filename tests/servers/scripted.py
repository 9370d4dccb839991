"""An IMAP server that says what a test wants: the habits of servers Dovecot does not have."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Sequence

_DEFAULTS: dict[str, Sequence[bytes | float]] = {
    "CAPABILITY": [b"* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\n", b"{tag} OK done\r\n"],
    "LOGIN": [b"{tag} OK done\r\n"],
    "LIST": [b'* LIST (\\HasNoChildren) "/" INBOX\r\n', b"{tag} OK done\r\n"],
    "SELECT": [b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n", b"{tag} OK [READ-WRITE] done\r\n"],
    "UID SEARCH": [b"* SEARCH 11\r\n", b"{tag} OK done\r\n"],
    "IDLE": [b"+ idling\r\n"],
    "DONE": [b"{tag} OK idled\r\n"],
    "LOGOUT": [b"* BYE see you\r\n", b"{tag} OK done\r\n"],
}
HANG_UP = b"\0hang up"


class ScriptedImap:
    """One connection at a time; ``replies`` by command: bytes to send at once each, or seconds to pause.

    ``{tag}`` stands for the command's tag; ``HANG_UP`` closes the connection.
    """

    host = "127.0.0.1"

    def __init__(self, **replies: Sequence[bytes | float]) -> None:
        given = {name.replace("_", " "): reply for name, reply in replies.items()}
        self.replies: dict[str, Sequence[bytes | float]] = {**_DEFAULTS, **given}
        self.commands: list[str] = []
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Takes no more connections."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with line, contextlib.suppress(OSError):
                self._serve(line)

    def _serve(self, line: socket.socket) -> None:
        line.sendall(b"* OK ready\r\n")
        tag = b""
        with line.makefile("rb") as commands:
            for command in commands:
                words = command.split()
                if words != [b"DONE"]:
                    tag, words = words[0], words[1:]
                name = b" ".join(words[: 2 if words[0] == b"UID" else 1]).decode().upper()
                self.commands.append(b" ".join(words).decode())
                for part in self.replies.get(name, [b"{tag} BAD what\r\n"]):
                    if part == HANG_UP:
                        return
                    if isinstance(part, bytes):
                        line.sendall(part.replace(b"{tag}", tag))
                    else:
                        time.sleep(part)
                if name == "LOGOUT":
                    return
