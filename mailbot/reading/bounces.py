"""Delivery status notifications (RFC 3464) and the dialects that came before them."""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.domain.message import Bounce, Message


def read_bounce(message: Message, reports: Sequence[tuple[str, bytes]], raw: bytes) -> Bounce | None:
    """What a delivery status notification says, or None."""
    return None
