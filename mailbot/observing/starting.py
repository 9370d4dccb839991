"""mailbot that cannot start: nobody watches then, so whoever starts it, again and again, sounds the alarm."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ..adapters.daemon_lock import lock_holder
from ..adapters.kept_file import KeptFile
from ..config import Config, ConfigError
from ..ports import OutsideError, Permanent, Store
from .outages import Outages
from .sounding import SETTING, Sounder, joined
from .surroundings import channels
from .troubles import outage_troubles

FILE = "not-started.json"
"""Since when it does not start, and what was sounded: beside the database, which cannot be opened."""


def note_not_started(config: Config, error: OutsideError | ConfigError, clock: Callable[[], datetime]) -> None:
    """Sounds that mailbot does not start, as an outage of any other kind is: at once, or once it lasts, once a day.

    A store that another daemon holds is no outage.
    """
    ways = channels(config)
    if not ways or lock_holder(config.store) is not None:
        return
    if isinstance(error, ConfigError):
        # What stands in the configuration may be an address, or half a secret.
        names = ", ".join(dict.fromkeys(fault.key for fault in error.faults[:3]))
        error = Permanent(f"the configuration is wrong ({names}); `mailbot check` says all that is")
    kept, now = _kept(config), clock()
    outages = Outages(kept, clock)
    outages.failed("start", error)
    Sounder(ways, kept).sweep(outage_troubles(outages.all(), now, config.meeting.zone), now)


def note_started(config: Config, store: Store) -> None:
    """It has started: what was sounded is the daemon's to call off, once it has been gone for a while."""
    kept = _kept(config)
    sounded = kept.setting(SETTING)
    if sounded:
        store.put_setting(SETTING, joined(store.setting(SETTING), sounded))
    kept.forget()


def partly_read(path: Path) -> Config | None:
    """As much of a faulty configuration as an alarm needs; None if that is at fault too."""
    from ..configuration.reader import read_config

    try:
        config, findings = read_config(path, need_secrets=False)
        faulty = {fault.key.partition(".")[0] for fault in findings.faults}
        return None if config is None or faulty & {"alarm", "meeting", "timezone"} else config
    except Exception:  # noqa: BLE001 - made of what is not as it should be, anything may be wrong with it
        return None


def _kept(config: Config) -> KeptFile:
    # systemd keeps this folder from one try to the next, also where the disk of the store is read-only.
    runtime = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    return KeptFile([config.store, *([Path(runtime)] if runtime else [])], FILE)
