"""``[alarm]`` and ``[http]``: how those who run mailbot hear of what letters to staff cannot tell."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .model import AlarmSettings, HttpSettings, Secret
from .secrets import command_of, read_secret
from .section import Section
from .settings import HIGHEST_PORT, is_loopback, smtp_of

_LISTEN = re.compile(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9.-]{1,253})):([0-9]{1,5})")


def read_alarm(top: Section, *, need_secrets: bool) -> AlarmSettings:
    """The ``[alarm]`` section; without one, alarms are log lines alone."""
    section = top.section("alarm")
    account = section.section("smtp")
    to = account.addresses("to", required=not account.absent)
    sender = account.address("from")
    username = account.text("username")
    return AlarmSettings(
        command=command_of(section, "command"),
        webhook=_webhook(section, need_secrets=need_secrets),
        ca_file=section.file_at("ca_file"),
        smtp=None if account.absent else smtp_of(account, None, need_secrets=need_secrets),
        sender=sender or (username if "@" in username else ""),
        to=to,
    )


def _webhook(section: Section, *, need_secrets: bool) -> Secret | str | None:
    secret = read_secret(section, "webhook", need_secrets=need_secrets, wanted=False)
    url = section.link("webhook")
    if url and secret:
        section.findings.add(section.path("webhook"), None, "stands beside another source of it: keep one of them")
    if url and not is_safe(url):
        section.findings.add(section.path("webhook"), None, "would send the alarm in the clear: use https")
    return secret or url


def is_safe(url: str) -> bool:
    """Whether what is sent there cannot be read on its way."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))


def read_http(top: Section) -> HttpSettings | None:
    """The ``[http]`` section; None if nothing is to be served."""
    section = top.section("http")
    where = listen_of(section, "127.0.0.1:9464")
    if where is None:
        return None
    host, port = where
    if not is_loopback(host):
        section.fault("listen", "could be reached from outside: listen on loopback, 127.0.0.1, with a proxy before it")
        return None
    return HttpSettings(host, port)


def listen_of(section: Section, like: str) -> tuple[str, int] | None:
    """The address and port under ``listen``; None if there is none, or no such thing."""
    said = section.text("listen", like=like)
    if not said:
        return None
    found = _LISTEN.fullmatch(said)
    host = (found[1] or found[2]) if found else ""
    port = int(found[3]) if found else 0
    if not found or not 1 <= port <= HIGHEST_PORT:
        section.fault("listen", f"must be an address of this machine and a port, such as {like}")
        return None
    return host, port
