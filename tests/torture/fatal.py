"""The named points of a process, and its death at one of them.

A point is a moment just before or just after the process changes something that outlives it: a transaction is
committed, a file made, synchronised, renamed or deleted, a command given to the mail server or the mailbox. Between
two points only memory changes, so to die at each of them is to die in every state there can be.

The points are found where Python hands over to the system or the network, and are named by who asked for it:
``intake.commit > sqlite_file: COMMIT, before``. Nothing of this is in mailbot: no line there can be forgotten when a
new write is added, and what is killed is what is shipped. What happens inside one call of SQLite is not seen from
here; deaths at random moments and at every system call (``strace``, see ``crashes``) fall there too.
"""

from __future__ import annotations

import imaplib
import os
import signal
import smtplib
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mailbot.adapters.sqlite_file import SqliteFile

KILL_AT = "TORTURE_KILL_AT"
"""``name#3``: the process ends with SIGKILL when it reaches the point of that name for the third time."""

TRACE = "TORTURE_TRACE"
"""A file that the name of every point reached is appended to."""

_PLUMBING = ("mailbot.adapters.sqlite", "mailbot.adapters.store", "mailbot.adapters.notes", "mailbot.in_hand")


class _Points:
    """Counts the points that are reached, and ends the process at the one it is told to."""

    def __init__(self, kill_at: str, trace: str) -> None:
        self._name, _, number = kill_at.rpartition("#")
        self._left = int(number or 0)
        self._trace = os.open(trace, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if trace else None

    def reached(self, operation: str, when: str) -> None:
        name = f"{_who()}: {operation}, {when}"
        if self._trace is not None:
            _write(self._trace, name.encode() + b"\n")
        if name == self._name:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: Any, attribute: str, name: Callable[..., str | None]) -> None:
        """Wraps a function so that there is a point before and after each call that ``name`` gives a name to."""
        real = getattr(owner, attribute)

        def wrapped(*args: Any, **named: Any) -> Any:
            operation = name(*args, **named)
            if operation is None:
                return real(*args, **named)
            self.reached(operation, "before")
            result = real(*args, **named)
            self.reached(operation, "after")
            return result

        setattr(owner, attribute, wrapped)


_write = os.write


def install() -> None:
    """Makes this process know its points, as its environment says. For a process that is to become mailbot."""
    kill_at, trace = os.environ.get(KILL_AT, ""), os.environ.get(TRACE, "")
    if not (kill_at or trace):
        return
    points = _Points(kill_at, trace)
    for call in ("fsync", "fdatasync", "rename", "replace", "mkdir", "unlink"):
        points.around(os, call, lambda *_, call=call, **__: call)
    points.around(os, "open", lambda _, flags, *__, **___: "create" if flags & os.O_CREAT else None)
    points.around(os, "write", lambda *_: "write" if _who() != "library" else None)
    points.around(SqliteFile, "run", lambda _, sql, *__: sql if sql == "COMMIT" else None)
    points.around(smtplib.SMTP, "send", _smtp_name)
    points.around(smtplib.SMTP, "getreply", lambda smtp: f"reply to {getattr(smtp, 'last_said', 'nothing')}")
    points.around(imaplib.IMAP4, "_command", _imap_name)
    points.around(imaplib.IMAP4, "_command_complete", lambda _, name, *__: f"answer to {name}")


def _smtp_name(smtp: smtplib.SMTP, said: Any) -> str:
    if isinstance(said, str):
        name = "".join(said.split(maxsplit=1)[:1]).upper()
    else:
        name = "the end of the message" if said == b".\r\n" else "the message"
    smtp.last_said = name  # type: ignore[attr-defined]
    return name


def _imap_name(_: imaplib.IMAP4, name: str, *arguments: Any) -> str:
    return f"{name} {arguments[0]}" if name == "UID" and arguments else name


def _who() -> str:
    """The function of a flow that asked for it, and the adapter that does it."""
    adapter, frame = "", sys._getframe(2)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith("mailbot."):
            if module.startswith("mailbot.adapters"):
                adapter = adapter or module.rpartition(".")[2]
            if not module.startswith(("mailbot.adapters", *_PLUMBING)):
                return f"{module.removeprefix('mailbot.')}.{frame.f_code.co_qualname} > {adapter or 'itself'}"
        frame = frame.f_back  # type: ignore[assignment]
    return f"mailbot > {adapter}" if adapter else "library"


def points_of(trace: Path) -> Counter[str]:
    """How often each point was reached, out of the file of a ``TRACE``."""
    return Counter(trace.read_text(encoding="utf-8").splitlines()) if trace.exists() else Counter()
