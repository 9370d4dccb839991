"""``[web]``: the review page."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from .model import WebSettings
from .section import Section
from .settings import is_loopback
from .watching import listen_of

_FIELD = re.compile(r"[A-Za-z0-9-]{1,64}")


def read_web(top: Section) -> WebSettings | None:
    """The ``[web]`` section; None if there is no page. Beyond loopback only by TLS or behind a proxy."""
    section = top.section("web")
    where = listen_of(section, "127.0.0.1:8025")
    settings = WebSettings(
        *(where or ("127.0.0.1", 0)),
        public_url=_public_url(section),
        certificate=section.file_at("certificate"),
        key=section.file_at("key"),
        proxies=_proxies(section),
        user_header=_user_header(section),
        undo_seconds=section.number("undo_seconds", 60, 0, 3600),
        session_hours=section.number("session_hours", 10, 1, 168),
    )
    if where is None:
        return None
    _check(section, settings)
    return settings


def _check(section: Section, settings: WebSettings) -> None:
    if (settings.certificate is None) != (settings.key is None):
        section.fault("certificate", "and key belong together: give both, or neither")
    if settings.user_header and not settings.proxies:
        section.fault("user_header", "is believed of a proxy alone: name its address in proxies")
    behind_proxy = settings.proxies and settings.public_url.startswith("https:")
    if not is_loopback(settings.host) and settings.certificate is None and not behind_proxy:
        section.fault(
            "listen",
            "could be reached from outside in the clear: listen on 127.0.0.1, or give certificate and key, or proxies "
            "and a public_url with https",
        )


def _public_url(section: Section) -> str:
    url = section.link("public_url")
    if url and urlsplit(url).path.strip("/"):
        section.fault("public_url", "must have no path: the page wants a host name of its own")
    return (url or "").rstrip("/")


def _proxies(section: Section) -> tuple[str, ...]:
    said = section.texts("proxies")
    for address in said:
        try:
            ipaddress.ip_address(address)
        except ValueError:
            section.findings.add(section.path("proxies"), address, "must be an IP address, such as 10.0.0.5")
    return said


def _user_header(section: Section) -> str:
    name = section.text("user_header", like="Remote-User")
    if name and not _FIELD.fullmatch(name):
        section.fault("user_header", "must be the name of a header field, such as Remote-User")
    return name
