"""One full cycle, for a timer to start: look, remind, send, keep."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from . import intake, reminders, watch
from .config import Config
from .desk import Clock, Desk
from .digest import digest
from .in_doubt import recover_sending
from .observing.lookout import Lookout
from .opening import copies_of, open_desk, open_lookout, open_transport, utc_now
from .ports import OutsideError
from .review.by_mail import announce
from .sending import deliver
from .waiting import with_ahead

log = logging.getLogger(__name__)


def once(config: Config, clock: Clock = utc_now, *, rehearsal: bool = False) -> bool:
    """``mailbot once``: one full cycle; True if everything is done, False if something is left for the next.

    The daily backup and the purge are part of it, but not of a rehearsal: a clock set forward deletes nothing.
    """
    from . import keeping  # builds on this module

    with open_desk(config, clock=clock, daemon=True) as plain, with_ahead(plain) as desk:
        transport, copies, lookout = open_transport(config), copies_of(config), open_lookout(desk)
        recover_sending(desk.store, copies, config, clock())
        watch.begin(desk)
        keeping.clear_left_behind(config.store)
        cycles: list[intake.Cycle] = []
        done = _attempt(
            lookout,
            "mailbox",
            lambda: cycles.extend(_to_the_end(desk)),
            lambda error: watch.note_unread(desk, error),
        )
        if done:
            last = cycles[-1]
            watch.note_read(desk, last.listed, last.left)
            note_filing(lookout, last)
            done = not (last.left or last.unfiled)
        reminders.sweep(desk, clock())
        digest(desk, clock())
        done &= _attempt(lookout, "announcements", lambda: announce(desk, lookout.progress.beat))
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


def note_filing(lookout: Lookout, cycle: intake.Cycle) -> None:
    """Whether what is done could be moved to its folder: no failure of reading, and told by itself."""
    if cycle.unfiled is None:
        lookout.outages.over("filing")
    else:
        log.warning("filing: %s", cycle.unfiled)
        lookout.outages.failed("filing", cycle.unfiled)


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
