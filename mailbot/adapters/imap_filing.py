"""Moving messages between folders of an IMAP server, in one step or in three, and finding them again."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from email.parser import BytesHeaderParser
from typing import Any

from imapclient import DELETED, IMAPClient

from .imap_reading import UIDS_A_COMMAND, all_uids, batches, bodies_of, envelopes_of, search

log = logging.getLogger(__name__)

_BODIES_A_COMMAND = 10


def move(client: IMAPClient, uids: Sequence[int], target: str, copied: Collection[int] = ()) -> None:
    """MOVE, else COPY and UID EXPUNGE; those ``copied`` before are only removed."""
    rest = [uid for uid in uids if uid not in copied]
    if client.has_capability("MOVE"):
        if rest:
            client.move(rest, target)
        uids = [uid for uid in uids if uid in copied]
    elif rest:
        client.copy(rest, target)
    if not uids:
        return
    if client.has_capability("UIDPLUS"):
        client.add_flags(uids, DELETED, silent=True)
        client.uid_expunge(uids)
    else:  # a plain EXPUNGE would also take what staff have marked
        log.warning("filed as a copy only: the server has neither MOVE nor UIDPLUS", extra={"count": len(uids)})


def strays_in(
    client: IMAPClient, place: str, is_known: Callable[[str], bool], max_message_bytes: int
) -> list[tuple[datetime, str, int]]:
    """What lies in a folder and is not known by the SHA-256 of its raw bytes: arrival, ``place`` and UID of each."""
    found = []
    uids = all_uids(client, int(client.select_folder(place, readonly=True).get(b"EXISTS", 0)))
    for start in range(0, len(uids), UIDS_A_COMMAND):
        envelopes = envelopes_of(client, uids[start : start + UIDS_A_COMMAND])
        for batch in batches(envelopes, max_message_bytes):
            asked = [uid for uid, (size, _) in batch.items() if size <= max_message_bytes]
            bodies = bodies_of(client, asked) if asked else {}
            unknown = (uid for uid, raw in bodies.items() if not is_known(hashlib.sha256(raw).hexdigest()))
            found += [(batch[uid][1], place, uid) for uid in unknown]
    return found


def uids_with(client: IMAPClient, sha256: str, message_id: str | None) -> list[int]:
    """The UIDs of the selected folder whose raw bytes these are; ``message_id`` as ``uids_with_id`` takes it."""
    likely = uids_with_id(client, message_id)
    return [
        uid
        for start in range(0, len(likely), _BODIES_A_COMMAND)
        for uid, raw in bodies_of(client, likely[start : start + _BODIES_A_COMMAND]).items()
        if hashlib.sha256(raw).hexdigest() == sha256
    ]


def uids_with_id(client: IMAPClient, message_id: str | None) -> list[int]:
    """UIDs of the selected folder that may have that Message-ID; without one, of those that have none.

    One that cannot stand in a command leaves every message: the caller looks at their bytes.
    """
    if not message_id:
        return list(search(client, 'NOT HEADER Message-ID ""'))[:UIDS_A_COMMAND]
    if not message_id.isascii() or not message_id.isprintable():
        return list(search(client, "ALL"))[:UIDS_A_COMMAND]
    quoted = message_id.replace("\\", "\\\\").replace('"', '\\"')
    return list(search(client, f'HEADER Message-ID "{quoted}"'))[:UIDS_A_COMMAND]


def has_id(item: dict[bytes, Any], message_id: str) -> bool:
    """Whether the header fields of an answer to FETCH hold exactly that Message-ID."""
    fields = b"".join(value for name, value in item.items() if name.startswith(b"BODY["))
    return message_id in fields.decode("ascii", "replace").split()


def marks_of(client: IMAPClient, uids: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    """By which the messages can be found elsewhere: SHA-256 of the raw bytes, Message-ID."""
    found: dict[int, tuple[str, str | None]] = {}
    for start in range(0, len(uids), _BODIES_A_COMMAND):
        for uid, raw in bodies_of(client, uids[start : start + _BODIES_A_COMMAND]).items():
            message_id = BytesHeaderParser().parsebytes(raw)["Message-ID"]
            found[uid] = hashlib.sha256(raw).hexdigest(), str(message_id).strip() if message_id else None
    return found
