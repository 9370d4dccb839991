"""``mailbot check``: every fault of configuration, templates and servers at once, each with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from .config import Config, ConfigError, load


def faults(path: Path, *, offline: bool) -> list[str]:
    """One sentence for each fault; empty if all is well."""
    try:
        config = load(path, need_secrets=not offline)
    except ConfigError as error:
        return [str(fault) for fault in error.faults]
    found = list(_template_faults(config))
    return found if offline else found + list(_server_faults(config))


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
