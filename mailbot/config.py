"""Configuration: TOML in, one frozen ``Config`` out, or every fault at once."""

from __future__ import annotations

from pathlib import Path

from .configuration.model import (
    AlarmSettings,
    Config,
    ConfigError,
    Fault,
    HttpSettings,
    KeepingSettings,
    LetterSettings,
    MailboxSettings,
    OAuth2Settings,
    ReadingSettings,
    ReviewSettings,
    Secret,
    Secretariat,
    SmtpSettings,
    WebSettings,
)

__all__ = [
    "AlarmSettings",
    "Config",
    "ConfigError",
    "Fault",
    "HttpSettings",
    "KeepingSettings",
    "LetterSettings",
    "MailboxSettings",
    "OAuth2Settings",
    "ReadingSettings",
    "ReviewSettings",
    "Secret",
    "Secretariat",
    "SmtpSettings",
    "WebSettings",
    "load",
]


def load(path: Path, *, need_secrets: bool = False) -> Config:
    """Reads and checks the configuration file and the invitee list it names.

    ``need_secrets`` also fetches every password once, so that one that cannot be had is found now.
    Raises ConfigError with every fault there is: unknown keys, wrong types, values out of range, files
    that are absent, parts out of order, milestones after their part.
    """
    from .configuration.reader import read_config

    config, findings = read_config(path, need_secrets=need_secrets)
    if config is None or findings.faults:
        raise ConfigError(tuple(findings.faults))
    return config
