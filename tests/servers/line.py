"""A line between client and server that can be cut, frozen, or cut after so many bytes."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

from .ports import free_port


class Line:
    """Forwards connections on ``port`` to a server on loopback until told otherwise."""

    host = "127.0.0.1"

    def __init__(self, server_port: int) -> None:
        self.port = free_port()
        self._server_port = server_port
        self._frozen = threading.Event()
        self._left: int | None = None
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server((self.host, self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def freeze(self) -> None:
        """From now on nothing comes through, and nobody is told."""
        self._frozen.set()

    def thaw(self) -> None:
        """Lets new connections through again; those that were frozen are cut."""
        self.cut()
        self._frozen.clear()

    def cut(self) -> None:
        """Cuts every connection now."""
        sockets, self._sockets = self._sockets, []
        for one in sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def cut_after(self, count: int | None) -> None:
        """Cuts once the server has sent that many more bytes; None: not any more."""
        self._left = count

    def close(self) -> None:
        """Ends it all."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection((self.host, self._server_port))
            except OSError:
                return
            self._sockets += [client, server]
            threading.Thread(target=self._forward, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._forward, args=(server, client, True), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(16384):
                while self._frozen.is_set():
                    time.sleep(0.02)
                if counted and self._left is not None:
                    chunk, self._left = chunk[: self._left], self._left - len(chunk)
                    if self._left <= 0:
                        sink.sendall(chunk)
                        break
                sink.sendall(chunk)
        for one in (source, sink):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
