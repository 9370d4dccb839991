"""The review page beside the daemon: a process of its own, so that nothing it does delays a note."""

from __future__ import annotations

import importlib.util
import logging
import subprocess
import sys
import threading
import time
from types import TracebackType

from .config import Config
from .observing.outages import Outages
from .ports import Temporary

log = logging.getLogger(__name__)

PAUSES_SECONDS = (1, 2, 5, 15, 60)
WELL_AFTER_SECONDS = 60
STOP_SECONDS = 10
WHAT = "page"


class PageProcess:
    """While entered: ``mailbot serve`` runs, and is started again, more and more slowly, if it ends.

    It ends with the daemon, however that ends: its standard input does. Without ``[web]`` nothing is started.
    """

    def __init__(self, config: Config, outages: Outages) -> None:
        self._config = config
        self._outages = outages
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> PageProcess:
        if self._config.web is None:
            self._outages.over(WHAT)
        elif importlib.util.find_spec("starlette") is None:
            self._failed("the review page is not installed; install mailbot[web], or take [web] out")
        else:
            self._thread = threading.Thread(target=self._keep_up, name="page")
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._over.set()
        process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        if self._thread is not None:
            self._thread.join()

    def _keep_up(self) -> None:
        failures = 0
        while not self._over.is_set():
            began = time.monotonic()
            code = self._once()
            if self._over.is_set():
                return
            failures = 0 if time.monotonic() - began > WELL_AFTER_SECONDS else failures + 1
            pause = PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS) - 1)]
            self._failed(f"the review page ended (exit status {code}); it is started again in {pause} s, see the log")
            self._over.wait(pause)

    def _once(self) -> int:
        """Runs it until it ends; gives its exit status."""
        command = [sys.executable, "-m", "mailbot", "--config", str(self._config.path), "serve", "--with-daemon"]
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - our own program
        except OSError:
            # No memory or no process to be had; there may be later.
            return 71
        self._process = process
        if self._over.is_set():
            process.terminate()
        while True:
            try:
                return process.wait(WELL_AFTER_SECONDS)
            except subprocess.TimeoutExpired:
                self._outages.over(WHAT)

    def _failed(self, why: str) -> None:
        log.warning("page: %s", why)
        self._outages.failed(WHAT, Temporary(why))
