"""Folder names: as people write them in the settings, and as the server has them."""

from __future__ import annotations

import contextlib
import unicodedata
from dataclasses import dataclass

from imapclient import IMAPClient


@dataclass(frozen=True, slots=True)
class Namespace:
    """Where a user's own folders lie on a server (RFC 2342): ``INBOX.`` before each name, ``.`` between levels."""

    prefix: str = ""
    delimiter: str = "/"

    def server_name(self, name: str) -> str:
        """``Bot/Fait`` becomes ``INBOX.Bot.Fait`` on such a server; a name that has the prefix keeps it.

        The slash separates levels whatever the server uses. INBOX is INBOX in any case (RFC 9051 section 5.1).
        """
        name = unicodedata.normalize("NFC", name)
        if name.upper() == "INBOX":
            return "INBOX"
        if self.delimiter:
            name = name.replace("/", self.delimiter)
        if self.prefix and not name.casefold().startswith(self.prefix.casefold()):
            return self.prefix + name
        return name


def namespace_of(client: IMAPClient) -> Namespace:
    """The personal namespace; where the server does not tell, its hierarchy delimiter without a prefix."""
    if client.has_capability("NAMESPACE"):
        personal = client.namespace().personal
        if personal:
            prefix, delimiter = personal[0]
            return Namespace(prefix or "", delimiter or "")
    for _, delimiter, _ in client.list_folders("", ""):
        return Namespace("", delimiter.decode("ascii", "replace") if delimiter else "")
    return Namespace()


def exists(client: IMAPClient, name: str) -> bool:
    """Whether the folder is there and can hold messages. ``name`` is the server's."""
    for flags, _, found in client.list_folders("", name):
        unusable = {flag.lower() for flag in flags} & {rb"\noselect", rb"\nonexistent"}
        if found == name and not unusable:
            return True
    return False


def create(client: IMAPClient, name: str) -> None:
    """Creates the folder and subscribes to it, so that staff see it in their mail programs."""
    client.create_folder(name)
    with contextlib.suppress(client.Error):
        client.subscribe_folder(name)
