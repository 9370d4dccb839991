"""The lookout of a running daemon: what fails, whether the main loop gets on, and who must be told."""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..desk import Desk
from ..ports import Alarm, OutsideError
from ..writing import alert
from .health import SEEN, Health, Surroundings, health_of
from .outages import Outages
from .progress import Progress
from .sounding import Sounder
from .troubles import STALLED_AFTER, Trouble, outage_troubles, troubles_of

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=5)

# The mailbox has a letter of its own (watch.py); the others would lie in the outbox, or not even there.
_LETTERS_CANNOT_TELL = frozenset({"mailbox", "delivery", "store", "letters", "stalled", "lookout"})


@dataclass(frozen=True, slots=True)
class View:
    """What was seen at one moment; no figures if the record could not be read."""

    at: datetime
    health: Health | None
    troubles: tuple[Trouble, ...]

    @property
    def is_down(self) -> bool:
        """Whether mailbot cannot do its work."""
        return any(trouble.level == "down" for trouble in self.troubles)


class Lookout:
    """``observe`` belongs to one thread and runs once a minute; any thread may ask for the ``view``."""

    def __init__(self, desk: Desk, surroundings: Callable[[], Surroundings], channels: Sequence[Alarm]) -> None:
        self._desk = desk
        self._surroundings = surroundings
        self._guard = threading.Lock()
        self._view: View | None = None
        self.outages = Outages(desk.store, desk.clock)
        self.sounder = Sounder(channels, desk.store)
        self.progress = Progress(STALLED_AFTER.total_seconds())

    def observe(self) -> View:
        """Leaves a sign of life in the store, which shows whether it can be written, and sounds what must be heard."""
        now = self._desk.clock()
        moved = now - timedelta(seconds=self.progress.still_seconds())
        try:
            self._desk.store.put_setting(SEEN, json.dumps([now.isoformat(), moved.isoformat()]))
        except Exception as error:  # noqa: BLE001 - as in _look
            self.outages.failed("store", error)
        else:
            self.outages.over("store")
        view = self._look(now)
        self.sounder.sweep(view.troubles, now)
        for trouble in view.troubles:
            self._write_to_staff(trouble, now)
        return view

    def _write_to_staff(self, trouble: Trouble, now: datetime) -> None:
        """A letter too, where letters are no part of the trouble; once a day, or once each occurrence."""
        if trouble.level == "look" or trouble.cause in _LETTERS_CANNOT_TELL:
            return
        cause = f"trouble:{trouble.cause}:{trouble.occurrence or f'{now:%Y-%m-%d}'}"
        intent = alert(self._desk, cause, trouble.title, trouble.detail, trouble.remedy)
        with contextlib.suppress(OutsideError):
            if self._desk.store.letter(intent.key) is None:
                letter = self._desk.write(intent, now)
                with self._desk.store.transaction():
                    self._desk.store.add_letter(letter)

    def view(self) -> View:
        """What is to be seen, at most some seconds old."""
        now = self._desk.clock()
        with self._guard:
            view = self._view
        return view if view is not None and timedelta() <= now - view.at < FRESH else self._look(now)

    def _look(self, now: datetime) -> View:
        config, outages = self._desk.config, self.outages.all()
        zone = config.meeting.zone
        try:
            health = health_of(self._desk, self._surroundings(), outages)
            found = troubles_of(health, zone, config.mailbox.poll_seconds)
        except Exception as error:  # noqa: BLE001 - whoever cannot see whether all is well must say that, not fall silent
            health, found = None, self._unseen(error, now)
        else:
            self.outages.over("lookout")
        view = View(now, health, (*self._stalled(now), *found))
        with self._guard:
            self._view = view
        return view

    def _unseen(self, error: Exception, now: datetime) -> tuple[Trouble, ...]:
        """What is not well where the figures cannot be had: that, and what has failed."""
        if isinstance(error, OutsideError):
            self.outages.failed("store", error)
        else:
            log.error("the lookout cannot read the record", exc_info=error)
            self.outages.failed("lookout", error)
        return tuple(outage_troubles(self.outages.all(), now, self._desk.config.meeting.zone))

    def _stalled(self, now: datetime) -> tuple[Trouble, ...]:
        if self.progress.is_made:
            return ()
        still = timedelta(seconds=self.progress.still_seconds())
        detail = f"Nothing has moved for {still.total_seconds() / 60:.0f} minutes."
        return (Trouble("stalled", "down", "The daemon hangs", detail, "Stop it and start it again.", now - still),)
