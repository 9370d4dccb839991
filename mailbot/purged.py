"""Mail whose record a purge has deleted: known again by its hashes, which tell nothing of anybody, and left unread."""

from __future__ import annotations

import hashlib
import json
import logging
from functools import lru_cache

from .desk import Desk
from .domain.flag import Flag
from .domain.record import Disposition, FlagRecord
from .ledger import close_entry
from .ports import Arrival, Store
from .reading import mime

log = logging.getLogger(__name__)

PURGED_MAIL = "purged_mail"
"""The setting that keeps the hashes of purged messages, of their bytes and of their content without its route: JSON."""

_FLAG = "purged mail"
_DETAIL = (
    "Mail whose data were deleted by a purge lies in the watched folder again. It is filed unread: nothing of it is "
    "kept, recorded or answered. What is to count again must be sent anew."
)


def purged_mail(store: Store) -> frozenset[str]:
    """The hashes of every message that was purged; empty where nothing was."""
    return _hashes(store.setting(PURGED_MAIL) or "[]")


@lru_cache(maxsize=2)
def _hashes(setting: str) -> frozenset[str]:
    return frozenset(json.loads(setting))


def is_purged(desk: Desk, raw: bytes) -> bool:
    """Whether a purge has deleted that message: these bytes, or the same content over another route."""
    known = purged_mail(desk.store)
    return bool(known) and (hashlib.sha256(raw).hexdigest() in known or mime.decode(raw).content_id in known)


def set_aside_purged(desk: Desk, arrival: Arrival) -> Disposition:
    """Accounted for and filed; neither its bytes nor who sent it are kept. One flag tells staff, of however many."""
    now = desk.clock()
    before = desk.store.flag(_FLAG)
    with desk.store.transaction():
        if before is None or not before.is_open:
            desk.store.put_flag(
                FlagRecord(_FLAG, Flag("crashed", "note", about=arrival.key.folder, detail=_DETAIL), now)
            )
        close_entry(desk, arrival.key, None, "duplicate", now)
    log.warning("a message that was purged lies in %s again; it is filed unread", arrival.key.folder)
    return "duplicate"
