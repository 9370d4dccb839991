"""Who waits for whom: of the same correspondents, and of the same delegation, mail is taken in as it came."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from .ahead import Ahead, Begun, unread
from .behind import MustWait, Waiting
from .desk import Desk
from .domain.identity import address_key
from .domain.message import Message
from .own_mail import delegations_of
from .ports import Arrival, OutsideError
from .reading import mime
from .turns import sender_name

_AHEAD = "reading_ahead"
# What was begun of a message stays in memory while it waits: so many octets of so many messages.
_SMALL, _FEW = 1 << 15, 200


@contextlib.contextmanager
def with_ahead(desk: Desk) -> Iterator[Desk]:
    """The desk with files read ahead, where it has processes for that."""
    if desk.readers is None:
        yield desk
        return
    # What kills the process while it is decoded ahead would do so again, and never be counted: then all is
    # decoded at its own turn, where attempts are counted, until one look has gone well.
    is_wary = bool(desk.store.setting(_AHEAD))
    with contextlib.closing(Ahead(desk.readers, desk.archive, is_wary=is_wary)) as ahead:
        yield replace(desk, ahead=ahead)


@contextlib.contextmanager
def reading_ahead(desk: Desk) -> Iterator[None]:
    """During a look: its mark is in the record until the look is over, whatever ends it but the end of the process."""
    if desk.ahead is None:
        yield
        return
    try:
        yield
    finally:
        if desk.store.setting(_AHEAD):
            with contextlib.suppress(OutsideError), desk.store.transaction():
                desk.store.put_setting(_AHEAD, "")
    desk.ahead.is_wary = False


def mark_ahead(desk: Desk) -> None:
    """Before the first message is decoded ahead of its turn."""
    if desk.ahead is not None and not desk.ahead.is_wary and not desk.store.setting(_AHEAD):
        with desk.store.transaction():
            desk.store.put_setting(_AHEAD, "yes")


def begun_now(desk: Desk, message: Message, waited: Waiting | None) -> Begun:
    """The message with the reading of its files begun, or done while it waited."""
    if desk.ahead is None:
        return unread(message, desk.read)
    return desk.ahead.begin(message) if waited is None else desk.ahead.waited(message, waited)


def let_wait(desk: Desk, message: Message, waited: Waiting | None, delegation: str | None = None) -> None:
    """Raises MustWait if an earlier message of the same correspondents waits, or of the delegation it speaks for."""
    if desk.ahead is None or not len(desk.ahead.behind):
        return
    who = frozenset({_of(delegation)}) if delegation else correspondents(desk, message)
    if desk.ahead.behind.blocks(who, waited.number if waited else None):
        raise MustWait(delegation, is_scan=False)


def put_behind(
    desk: Desk, arrival: Arrival, message_id: str, wait: MustWait, waited: Waiting | None, begun: Begun | None = None
) -> None:
    """The message waits from now on, in its old place if it has waited before; what is small stays as it was begun."""
    assert desk.ahead is not None  # noqa: S101 - else nothing waits
    who = waited.who if waited else correspondents(desk, begun.message if begun else mime.decode(arrival.raw))
    is_kept = not wait.is_scan and len(arrival.raw) <= _SMALL and len(desk.ahead.behind) < _FEW
    kept = begun if is_kept else None
    if wait.delegation:
        who |= {_of(wait.delegation)}
    desk.ahead.behind.add(arrival, message_id, who, is_scan=wait.is_scan, waited=waited, begun=kept)


def is_awaited(desk: Desk, delegation: str) -> bool:
    """Whether mail of the delegation waits to be taken in: what it is asked for may lie in it."""
    return desk.ahead is not None and desk.ahead.behind.blocks(frozenset({_of(delegation)}))


def correspondents(desk: Desk, message: Message) -> frozenset[str]:
    """Who the message comes from, as far as that can be told before it is understood.

    Staff who pass on what others write are nobody's correspondents; no two of those need wait for each other.
    """
    found: set[str] = set()
    for each in _with_originals(message):
        if each.sender is None or address_key(each.sender.address) in desk.staff:
            continue
        found.add(sender_name(each.sender))
        found.update(map(_of, delegations_of(desk, each.sender.address)))
    return frozenset(found)


def _with_originals(message: Message) -> Iterator[Message]:
    yield message
    for original in message.originals:
        yield from _with_originals(original)


def _of(delegation: str) -> str:
    return f"delegation {delegation}"
