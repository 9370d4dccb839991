"""Addresses and hosts as SMTP takes them."""

from __future__ import annotations

import ipaddress

from mailbot.domain.writable import unwritable


def envelope_address(address: str) -> str | None:
    """The address for the envelope, its domain in ASCII (RFC 5891); None if nobody can be written to at it."""
    if unwritable(address):
        return None
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, so that a plain connection stays inside it."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
