"""Configuration: TOML in, one frozen ``Config`` out, or every fault at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Literal

from .domain.flag import Severity
from .domain.meeting import Invitees, Meeting


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

    def reveal(self) -> str:
        """The secret itself. Raises ConfigError if it cannot be had."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Secretariat:
    """Who the letters come from and who is told what needs a person."""

    name: str
    address: str
    staff: tuple[str, ...]
    default_language: str
    signature: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Where submissions arrive."""

    kind: Literal["imap", "maildir"]
    host: str = ""
    port: int = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    username: str = ""
    password: Secret | None = None
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


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where letters go out."""

    host: str
    port: int = 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    username: str = ""
    password: Secret | None = None
    timeout_seconds: int = 60
    per_minute: int = 60
    retry_minutes: tuple[int, ...] = (1, 5, 15, 60, 240, 720)
    ca_file: Path | None = None


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
    templates: Path | None = None
    letters: LetterSettings = LetterSettings()
    severities: dict[str, Severity] = field(default_factory=dict)
    check_dns: bool = False
    log_format: Literal["human", "json"] = "human"
    log_level: str = "info"


def load(path: Path) -> Config:
    """Reads and checks the configuration file and the invitee list it names.

    Raises ConfigError with every fault there is: unknown keys, wrong types, values out of range, files
    that are absent, parts out of order, milestones after their part.
    """
    raise NotImplementedError
