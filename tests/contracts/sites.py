"""The two places mail lies in, driven from outside as senders and staff would: for the mailbox contract."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from imapclient import DELETED, SEEN, imap_utf7

from mailbot.adapters.imap import ImapMailbox
from mailbot.adapters.maildir import MaildirMailbox, create_maildir, deliver
from mailbot.ports import Mailbox
from tests.conftest import imap_settings
from tests.servers.dovecot import PASSWORD, Dovecot


class Site(Protocol):
    """Somebody else's hands on the same mail. Messages are told apart by their place, oldest first."""

    def mailbox(self, folder: str = "INBOX", max_message_bytes: int = 50 * 1024 * 1024) -> Mailbox:
        """A mailbox under test; several may be open at a time."""
        ...

    def deliver(self, *raws: bytes, folder: str = "INBOX", at: datetime | None = None) -> None: ...

    def read_all(self, folder: str = "INBOX") -> None:
        """Marks every message as seen."""
        ...

    def delete(self, place: int, folder: str = "INBOX") -> None: ...

    def move(self, place: int, target: str, folder: str = "INBOX") -> None: ...

    def contents(self, folder: str = "INBOX") -> list[bytes]: ...

    def seen(self, folder: str = "INBOX") -> list[bool]: ...

    def make(self, folder: str) -> None: ...

    def destroy(self, folder: str) -> None:
        """Deletes a folder and all that is in it."""
        ...


class ImapSite:
    """A mailbox on Dovecot, in the hands of another IMAP client."""

    def __init__(self, server: Dovecot, user: str) -> None:
        self._server = server
        self._user = user
        self._made: list[ImapMailbox] = []

    def mailbox(self, folder: str = "INBOX", max_message_bytes: int = 50 * 1024 * 1024) -> Mailbox:
        settings = imap_settings(self._server, self._user, folder=folder, max_message_bytes=max_message_bytes)
        made = ImapMailbox(settings, lambda: PASSWORD)
        self._made.append(made)
        return made

    def deliver(self, *raws: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        self._server.deliver(self._user, *raws, folder=folder, at=at)

    def read_all(self, folder: str = "INBOX") -> None:
        with self._server.session(self._user) as client:
            client.select_folder(folder)
            client.add_flags(client.search("ALL"), SEEN)

    def delete(self, place: int, folder: str = "INBOX") -> None:
        with self._server.session(self._user) as client:
            client.select_folder(folder)
            client.add_flags([client.search("ALL")[place]], DELETED)
            client.expunge()

    def move(self, place: int, target: str, folder: str = "INBOX") -> None:
        with self._server.session(self._user) as client:
            client.select_folder(folder)
            if not client.folder_exists(target):
                client.create_folder(target)
            client.move([client.search("ALL")[place]], target)

    def contents(self, folder: str = "INBOX") -> list[bytes]:
        with self._server.session(self._user) as client:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
            return [item[b"BODY[]"] for _, item in sorted(found.items())]

    def seen(self, folder: str = "INBOX") -> list[bool]:
        with self._server.session(self._user) as client:
            client.select_folder(folder, readonly=True)
            found = client.get_flags(client.search("ALL"))
            return [SEEN in flags for _, flags in sorted(found.items())]

    def make(self, folder: str) -> None:
        with self._server.session(self._user) as client:
            client.create_folder(folder)

    def destroy(self, folder: str) -> None:
        with self._server.session(self._user) as client:
            client.delete_folder(folder)

    def leave(self) -> None:
        """Closes the mailboxes made."""
        for made in self._made:
            made.close()


class MaildirSite:
    """A Maildir++ on disk, in the hands of a delivery agent and of another mail program."""

    def __init__(self, path: Path) -> None:
        self._path = path
        create_maildir(path)

    def mailbox(self, folder: str = "INBOX", max_message_bytes: int = 50 * 1024 * 1024) -> Mailbox:
        return MaildirMailbox(self._path, folder, max_message_bytes)

    def deliver(self, *raws: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        for raw in raws:
            deliver(self._of(folder), raw, at=at)

    def read_all(self, folder: str = "INBOX") -> None:
        for path in self._messages(folder):
            path.rename(self._of(folder) / "cur" / (path.name.split(":")[0] + ":2,S"))

    def delete(self, place: int, folder: str = "INBOX") -> None:
        self._messages(folder)[place].unlink()

    def move(self, place: int, target: str, folder: str = "INBOX") -> None:
        create_maildir(self._of(target))
        path = self._messages(folder)[place]
        path.rename(self._of(target) / "cur" / (path.name.split(":")[0] + ":2,"))

    def contents(self, folder: str = "INBOX") -> list[bytes]:
        return [path.read_bytes() for path in self._messages(folder)]

    def seen(self, folder: str = "INBOX") -> list[bool]:
        return ["S" in path.name.partition(":2,")[2] for path in self._messages(folder)]

    def make(self, folder: str) -> None:
        create_maildir(self._of(folder))

    def destroy(self, folder: str) -> None:
        shutil.rmtree(self._of(folder))

    def _of(self, folder: str) -> Path:
        if folder == "INBOX":
            return self._path
        return self._path / ("." + imap_utf7.encode(folder).decode("ascii"))

    def _messages(self, folder: str) -> Sequence[Path]:
        paths = [path for place in ("new", "cur") for path in (self._of(folder) / place).iterdir()]
        return sorted(paths, key=lambda path: _delivery_order(path.name))


def _delivery_order(name: str) -> tuple[int, int]:
    seconds, rest = name.split(".")[:2]
    return int(seconds), int(rest.split("Q")[1].split(":")[0])
