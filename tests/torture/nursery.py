"""Processes of mailbot, born quickly: one process that has loaded everything forks for each that is wanted.

Each is a process of its own, with its own memory, files and connections, and dies by its own SIGKILL; what is spared
is loading the program (two thirds of a short run). ``run`` is what tests call; ``python -m tests.torture.nursery`` is
the process that forks.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from . import fatal

PATIENCE_SECONDS = 90.0
"""A command that takes longer hangs."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its exit code, or killed by us, or hung (and then killed). ``said``: standard error."""

    code: int | None
    was_killed: bool
    hung: bool
    said: str
    out: str
    seconds: float


class Nursery:
    """Runs commands of mailbot one at a time. For one thread. ``close`` it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment},
            text=True,
            bufsize=1,
        )

    def start(self, config: Path, *arguments: str, kill_at: str = "", trace: Path | None = None) -> Running:
        """A process that runs ``mailbot -c config ARGUMENTS``; it dies by itself at the point ``kill_at``."""
        assert self._process.stdin is not None
        out, said = self._folder / "out", self._folder / "said"
        environment = {fatal.KILL_AT: kill_at, fatal.TRACE: str(trace) if trace else ""}
        asked = {"arguments": ["-c", str(config), *arguments], "environment": environment}
        self._process.stdin.write(json.dumps({**asked, "out": str(out), "said": str(said)}) + "\n")
        return Running(self, int(self._answer(PATIENCE_SECONDS) or 0), out, said, time.monotonic())

    def run(self, config: Path, *arguments: str, kill_at: str = "", kill_after: float | None = None,
            trace: Path | None = None, patience: float = PATIENCE_SECONDS) -> Ended:  # fmt: skip
        """Runs a command to its end, or for ``kill_after`` seconds; after ``patience`` seconds it hangs."""
        running = self.start(config, *arguments, kill_at=kill_at, trace=trace)
        if kill_after is not None:
            return running.end(kill_after, signal.SIGKILL)
        return running.end(patience, None)

    def close(self) -> None:
        """Ends the process that forks."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait(10)

    def _answer(self, seconds: float) -> str | None:
        """The next line it says, None if there is none in that time."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        return self._process.stdout.readline().strip() if ready else None


@dataclass(slots=True)
class Running:
    """A process at work."""

    nursery: Nursery
    pid: int
    out: Path
    said: Path
    began: float

    def end(self, seconds: float, number: int | None = signal.SIGTERM) -> Ended:
        """Waits that long for its end, then sends that signal (None: it should have ended, and hangs)."""
        status = self.nursery._answer(seconds)
        hung = False
        if status is None and number is not None:
            self.send(number)
            status = self.nursery._answer(PATIENCE_SECONDS)
        if status is None:
            hung = True
            self.send(signal.SIGKILL)
            status = self.nursery._answer(10)
        return self._ended(int(status or 0), hung=hung)

    def has_ended(self, seconds: float) -> Ended | None:
        """How it ended, if it does in that time."""
        status = self.nursery._answer(seconds)
        return None if status is None else self._ended(int(status), hung=False)

    def _ended(self, status: int, *, hung: bool) -> Ended:
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGTERM:
            code = 0  # told to stop before it had got so far as to listen for that
        was_killed = code == -signal.SIGKILL and not hung
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in (self.said, self.out)]
        return Ended(None if code < 0 else code, was_killed, hung, texts[0], texts[1], time.monotonic() - self.began)

    def send(self, number: int) -> None:
        """Sends it a signal."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)


def main() -> None:
    """Forks for each line on standard input; says the new process's id, then how it ended."""
    is_loaded = False
    while line := sys.stdin.readline():
        asked = json.loads(line)
        is_loaded = is_loaded or _load(Path(asked["arguments"][1]))
        pid = os.fork()
        if pid == 0:
            _become(asked)
            return
        print(pid, flush=True)
        print(os.waitpid(pid, 0)[1], flush=True)


def _load(path: Path) -> bool:
    """Loads what a run loads, as the daemon warms up: word lists, patterns, templates."""
    import mailbot.adapters.imap
    import mailbot.adapters.smtp
    import mailbot.keeping  # noqa: F401
    from mailbot import daemon
    from mailbot.config import load
    from mailbot.opening import open_letters, utc_now
    from mailbot.outputs.preview import sample_intent
    from mailbot.reading import mime
    from mailbot.reading.composition import understand

    config = load(path)
    understand(mime.decode(daemon._FIRST), (), config.meeting, config.invitees)
    letters = open_letters(config)
    for language in ("en", "fr"):
        letters.render(
            sample_intent("acknowledgement_complete", language, config.meeting, config.invitees), utc_now(), None
        )
    return True


def _become(asked: dict[str, object]) -> None:
    """Makes the new process one of mailbot's, and nothing else."""
    to_write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    places = ((os.devnull, os.O_RDONLY), (asked["out"], to_write), (asked["said"], to_write))
    for number, (path, flags) in enumerate(places):
        handle = os.open(str(path), flags, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    os.environ.update(asked["environment"])  # type: ignore[call-overload]
    sys.argv = ["mailbot", *asked["arguments"]]  # type: ignore[misc]
    fatal.install()
    from mailbot.cli import main as mailbot

    mailbot()


if __name__ == "__main__":
    main()
