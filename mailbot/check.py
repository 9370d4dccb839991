"""``mailbot check``: every fault of configuration, templates and servers at once, each with its remedy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from .config import Config, ConfigError, load
from .domain.identity import domain_key
from .domain.meeting import Invitees
from .domain.public_domains import looks_like_a_provider


def faults(path: Path, *, offline: bool) -> list[str]:
    """One sentence for each fault; empty if all is well."""
    try:
        config = load(path, need_secrets=not offline)
    except ConfigError as error:
        return [str(fault) for fault in error.faults]
    found = [*_store_faults(config), *_template_faults(config), *_command_faults(config)]
    return found if offline else found + list(_server_faults(config))


def alarm_faults(path: Path) -> list[str]:
    """Sounds a test on every channel for alarms: one sentence for each that fails, or if there is none."""
    from datetime import UTC, datetime

    from .observing.surroundings import channels
    from .ports import Notice, OutsideError

    found = []
    ways = channels(load(path, need_secrets=True))
    title, detail = "This is a test", "If you can read it, alarms reach you; there is nothing to do."
    for way in ways:
        try:
            way.sound(Notice("test", title, detail, "", datetime.now(UTC)))
        except OutsideError as error:
            found.append(f"{way.name}: {error}")
    return found if ways else ["alarm: no way is configured: fill in command, webhook or [alarm.smtp]"]


def notes(path: Path) -> list[str]:
    """What is no fault, yet may be an oversight; empty if the configuration cannot be read."""
    try:
        config = load(path)
    except ConfigError:
        return []
    codes = [invitee.code for invitee in config.invitees.all if not invitee.emails]
    unreachable = (
        f"no letter can reach {', '.join(codes)}: the invitee list has no e-mail address there, add it when known"
    )
    unverified = "mailbox.authserv_id names no server, so a forged sender is not told from a genuine one: set it"
    return [
        *([unreachable] if codes else []),
        *([] if config.mailbox.authserv_id else [unverified]),
        *_shared_domain_notes(config.invitees),
        *_alarm_notes(config),
        *_recognition_notes(),
    ]


def _shared_domain_notes(invitees: Invitees) -> Iterator[str]:
    """Each domain trusted only because an address in it is listed, though others may have addresses there too."""
    users: dict[str, list[str]] = {}
    for invitee in invitees.all:
        for domain in sorted({domain_key(email.rpartition("@")[2]) for email in invitee.emails}):
            users.setdefault(domain, []).append(invitee.code)
    for domain, codes in sorted(users.items()):
        by_list = any(domain_key(d) == domain for i in invitees.all for d in i.domains)
        trusting = [code for code in codes if (i := invitees.get(code)) is not None and i.has_domain(domain)]
        if not trusting or by_list:
            continue
        if len(codes) > 1:
            why = f"{', '.join(codes)} all have addresses there"
        elif looks_like_a_provider(domain):
            why = "it looks like a provider's"
        else:
            continue
        yield (
            f"anybody who writes from {domain} is taken for {', '.join(trusting)}, because an address there is listed, "
            f"and {why}: set policy `addresses` for them in the invitee list if it is not theirs alone"
        )


def _alarm_notes(config: Config) -> Iterator[str]:
    alarm = config.alarm
    if not alarm.command and alarm.webhook is None and alarm.smtp is None:
        yield "no [alarm] is configured: when the mail server is away, only the log says so"


def _recognition_notes() -> Iterator[str]:
    """What to install so that scans and faxes are read in every language; until then a person reads them."""
    from .reading.documents.tesseract import missing, missing_languages

    lacking = missing()
    if lacking:
        yield lacking
    elif packages := missing_languages():
        yield f"scans in some languages are not read: install {' '.join(packages)}"


def _store_faults(config: Config) -> Iterator[str]:
    """Whether the store can be made and written to, without making it."""
    folder = config.store
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        yield f"store.path = {config.store}: {folder} is a file: name another folder"
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield f"store.path = {config.store}: {folder} cannot be written to: give the user mailbot runs as write access"


def _command_faults(config: Config) -> Iterator[str]:
    if config.alarm.command and shutil.which(config.alarm.command[0]) is None:
        yield f"alarm.command = {config.alarm.command[0]}: there is no such program: correct the path"


def _template_faults(config: Config) -> Iterator[str]:
    from .daemon import open_letters

    yield from open_letters(config).check_templates()


def _server_faults(config: Config) -> Iterator[str]:
    from .daemon import open_mailbox, open_transport
    from .ports import OutsideError

    def mailbox() -> None:
        box = open_mailbox(config)
        try:
            box.listing()
        finally:
            box.close()

    def smtp() -> None:
        transport = open_transport(config)
        try:
            transport.check()
        finally:
            transport.close()

    checks: tuple[tuple[str, Callable[[], None]], ...] = (("[mailbox]", mailbox), ("[smtp]", smtp))
    for section, attempt in checks:
        try:
            attempt()
        except OutsideError as error:
            yield f"{section} {error}"
