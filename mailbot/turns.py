"""Whose turn it is: where very much mail waits, nobody waits behind one sender's thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .desk import Desk
from .domain.identity import address_key, domain_key
from .domain.message import Address
from .domain.public_domains import is_public
from .ports import Listing
from .reading.fields import addresses

FEW = 100
"""So much mail is read as it lies there."""

A_TURN = 50
"""Messages of one sender in a turn; then mail that came meanwhile has its turn too."""

MOST_A_TURN = 500


class Turns:
    """Parts of what waits, one after another. Of any one sender mail stays in the order it came in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._uid_validity = 0
        self._senders: dict[int, str] = {}

    def next(self, listing: Listing, waiting: Sequence[int]) -> tuple[int, ...]:
        """The UIDs of ``waiting`` (ascending) to be taken in now, ascending. Raises Temporary or Permanent."""
        if len(waiting) <= FEW:
            return tuple(waiting)
        self._learn(listing, waiting)
        had: Counter[str] = Counter()
        turn: list[int] = []
        for uid in waiting:
            sender = self._senders.get(uid, "")
            had[sender] += 1
            if had[sender] <= A_TURN:
                turn.append(uid)
            if len(turn) == MOST_A_TURN:
                break
        return tuple(turn)

    def _learn(self, listing: Listing, waiting: Sequence[int]) -> None:
        if listing.uid_validity != self._uid_validity:
            self._uid_validity, self._senders = listing.uid_validity, {}
        new = [uid for uid in waiting if uid not in self._senders]
        found = self._desk.mailbox.from_fields(listing, new) if new else {}
        self._senders |= {uid: _sender(found.get(uid, b"")) for uid in new}


def _sender(field: bytes) -> str:
    sender = next(iter(addresses(field.partition(b":")[2].strip())), None)
    return "" if sender is None else sender_name(sender)


def sender_name(sender: Address) -> str:
    """Who writes from that address: the domain, or the address itself in a domain where anybody can have one."""
    domain = domain_key(sender.domain)
    return address_key(sender.address) if is_public(domain) else domain
