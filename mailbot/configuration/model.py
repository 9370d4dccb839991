"""What a configuration is: one frozen ``Config``, and the faults that keep it from being one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Literal

from mailbot.domain.flag import Severity
from mailbot.domain.identity import domain_key
from mailbot.domain.meeting import Invitees, Meeting
from mailbot.domain.public_domains import is_public

COMMAND_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the configuration: where, what stands there, and what to do about it."""

    key: str
    value: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.key} = {self.value}: {self.remedy}" if self.value else f"{self.key}: {self.remedy}"


class ConfigError(Exception):
    """Every fault of the configuration, found before any connection is made."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(f) for f in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret comes from: an environment variable, a file or a command; never the TOML itself.

    Its value never appears in ``repr``, logs or error messages.
    """

    env: str | None = None
    file: Path | None = None
    command: tuple[str, ...] | None = None
    name: str = "password"
    """What it is; its keys are ``<name>_env``, ``<name>_file``, ``<name>_command``."""

    def reveal(self) -> str:
        """The secret itself, without its final line break. Raises ConfigError if it cannot be had."""
        key, said = f"{self.name}_env", self.env or ""
        if self.env is not None:
            value = os.environ.get(self.env, "")
            remedy = "is not set: set that environment variable before starting"
        elif self.file is not None:
            key, said = f"{self.name}_file", str(self.file)
            value, remedy = _secret_in_file(self.file)
        else:
            key, said = f"{self.name}_command", (self.command or ("",))[0]
            value, remedy = _secret_of_command(self.command or ())
        value = value.rstrip("\r\n")
        if "\n" in value or "\r" in value:
            value, remedy = "", "gives more than one line: let it give the secret alone"
        if not value:
            raise ConfigError((Fault(key, said, remedy),))
        return value


def _secret_in_file(path: Path) -> tuple[str, str]:
    """What the file holds, and what to do if that is nothing."""
    try:
        return path.read_text(encoding="utf-8"), "is empty: put the secret into that file"
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        return "", f"cannot be read ({why}): create the file, readable by mailbot alone"


def _secret_of_command(command: tuple[str, ...]) -> tuple[str, str]:
    """What the command prints, and what to do if that is nothing. Its own words stay out: they may be secret."""
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - the command is the operator's own, run without a shell
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=True
        )
        return done.stdout.decode("utf-8"), "prints nothing: let it print the secret"
    except subprocess.TimeoutExpired:
        return "", f"does not end within {COMMAND_SECONDS} s: let it ask no question"
    except subprocess.CalledProcessError as error:
        return "", f"fails with exit status {error.returncode}: try it in a shell"
    except (OSError, ValueError, IndexError):
        return "", "cannot be run or read: give a programme and its arguments, printing UTF-8"


@dataclass(frozen=True, slots=True)
class Secretariat:
    """Who the letters come from and who is told what needs a person."""

    name: str
    address: str
    staff: tuple[str, ...]
    default_language: str
    signature: dict[str, str] = field(default_factory=dict)

    @property
    def domains(self) -> frozenset[str]:
        """The domains of its own address and its staff's, as ``domain_key`` writes them; never a provider's."""
        found = {domain_key(address.rpartition("@")[2]) for address in (self.address, *self.staff)}
        return frozenset(domain for domain in found if domain and not is_public(domain))


@dataclass(frozen=True, slots=True)
class OAuth2Settings:
    """How access tokens are had (RFC 6749 sections 4.4 and 6, RFC 7523) for logins by XOAUTH2 or OAUTHBEARER."""

    grant: Literal["client_credentials", "refresh_token", "service_account"]
    token_url: str
    client_id: str = ""
    scope: str = ""
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    certificate: Path | None = None
    key_file: Path | None = None
    subject: str = ""
    secret_expires_on: date | None = None
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Where submissions arrive."""

    kind: Literal["imap", "maildir"]
    host: str = ""
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    username: str = ""
    password: Secret | None = None
    oauth2: OAuth2Settings | None = None
    path: Path | None = None
    folder: str = "INBOX"
    processed: str = "Processed"
    review: str = "For review"
    automatic: str = "Automatic"
    sent: str = ""
    poll_seconds: int = 60
    timeout_seconds: int = 60
    idle_seconds: int = 540
    max_message_bytes: int = 50 * 1024 * 1024
    ca_file: Path | None = None
    authserv_id: str = ""


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where letters go out."""

    host: str
    port: int = 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    username: str = ""
    password: Secret | None = None
    oauth2: OAuth2Settings | None = None
    timeout_seconds: int = 60
    per_minute: int = 60
    retry_minutes: tuple[int, ...] = (1, 5, 15, 60, 240, 720)
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """How much reading a document may take, and whether addresses are looked up.

    Seconds are of processor time. ``processes`` is how many documents are read at once, 0 for one a core.
    """

    isolate: bool = True
    text_seconds: int = 8
    document_seconds: int = 6
    page_seconds: int = 7
    message_seconds: int = 120
    memory_mb: int = 400
    processes: int = 0
    idle_seconds: int = 30
    check_dns: bool = False


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """What accompanies letters, and how often they may go."""

    practices: Path | None = None
    per_delegation_per_day: int = 1
    reminder_time: time = time(9, 0)
    quiet_from: time | None = time(20, 0)
    quiet_until: time | None = time(7, 0)
    digest_time: time | None = time(8, 0)
    per_correspondent_per_day: int = 20
    per_correspondent_per_hour: int = 10
    answers_per_hour: int = 1000
    receipts_per_hour: int = 60


@dataclass(frozen=True, slots=True)
class KeepingSettings:
    """How long what is kept. ``backups`` None: in the store's folder; ``purge_days`` None: until somebody says so."""

    backups: Path | None = None
    backups_kept: int = 7
    purge_days: int | None = None


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """Ways past the letters to whoever runs mailbot. ``webhook`` may hold a key in its path: it is never shown."""

    command: tuple[str, ...] = ()
    webhook: Secret | str | None = None
    ca_file: Path | None = None
    smtp: SmtpSettings | None = None
    sender: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Where health and metrics are served: an address of this machine's own."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the review page is served, and how staff get in.

    ``public_url`` is how browsers reach it, where that is not ``host`` and ``port``. ``proxies`` are the addresses a
    proxy connects from; ``user_header`` names the field in which it says who has logged in there. After a decision
    on the page its letters wait ``undo_seconds``.
    """

    host: str
    port: int
    public_url: str = ""
    certificate: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()
    user_header: str = ""
    undo_seconds: int = 60
    session_hours: int = 10

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it by https."""
        return self.certificate is not None or self.public_url.startswith("https:")


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """Ways to decide beside command line and page. ``by_mail``: what is held is announced, and a reply decides."""

    by_mail: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a run needs to know, checked."""

    path: Path
    invitees: Invitees
    meeting: Meeting
    secretariat: Secretariat
    mailbox: MailboxSettings
    smtp: SmtpSettings
    store: Path
    keeping: KeepingSettings = KeepingSettings()
    invitee_file: Path | None = None
    templates: Path | None = None
    letters: LetterSettings = LetterSettings()
    alarm: AlarmSettings = AlarmSettings()
    http: HttpSettings | None = None
    web: WebSettings | None = None
    review: ReviewSettings = ReviewSettings()
    severities: dict[str, Severity] = field(default_factory=dict)
    reading: ReadingSettings = ReadingSettings()
    log_format: Literal["human", "json"] = "human"
    log_level: str = "info"
