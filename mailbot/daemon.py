"""The daemon: one line per scheduled job. With opening.py the only place that puts adapters together.

What only a run needs is imported when it is: commands that look into the record start at once.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from . import delivery, intake, reminders, watch
from .beside import PageProcess
from .config import Config
from .desk import Clock, Desk
from .digest import digest
from .domain.letter import Letter
from .observing.lookout import Lookout
from .observing.outward import Outward
from .observing.tally import Tally
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
from .ports import Mailbox, OutsideError, Temporary, Transport
from .reading import mime
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
_FIRST = b"Subject: note\n\nThe Mission presents its compliments.\n\n1. Mr. John DOE, Counsellor, primary speaker\n"


def deliver(
    desk: Desk,
    transport: Transport,
    copies: Mailbox | None,
    stop: Callable[[], bool] = lambda: False,
    pace: Pace | None = None,
) -> delivery.Delivered:
    """Sends what is due, each letter looked at again before it leaves. Raises Temporary if the server is away."""

    def still_wanted(letter: Letter) -> str | datetime | None:
        return reminders.still_wanted(desk, letter)

    done = delivery.deliver_due(
        desk.store, transport, copies, desk.config, clock=desk.clock, still_wanted=still_wanted, stop=stop, pace=pace
    )
    if done.away:
        raise Temporary(done.away)
    return done


@dataclass
class Daemon:
    """Watches the mailbox, sends letters, reminds. ``run`` returns after ``stop``, with the message in hand done."""

    desk: Desk
    transport: Transport
    copies: Mailbox | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    letters_waiting: threading.Event = field(default_factory=threading.Event)
    lookout: Lookout = field(init=False)
    outward: Outward = field(init=False)

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
        watch.begin(self.desk)
        delivery.recover_sending(self.desk.store, self.copies, self.desk.config, self.desk.clock())
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
        is_warm, failures, poll_seconds = False, 0, self.desk.config.mailbox.poll_seconds
        while not self.stopping.is_set():
            try:
                self.lookout.progress.beat()
                self._look()
                failures = 0
                if not is_warm:
                    self._warm_up()
                    is_warm = True
                self.lookout.outages.over("mailbox")
                self.lookout.progress.beat(poll_seconds)
                self.desk.mailbox.wait(timedelta(seconds=poll_seconds))
            except Exception as error:  # noqa: BLE001 - a daemon that has died reads nothing, one that tries again may
                self._rest(error, BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)])
                failures += 1

    def _rest(self, error: Exception, pause: int) -> None:
        """After a look that failed: it is told, and the next one waits."""
        self.lookout.outages.failed("mailbox", error)
        if isinstance(error, OutsideError):
            log.warning("mailbox: %s; trying again in %d s", error, pause)
            self._note_unread(error)
        else:
            log.error("the look into the mailbox failed; trying again in %d s", pause, exc_info=error)
            self._guarded("store", lambda: watch.begin(self.desk))
        self._guarded("mailbox connection", self.desk.mailbox.close)
        self.lookout.progress.beat(pause)
        self.stopping.wait(pause)

    def _look(self) -> None:
        cycle = intake.take_in_all(self.desk, self.stopping.is_set, self._after_each)
        if not self.stopping.is_set():
            watch.note_read(self.desk, cycle.listed, cycle.left)
        if cycle.handled or cycle.filed:
            log.info("handled %d, filed %d, gone %d", cycle.handled, cycle.filed, cycle.gone)

    def _after_each(self) -> None:
        self.letters_waiting.set()
        self.lookout.progress.beat()

    def _note_unread(self, error: OutsideError) -> None:
        self._guarded("store", lambda: watch.note_unread(self.desk, error))
        self.letters_waiting.set()

    def _deliver_until_stopped(self) -> None:
        pace = Pace(self.desk.config.smtp.per_minute)

        def work() -> None:
            deliver(self.desk, self.transport, self.copies, self.stopping.is_set, pace)

        while not self.stopping.is_set():
            self.letters_waiting.wait(DELIVERY_SECONDS)
            self.letters_waiting.clear()
            self._guarded("delivery", work)

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
        try:
            self.outward.show(self.lookout.observe())
        except Exception:
            log.exception("the lookout failed")

    def _guarded(self, job: str, work: Callable[[], object]) -> None:
        """A job that fails is logged and runs again at its next time; it takes nothing else with it."""
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


def run(config: Config) -> None:
    """``mailbot run``: until SIGTERM or SIGINT."""
    with open_desk(config, daemon=True) as plain, with_ahead(plain) as desk:
        daemon = Daemon(desk, open_transport(config), copies_of(config))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: daemon.stop())
        daemon.run()


def once(config: Config, clock: Clock = utc_now, *, rehearsal: bool = False) -> bool:
    """``mailbot once``: one full cycle; True if everything is done, False if something is left for the next.

    The daily backup and the purge are part of it, but not of a rehearsal: a clock set forward deletes nothing.
    """
    from . import keeping  # builds on this module

    with open_desk(config, clock=clock, daemon=True) as plain, with_ahead(plain) as desk:
        transport, copies, lookout = open_transport(config), copies_of(config), open_lookout(desk)
        delivery.recover_sending(desk.store, copies, config, clock())
        watch.begin(desk)
        cycles: list[intake.Cycle] = []
        done = _attempt(
            lookout,
            "mailbox",
            lambda: cycles.extend(_to_the_end(desk)),
            lambda error: watch.note_unread(desk, error),
        )
        if done:
            watch.note_read(desk, cycles[-1].listed, cycles[-1].left)
            done = not cycles[-1].left
        reminders.sweep(desk, clock())
        digest(desk, clock())
        done &= _attempt(lookout, "delivery", lambda: deliver(desk, transport, copies))
        left = desk.store.letters_in("queued")
        for job, work in () if rehearsal else keeping.jobs(desk):
            done &= _attempt(lookout, job, work)
        lookout.observe()
        transport.close()
        if copies is not None:
            copies.close()
        return done and not left


def _to_the_end(desk: Desk) -> Iterator[intake.Cycle]:
    """Looks until nothing waits any more for scans to be recognised."""
    yield intake.take_in_all(desk)
    while desk.ahead is not None and desk.ahead.behind.wait():
        yield intake.take_in_all(desk)


def _attempt(
    lookout: Lookout, what: str, work: Callable[[], object], if_not: Callable[[OutsideError], object] | None = None
) -> bool:
    try:
        work()
    except OutsideError as error:
        log.warning("%s: %s", what, error)
        lookout.outages.failed(what, error)
        if if_not:
            if_not(error)
        return False
    lookout.outages.over(what)
    return True
