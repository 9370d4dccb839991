"""Backups: by hand, and daily while the daemon runs."""

from __future__ import annotations

import contextlib
import logging
from datetime import datetime
from pathlib import Path

from ..adapters.backups import Contents, write_backup
from ..adapters.store import open_store
from ..config import Config
from ..desk import Desk
from ..ports import OutsideError, Permanent
from .places import clear_left_behind, note_copy, told

log = logging.getLogger(__name__)

DAILY = "mailbot-????-??-??.tar.gz"
BACKED_UP = "backup_on"


SOUND = "backup_sound"
"""The setting that names the last daily backup without damage: it is kept until there is another."""
DAMAGE = "backup_damage"
"""The setting that says what was wrong with the last backup."""


def make_backup(config: Config, to: Path, at: datetime) -> Contents:
    """A backup of the store and of the configuration in the file ``to``; gives what is in it.

    Works beside a running daemon. Raises Temporary, Permanent.
    """
    files = {"config.toml": config.path}
    if config.invitee_file:
        files[config.invitee_file.name] = config.invitee_file
    if config.templates:
        paths = (path for path in config.templates.rglob("*") if path.is_file())
        files |= {f"templates/{path.relative_to(config.templates).as_posix()}": path for path in paths}
    return write_backup(config.store, to, files, at)


def backup_by_hand(config: Config, to: Path, at: datetime) -> Contents:
    """A backup where somebody wants it; a purge will name it. Raises as ``make_backup``."""
    contents = make_backup(config, to, at)
    with contextlib.suppress(OutsideError), contextlib.closing(open_store(config.store)) as store:
        note_copy(store, to)
    return contents


def backup_if_due(desk: Desk) -> Path | None:
    """The daily backup, once a local day; those beyond the number kept are deleted, the last sound one never.

    Raises Temporary, Permanent; the latter also, until a sound one is made, where the store has damage: the backup is
    made all the same.
    """
    settings, now = desk.config.keeping, desk.clock()
    today = now.astimezone(desk.config.meeting.zone).date().isoformat()
    if settings.backups_kept == 0:
        return None
    path = None
    if desk.store.setting(BACKED_UP) != today:
        path = _daily(desk, f"mailbot-{today}.tar.gz", today, now)
    damage = desk.store.setting(DAMAGE)
    if damage:
        raise Permanent(f"the last backup is of a damaged store: {damage}; run `mailbot doctor`")
    return path


def _daily(desk: Desk, name: str, today: str, now: datetime) -> Path:
    folder = backup_folder(desk.config)
    with told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    clear_left_behind(desk.config.store)
    damage = make_backup(desk.config, path, now).damage
    with desk.store.transaction():
        desk.store.put_setting(BACKED_UP, today)
        desk.store.put_setting(DAMAGE, in_brief(damage))
        if not damage:
            desk.store.put_setting(SOUND, name)
    sound = desk.store.setting(SOUND)
    with told(folder):
        # Where none is known to be sound, any of them may be the last that is.
        for old in sorted(folder.glob(DAILY))[: -desk.config.keeping.backups_kept] if sound else ():
            if old.name != sound:
                old.unlink()
    log.info("backed up to %s", path.name)
    return path


def in_brief(damage: tuple[str, ...]) -> str:
    """The first of many; empty if there is none."""
    more = f" and {len(damage) - 3} more" if len(damage) > 3 else ""
    return "; ".join(damage[:3]) + more


def backup_folder(config: Config) -> Path:
    """Where the daily backups lie."""
    return config.keeping.backups or config.store / "backups"
