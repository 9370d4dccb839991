"""``mailbot run`` with shorter pauses and a clock that can be put forward: what lasts for days is seen in seconds.

python -m tests.faults.fast_daemon CONFIG AHEAD: the clock is so many seconds ahead; each line on standard input puts it
forward by as many as it says.
"""

from __future__ import annotations

import signal
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.config import load
from mailbot.daemon import Daemon
from mailbot.opening import copies_of, open_desk, open_transport, utc_now
from mailbot.outputs.logs import set_up
from mailbot.waiting import with_ahead

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

BACK_OFF_SECONDS = (0.2, 0.3, 0.5, 0.8, 1.2)
DELIVERY_SECONDS = 0.4
OBSERVED_EVERY = 0.25


class Clock:
    """The system's, put forward."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def follow(self) -> None:
        for line in sys.stdin:
            self.ahead += timedelta(seconds=float(line))


class FastDaemon(Daemon):
    """Looks out more often than once a minute."""

    def _schedule(self) -> BackgroundScheduler:
        scheduler = super()._schedule()
        scheduler.reschedule_job("lookout", trigger="interval", seconds=OBSERVED_EVERY)
        return scheduler


def main() -> None:
    config = load(Path(sys.argv[1]), need_secrets=True)
    set_up("human", "info")
    clock = Clock(timedelta(seconds=float(sys.argv[2])))
    threading.Thread(target=clock.follow, daemon=True).start()
    with open_desk(config, clock=clock, daemon=True) as plain, with_ahead(plain) as desk:
        daemon = FastDaemon(
            desk,
            open_transport(config),
            copies_of(config),
            back_off_seconds=BACK_OFF_SECONDS,
            delivery_seconds=DELIVERY_SECONDS,
        )
        signal.signal(signal.SIGTERM, lambda *_: daemon.stop())
        daemon.run()


if __name__ == "__main__":
    main()
