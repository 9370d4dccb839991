"""A real SMTP receiver for the tests: aiosmtpd in a thread, stopped and started again on the same port."""

# ruff: noqa: ARG002, N802 - the names and arguments of the hooks are those of aiosmtpd

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from .ports import free_port

Stage = Literal["connect", "ehlo", "auth", "mail", "rcpt", "data", "end"]
"""Where a refusal is given: ``data`` is the DATA command, ``end`` the answer to the message itself."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message taken: envelope, raw bytes, when."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    at: datetime


@dataclass(slots=True)
class _Refusal:
    stage: Stage
    reply: str
    recipient: str | None
    left: int | None


@dataclass(slots=True)
class SmtpReceiver:
    """Takes every message, or refuses where told to.

    ``username`` with ``password``, or with ``token_holds`` (XOAUTH2), makes it demand AUTH.
    ``tls`` offers STARTTLS, with ``implicit_tls`` TLS at once.
    ``hang_up = "after_data"`` keeps the message and closes the line without an answer (the doubtful case);
    ``"during_data"`` closes it once DATA is given and keeps nothing. ``delay_seconds`` slows every answer to a message.
    ``smtputf8 = False`` takes no address that is not ASCII.
    """

    username: str | None = None
    password: str | None = None
    token_holds: Callable[[str], bool] | None = None
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    hang_up: Literal["after_data", "during_data"] | None = None
    delay_seconds: float = 0.0
    smtputf8: bool = True
    messages: list[Received] = field(default_factory=list)
    connections: int = 0
    _refusals: list[_Refusal] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None
    _server: asyncio.Server | None = None
    _open: set[Any] = field(default_factory=set)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def start(self) -> None:
        """Listens; returns once connections are taken."""
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="smtp-receiver", daemon=True)
        self._thread.start()
        if not ready.wait(10):
            raise RuntimeError(f"no SMTP receiver on port {self.port}")

    def stop(self) -> None:
        """Stops listening and cuts every open connection; messages are kept."""
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop = self._thread = None

    def refuse(self, stage: Stage, reply: str, *, recipient: str | None = None, times: int | None = None) -> None:
        """From now on answers ``reply`` (``"451 4.3.0 Later"``) at ``stage``; at most ``times`` times if given."""
        self._refusals.append(_Refusal(stage, reply, recipient.casefold() if recipient else None, times))

    def accept(self) -> None:
        """Forgets every refusal, hang-up and delay."""
        self._refusals.clear()
        self.hang_up = None
        self.delay_seconds = 0.0

    def wait_for(self, count: int, timeout_seconds: float = 10.0) -> list[Received]:
        """Waits until ``count`` messages came in and returns them all; AssertionError if they do not."""
        with self._news:
            enough = self._news.wait_for(lambda: len(self.messages) >= count, timeout_seconds)
            assert enough, f"{len(self.messages)} of {count} messages after {timeout_seconds} s"
            return list(self.messages)

    def _run(self, ready: threading.Event) -> None:
        loop = asyncio.new_event_loop()
        self._loop = loop
        context = self.tls if self.implicit_tls else None
        self._server = loop.run_until_complete(
            loop.create_server(lambda: _Session(self, loop), self.host, self.port, ssl=context)
        )
        loop.call_soon(ready.set)
        loop.run_forever()
        self._server.close()
        for transport in list(self._open):
            transport.abort()
        loop.run_until_complete(_cancel_all())
        loop.close()

    def _refused(self, stage: Stage, recipient: str | None = None) -> str | None:
        for refusal in self._refusals:
            if refusal.stage != stage or refusal.left == 0:
                continue
            if refusal.recipient and refusal.recipient != (recipient or "").casefold():
                continue
            if refusal.left is not None:
                refusal.left -= 1
            return refusal.reply
        return None

    def _take(self, received: Received) -> None:
        with self._news:
            self.messages.append(received)
            self._news.notify_all()


async def _cancel_all() -> None:
    await asyncio.sleep(0)
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


class _Session(SMTP):
    """One connection."""

    line_length_limit = 12 * 1024  # RFC 4954 section 4: tokens are longer than lines of mail

    def __init__(self, receiver: SmtpReceiver, loop: asyncio.AbstractEventLoop) -> None:
        self._receiver = receiver
        authenticator: Callable[..., AuthResult] | None = self._log_in if receiver.username else None
        super().__init__(
            _Handler(receiver),
            hostname="receiver.example",
            loop=loop,
            enable_SMTPUTF8=receiver.smtputf8,
            data_size_limit=100 * 1024 * 1024,
            tls_context=None if receiver.implicit_tls else receiver.tls,
            auth_require_tls=False,
            authenticator=authenticator,
        )

    def _log_in(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        reply = self._receiver._refused("auth")
        if reply is not None:
            return AuthResult(success=False, handled=False, message=reply)
        good = (
            isinstance(data, LoginPassword)
            and data.login.decode() == self._receiver.username
            and data.password.decode() == self._receiver.password
        )
        return AuthResult(success=good, handled=False)

    def connection_made(self, transport: Any) -> None:
        self._receiver.connections += 1
        self._receiver._open.add(transport)
        reply = self._receiver._refused("connect")
        if reply is None:
            super().connection_made(transport)
        else:
            transport.write(reply.encode() + b"\r\n")
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self._receiver._open = {t for t in self._receiver._open if not t.is_closing()}
        if self.session is not None:
            super().connection_lost(error)

    def eof_received(self) -> bool | None:
        return None if self.session is None else super().eof_received()

    async def smtp_DATA(self, arg: str) -> None:
        reply = self._receiver._refused("data")
        if reply is not None:
            await self.push(reply)
        elif self._receiver.hang_up == "during_data":
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


class _Handler:
    """The hooks aiosmtpd calls; their names are its own."""

    def __init__(self, receiver: SmtpReceiver) -> None:
        self._receiver = receiver

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        reply = self._receiver._refused("ehlo")
        if reply is not None:
            return [reply]
        session.host_name = hostname
        return responses

    async def handle_HELO(self, server: Any, session: Any, envelope: Any, hostname: str) -> str:
        session.host_name = hostname
        return self._receiver._refused("ehlo") or f"250 {server.hostname}"

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        if len(args) > 1:
            return AuthResult(success=False, handled=False, message="500 5.5.2 Line too long")
        said = (await server.challenge_auth("")).decode()
        user, _, rest = said.removeprefix("user=").partition("\x01auth=Bearer ")
        holds = self._receiver.token_holds
        if user == self._receiver.username and holds is not None and holds(rest.rstrip("\x01")):
            return AuthResult(success=True)
        await server.challenge_auth('{"status":"401","schemes":"bearer"}')
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        reply = self._receiver._refused("mail")
        if reply is None and self._receiver.username and not session.authenticated:
            reply = "530 5.7.0 Authentication required"
        if reply is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply or "250 2.1.0 Ok"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        reply = self._receiver._refused("rcpt", address)
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 2.1.5 Ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self._receiver.delay_seconds:
            await asyncio.sleep(self._receiver.delay_seconds)
        reply = self._receiver._refused("end")
        if reply is not None:
            return reply
        raw = bytes(envelope.original_content)
        sender = "" if envelope.mail_from in {None, "<>"} else envelope.mail_from
        self._receiver._take(Received(sender, tuple(envelope.rcpt_tos), raw, datetime.now(UTC)))
        if self._receiver.hang_up == "after_data":
            server.transport.abort()
        return f"250 2.0.0 Ok: taken at {time.time():.3f}"
