"""The purge, put together: every place where personal data lie, in an order that can be gone on with."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from ..adapters.archive import FileArchive
from ..adapters.bringing_up import DATABASE
from ..adapters.databases import wipe
from ..adapters.store import TinyStore
from ..adapters.whole_files import write_whole
from ..config import Config
from ..desk import Desk
from ..purged import PURGED_MAIL, purged_mail
from ..upkeep.purge import COUNTS, counts_of, due_at, has_personal_data, what_stays
from .backing_up import BACKED_UP, BY_HAND, DAILY, backup_folder
from .places import TERMS, told

log = logging.getLogger(__name__)

_WIPE = "wipe"
_STAYS = (COUNTS, PURGED_MAIL, _WIPE, BACKED_UP, BY_HAND, "last_cycle_at", "mailbox_unread_since", "digest_on",
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
    by_hand = tuple(json.loads(store.setting(BY_HAND) or "[]"))
    ids = sorted({*desk.archive.ids(), *(entry.message for entry in store.all_ledger() if entry.message)})
    letters = sum(store.letter_counts().values())
    names = tuple(str(path) for path in backups)
    if rehearsal:
        return Purged(len(ids), letters, names, by_hand)
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
        "not_touched": ["the mailbox on the mail server", *by_hand],
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
        for each in [*backups, *(config.store / TERMS).glob("*.json")]:
            each.unlink(missing_ok=True)
        wipe(config.store / DATABASE)
        with store.transaction():
            store.put_setting(_WIPE, "")
        write_whole(path, _json({**certificate, "finished_at": desk.clock().isoformat()}))
    log.warning("personal data were deleted: %d messages, %d letters; certificate %s", len(ids), letters, path.name)
    return Purged(len(ids), letters, names, by_hand, path)


def purge_if_due(desk: Desk) -> Purged | None:
    """The purge, from the day on that the configuration sets. Raises Temporary, Permanent."""
    at = due_at(desk.config)
    if at is None or desk.clock() < at:
        return None
    if not has_personal_data(desk.store) and not desk.store.setting(_WIPE) and next(desk.archive.ids(), None) is None:
        return None
    return purge(desk)


def _own_backups(config: Config) -> set[Path]:
    folders = {backup_folder(config), config.store / "backups"}
    found = {path for folder in folders for pattern in (DAILY, "before-*.sqlite") for path in folder.glob(pattern)}
    return found | set(config.store.glob("damaged-*.sqlite"))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
