"""The daemon: one line per scheduled job. With opening.py the only place that puts adapters together.

What only a run needs is imported when it is: commands that look into the record start at once.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from . import intake, reminders, watch
from .beside import PageProcess
from .config import Config
from .desk import Desk
from .digest import digest
from .in_doubt import recover_sending
from .memory import give_back
from .observing.lookout import Lookout
from .observing.outward import Outward
from .observing.tally import Tally
from .once import note_filing, once
from .opening import (
    copies_of,
    open_desk,
    open_letters,
    open_lookout,
    open_mailbox,
    open_transport,
    utc_now,
)
from .outputs.preview import sample_intent
from .pace import Pace
from .ports import Mailbox, OutsideError, Permanent, Temporary, Transport
from .reading import mime
from .review.by_mail import announce
from .sending import deliver, send_due
from .waiting import with_ahead

__all__ = [
    "Daemon",
    "copies_of",
    "deliver",
    "once",
    "open_desk",
    "open_letters",
    "open_lookout",
    "open_mailbox",
    "open_transport",
    "run",
    "utc_now",
]

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)

BACK_OFF_SECONDS = (1, 2, 5, 10, 30, 60, 120, 300)
DELIVERY_SECONDS = 10
IDLE_LOOKS = 3
"""So many looks in a row may find nothing though the server told of news: staff at work in the mailbox."""

_FIRST = b"Subject: note\n\nThe Mission presents its compliments.\n\n1. Mr. John DOE, Counsellor, primary speaker\n"


@dataclass
class Daemon:
    """Watches the mailbox, sends letters, reminds. ``run`` returns after ``stop``, with the message in hand done.

    ``back_off_seconds`` are the pauses after failures in a row, the last for all that follow; letters are looked for
    every ``delivery_seconds`` at least.
    """

    desk: Desk
    transport: Transport
    copies: Mailbox | None = None
    back_off_seconds: Sequence[float] = BACK_OFF_SECONDS
    delivery_seconds: float = DELIVERY_SECONDS
    stopping: threading.Event = field(default_factory=threading.Event)
    letters_waiting: threading.Event = field(default_factory=threading.Event)
    lookout: Lookout = field(init=False)
    outward: Outward = field(init=False)
    _has_handled: bool = field(init=False, default=False)  # a message in the look that goes on

    def __post_init__(self) -> None:
        tally = Tally()
        self.desk = replace(self.desk, handled=tally.note)
        self.lookout = open_lookout(self.desk, f"process {os.getpid()}")
        self.outward = Outward(self.lookout, tally, self.desk.config.http)
        if self.desk.ahead is not None:
            self.desk.ahead.behind.news = self.desk.mailbox.interrupt

    def run(self) -> None:
        """Until stopped: look, then wait for news or the safety poll, whichever comes first."""
        with self.outward, PageProcess(self.desk.config, self.lookout.outages):
            self._run()

    def _run(self) -> None:
        from . import keeping  # builds on this module

        watch.begin(self.desk)
        keeping.clear_left_behind(self.desk.config.store)
        recover_sending(self.desk.store, self.copies, self.desk.config, self.desk.clock())
        sender = threading.Thread(target=self._deliver_until_stopped, name="delivery")
        sender.start()
        scheduler = self._schedule()
        try:
            self.outward.ready()
            self._watch()
        finally:
            self.outward.stopping()
            scheduler.shutdown(wait=True)
            self.letters_waiting.set()
            sender.join()
            self.transport.close()

    def _warm_up(self) -> None:
        """Word lists, patterns and templates are loaded before the first note comes, which would pay for them."""
        from .reading.composition import understand

        config = self.desk.config
        understand(mime.decode(_FIRST), (), config.meeting, config.invitees)
        sample = sample_intent("acknowledgement_complete", "en", config.meeting, config.invitees)
        with contextlib.suppress(OutsideError):
            self.desk.write(sample, self.desk.clock())

    def stop(self) -> None:
        """Ends ``run`` soon; safe to call from a signal handler or another thread."""
        self.stopping.set()
        self.letters_waiting.set()
        self.desk.mailbox.interrupt()

    def _schedule(self) -> BackgroundScheduler:
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        # One worker, late runs made up for once: a job that missed its minute runs when it can, never twice.
        scheduler = BackgroundScheduler(
            timezone=UTC,
            # The lookout has a worker of its own: it must see that another job hangs.
            executors={"default": ThreadPoolExecutor(1), "lookout": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        scheduler.add_job(self._remind, "cron", second=0, id="reminders")
        scheduler.add_job(self._digest, "cron", second=30, id="digest")
        scheduler.add_job(self._keep, "cron", minute=20, id="backup and purge")
        scheduler.add_job(self._observe, "cron", second=45, id="lookout", executor="lookout")
        scheduler.start()
        return scheduler

    def _watch(self) -> None:
        is_warm, failures, restless, idle_looks, unfiled = False, 0, 0, 0, 0
        while not self.stopping.is_set():
            try:
                cycle = self._look()
                idle_looks = 0 if cycle.has_done else idle_looks + 1
                unfiled = unfiled + 1 if cycle.unfiled else 0
                failures = 0
                if not is_warm:
                    self._warm_up()
                    is_warm = True
            except Exception as error:  # noqa: BLE001 - a daemon that has died reads nothing, one that tries again may
                self._note_unread(error)
                # A line that breaks again and again is no reason to wait long while mail still comes through it.
                failures = 0 if self._has_handled else failures
                # A server that is back is found as soon as mail would be; one that refuses logins counts them.
                self._rest(error, self._pause(failures, None if isinstance(error, Permanent) else self._poll_seconds))
                failures += 1
                continue
            try:
                is_news = self._wait(self._pause(unfiled - 1, self._poll_seconds) if unfiled else self._poll_seconds)
                idle_looks = idle_looks if is_news else 0
                restless = 0
            except Exception as error:  # noqa: BLE001 - the mailbox can be read without it, every so often
                self._rest(error, self._pause(restless, self._poll_seconds))
                restless += 1
            if idle_looks > IDLE_LOOKS:
                # A server that tells of news and has none, again and again, is asked more and more rarely.
                self.stopping.wait(self._pause(idle_looks - IDLE_LOOKS - 1, self._poll_seconds))

    @property
    def _poll_seconds(self) -> int:
        return self.desk.config.mailbox.poll_seconds

    def _pause(self, failures: int, at_most: float | None = None) -> float:
        """Seconds until the next try after so many failures before this one."""
        seconds = self.back_off_seconds[min(failures, len(self.back_off_seconds) - 1)]
        return seconds if at_most is None else min(seconds, at_most)

    def _wait(self, seconds: float) -> bool:
        self.lookout.outages.over("mailbox")
        self.lookout.progress.beat(seconds)
        return self.desk.mailbox.wait(timedelta(seconds=seconds))

    def _rest(self, error: Exception, pause: float) -> None:
        """After a look, or a wait after it, that failed: it is logged, and the next one waits."""
        if isinstance(error, OutsideError):
            log.warning("mailbox: %s; trying again in %g s", error, pause)
        else:
            log.error("the look into the mailbox failed; trying again in %g s", pause, exc_info=error)
        self._guarded("mailbox connection", self.desk.mailbox.close)
        self.lookout.progress.beat(pause)
        self.stopping.wait(pause)

    def _look(self) -> intake.Cycle:
        """Takes in what is there."""
        self._has_handled = False
        self.lookout.progress.beat()
        cycle = intake.take_in_all(self.desk, self.stopping.is_set, self._after_each)
        if not self.stopping.is_set():
            watch.note_read(self.desk, cycle.listed, cycle.left)
        note_filing(self.lookout, cycle)
        self._guarded("announcements", lambda: announce(self.desk, self.lookout.progress.beat))
        if cycle.has_done:
            log.info("handled %d, filed %d, gone %d", cycle.handled, cycle.filed, cycle.gone)
        return cycle

    def _after_each(self) -> None:
        self._has_handled = True
        self.letters_waiting.set()
        self.lookout.progress.beat()

    def _note_unread(self, error: Exception) -> None:
        self.lookout.outages.failed("mailbox", error)
        if isinstance(error, OutsideError):
            self._guarded("store", lambda: watch.note_unread(self.desk, error))
            self.letters_waiting.set()
        else:
            self._guarded("store", lambda: watch.begin(self.desk))

    def _deliver_until_stopped(self) -> None:
        pace, failures = Pace(self.desk.config.smtp.per_minute), 0
        sent = [0]

        def work() -> None:
            sent[0] = 0
            done = send_due(self.desk, self.transport, self.copies, self.stopping.is_set, pace)
            sent[0] = done.sent
            if done.away:
                raise Temporary(done.away)

        while not self.stopping.is_set():
            self.letters_waiting.wait(self.delivery_seconds)
            self.letters_waiting.clear()
            if self._guarded("delivery", work):
                failures = 0
            else:
                # New letters do not cut it short: a server that refuses logins counts them.
                failures = 0 if sent[0] else failures
                self.stopping.wait(self._pause(failures))
                failures += 1

    def _remind(self) -> None:
        now = self.desk.clock()
        if reminders.is_time(self.desk, now):
            self._guarded("reminders", lambda: reminders.sweep(self.desk, now))
            self.letters_waiting.set()

    def _digest(self) -> None:
        self._guarded("digest", lambda: digest(self.desk, self.desk.clock()))

    def _keep(self) -> None:
        from . import keeping  # builds on this module

        for job, work in keeping.jobs(self.desk):
            self._guarded(job, work)

    def _observe(self) -> None:
        give_back()
        try:
            self.outward.show(self.lookout.observe())
        except Exception:
            log.exception("the lookout failed")

    def _guarded(self, job: str, work: Callable[[], object]) -> bool:
        """Whether it worked. A job that fails is logged and runs again at its time; it takes nothing else with it."""
        try:
            work()
        except OutsideError as error:
            log.warning("%s: %s", job, error)
            self.lookout.outages.failed(job, error)
        except Exception as error:
            log.exception("%s failed", job)
            self.lookout.outages.failed(job, error)
        else:
            self.lookout.outages.over(job)
            return True
        return False


def run(config: Config) -> None:
    """``mailbot run``: until SIGTERM or SIGINT."""
    with open_desk(config, daemon=True) as plain, with_ahead(plain) as desk:
        daemon = Daemon(desk, open_transport(config), copies_of(config))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: daemon.stop())
        daemon.run()
