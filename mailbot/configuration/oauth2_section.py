"""``[mailbox.oauth2]`` and ``[smtp.oauth2]``: how access tokens are had."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from .model import OAuth2Settings
from .secrets import read_secret
from .section import Section

Grant = Literal["client_credentials", "refresh_token", "service_account"]
GRANTS: tuple[Grant, ...] = ("client_credentials", "refresh_token", "service_account")
MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
GOOGLE = "https://oauth2.googleapis.com/token"
_SCOPES: dict[Grant, str] = {
    "client_credentials": "https://outlook.office365.com/.default",
    "service_account": "https://mail.google.com/",
    "refresh_token": "",
}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def read_oauth2(parent: Section, *, need_secrets: bool, mailbox: OAuth2Settings | None = None) -> OAuth2Settings | None:
    """The section below ``parent``; None if there is none, or it asks for ``mailbox``'s and there are none."""
    section = parent.section("oauth2")
    if section.absent:
        return None
    if parent.where == "smtp" and section.switch("same_as_mailbox", False):
        if mailbox is None:
            section.fault("same_as_mailbox", "there is no [mailbox.oauth2]: fill in that section, or this one")
        return mailbox
    grant = section.choice("grant", GRANTS, "client_credentials")
    certificate = section.file_at("certificate")
    settings = OAuth2Settings(
        grant=grant,
        token_url=_token_url(section, grant),
        client_id=section.text("client_id", required=grant != "service_account", like="00000000-0000-…"),
        scope=section.text("scope", _SCOPES[grant]),
        client_secret=read_secret(
            section,
            "client_secret",
            need_secrets=need_secrets and grant != "service_account",
            wanted=grant == "client_credentials" and certificate is None,
        ),
        refresh_token=read_secret(
            section,
            "refresh_token",
            need_secrets=need_secrets and grant == "refresh_token",
            wanted=grant == "refresh_token",
        ),
        certificate=certificate,
        key_file=section.file_at("key_file", required=grant == "service_account"),
        subject=section.text("subject") or parent.text("username"),
        secret_expires_on=section.day("secret_expires_on"),
        ca_file=section.file_at("ca_file"),
    )
    if any(key in parent.table for key in ("password_env", "password_file", "password_command")):
        section.findings.add(section.where, None, "stands beside a password: keep one of the two")
    return settings


def _token_url(section: Section, grant: Grant) -> str:
    """Where tokens are asked for: given, or of Microsoft (``tenant``) or Google by the grant."""
    tenant, url = section.text("tenant"), section.link("token_url")
    if tenant and not re.fullmatch(r"[A-Za-z0-9.-]{1,100}", tenant):
        section.fault("tenant", "must be the tenant's domain or id, such as office.example")
    if url is None and "token_url" not in section.table:
        if tenant or grant == "client_credentials":
            if not tenant:
                section.findings.add(section.path("tenant"), None, "is missing: add it, or token_url")
            return MICROSOFT.format(tenant=tenant)
        return GOOGLE
    parts = urlsplit(url or "")
    if url and parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        section.fault("token_url", "would send the secret in the clear: use https")
    return url or ""
