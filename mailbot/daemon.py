"""The daemon: the only place that builds adapters; one line per scheduled job.

What only a run needs is imported when it is: commands that look into the record start at once.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from . import delivery, intake, reminders, watch
from .adapters.archive import FileArchive
from .adapters.letters import LetterRenderer
from .adapters.sandbox import open_reader
from .adapters.store import open_store
from .config import Config, ConfigError, Fault, Secret
from .desk import AddressFault, Clock, Desk
from .domain.letter import Letter
from .outputs.preview import sample_intent
from .ports import Mailbox, OutsideError, Temporary, Transport
from .reading import mime
from .reading.validity import address_fault

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)

BACK_OFF_SECONDS = (1, 2, 5, 10, 30, 60, 120, 300)
DELIVERY_SECONDS = 10
_FIRST = b"Subject: note\n\nThe Mission presents its compliments.\n\n1. Mr. John DOE, Counsellor, primary speaker\n"


def utc_now() -> datetime:
    """The clock of every run that is no rehearsal."""
    return datetime.now(UTC)


def open_mailbox(config: Config) -> Mailbox:
    """The mailbox the configuration names; connects at its first use."""
    settings = config.mailbox
    if settings.kind == "maildir":
        from .adapters.maildir import MaildirMailbox

        return MaildirMailbox(settings.path or Path(), settings.folder, settings.max_message_bytes)
    from .adapters.imap import ImapMailbox

    return ImapMailbox(settings, _revealed(settings.password))


def open_transport(config: Config) -> Transport:
    """The way out for letters; connects at its first use."""
    from .adapters.smtp import SmtpTransport

    return SmtpTransport(config.smtp, _revealed(config.smtp.password) if config.smtp.password else None)


def open_letters(config: Config) -> LetterRenderer:
    """The writer of letters, with the configuration's own templates before the shipped ones."""
    return LetterRenderer(config.templates, config.meeting, config.secretariat, config.letters.practices)


def _address_fault(config: Config) -> AddressFault:
    if not config.reading.check_dns:
        return address_fault
    from .adapters.dns import DomainLookUp

    return DomainLookUp()


def _revealed(secret: Secret | None) -> Callable[[], str]:
    return secret.reveal if secret else lambda: ""


@contextlib.contextmanager
def open_desk(config: Config, *, clock: Clock = utc_now, daemon: bool = False) -> Iterator[Desk]:
    """Everything the flows work with.

    Raises Permanent if another daemon holds the store, ConfigError if there can be none at its path.
    """
    try:
        config.store.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        remedy = f"cannot be made ({error.strerror}): correct the path or the permissions"
        raise ConfigError((Fault("store.path", str(config.store), remedy),)) from error
    store = open_store(config.store, daemon=daemon)
    mailbox = open_mailbox(config)
    letters = open_letters(config)
    try:
        archive = FileArchive(config.store / "messages")
        fault = _address_fault(config)
        with open_reader(config.reading) as read:
            yield Desk(config, store, archive, mailbox, letters, clock, fault, read)
    finally:
        mailbox.close()
        store.close()


def deliver(
    desk: Desk,
    transport: Transport,
    copies: Mailbox | None,
    stop: Callable[[], bool] = lambda: False,
    pace: delivery.Pace | None = None,
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


def copies_of(config: Config) -> Mailbox | None:
    """A second connection for copies of sent letters, if they are wanted."""
    return open_mailbox(config) if config.mailbox.sent else None


@dataclass
class Daemon:
    """Watches the mailbox, sends letters, reminds. ``run`` returns after ``stop``, with the message in hand done."""

    desk: Desk
    transport: Transport
    copies: Mailbox | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    letters_waiting: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until stopped: look, then wait for news or the safety poll, whichever comes first."""
        watch.begin(self.desk)
        delivery.recover_sending(self.desk.store, self.copies, self.desk.config, self.desk.clock())
        self._warm_up()
        sender = threading.Thread(target=self._deliver_until_stopped, name="delivery")
        sender.start()
        scheduler = self._schedule()
        try:
            self._watch()
        finally:
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
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        scheduler.add_job(self._remind, "cron", second=0, id="reminders")
        scheduler.add_job(self._digest, "cron", second=30, id="digest")
        scheduler.start()
        return scheduler

    def _watch(self) -> None:
        failures = 0
        while not self.stopping.is_set():
            try:
                self._look()
                failures = 0
                self.desk.mailbox.wait(timedelta(seconds=self.desk.config.mailbox.poll_seconds))
            except OutsideError as error:
                pause = BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)]
                failures += 1
                log.warning("mailbox: %s; trying again in %d s", error, pause)
                self.desk.mailbox.close()
                self._note_unread(error)
                self.stopping.wait(pause)

    def _look(self) -> None:
        cycle = intake.take_in_all(self.desk, self.stopping.is_set, self.letters_waiting.set)
        if not self.stopping.is_set():
            watch.note_read(self.desk)
        if cycle.handled or cycle.filed:
            log.info("handled %d, filed %d, gone %d", cycle.handled, cycle.filed, cycle.gone)

    def _note_unread(self, error: OutsideError) -> None:
        self._guarded("mailbox", lambda: watch.note_unread(self.desk, error))
        self.letters_waiting.set()

    def _deliver_until_stopped(self) -> None:
        pace = delivery.Pace(self.desk.config.smtp.per_minute)

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
        self._guarded("digest", lambda: reminders.digest(self.desk, self.desk.clock()))

    def _guarded(self, job: str, work: Callable[[], object]) -> None:
        """A job that fails is logged and runs again at its next time; it takes nothing else with it."""
        try:
            work()
        except OutsideError as error:
            log.warning("%s: %s", job, error)
        except Exception:
            log.exception("%s failed", job)


def run(config: Config) -> None:
    """``mailbot run``: until SIGTERM or SIGINT."""
    with open_desk(config, daemon=True) as desk:
        daemon = Daemon(desk, open_transport(config), copies_of(config))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: daemon.stop())
        daemon.run()


def once(config: Config, clock: Clock = utc_now) -> bool:
    """``mailbot once``: one full cycle; True if everything is done, False if something is left for the next."""
    with open_desk(config, clock=clock, daemon=True) as desk:
        transport, copies = open_transport(config), copies_of(config)
        delivery.recover_sending(desk.store, copies, config, clock())
        watch.begin(desk)
        cycles: list[intake.Cycle] = []
        done = _attempt(
            "mailbox",
            lambda: cycles.append(intake.take_in_all(desk)),
            lambda error: watch.note_unread(desk, error),
        )
        if done:
            watch.note_read(desk)
            done = not cycles[0].left
        reminders.sweep(desk, clock())
        reminders.digest(desk, clock())
        done &= _attempt("delivery", lambda: deliver(desk, transport, copies))
        left = desk.store.letters_in("queued")
        transport.close()
        if copies is not None:
            copies.close()
        return done and not left


def _attempt(what: str, work: Callable[[], object], if_not: Callable[[OutsideError], object] | None = None) -> bool:
    try:
        work()
    except OutsideError as error:
        log.warning("%s: %s", what, error)
        if if_not:
            if_not(error)
        return False
    return True
