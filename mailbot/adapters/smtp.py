"""Sends mail over SMTP (RFC 5321) with one connection that is reused.

``smtplib`` gives the commands; the order of them is here, because its ``sendmail`` does not tell whether a
lost connection came before or after the message was handed over, which is all the difference: before, it is
sent again; after, a person looks.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Sequence

from mailbot.config import ConfigError, SmtpSettings
from mailbot.ports import Away, Doubtful, OutsideError, Permanent, Refused, Temporary, Tokens

from .smtp_names import envelope_address, is_loopback

IDLE_SECONDS = 5.0
"""After so long a connection is tried with NOOP before it is trusted with a message."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_ABOUT_US = {530, 534, 535, 538, 553}


class SmtpTransport:
    """``ports.Transport`` over SMTP: TLS, STARTTLS, or plain on loopback.

    ``password`` is asked at each login, ``tokens`` are used instead if given; without either, or without a user
    name, there is no login. For one thread.
    """

    def __init__(
        self, settings: SmtpSettings, password: Callable[[], str] | None = None, tokens: Tokens | None = None
    ) -> None:
        self._settings = settings
        self._password = password
        self._tokens = tokens
        self._smtp: smtplib.SMTP | None = None
        self._used = 0.0
        self._hostname: str | None = None

    def send(
        self,
        sender: str,
        recipients: Sequence[str],
        raw: bytes,
        handing_over: Callable[[], None] = lambda: None,
    ) -> dict[str, str]:
        """See ``ports.Transport``."""
        data = _LINE_END.sub(b"\r\n", raw)
        source = envelope_address(sender) if sender else ""
        if source is None or not recipients:
            raise Permanent("a message needs a sender's address (or an empty one) and a recipient")
        envelope = [(recipient, envelope_address(recipient)) for recipient in dict.fromkeys(recipients)]
        try:
            self._begin(source, data, [address for _, address in envelope])
            refused = self._recipients(envelope)
            if len(refused) == len(envelope):
                self._nobody(refused)
                self._reset()
                return refused
            self._data(data, handing_over)
        except (Temporary, Permanent):
            self._reset()
            raise
        except Doubtful:
            self._drop()
            raise
        self._used = time.monotonic()
        return refused

    def check(self) -> None:
        """Connects and logs in, or makes sure that the connection still stands. Raises Away or Permanent."""
        self._connect()

    def close(self) -> None:
        """See ``ports.Transport``."""
        if self._smtp:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()
        self._smtp = None

    # the connection

    def _connect(self) -> bool:
        """Makes sure of a connection; whether it is a fresh one."""
        if self._smtp and time.monotonic() - self._used > IDLE_SECONDS:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._smtp.noop()[0] == 250:
                    self._used = time.monotonic()
                    return False
            self._drop()
        if self._smtp and self._smtp.sock:
            return False
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            self._smtp = self._greet()
            self._log_in(self._smtp)
        except (Away, Permanent):
            self._drop()
            raise
        except ssl.SSLError as error:
            self._drop()
            raise Away(f"{where}: no secure connection ({error}); check smtp.security and smtp.ca_file") from error
        except smtplib.SMTPNotSupportedError as error:
            self._drop()
            raise Away(f"{where}: {error} Check smtp.security, smtp.port and smtp.username") from error
        except smtplib.SMTPAuthenticationError as error:
            self._drop()
            said = _text(error.smtp_code, error.smtp_error)
            raise Away(f"{where}: the login is refused ({said}); check smtp.username and its password") from error
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise Away(f"{where}: {_text(error.smtp_code, error.smtp_error)}") from error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Away(
                f"{where}: the mail server cannot be reached ({error}); check smtp.host and smtp.port"
            ) from error
        self._used = time.monotonic()
        return True

    def _greet(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.security == "none" and not is_loopback(settings.host):
            raise Permanent(f"{settings.host} is not loopback: set smtp.security to tls or starttls")
        context = ssl.create_default_context(cafile=settings.ca_file)
        if self._hostname is None:
            name = socket.getfqdn()
            self._hostname = name if "." in name else "[127.0.0.1]"
        where, timeout = (settings.host, settings.port, self._hostname), settings.timeout_seconds
        smtp: smtplib.SMTP
        if settings.security == "tls":
            smtp = smtplib.SMTP_SSL(*where, timeout=timeout, context=context)
        else:
            smtp = smtplib.SMTP(*where, timeout=timeout)
        self._smtp = smtp
        smtp.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            code, said = smtp.starttls(context=context)
            if code != 220:
                raise smtplib.SMTPConnectError(code, said)
            smtp.ehlo_or_helo_if_needed()
        # The dot that ends a message is sent apart: without this it would wait for the other side.
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if self._settings.username and self._tokens is not None:
            self._log_in_with_token(smtp, self._tokens)
            return
        if not self._settings.username or self._password is None:
            return
        try:
            smtp.login(self._settings.username, self._password())
        except ConfigError as error:
            raise Away(f"the password for the mail server cannot be had: {error}") from error
        except UnicodeEncodeError:
            # The error itself holds the password.
            raise Away("smtp.username and its password must be ASCII") from None

    def _log_in_with_token(self, smtp: smtplib.SMTP, tokens: Tokens) -> None:
        """XOAUTH2; a refused token is renewed once. A server that has no token for us is as good as away."""
        try:
            token = tokens.token()
            try:
                _xoauth2(smtp, self._settings.username, token)
            except smtplib.SMTPAuthenticationError:
                _xoauth2(smtp, self._settings.username, tokens.renew(token))
        except OutsideError as error:
            raise Away(str(error)) from error

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None

    def _reset(self) -> None:
        """Clears what is left of a message; a connection that does not manage that is dropped."""
        if self._smtp is None:
            return
        try:
            is_clear = self._smtp.sock is not None and self._smtp.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            is_clear = False
        if not is_clear:
            self._drop()
        self._used = time.monotonic()

    def _command(self, command: str, lost: type[Temporary] = Temporary) -> tuple[int, bytes]:
        """One command before the message is handed over; raises ``lost`` if the connection does not survive it."""
        if self._smtp is None:
            raise lost("the connection to the mail server was lost")
        try:
            code, said = self._smtp.docmd(command)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise lost(f"the connection to the mail server was lost ({error})") from error
        if code in {421, -1}:
            self._drop()
            raise lost(f"the mail server closes the connection ({_text(code, said)})")
        return code, said

    # the message

    def _begin(self, source: str, data: bytes, recipients: Sequence[str | None]) -> None:
        is_fresh = self._connect()
        if not is_fresh and not self._has_room(len(data)):
            self._drop()  # what the server said when it greeted us may no longer hold
            is_fresh = self._connect()
        self._check_size(len(data))
        try:
            self._mail(source, data, recipients)
        except Away:
            if is_fresh or self._smtp is not None:
                raise
            # The server had grown tired of the connection: nothing was handed over yet.
            self._connect()
            self._check_size(len(data))
            self._mail(source, data, recipients)

    def _limit(self) -> int:
        limit = self._smtp.esmtp_features.get("size", "") if self._smtp else ""
        return int(limit) if limit.isascii() and limit.isdigit() else 0

    def _has_room(self, size: int) -> bool:
        return not 0 < self._limit() < size

    def _check_size(self, size: int) -> None:
        if not self._has_room(size):
            raise Permanent(f"the message has {size} bytes, the mail server takes {self._limit()} (RFC 1870)")

    def _mail(self, sender: str, data: bytes, recipients: Sequence[str | None]) -> None:
        assert self._smtp is not None  # noqa: S101 - _connect has been called
        options = []
        if self._smtp.has_extn("size"):
            options.append(f"SIZE={len(data)}")
        if self._smtp.has_extn("8bitmime") and not data.isascii():
            options.append("BODY=8BITMIME")
        is_ascii = sender.isascii() and data.partition(b"\r\n\r\n")[0].isascii()
        if not (is_ascii and all(r is None or r.isascii() for r in recipients)):
            if self._smtp.has_extn("smtputf8"):
                options.append("SMTPUTF8")
                self._smtp.command_encoding = "utf-8"
            elif not is_ascii:
                raise Permanent("an address or header is not ASCII and the mail server does not take that (RFC 6531)")
        code, said = self._command(" ".join([f"MAIL FROM:<{sender}>", *options]), lost=Away)
        if code == 250:
            return
        reply = _text(code, said)
        if code == 552 or "5.3.4" in reply:
            raise Permanent(f"the message is too big for the mail server ({reply})")
        if code in _ABOUT_US or " 5.7." in reply:
            raise Away(f"the mail server refuses us as sender ({reply}); check smtp.username and secretariat.address")
        raise (Temporary if 400 <= code < 500 else Permanent)(f"the mail server refuses the message ({reply})")

    def _recipients(self, envelope: Sequence[tuple[str, str | None]]) -> dict[str, str]:
        refused = {}
        for recipient, address in envelope:
            if address is None:
                refused[recipient] = "553 5.1.3 not an address"
                continue
            if not address.isascii() and self._smtp is not None and not self._smtp.has_extn("smtputf8"):
                refused[recipient] = "553 5.6.7 not ASCII, and the mail server does not take that (RFC 6531)"
                continue
            code, said = self._command(f"RCPT TO:<{address}>")
            if code not in {250, 251}:
                refused[recipient] = _refusal(code, said)
        return refused

    def _nobody(self, refused: dict[str, str]) -> None:
        """Raises for a message that nobody may have, unless some recipients are worth another try."""
        reasons = "; ".join(dict.fromkeys(refused.values()))
        if all(reason.startswith("4") for reason in refused.values()):
            raise Temporary(f"the mail server takes it for nobody now ({reasons})")
        if not any(reason.startswith("4") for reason in refused.values()):
            raise Refused(f"the mail server refuses every recipient ({reasons})", refused)

    def _data(self, data: bytes, handing_over: Callable[[], None]) -> None:
        code, said = self._command("DATA")
        if code != 354:
            raise _verdict(code, said)
        assert self._smtp is not None  # noqa: S101 - the command has just gone through it
        body = re.sub(rb"(?m)^\.", b"..", data)
        body = body if body.endswith(b"\r\n") else body + b"\r\n"
        try:
            self._smtp.send(body)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Temporary(f"the connection was lost while the message was sent ({error})") from error
        try:
            handing_over()
        except BaseException:
            # The server throws away what is not complete (RFC 5321 section 4.1.1.4); any command would be text of it.
            self._drop()
            raise
        try:
            self._smtp.send(b".\r\n")
            code, said = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Doubtful(f"the message was handed over and the answer never came ({error})") from error
        if 400 <= code < 600:
            raise _verdict(code, said)
        if not 200 <= code < 300:
            raise Doubtful(f"the message was handed over and the answer makes no sense ({_text(code, said)})")


def _xoauth2(smtp: smtplib.SMTP, username: str, token: str) -> None:
    def answer(challenge: bytes | None = None) -> str:
        # What the server says after the token is why it refuses; an empty line lets it say so with a code.
        return "" if challenge else f"user={username}\x01auth=Bearer {token}\x01\x01"

    # Not with the command itself: a token is longer than the line some servers take (RFC 4954 section 4).
    smtp.auth("XOAUTH2", answer, initial_response_ok=False)


def _verdict(code: int, said: bytes) -> Temporary | Permanent:
    """The refusal of a whole message, by its code (RFC 5321 section 4.2.1)."""
    reply = _text(code, said)
    if 500 <= code < 600:
        return Permanent(f"the mail server refuses the message ({reply})")
    return Temporary(f"the mail server does not take the message now ({reply})")


def _refusal(code: int, said: bytes) -> str:
    """Why a recipient is refused. Some refusals for good are not, or say more about us than about the recipient."""
    reply = _text(code, said)
    is_too_many = code == 552 and b"too many" in said.lower()  # RFC 5321 section 4.5.3.1.10
    is_about_us = code in _ABOUT_US - {553} or b"relay" in said.lower()
    return f"450 {reply}" if is_too_many or is_about_us else reply


def _text(code: int, said: bytes | str) -> str:
    """A reply as one line of printable text."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".split())[:500]
