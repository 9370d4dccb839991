"""Mail in our own folders that the record knows nothing of: a store that was restored is older than they are, and one
that has just been begun may not be the one that should be there."""

from __future__ import annotations

import json
import logging

from .desk import Desk
from .domain.restored import BROUGHT_BACK, RESTORED_MAIL
from .in_doubt import brought_back
from .purged import purged_mail
from .watch import READ
from .writing import alert

log = logging.getLogger(__name__)

_BEGUN = "record_begun"


def folders_of_ours(desk: Desk) -> tuple[str, ...]:
    """The folders mail is moved to when it is done, each once."""
    settings = desk.config.mailbox
    return tuple(dict.fromkeys(name for name in (settings.processed, settings.review, settings.automatic) if name))


def is_known(desk: Desk, sha256: str) -> bool:
    """Whether the message of those raw bytes was dealt with, as far as the record goes, or has been purged."""
    done = desk.store.message(sha256) is not None or sha256 in purged_mail(desk.store)
    return done or any(entry.disposition is not None for entry in desk.store.ledger_of(sha256))


def count_beyond(desk: Desk) -> int:
    """How many messages in our folders the record does not know. Raises Temporary, Permanent."""
    return desk.mailbox.bring_back(folders_of_ours(desk), lambda sha256: is_known(desk, sha256), rehearsal=True)


def bring_back(desk: Desk) -> int:
    """Moves them to the watched folder, where they are taken in as if they had just come. Raises as the mailbox.

    Each is written down before it is moved: what answers it may have left already (``in_doubt.found_before``).
    """
    strays = set(brought_back(desk.store))

    def stays(sha256: str) -> bool:
        if is_known(desk, sha256):
            return True
        if sha256 not in strays:
            strays.add(sha256)
            with desk.store.transaction():
                desk.store.put_setting(BROUGHT_BACK, json.dumps(sorted(strays)))
        return False

    return desk.mailbox.bring_back(folders_of_ours(desk), stays)


def bring_back_after_restore(desk: Desk) -> None:
    """Does so once after a restore; cut short, it is begun anew. Raises Temporary, Permanent."""
    if not desk.store.setting(RESTORED_MAIL):
        return
    count = bring_back(desk)
    with desk.store.transaction():
        desk.store.put_setting(RESTORED_MAIL, "")
    log.warning("the store was restored from a backup: %d messages filed since then are taken in again", count)


class _Found(Exception):
    """There is a message: none more needs to be looked at."""


def tell_if_begun_beside_mail(desk: Desk) -> None:
    """Tells staff once if a new record begins where mail lies that was dealt with: its own may lie elsewhere.

    A disk that is not mounted and a configuration that was moved look so, and delegations that have answered would be
    reminded. Raises Temporary, Permanent.
    """
    store, now = desk.store, desk.clock()
    if store.setting(READ) is not None or store.setting(_BEGUN) is not None:
        return
    letters = []
    if not store.ledger_counts() and _has_mail(desk):
        names = ", ".join(folders_of_ours(desk))
        log.warning("a new record is begun, and there is mail in %s: see whether [store] path is right", names)
        detail = f"There was none in {desk.config.store.absolute()}, yet mail that was dealt with lies in {names}."
        remedy = (
            "If there was a record, stop mailbot before the next reminder; see whether its disk is mounted and [store] "
            "path is right. If it is lost, restore a backup. If the mail is of an earlier meeting, nothing needs doing."
        )
        letters = [desk.write(alert(desk, "begun", "A new record is begun", detail, remedy), now)]
    with store.transaction():
        store.put_setting(_BEGUN, now.isoformat())
        for letter in letters:
            store.add_letter(letter)


def _has_mail(desk: Desk) -> bool:
    def found(_: str) -> bool:
        raise _Found

    try:
        desk.mailbox.bring_back(folders_of_ours(desk), found, rehearsal=True)
    except _Found:
        return True
    return False
