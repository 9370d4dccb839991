"""Whether the mailbox is being read: reminders rest on it, and staff must know when it is not."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta

from .desk import Desk
from .ports import OutsideError, Permanent
from .writing import alert

ALERT_AFTER = timedelta(minutes=15)
_READ = "last_cycle_at"
_UNREAD = "mailbox_unread_since"


def begin(desk: Desk) -> None:
    """Before the first look nobody knows what lies in the mailbox. An earlier failure keeps its time."""
    if not desk.store.setting(_UNREAD):
        with desk.store.transaction():
            desk.store.put_setting(_UNREAD, desk.clock().isoformat())


def note_read(desk: Desk) -> None:
    """The mailbox has been read to its end just now."""
    with desk.store.transaction():
        desk.store.put_setting(_READ, desk.clock().isoformat())
        desk.store.put_setting(_UNREAD, "")


def note_unread(desk: Desk, error: OutsideError) -> None:
    """It could not be read: staff are told if it lasts, or will not get better by itself; once an outage and day."""
    begin(desk)
    now, since = desk.clock(), datetime.fromisoformat(desk.store.setting(_UNREAD) or "")
    if isinstance(error, Permanent) or now - since >= ALERT_AFTER:
        intent = alert(
            desk, f"mailbox:{since:%Y-%m-%d}", "The mailbox cannot be read", str(error), "Run `mailbot check`."
        )
        with contextlib.suppress(OutsideError), desk.store.transaction():
            desk.store.add_letter(desk.write(intent, now))


def is_read(desk: Desk, now: datetime) -> bool:
    """Whether the mailbox has been read lately, and since the last failure: else a note may lie in it unseen."""
    if desk.store.setting(_UNREAD):
        return False
    last = desk.store.setting(_READ)
    lately = timedelta(seconds=desk.config.mailbox.poll_seconds) + ALERT_AFTER
    return last is None or now - datetime.fromisoformat(last) <= lately
