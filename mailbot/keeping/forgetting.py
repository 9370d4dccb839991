"""The purge, put together: every place where personal data lie, in an order that can be gone on with."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ..adapters.archive import FileArchive
from ..adapters.bringing_up import DATABASE
from ..adapters.daemon_lock import NAME as LOCK
from ..adapters.databases import wipe
from ..adapters.journal import NAME as JOURNAL
from ..adapters.store import TinyStore
from ..adapters.whole_files import write_whole
from ..config import Config
from ..desk import Desk
from ..observing.starting import FILE as NOT_STARTED
from ..ports import Store
from ..purged import PURGED_MAIL, purged_mail
from ..upkeep.purge import COUNTS, counts_of, due_at, has_personal_data, what_stays
from ..writing import alert
from .backing_up import BACKED_UP, DAILY, backup_folder
from .places import ELSEWHERE, MESSAGES, TERMS, copies_elsewhere, left_behind, told

log = logging.getLogger(__name__)

_WIPE = "wipe"
_ANNOUNCED = "purge_announced_at"
_NOTICE = timedelta(days=1)
_OURS = {
    *(DATABASE + end for end in ("", "-wal", "-shm", "-journal")), JOURNAL, LOCK, MESSAGES, TERMS, "backups",
    "certificates", "oauth2", "users.json", "web.key", "web.ended", "by_mail.key", NOT_STARTED,
}  # fmt: skip
"""What lies in the store's folder after a purge, emptied of what it deletes."""

_STAYS = (COUNTS, PURGED_MAIL, _WIPE, BACKED_UP, ELSEWHERE, "last_cycle_at", "mailbox_unread_since", "digest_on",
          "reminders_since", "reminders_swept_at")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge deleted, and what lies outside its reach. ``certificate`` is None for a rehearsal."""

    messages: int
    letters: int
    backups: tuple[str, ...]
    elsewhere: tuple[str, ...]
    certificate: Path | None = None


def purge(desk: Desk, *, rehearsal: bool = False) -> Purged:
    """Deletes all personal data of the store for good; the caller has its lock. What is interrupted is gone on with.

    Raises Temporary, Permanent.
    """
    config, store, now = desk.config, desk.store, desk.clock()
    backups = sorted(_own_backups(config))
    elsewhere = _elsewhere(config, store, backups)
    ids = sorted({*desk.archive.ids(), *(entry.message for entry in store.all_ledger() if entry.message)})
    letters = sum(store.letter_counts().values())
    names = tuple(str(path) for path in backups)
    if rehearsal:
        return Purged(len(ids), letters, names, elsewhere)
    said = store.setting(COUNTS)
    counts = counts_of(desk) if has_personal_data(store) or said is None else json.loads(said)
    path = config.store / "certificates" / f"purge-{now:%Y-%m-%dT%H%M%S}.json"
    certificate = {
        "certificate": "personal data were deleted",
        "meeting": config.meeting.id,
        "begun_at": now.isoformat(),
        "finished_at": None,
        "messages_sha256": ids,
        "letters": letters,
        "counts": counts,
        "backups": [Path(name).name for name in names],
        "not_touched": ["the mailbox on the mail server", *elsewhere],
    }
    with told(path):
        write_whole(path, _json(certificate))
        with store.transaction():
            store.put_setting(COUNTS, json.dumps(counts, ensure_ascii=False))
            contents = (record.content_id for record in store.all_messages())
            store.put_setting(PURGED_MAIL, json.dumps(sorted({*purged_mail(store), *ids, *contents})))
            store.put_setting(_WIPE, "wanted")
        assert isinstance(store, TinyStore)  # noqa: S101 - what open_desk builds
        assert isinstance(desk.archive, FileArchive)  # noqa: S101 - what open_desk builds
        store.forget(_STAYS, what_stays(store, now, counts))
        desk.archive.forget_all()
        for each in [*backups, *(config.store / TERMS).glob("*.json"), *_half_written(config)]:
            each.unlink(missing_ok=True)
        for folder in left_behind(config.store):
            shutil.rmtree(folder)
        wipe(config.store / DATABASE)
        with store.transaction():
            store.put_setting(_WIPE, "")
        write_whole(path, _json({**certificate, "finished_at": desk.clock().isoformat()}))
    log.warning("personal data were deleted: %d messages, %d letters; certificate %s", len(ids), letters, path.name)
    return Purged(len(ids), letters, names, elsewhere, path)


def purge_if_due(desk: Desk) -> Purged | None:
    """The purge, from the day on that the configuration sets, staff having been told a day before.

    Raises Temporary, Permanent.
    """
    at, store = due_at(desk.config), desk.store
    if at is None or desk.clock() < at:
        return None
    if not has_personal_data(store) and not store.setting(_WIPE) and next(desk.archive.ids(), None) is None:
        return None
    is_begun = store.setting(COUNTS) is not None or bool(store.setting(_WIPE))
    return purge(desk) if is_begun or _has_been_announced(desk) else None


def _has_been_announced(desk: Desk) -> bool:
    """Whether staff have known for a day; if not, they are told. What a clock that runs ahead deletes is gone for good.

    An hour that lies in the future was noted by such a clock, and counts for nothing.
    """
    store, now = desk.store, desk.clock()
    said = store.setting(_ANNOUNCED)
    told_at = datetime.fromisoformat(said) if said else None
    if told_at is not None and told_at <= now:
        return now - told_at >= _NOTICE
    intent = alert(
        desk,
        f"purge:{now:%Y-%m-%d}",
        "All personal data will be deleted in a day",
        "The meeting has been over for as long as [store] purge_days_after_meeting says.",
        "If that is too early, look at the clock of the machine, raise the number or take it out, and restart mailbot.",
    )
    letter = desk.write(intent, now)
    with store.transaction():
        store.put_setting(_ANNOUNCED, now.isoformat())
        store.add_letter(letter)
    return False


def _own_backups(config: Config) -> set[Path]:
    folders = {backup_folder(config), config.store / "backups"}
    found = {path for folder in folders for pattern in (DAILY, "before-*.sqlite") for path in folder.glob(pattern)}
    return found | set(config.store.glob("damaged-*.sqlite"))


def _half_written(config: Config) -> Iterator[Path]:
    """What a kill in the middle of writing has left."""
    folders = {config.store, *(path for path in config.store.iterdir() if path.is_dir())}
    yield from (path for folder in folders for path in folder.glob(".*.part"))
    yield from backup_folder(config).glob(f".{DAILY}.*.part")


def _elsewhere(config: Config, store: Store, backups: list[Path]) -> tuple[str, ...]:
    """Copies somebody has made by hand, and what lies in the store's folder and is not known: a person deletes it."""
    ours = (*backups, *left_behind(config.store), backup_folder(config))
    known = {path.absolute() for path in ours}
    places = [config.store, config.store / "backups"]
    loose = (path.absolute() for place in places if place.is_dir() for path in place.iterdir())
    strange = {str(p) for p in loose if p not in known and p.name not in _OURS and not p.name.startswith(".")}
    return tuple(sorted({*copies_elsewhere(store), *strange}))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
