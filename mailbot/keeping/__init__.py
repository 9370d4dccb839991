"""What upkeep works on, put together from the configuration: stores, archive, journal, terms, backups."""

from __future__ import annotations

from collections.abc import Callable

from ..desk import Desk
from .backing_up import backup_by_hand, backup_folder, backup_if_due, make_backup
from .examining import doctor
from .forgetting import Purged, purge, purge_if_due
from .places import clear_left_behind
from .rebuilding import is_same, rebuild_in_place, rebuild_into, rehearse

__all__ = [
    "Purged",
    "backup_by_hand",
    "backup_folder",
    "backup_if_due",
    "clear_left_behind",
    "doctor",
    "is_same",
    "jobs",
    "make_backup",
    "purge",
    "purge_if_due",
    "rebuild_in_place",
    "rebuild_into",
    "rehearse",
]


def jobs(desk: Desk) -> tuple[tuple[str, Callable[[], object]], ...]:
    """What daemon and cron do to keep the record, each under the name it fails by; what is not due does nothing."""
    return ("backup", lambda: backup_if_due(desk)), ("purge", lambda: purge_if_due(desk))
