"""A process beside this one, spoken to in frames: started without our passwords, ended when it does not answer."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from . import frames
from .bounds import Bounds

__all__ = ["Beside", "Gone"]

_START = "import sys; sys.path[:] = {path!r}; from {module} import main; main({bounds!r})"
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "SYSTEMROOT", "TMPDIR")
_ENVIRONMENT_SET = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


class Gone(Exception):
    """The process beside us has ended or does not answer."""


class Beside:
    """One process beside this one; used by one thread at a time, but that any may end it."""

    def __init__(self, bounds: Bounds, module: str) -> None:
        """``module`` has the ``main`` it runs, which is given the bounds."""
        path = [str(Path(place).resolve()) for place in sys.path]  # the process starts in another folder
        code = _START.format(module=module, path=path, bounds=bounds.describe())
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter, a fixed text
            [sys.executable, "-I", "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_ENVIRONMENT_SET | {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            bufsize=0,
            start_new_session=True,
        )

    def ask(self, *content: bytes, longest: int, seconds: float) -> bytes:
        """Its answer to those frames, of at most ``longest`` octets, within that time on the wall. Raises Gone."""
        if self._process.stdin is None or self._process.stdout is None:
            raise Gone
        try:
            frames.send(self._process.stdin.fileno(), *content)
            return frames.receive(self._process.stdout.fileno(), longest, seconds)
        except (frames.Closed, frames.Late, ValueError) as error:  # ValueError: the pipe has been closed
            raise Gone from error

    def end(self) -> None:
        """Ends the process; whoever reads from it learns that it has gone."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """Ends the process and waits for it."""
        self.end()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()
