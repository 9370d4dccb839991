"""Addresses and hosts as SMTP takes them."""

from __future__ import annotations

import ipaddress


def envelope_address(address: str) -> str | None:
    """The address for the envelope, its domain in ASCII (RFC 5891); None if it cannot be one."""
    if not address:
        return None
    local, at, domain = address.rpartition("@")
    if not (local and at and domain and address.isprintable()) or set(address) & set(" <>"):
        return None
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        return None


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, so that a plain connection stays inside it."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
