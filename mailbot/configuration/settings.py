"""The settings around the meeting: secretariat, mailbox, transport, letters."""

from __future__ import annotations

import ipaddress
import re
from typing import Literal

from ..domain.submission import LANGUAGES
from .model import LetterSettings, MailboxSettings, OAuth2Settings, Secretariat, SmtpSettings
from .oauth2_section import read_oauth2
from .secrets import read_secret
from .section import Section

Security = Literal["tls", "starttls", "none"]
SECURITIES: tuple[Security, ...] = ("tls", "starttls", "none")
KINDS: tuple[Literal["imap", "maildir"], ...] = ("imap", "maildir")
IMAP_PORTS = {"tls": 993, "starttls": 143, "none": 143}
SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}
SERVER_NAME = re.compile(r"[A-Za-z0-9._:-]{1,253}")
HOST = re.compile(r"(?!-)[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}")
HIGHEST_PORT = 65535
# RFC 2177: a server may drop a client after half an hour, so IDLE is issued anew at least every 29 minutes
LONGEST_IDLE_SECONDS = 29 * 60
MEBIBYTE = 1024 * 1024
MINUTES_A_WEEK = 7 * 24 * 60


def is_loopback(host: str) -> bool:
    """Whether the host is this machine by name or address, so that no mail crosses a network."""
    if host.casefold().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_secretariat(top: Section) -> Secretariat:
    """The ``[secretariat]`` section."""
    section = top.section("secretariat", required=True)
    secretariat = Secretariat(
        name=section.text("name", required=True),
        address=section.address("address", required=True),
        staff=section.addresses("staff", required=True),
        default_language=section.choice("default_language", LANGUAGES, "en"),
        signature=section.by_language("signature", one_line=False),
    )
    for own in (s for s in secretariat.staff if s.casefold() == secretariat.address.casefold()):
        remedy = "is the address mailbot writes from, so it would write to itself: name the people"
        section.findings.add(section.path("staff"), own, remedy)
    return secretariat


def read_mailbox(top: Section, *, need_secrets: bool) -> MailboxSettings:
    """The ``[mailbox]`` section. An IMAP mailbox wants host and username, a Maildir its path."""
    section = top.section("mailbox", required=True)
    kind = section.choice("kind", KINDS, "imap")
    is_imap = kind == "imap" and not section.absent
    default = MailboxSettings(kind)
    security = _security(section, default.security)
    username = section.text("username", required=is_imap, like="name@office.example")
    path = section.place("path")
    if kind == "maildir" and path is None:
        section.findings.add(section.path("path"), None, "is missing: name the folder of the Maildir")
    oauth2 = read_oauth2(section, need_secrets=need_secrets)
    mailbox = MailboxSettings(
        kind=kind,
        host=_host(section, required=is_imap),
        port=section.number("port", IMAP_PORTS[security], 1, HIGHEST_PORT),
        security=security,
        username=username,
        password=read_secret(section, need_secrets=need_secrets and is_imap, wanted=is_imap and not oauth2),
        oauth2=oauth2,
        path=path,
        folder=section.text("folder", default.folder, empty=False),
        processed=section.text("processed", default.processed),
        review=section.text("review", default.review),
        automatic=section.text("automatic", default.automatic),
        sent=section.text("sent", default.sent),
        poll_seconds=section.number("poll_seconds", default.poll_seconds, 1, 3600),
        timeout_seconds=section.number("timeout_seconds", default.timeout_seconds, 1, 600),
        idle_seconds=section.number("idle_seconds", default.idle_seconds, 1, LONGEST_IDLE_SECONDS),
        max_message_bytes=section.number("max_message_bytes", default.max_message_bytes, 1024, 1024 * MEBIBYTE),
        ca_file=section.file_at("ca_file"),
        authserv_id=_authserv_id(section),
    )
    _check_folders(section, mailbox)
    return mailbox


def _authserv_id(section: Section) -> str:
    name = section.text("authserv_id")
    if name and not SERVER_NAME.fullmatch(name):
        section.fault("authserv_id", 'must be the first word of Authentication-Results as your server writes it, or ""')
    return name.lower()


def _check_folders(section: Section, mailbox: MailboxSettings) -> None:
    # INBOX is the one folder name whose case does not count (RFC 9051 section 5.1)
    def folded(name: str) -> str:
        return name.upper() if name.upper() == "INBOX" else name

    taken = {folded(mailbox.folder): "the watched folder itself"}
    for key in ("processed", "review", "automatic", "sent"):
        name: str = getattr(mailbox, key)
        if name and folded(name) in taken:
            remedy = f'is {taken[folded(name)]}: name another, or "" for none'
            section.findings.add(section.path(key), name, remedy)
        elif name:
            taken[folded(name)] = f"the folder of {key} too"


def read_smtp(top: Section, mailbox: OAuth2Settings | None, *, need_secrets: bool) -> SmtpSettings:
    """The ``[smtp]`` section. Without a username, letters go out without logging in.

    ``mailbox`` is how the mailbox gets its tokens: ``same_as_mailbox`` takes them for letters too.
    """
    return smtp_of(top.section("smtp", required=True), mailbox, need_secrets=need_secrets)


def smtp_of(section: Section, mailbox: OAuth2Settings | None, *, need_secrets: bool) -> SmtpSettings:
    """An account for sending, whatever section it stands in."""
    default = SmtpSettings("")
    security = _security(section, default.security)
    username = section.text("username")
    oauth2 = read_oauth2(section, need_secrets=need_secrets, mailbox=mailbox)
    wanted = bool(username) and not oauth2
    return SmtpSettings(
        host=_host(section, required=not section.absent),
        port=section.number("port", SMTP_PORTS[security], 1, HIGHEST_PORT),
        security=security,
        username=username,
        password=read_secret(section, need_secrets=need_secrets and wanted, wanted=wanted),
        oauth2=oauth2,
        timeout_seconds=section.number("timeout_seconds", default.timeout_seconds, 1, 600),
        per_minute=section.number("per_minute", default.per_minute, 1, 6000),
        retry_minutes=section.numbers("retry_minutes", default.retry_minutes, 0, MINUTES_A_WEEK),
        ca_file=section.file_at("ca_file"),
    )


def _host(section: Section, *, required: bool) -> str:
    host = section.text("host", required=required, like="mail.office.example")
    if host and not HOST.fullmatch(host):
        # something like user:password@host must not be repeated on a screen
        section.findings.add(section.path("host"), None, "must be a host name alone, such as mail.office.example")
    return host


def _security(section: Section, default: Security) -> Security:
    security = section.choice("security", SECURITIES, default)
    host = section.table.get("host")
    if security == "none" and isinstance(host, str) and host and not is_loopback(host.strip()):
        section.fault("security", "would send the password in the clear: use tls or starttls (none is for loopback)")
    return security


def read_letters(top: Section) -> LetterSettings:
    """The ``[letters]`` section."""
    section = top.section("letters")
    default = LetterSettings()
    letters = LetterSettings(
        practices=section.file_at("practices"),
        per_delegation_per_day=section.number("per_delegation_per_day", default.per_delegation_per_day, 1, 100),
        reminder_time=section.clock("reminder_time", default.reminder_time) or default.reminder_time,
        quiet_from=section.clock("quiet_from", default.quiet_from, none=True),
        quiet_until=section.clock("quiet_until", default.quiet_until, none=True),
        digest_time=section.clock("digest_time", default.digest_time, none=True),
        per_correspondent_per_day=(
            per_day := section.number("per_correspondent_per_day", default.per_correspondent_per_day, 1, 1000)
        ),
        per_correspondent_per_hour=section.number("per_correspondent_per_hour", max(1, per_day // 2), 1, 1000),
        answers_per_hour=section.number("answers_per_hour", default.answers_per_hour, 1, 100_000),
        receipts_per_hour=section.number("receipts_per_hour", default.receipts_per_hour, 1, 100_000),
    )
    if (letters.quiet_from is None) != (letters.quiet_until is None):
        section.fault("quiet_from", 'needs quiet_until: give both hours, or "" for both')
    elif letters.quiet_from and letters.quiet_from == letters.quiet_until:
        section.fault("quiet_from", 'is the same hour as quiet_until: give two hours, or "" for both')
    return letters
