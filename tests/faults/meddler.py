"""A line between mailbot and a real server that meddles at the step of the protocol it is told."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BufferedReader
from typing import Literal

from tests.servers.ports import free_port


@dataclass(frozen=True, slots=True)
class Act:
    """What happens at a step. ``says`` goes to the client (``{tag}`` is its command's tag).

    With ``forwards`` the server hears of the command, and ``rewrites`` makes of its whole answer what the client gets;
    None: nothing more, the connection is closed.
    """

    then: Literal["go on", "drop", "hang"] = "go on"
    says: bytes = b""
    forwards: bool = False
    rewrites: Callable[[bytes], bytes | None] = lambda answer: answer


DROP, HANG = Act("drop"), Act("hang")
DROP_ANSWER = Act("drop", forwards=True, rewrites=lambda _: b"")
"""The server has done it, and the client does not hear of it."""
HANG_ANSWER = Act("hang", forwards=True, rewrites=lambda _: b"")


@dataclass(slots=True)
class Fault:
    """``act`` at ``step`` (a command, or GREETING, BODY, DOT), where the command matches; ``times``: None for ever."""

    step: str
    act: Act
    where: bytes = b""
    times: int | None = None


@dataclass(slots=True)
class Talk:
    """One connection."""

    client: socket.socket
    server: socket.socket
    step: str = "GREETING"
    tag: bytes = b""
    act: Act | None = None  # what is to be made of the answer that is due
    greeted: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        for one in (self.client, self.server):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


class Meddler:
    """Listens on ``port``; counts what passes. ``edit`` changes whatever the server says."""

    host = "127.0.0.1"

    def __init__(self, protocol: Literal["imap", "smtp"], server_port: int) -> None:
        self.port = free_port()
        self.server_port = server_port
        self.edit: Callable[[bytes], bytes] = lambda said: said
        self.hits: list[float] = []
        self.connections: list[float] = []
        self.commands: list[str] = []
        self._is_imap = protocol == "imap"
        self._faults: list[Fault] = []
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._talks: list[Talk] = []
        self._listener = socket.create_server((self.host, self.port), backlog=128)
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, *faults: Fault) -> None:
        """From now on these happen; connections there are end, so that the next meets every step."""
        with self._guard:
            self._faults = list(faults)
            self._over.clear()
            self.hits, self.connections, self.commands = [], [], []

    def disarm(self) -> None:
        """No more faults; what hangs is let go."""
        with self._guard:
            self._faults = []
            self._over.set()
        self.edit = lambda said: said

    def cut(self) -> None:
        """Ends every connection."""
        with self._guard:
            talks, self._talks = self._talks, []
        for talk in talks:
            talk.close()

    def close(self) -> None:
        """Ends it all."""
        self.disarm()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections.append(time.monotonic())
            try:
                server = socket.create_connection((self.host, self.server_port), 5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            talk = Talk(client, server)
            with self._guard:
                self._talks.append(talk)
            threading.Thread(target=self._run, args=(self._from_client, talk), daemon=True).start()
            threading.Thread(target=self._run, args=(self._from_server, talk), daemon=True).start()

    def _run(self, work: Callable[[Talk], None], talk: Talk) -> None:
        with contextlib.suppress(OSError, ValueError):
            work(talk)
        talk.close()

    def _taken(self, step: str, command: bytes) -> Act | None:
        """What is to happen at this step now, if anything."""
        with self._guard:
            for fault in self._faults:
                if fault.step == step and fault.times != 0 and re.search(fault.where, command):
                    if fault.times is not None:
                        fault.times -= 1
                    self.hits.append(time.monotonic())
                    return fault.act
        return None

    # what the client says

    def _from_client(self, talk: Talk) -> None:
        said = talk.client.makefile("rb")
        act = self._taken("GREETING", b"")
        if act is not None and not self._meddle(talk, act):
            return
        talk.greeted.set()
        while line := said.readline():
            talk.step = self._step_of(line, talk)
            self.commands.append(talk.step)
            act = self._taken(talk.step, line)
            if act is not None and not act.forwards:
                if not self._meddle(talk, act):
                    return
                continue
            talk.act = act
            if talk.step == "STARTTLS":
                talk.server.sendall(line)
                self._secret(talk, said)
            elif talk.step == "DATA" and not self._is_imap:
                self._message(talk, line, said)
            else:
                self._command(talk, line, said)

    def _step_of(self, line: bytes, talk: Talk) -> str:
        words = line.split()
        if not self._is_imap:
            return words[0].decode("latin-1").upper() if words else ""
        if words and words[0].upper() != b"DONE":
            talk.tag, words = words[0], words[1:]
        return b" ".join(words[: 2 if words and words[0].upper() == b"UID" else 1]).decode("latin-1").upper()

    def _command(self, talk: Talk, line: bytes, said: BufferedReader) -> None:
        """The command with its literals, if it is one of IMAP."""
        talk.server.sendall(line)
        while self._is_imap and (announced := re.search(rb"\{(\d+)\+?\}\r\n$", line)):
            talk.server.sendall(said.read(int(announced[1])))
            line = said.readline()
            talk.server.sendall(line)

    @staticmethod
    def _secret(talk: Talk, said: BufferedReader) -> None:
        """What is encrypted from here on, without looking at it."""
        while chunk := said.read1():
            talk.server.sendall(chunk)

    def _message(self, talk: Talk, line: bytes, said: BufferedReader) -> None:
        """DATA, and the message that follows once the server has asked for it."""
        talk.server.sendall(line)
        body = said.readline()
        act = self._taken("BODY", body)
        if act is not None and not self._meddle(talk, act):
            return
        while body and body != b".\r\n":
            talk.server.sendall(body)
            body = said.readline()
        self.commands.append("DOT")
        act = self._taken("DOT", body)
        if act is not None and not act.forwards:
            self._meddle(talk, act)
            return
        talk.step, talk.act = "DOT", act
        talk.server.sendall(body)

    def _meddle(self, talk: Talk, act: Act) -> bool:
        """Without the server; False if that is the end of the connection."""
        if act.says:
            talk.client.sendall(act.says.replace(b"{tag}", talk.tag))
        if act.then == "hang":
            self._over.wait()
        if act.then != "go on":
            talk.close()
        return act.then == "go on"

    # what the server says

    def _from_server(self, talk: Talk) -> None:
        talk.greeted.wait()
        held = b""
        while chunk := talk.server.recv(65536):
            chunk = self.edit(chunk)
            if talk.act is None:
                talk.client.sendall(chunk)
                continue
            held += chunk
            if self._is_imap and held.startswith(b"+ "):  # the server asks for a literal
                talk.client.sendall(held)
                held = b""
            elif self._is_whole(held, talk):
                act, talk.act = talk.act, None
                said = act.rewrites(held)
                if said is None:
                    return
                talk.client.sendall(said)
                held = b""
                if act.then == "hang":
                    self._over.wait()
                if act.then != "go on":
                    return

    def _is_whole(self, answer: bytes, talk: Talk) -> bool:
        if self._is_imap:
            return re.search(rb"(?:^|\n)" + re.escape(talk.tag) + rb" [^\n]*\n$", answer) is not None
        return re.search(rb"(?:^|\n)\d\d\d(?: [^\n]*)?\n$", answer) is not None
