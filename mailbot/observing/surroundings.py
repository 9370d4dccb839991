"""What the configuration's machine and accounts say: put together from adapters, for health and alarms."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from datetime import UTC, datetime

from ..adapters.daemon_lock import lock_holder
from ..adapters.oauth2 import TokenSource, last_renewed, state_file
from ..config import Config, ConfigError, OAuth2Settings, Secret
from ..configuration.watching import is_safe
from ..ports import Alarm, Permanent, Transport
from .health import Account, Surroundings


def surroundings(config: Config, daemon: str | None = None) -> Surroundings:
    """Lock, disk and accounts now; ``daemon`` as a daemon says it of itself, who would disturb its own lock."""
    free = None
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(config.store).free
    return Surroundings(daemon or lock_holder(config.store), free, tuple(_accounts(config)))


def channels(config: Config) -> tuple[Alarm, ...]:
    """The ways for alarms the configuration names."""
    from ..adapters.alarms import CommandAlarm, MailAlarm, WebhookAlarm

    alarm, who = config.alarm, config.meeting.id
    found: list[Alarm] = []
    if alarm.command:
        found.append(CommandAlarm(alarm.command, who))
    if alarm.webhook is not None:
        found.append(WebhookAlarm(_address(alarm.webhook), who, alarm.ca_file))
    if alarm.smtp is not None:
        sender = alarm.sender or config.secretariat.address
        found.append(MailAlarm(_transport(config), sender, alarm.to, who))
    return tuple(found)


def _accounts(config: Config) -> list[Account]:
    alarm = config.alarm.smtp
    named: dict[str, OAuth2Settings | None] = {
        "[mailbox.oauth2]": config.mailbox.oauth2,
        "[smtp.oauth2]": None if config.smtp.oauth2 == config.mailbox.oauth2 else config.smtp.oauth2,
        "[alarm.smtp.oauth2]": alarm.oauth2 if alarm else None,
    }
    accounts = []
    for section, settings in named.items():
        if settings is not None:
            last = last_renewed(config.store, settings)
            expires_at = datetime.fromtimestamp(last[1], UTC) if last else None
            accounts.append(Account(section, expires_at, settings.secret_expires_on))
    return accounts


def _address(webhook: Secret | str) -> Callable[[], str]:
    def address() -> str:
        if isinstance(webhook, str):
            return webhook
        try:
            url = webhook.reveal()
        except ConfigError as error:
            raise Permanent(str(error)) from error
        if not is_safe(url):
            raise Permanent("the address would be sent to in the clear: use https")
        return url

    return address


def _transport(config: Config) -> Callable[[], Transport]:
    settings = config.alarm.smtp
    assert settings is not None  # noqa: S101 - asked only if there is one

    def transport() -> Transport:
        from ..adapters.smtp import SmtpTransport

        tokens = TokenSource(settings.oauth2, state_file(config.store, settings.oauth2)) if settings.oauth2 else None
        return SmtpTransport(settings, settings.password.reveal if settings.password else None, tokens)

    return transport
