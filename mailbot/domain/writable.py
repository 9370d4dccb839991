"""Whether a letter can be written to an address: as a mail server takes it, not as a person may mean it."""

from __future__ import annotations

import re

_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\x80-\U0010ffff-]+")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_LOCAL_MAX, _DOMAIN_MAX, _ADDRESS_MAX = 64, 255, 254


def unwritable(address: str) -> str | None:
    """Why nobody can be written to at the address, in words that follow "because"; None if somebody can.

    RFC 5321 sections 4.1.2 and 4.5.3.1, with what many servers grant (dots in a row before the ``@``) and without what
    nobody has for a mailbox: a quoted local part, and an address literal, which would have our own server write to
    any machine the sender names.
    """
    if len(address) > _ADDRESS_MAX:
        return "it is too long"
    if not address.isprintable() or any(character.isspace() for character in address):
        return "there is a blank or an invisible character in it"
    local, at, domain = address.rpartition("@")
    if not (local and at and domain):
        return "it is no address"
    if len(local.encode()) > _LOCAL_MAX:
        return "it is too long before the @"
    if not _ATOM.fullmatch(local):
        return "it has more than one @, or another character that no address has"
    return _domain_fault(local, domain)


def _domain_fault(local: str, domain: str) -> str | None:
    try:
        name = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return "what follows the @ is no domain"
    labels = name.split(".")
    if any(not _LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return "what follows the @ is no domain"
    if len(name) > _DOMAIN_MAX or len(local.encode()) + 1 + len(name) > _ADDRESS_MAX:
        return "it is too long"
    return None
