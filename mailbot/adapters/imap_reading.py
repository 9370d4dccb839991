"""Reading the selected folder of an IMAP connection: which messages there are, and their bytes."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from imapclient import IMAPClient

from .imap_login import is_passing

log = logging.getLogger(__name__)

UIDS_A_COMMAND = 500  # some servers refuse command lines over 8,000 octets (RFC 7162 section 4)
_UIDS_A_LINE = 50_000  # imaplib takes reply lines up to 1,000,000 bytes
_BATCH_COUNT = 50
_LAST = 3  # a message that has broken so many answers waits for all others
_BATCH_BYTES = 4 * 1024 * 1024

Envelope = tuple[int, datetime]
"""Size in bytes, arrival."""


def all_uids(client: IMAPClient, count: int) -> tuple[int, ...]:
    """Every UID of the selected folder, ascending.

    A large folder is asked for in ranges of sequence numbers, from the top: an expunge on the way shifts
    messages down into a range still to come, never past one.
    """
    uids: set[int] = set()
    if count <= _UIDS_A_LINE:
        uids.update(search(client, "ALL"))
    else:
        for high in range(count, 0, -_UIDS_A_LINE):
            uids.update(search(client, f"{max(high - _UIDS_A_LINE, 0) + 1}:{high}"))
    return tuple(sorted(uids))


def search(client: IMAPClient, criteria: str) -> Iterator[int]:
    """The UIDs that match. UID SEARCH through imaplib: IMAPClient chokes where a server answers in several lines."""
    status, lines = client._imap.uid("SEARCH", criteria)
    if status != "OK":
        raise client.Error(f"SEARCH failed: {lines[0]!r}")
    for line in lines:
        yield from (int(word) for word in (line or b"").split() if word.isdigit())


def more_exist(client: IMAPClient) -> bool:
    """Whether the server has told of new messages since last asked: imaplib keeps what no command asked for."""
    _, told = client._imap.response("EXISTS")
    return bool(told != [None])


def envelopes_of(client: IMAPClient, uids: Sequence[int]) -> dict[int, Envelope]:
    """Size and arrival by UID, in the order given; a message that has gone is left out."""
    found = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
    return {uid: (_size(found[uid]), _aware(found[uid].get(b"INTERNALDATE"))) for uid in uids if uid in found}


def from_fields_of(client: IMAPClient, uids: Sequence[int]) -> dict[int, bytes]:
    """The From field by UID, as sent; a message that has gone or has none is left out."""
    found = client.fetch(uids, ["BODY.PEEK[HEADER.FIELDS (FROM)]"])
    fields = {uid: next((v for k, v in item.items() if k.startswith(b"BODY[")), None) for uid, item in found.items()}
    return {uid: field.strip() for uid, field in fields.items() if isinstance(field, bytes) and field.strip()}


def batches(envelopes: dict[int, Envelope], max_message_bytes: int) -> Iterator[dict[int, Envelope]]:
    """Parts of at most 50 messages and 4 MB, a single larger message apart; what is over the limit weighs nothing."""
    batch: dict[int, Envelope] = {}
    total = 0
    for uid, envelope in envelopes.items():
        size = envelope[0] if envelope[0] <= max_message_bytes else 0
        if batch and (len(batch) == _BATCH_COUNT or total + size > _BATCH_BYTES):
            yield batch
            batch, total = {}, 0
        batch[uid] = envelope
        total += size
    if batch:
        yield batch


def parts(envelopes: dict[int, Envelope], broke: Mapping[int, int], most: int) -> Iterator[dict[int, Envelope]]:
    """What is asked for in one command each: as ``batches``, and alone what has ``broke`` the answer before, so often.

    What breaks it each time comes last, so that all others are had; among such, what has done so least often first.
    """
    run: dict[int, Envelope] = {}
    for uid, envelope in envelopes.items():
        if not broke[uid]:
            run[uid] = envelope
        elif broke[uid] < _LAST:
            yield from batches(run, most)
            run = {}
            yield {uid: envelope}
    yield from batches(run, most)
    last = sorted((times, uid) for uid, times in broke.items() if times >= _LAST)
    yield from ({uid: envelopes[uid]} for _, uid in last)


def bodies_of(client: IMAPClient, uids: Sequence[int]) -> dict[int, bytes]:
    """The raw bytes. One message the server cannot give must not keep the others back: then one by one."""
    client._imap.response("FETCH")  # what a refused FETCH left behind
    try:
        found = client.fetch(uids, ["BODY.PEEK[]"])
    except client.AbortError:
        raise
    except client.Error as error:
        if is_passing(error):
            raise
        if len(uids) == 1:
            log.warning("message left out: the server does not give it", extra={"uid": uids[0]})
            return {}
        return {uid: raw for one in uids for uid, raw in bodies_of(client, [one]).items()}
    return {uid: item[b"BODY[]"] for uid, item in found.items() if isinstance(item.get(b"BODY[]"), bytes)}


def _size(item: Mapping[bytes, object]) -> int:
    """RFC822.SIZE; 0 where the server tells none, so that the message is fetched all the same."""
    size = item.get(b"RFC822.SIZE")
    return size if isinstance(size, int) else 0


def _aware(at: object) -> datetime:
    """INTERNALDATE in UTC; now, where the server gives none or nonsense."""
    if isinstance(at, datetime):
        with contextlib.suppress(ValueError, OverflowError):
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    return datetime.now(UTC)
