"""How a running daemon shows itself: to systemd, and to whoever asks on loopback."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from ..adapters.http import Page, PageServer
from ..adapters.systemd import Systemd
from ..config import HttpSettings
from ..outputs.health import verdict
from ..outputs.metrics import MEDIA_TYPE, metrics
from ..ports import OutsideError
from .lookout import Lookout, View
from .tally import Tally

log = logging.getLogger(__name__)


class Outward:
    """While entered: health and metrics are served, and systemd's watchdog hears of us as long as the loop gets on."""

    def __init__(self, lookout: Lookout, tally: Tally, http: HttpSettings | None) -> None:
        self._lookout = lookout
        self._tally = tally
        self._http = http
        self._systemd = Systemd()
        self._server: PageServer | None = None
        self._over = threading.Event()
        self._watchdog: threading.Thread | None = None

    def __enter__(self) -> Outward:
        self._serve()
        seconds = self._systemd.watchdog_seconds
        if seconds is not None:
            self._watchdog = threading.Thread(target=self._bark, args=(seconds / 3,), name="watchdog", daemon=True)
            self._watchdog.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._over.set()
        if self._server is not None:
            self._server.close()
        if self._watchdog is not None:
            self._watchdog.join()

    def ready(self) -> None:
        """Everything has been started."""
        self._systemd.tell("READY=1", "STATUS=Reading the mailbox.")

    def stopping(self) -> None:
        """It has been told to stop, and finishes what is in hand."""
        self._systemd.tell("STOPPING=1", "STATUS=Stopping.")

    def show(self, view: View) -> None:
        """What has been seen."""
        self._systemd.tell(f"STATUS={verdict(view.troubles)}")

    def _serve(self) -> None:
        """A port that is taken stops no note from being read."""
        if self._http is None:
            self._lookout.outages.over("http")
            return
        pages = {"/health": self._health, "/metrics": self._metrics}
        try:
            self._server = PageServer(self._http.host, self._http.port, pages)
        except OutsideError as error:
            log.warning("http: %s", error)
            self._lookout.outages.failed("http", error)
        else:
            self._lookout.outages.over("http")

    def _bark(self, seconds: float) -> None:
        while not self._over.is_set():
            if self._lookout.progress.is_made:
                self._systemd.tell("WATCHDOG=1")
            self._over.wait(seconds)

    def _health(self) -> Page:
        view = self._lookout.view()
        return Page(503 if view.is_down else 200, "text/plain", verdict(view.troubles) + "\n")

    def _metrics(self) -> Page:
        lookout = self._lookout
        text = metrics(lookout.view(), self._tally.so_far(), lookout.outages.failures(), dict(lookout.sounder.count))
        return Page(200, MEDIA_TYPE, text)
