"""To whom an answer may go: read-backs only to addresses known for the delegation, never to whoever wrote."""

from __future__ import annotations

from collections.abc import Iterable

from .identity import address_key
from .meeting import Invitee
from .message import Message
from .public_domains import PUBLIC_DOMAINS

__all__ = ["PUBLIC_DOMAINS", "is_known", "known_recipients", "sender_that_counts"]


def sender_that_counts(message: Message, staff: frozenset[str]) -> Message:
    """The message whose sender counts: the original one where staff forward it, else the message itself.

    Anybody can write "forwarded message" above a note: only staff are believed about who wrote it.
    """
    current = message
    while current.originals and current.sender and address_key(current.sender.address) in staff:
        inner = current.originals[0]
        if inner.sender is None:
            break
        current = inner
    return current


def is_known(address: str, invitee: Invitee) -> bool:
    """Whether the address is one of the invitee's, or in a domain of its own (never a public provider's)."""
    return invitee.has_address(address) or invitee.has_domain(address.rpartition("@")[2])


def known_recipients(sender: str | None, invitee: Invitee | None) -> tuple[str, ...]:
    """Who gets a read-back: the sender if known for the delegation, with the listed addresses beside them.

    A sender the list does not have by name never hears alone: the mission's own mailbox reads along.
    """
    if invitee is None or not sender or not is_known(sender, invitee):
        return ()
    listed = [email for email in invitee.emails if address_key(email) != address_key(sender)]
    exact = len(listed) < len(invitee.emails)
    return (sender,) if exact else _unique((sender, *listed))


def _unique(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple({address_key(a): a for a in reversed(tuple(addresses))}.values())[::-1]
