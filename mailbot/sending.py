"""What is due leaves, unless it is no longer wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from . import delivery, reminders
from .desk import Desk
from .domain.letter import Letter
from .pace import Pace
from .ports import Mailbox, Temporary, Transport
from .review.by_mail import is_outdated


def deliver(desk: Desk, transport: Transport, copies: Mailbox | None) -> None:
    """Sends what is due. Raises Temporary if the server is away."""
    done = send_due(desk, transport, copies)
    if done.away:
        raise Temporary(done.away)


def send_due(
    desk: Desk,
    transport: Transport,
    copies: Mailbox | None,
    stop: Callable[[], bool] = lambda: False,
    pace: Pace | None = None,
) -> delivery.Delivered:
    """Sends what is due, each letter looked at again before it leaves; ``Delivered.away`` if the server went."""

    def still_wanted(letter: Letter) -> str | datetime | None:
        return is_outdated(desk, letter) or reminders.still_wanted(desk, letter)

    return delivery.deliver_due(
        desk.store, transport, copies, desk.config, clock=desk.clock, still_wanted=still_wanted, stop=stop, pace=pace
    )
