"""A logged-in IMAP connection, and what to tell a person when there is none."""

from __future__ import annotations

import contextlib
import imaplib
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, LoginError

from ..config import ConfigError, MailboxSettings
from ..ports import OutsideError, Permanent, Temporary, Tokens

LIBRARY_ERRORS = (imaplib.IMAP4.error, OSError, ValueError, LookupError)
"""What imaplib and IMAPClient raise, protocol nonsense from the server included (their parsers let it slip)."""

_CONNECT_SECONDS = 20
_LITERAL_SIZES = 4  # of the largest message that is wanted: one whose size was told wrong is still read and set aside
_CODE = re.compile(r"\[([A-Z][A-Z-]+)(?: [^\]]*)?\]")
_PASSING_WORDS = re.compile(r"too many|throttl|try (?:again|later)|temporar|OVERQUOTA", re.IGNORECASE)
_PASSING_CODES = {"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN"}
_LASTING_CODES = {"OVERQUOTA", "NOPERM", "CANNOT", "NONEXISTENT", "READ-ONLY"}


def connect(settings: MailboxSettings, password: Callable[[], str], tokens: Tokens | None = None) -> IMAPClient:
    """Connects and logs in, with ``tokens`` if there are any.

    Raises Permanent for what the settings must mend, what ``tokens`` raises, else the library's errors.
    """
    if settings.security == "none" and not _is_loopback(settings.host):
        raise Permanent(
            f"mailbox.security = none would send the password of {settings.host} in the clear: "
            'set it to "tls" or "starttls" (none is for loopback only)'
        )
    context = _context(settings)
    timeout = SocketTimeout(min(settings.timeout_seconds, _CONNECT_SECONDS), settings.timeout_seconds)
    client = IMAPClient(
        settings.host, settings.port, ssl=settings.security == "tls", ssl_context=context, timeout=timeout
    )
    client._imap.debug = 0  # IMAPClient sets 5: debug strings nobody reads take five sixths of a fetch
    client.normalise_times = False
    _bound_literals(client, _LITERAL_SIZES * settings.max_message_bytes)
    try:
        if settings.security == "starttls":
            client.starttls(context)
        if tokens is None:
            _log_in(client, settings.username, _revealed(password))
        else:
            _log_in_with_token(client, settings.username, tokens)
        client._cached_capabilities = None  # what a server can do before the login is not what it can do after
    except BaseException:
        hang_up(client)
        raise
    return client


def hang_up(client: IMAPClient) -> None:
    """Closes the connection without a word; never raises, never waits."""
    with contextlib.suppress(*LIBRARY_ERRORS):
        client.shutdown()


def outside_error(error: Exception, settings: MailboxSettings) -> OutsideError:
    """The one sentence for a library's error: which server, what happened, what to do. No secrets, no content."""
    where = f"IMAP server {settings.host}:{settings.port}"
    if isinstance(error, ssl.SSLError):
        return _tls_error(error, where)
    if isinstance(error, OSError):
        return _network_error(error, where, settings)
    if isinstance(error, imaplib.IMAP4.error):
        return _imap_error(error, where, settings)
    return Temporary(f"{where} sent what is not IMAP ({type(error).__name__}): it is tried again; check mailbox.port")


def response_codes(error: Exception) -> set[str]:
    """The bracketed response codes (RFC 5530) in a server's answer."""
    return set(_CODE.findall(str(error).upper()))


def is_passing(error: Exception) -> bool:
    """Whether the answer says that the server as a whole is in trouble for now."""
    return bool(response_codes(error) & _PASSING_CODES)


def _tls_error(error: ssl.SSLError, where: str) -> OutsideError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Permanent(
            f"{where} shows a certificate that cannot be trusted ({error.verify_message}): "
            "correct mailbox.host, or name the authority in mailbox.ca_file"
        )
    if error.reason in {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"}:
        return Permanent(
            f'{where} does not speak TLS on that port: correct mailbox.port or set mailbox.security = "starttls"'
        )
    return Temporary(f"{where} broke the TLS connection ({error.reason or 'no reason given'}): it is tried again")


def _network_error(error: OSError, where: str, settings: MailboxSettings) -> OutsideError:
    if isinstance(error, TimeoutError):
        return Temporary(
            f"{where} did not answer within {settings.timeout_seconds} s: it is tried again; check the network"
        )
    if isinstance(error, socket.gaierror):
        return Temporary(f"{where} cannot be found by name: it is tried again; check mailbox.host and the DNS")
    if isinstance(error, ConnectionRefusedError):
        return Temporary(f"{where} takes no connections: it is tried again; check mailbox.port and the server")
    return Temporary(f"{where} cannot be reached ({error.strerror or type(error).__name__}): it is tried again")


def _imap_error(error: imaplib.IMAP4.error, where: str, settings: MailboxSettings) -> OutsideError:
    if isinstance(error, LoginError):
        return _login_error(error, where, settings)
    if isinstance(error, CapabilityError):
        return Permanent(f"{where} cannot do what the settings ask ({error}): change mailbox.security or the server")
    if isinstance(error, imaplib.IMAP4.readonly):
        return Permanent(f"{where} lets us only read {settings.folder}: give the account the right to change it")
    if isinstance(error, imaplib.IMAP4.abort):
        return Temporary(f"{where} closed the connection: it is tried again; if it persists, see the server's log")
    return _refusal(error, where, settings)


def _login_error(error: LoginError, where: str, settings: MailboxSettings) -> OutsideError:
    codes = response_codes(error)
    passing = bool(codes & _PASSING_CODES) or _PASSING_WORDS.search(str(error)) is not None
    if isinstance(error.__context__, imaplib.IMAP4.abort) or passing:
        return Temporary(f"{where} broke off the login of {settings.username}: it is tried again")
    said = f" ({', '.join(sorted(codes))})" if codes else ""
    remedy = "correct mailbox.username or the password"
    if settings.oauth2 is not None:
        remedy = "a fresh access token was refused too: give the application access to that mailbox, or correct scope"
    return Permanent(f"{where} refuses the login of {settings.username}{said}: {remedy}")


def _refusal(error: imaplib.IMAP4.error, where: str, settings: MailboxSettings) -> OutsideError:
    text = str(error)
    said = re.sub(r"\s+", " ", text)[:200]
    if "authenticated but not connected" in text:
        return Permanent(f"{where} has no mailbox for {settings.username}: give the account access to one")
    if response_codes(error) & _LASTING_CODES:
        return Permanent(f"{where} refuses for good ({said}): correct folder names, rights or quota")
    return Temporary(f"{where} refuses for now ({said}): it is tried again; if it persists, see the server's log")


def _log_in(client: IMAPClient, username: str, password: str) -> None:
    """LOGIN; AUTHENTICATE PLAIN where LOGIN is off, or cannot carry the letters (imaplib sends ASCII only)."""
    if client.has_capability("LOGINDISABLED") or not (username + password).isascii():
        client.plain_login(username, password)
    else:
        client.login(username, password)


def _log_in_with_token(client: IMAPClient, username: str, tokens: Tokens) -> None:
    """XOAUTH2, or OAUTHBEARER (RFC 7628) where that is all there is; a refused token is renewed once."""
    bearer = client.has_capability("AUTH=OAUTHBEARER") and not client.has_capability("AUTH=XOAUTH2")
    log_in = client.oauthbearer_login if bearer else client.oauth2_login
    token = tokens.token()
    try:
        log_in(username, token)
    except LoginError as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            raise
        log_in(username, tokens.renew(token))


def _bound_literals(client: IMAPClient, most: int) -> None:
    """Python would make room for whatever size a server announces before the first byte is there."""
    read = client._imap.read

    def bounded(size: int) -> bytes:
        if size > most:
            raise client.AbortError(f"the server announces {size} bytes")
        data: bytes = read(size)
        return data

    client._imap.read = bounded


def _revealed(password: Callable[[], str]) -> str:
    try:
        return password()
    except ConfigError as error:
        raise Permanent(f"The password of the mailbox cannot be had: {error}") from error


def _context(settings: MailboxSettings) -> ssl.SSLContext | None:
    if settings.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:
        raise Permanent(f"mailbox.ca_file {settings.ca_file} cannot be used: name a PEM file") from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost" or host.lower().endswith(".localhost")
