"""Everything a run works with, opened as the configuration says.

What only a run needs is imported when it is: commands that look into the record start at once.
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from .adapters.archive import FileArchive
from .adapters.bringing_up import DATABASE
from .adapters.letters import LetterRenderer
from .adapters.oauth2 import TokenSource, state_file
from .adapters.sandbox import open_readers
from .adapters.signing_key import key_at
from .adapters.store import has_store, open_store, open_to_read
from .config import Config, ConfigError, Fault, OAuth2Settings, Secret
from .configuration.terms import terms_of
from .desk import AddressFault, Clock, Desk
from .observing.lookout import Lookout
from .observing.starting import note_started
from .observing.surroundings import channels, surroundings
from .ports import Mailbox, Permanent, Transport
from .reading.documents import read_each
from .reading.validity import address_fault


def utc_now() -> datetime:
    """The clock of every run that is no rehearsal."""
    return datetime.now(UTC)


def open_mailbox(config: Config) -> Mailbox:
    """The mailbox the configuration names; connects at its first use."""
    settings = config.mailbox
    if settings.kind == "maildir":
        from .adapters.maildir import MaildirMailbox

        return MaildirMailbox(settings.path or Path(), settings.folder, settings.max_message_bytes)
    from .adapters.imap import ImapMailbox

    return ImapMailbox(settings, _revealed(settings.password), _tokens(config.store, settings.oauth2))


def open_transport(config: Config) -> Transport:
    """The way out for letters; connects at its first use."""
    from .adapters.smtp import SmtpTransport

    password = _revealed(config.smtp.password) if config.smtp.password else None
    return SmtpTransport(config.smtp, password, _tokens(config.store, config.smtp.oauth2))


def open_letters(config: Config) -> LetterRenderer:
    """The writer of letters, with the configuration's own templates before the shipped ones."""
    return LetterRenderer(config.templates, config.meeting, config.secretariat, config.letters.practices)


def _address_fault(config: Config) -> AddressFault:
    if not config.reading.check_dns:
        return address_fault
    from .adapters.dns import DomainLookUp

    return DomainLookUp()


def _signing_key(config: Config, *, make: bool) -> bytes:
    """What signs the tokens of announcements; made by whoever sends them."""
    if not config.review.by_mail:
        return b""
    return key_at(config.store / "by_mail.key", "what was announced is announced anew", make=make)


@functools.cache
def _tokens(store: Path, settings: OAuth2Settings | None) -> TokenSource | None:
    """One source an account: mailbox and letters share its tokens, and a refresh token is used by one alone."""
    return TokenSource(settings, state_file(store, settings)) if settings else None


def _revealed(secret: Secret | None) -> Callable[[], str]:
    return secret.reveal if secret else lambda: ""


@contextlib.contextmanager
def open_desk(
    config: Config, *, clock: Clock = utc_now, daemon: bool = False, reading: bool = False, deciding: bool = False
) -> Iterator[Desk]:
    """Everything the flows work with. No store is made for one that is only ``reading``, nor for one that is
    ``deciding`` on what stands in it already: that one is refused where there is none.

    Raises Permanent if another daemon holds the store or there is none to decide on, ConfigError if there can be none
    at its path.
    """
    _see_to_folder(config.store, make=not (reading or deciding))
    if deciding and not has_store(config.store):
        raise Permanent(no_store(config.store))
    store = open_to_read(config.store) if reading else open_store(config.store, daemon=daemon, terms=terms_of(config))
    mailbox = open_mailbox(config)
    letters = open_letters(config)
    try:
        archive = FileArchive(config.store / "messages")
        fault = _address_fault(config)
        with open_readers(config.reading) as readers:
            read = readers.read if readers is not None else read_each
            key = _signing_key(config, make=daemon)
            yield Desk(
                config, store, archive, mailbox, letters, clock, fault, read=read, readers=readers, signing_key=key
            )
    finally:
        mailbox.close()
        store.close()


def no_store(path: Path) -> str:
    """What is said where a command wants a store that is there."""
    return f"{path}: there is no store here: correct [store] path, or make one with `mailbot run` or `mailbot once`"


def _see_to_folder(path: Path, *, make: bool) -> None:
    """Raises ConfigError unless it is a folder for a store, or, where none is made, there may be one some day."""
    is_open = False
    try:
        if make:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileNotFoundError):
            is_open = bool(path.stat().st_mode & 0o002)
            # Whose folder it is looks into it; anybody else learns here that they are not.
            (path / DATABASE).exists()
    except OSError as error:
        remedy = f"cannot be used ({error.strerror}): correct the path or the permissions, or be the user it belongs to"
        raise ConfigError((Fault("store.path", str(path), remedy),)) from error
    if is_open and os.name == "posix":
        # Whoever writes there decides what is recorded, whatever the rights of the files.
        remedy = "may be written to by everybody on this machine: chmod 700, and look at what is in it"
        raise ConfigError((Fault("store.path", str(path), remedy),))


def copies_of(config: Config) -> Mailbox | None:
    """A second connection for copies of sent letters, if they are wanted."""
    return open_mailbox(config) if config.mailbox.sent else None


def open_lookout(desk: Desk, daemon: str | None = None) -> Lookout:
    """What watches over the work; ``daemon`` is who does it, where that is not read from the store's lock."""
    note_started(desk.config, desk.store)
    return Lookout(desk, lambda: surroundings(desk.config, daemon), channels(desk.config))
