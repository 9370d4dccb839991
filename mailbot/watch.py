"""Whether the mailbox is being read: reminders rest on it, and staff must know when it is not."""

from __future__ import annotations

import contextlib
import json
from datetime import datetime, timedelta

from .desk import Desk
from .ports import OutsideError, Permanent
from .writing import alert

ALERT_AFTER = timedelta(minutes=15)
READ = "last_cycle_at"
UNREAD = "mailbox_unread_since"
BALANCE = "balance"
LEFT = "mail_left_since"


def begin(desk: Desk) -> None:
    """Before the first look nobody knows what lies in the mailbox. An earlier failure keeps its time."""
    if not desk.store.setting(UNREAD):
        with desk.store.transaction():
            desk.store.put_setting(UNREAD, desk.clock().isoformat())


def note_read(desk: Desk, listed: int = 0, left: int = 0) -> None:
    """The mailbox has been read to its end just now: ``listed`` lie in it, ``left`` of them without a disposition."""
    with desk.store.transaction():
        desk.store.put_setting(BALANCE, json.dumps([listed, left]))
        if bool(left) != bool(desk.store.setting(LEFT)):
            desk.store.put_setting(LEFT, desk.clock().isoformat() if left else "")
        desk.store.put_setting(READ, desk.clock().isoformat())
        desk.store.put_setting(UNREAD, "")


def note_unread(desk: Desk, error: OutsideError) -> None:
    """It could not be read: staff are told if it lasts, or will not get better by itself; once an outage and day."""
    begin(desk)
    now, since = desk.clock(), datetime.fromisoformat(desk.store.setting(UNREAD) or "")
    if isinstance(error, Permanent) or now - since >= ALERT_AFTER:
        intent = alert(
            desk, f"mailbox:{since:%Y-%m-%d}", "The mailbox cannot be read", str(error), "Run `mailbot check`."
        )
        with contextlib.suppress(OutsideError), desk.store.transaction():
            desk.store.add_letter(desk.write(intent, now))


def is_read(desk: Desk, now: datetime) -> bool:
    """Whether the mailbox has been read lately, and since the last failure: else a note may lie in it unseen."""
    if desk.store.setting(UNREAD):
        return False
    last = desk.store.setting(READ)
    lately = timedelta(seconds=desk.config.mailbox.poll_seconds) + ALERT_AFTER
    return last is None or now - datetime.fromisoformat(last) <= lately
