"""Backups: by hand, and daily while the daemon runs."""

from __future__ import annotations

import contextlib
import json
import logging
from datetime import datetime
from pathlib import Path

from ..adapters.backups import write_backup
from ..adapters.store import open_store
from ..config import Config
from ..desk import Desk
from ..ports import Temporary
from .places import told

log = logging.getLogger(__name__)

DAILY = "mailbot-????-??-??.tar.gz"
BACKED_UP = "backup_on"
BY_HAND = "backups_by_hand"


def make_backup(config: Config, to: Path, at: datetime) -> int:
    """A backup of the store and of the configuration in the file ``to``; gives the number of raw messages.

    Works beside a running daemon. Raises Temporary, Permanent.
    """
    files = {"config.toml": config.path}
    if config.invitee_file:
        files[config.invitee_file.name] = config.invitee_file
    if config.templates:
        paths = (path for path in config.templates.rglob("*") if path.is_file())
        files |= {f"templates/{path.relative_to(config.templates).as_posix()}": path for path in paths}
    return write_backup(config.store, to, files, at)


def backup_by_hand(config: Config, to: Path, at: datetime) -> int:
    """A backup where somebody wants it; a purge will name it. Raises as ``make_backup``."""
    count = make_backup(config, to, at)
    if to.is_relative_to(config.store):
        return count
    # The backup is made: that nobody could note where is no failure of it.
    with contextlib.suppress(Temporary), contextlib.closing(open_store(config.store)) as store, store.transaction():
        known: list[str] = json.loads(store.setting(BY_HAND) or "[]")
        store.put_setting(BY_HAND, json.dumps(sorted({*known, str(to.absolute())})))
    return count


def backup_if_due(desk: Desk) -> Path | None:
    """The daily backup, once a local day; those beyond the number kept are deleted. Raises Temporary, Permanent."""
    settings, now = desk.config.keeping, desk.clock()
    today = now.astimezone(desk.config.meeting.zone).date().isoformat()
    if settings.backups_kept == 0 or desk.store.setting(BACKED_UP) == today:
        return None
    folder = backup_folder(desk.config)
    with told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"mailbot-{today}.tar.gz"
    make_backup(desk.config, path, now)
    with desk.store.transaction():
        desk.store.put_setting(BACKED_UP, today)
    with told(folder):
        for old in sorted(folder.glob(DAILY))[: -settings.backups_kept]:
            old.unlink()
    log.info("backed up to %s", path.name)
    return path


def backup_folder(config: Config) -> Path:
    """Where the daily backups lie."""
    return config.keeping.backups or config.store / "backups"
