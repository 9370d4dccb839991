"""To whom an answer may go: read-backs only to addresses known for the delegation, never to whoever wrote."""

from __future__ import annotations

from collections.abc import Iterable

from .identity import fold
from .meeting import Invitee
from .message import Message

# A domain anybody can get an address in says nothing about who somebody is.
PUBLIC_DOMAINS = frozenset(
    """
    gmail.com googlemail.com yahoo.com yahoo.fr yahoo.es yahoo.co.uk ymail.com hotmail.com hotmail.fr hotmail.es
    outlook.com outlook.fr live.com msn.com aol.com icloud.com me.com mac.com gmx.com gmx.net gmx.de gmx.ch
    mail.ru bk.ru list.ru inbox.ru yandex.ru yandex.com ya.ru rambler.ru 163.com 126.com qq.com sina.com sohu.com
    foxmail.com proton.me protonmail.com zoho.com bluewin.ch orange.fr wanadoo.fr free.fr laposte.net
    """.split()
)


def sender_that_counts(message: Message, staff: frozenset[str]) -> Message:
    """The message whose sender counts: the original one where staff forward it, else the message itself.

    Anybody can write "forwarded message" above a note: only staff are believed about who wrote it.
    """
    current = message
    while current.originals and current.sender and fold(current.sender.address) in staff:
        inner = current.originals[0]
        if inner.sender is None:
            break
        current = inner
    return current


def is_known(address: str, invitee: Invitee) -> bool:
    """Whether the address, or its domain (public ones apart), belongs to the invitee."""
    wanted = fold(address)
    domain = wanted.rpartition("@")[2]
    listed = {fold(email) for email in invitee.emails}
    if wanted in listed:
        return True
    return domain not in PUBLIC_DOMAINS and domain in {email.rpartition("@")[2] for email in listed}


def known_recipients(sender: str | None, invitee: Invitee | None) -> tuple[str, ...]:
    """Who gets a read-back: the sender if known for the delegation, with the listed addresses beside them.

    A sender the list does not have by name never hears alone: the mission's own mailbox reads along.
    """
    if invitee is None or not sender or not is_known(sender, invitee):
        return ()
    listed = [email for email in invitee.emails if fold(email) != fold(sender)]
    exact = len(listed) < len(invitee.emails)
    return (sender,) if exact else _unique((sender, *listed))


def _unique(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple({fold(a): a for a in reversed(tuple(addresses))}.values())[::-1]
