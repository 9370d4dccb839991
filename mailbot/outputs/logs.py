"""Log lines on standard error, for people or as JSON; never mail content, addresses or secrets above DEBUG."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
import traceback
from types import TracebackType

from mailbot.in_hand import in_hand

_EXTRAS = ("uid", "count")
_ADDRESS = re.compile(r"[^\s<>@\"'(),;:\[\]=]{1,128}@[^\s<>@\"'(),;:\[\]=]{1,255}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LONGEST = 2000


class _Lines(logging.Formatter):
    """What a record says, without what must not be said; ``openly`` (level debug) leaves it as it is.

    Addresses are masked. What a library says while a message is handled may quote it, as may the text of an
    exception: only who spoke, and where, is told.
    """

    converter = staticmethod(time.gmtime)

    def __init__(self, form: str | None = None, *, openly: bool = False) -> None:
        super().__init__(form)
        self._openly = openly

    def said(self, record: logging.LogRecord) -> str:
        """The text in one line."""
        is_ours = record.name == "mailbot" or record.name.startswith("mailbot.")
        if not is_ours and in_hand() and not self._openly:
            return f"says something about what is being handled ({record.module} line {record.lineno})"
        extras = [f"{key} {record.__dict__[key]}" for key in _EXTRAS if key in record.__dict__]
        return self.masked("; ".join([record.getMessage(), *extras]))

    def masked(self, text: str) -> str:
        """Text in one line, addresses masked; a mail server's words may hold either."""
        text = _CONTROL.sub(" ", text if self._openly else text[:_LONGEST])
        return text if self._openly else _ADDRESS.sub("<address>", text)

    def formatException(  # noqa: N802 - the standard library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """The way an exception took, and its type; its text only at level debug."""
        if self._openly or ei[1] is None:
            return super().formatException(ei)
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None and len(lines) < 200:
            lines += [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(error.__traceback__)]
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)


class HumanLines(_Lines):
    """Time (UTC), level, logger, in brackets what is being handled, and the message."""

    def __init__(self, *, openly: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s%(handled)s: %(message)s", openly=openly)

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line, and a traceback below it."""
        handled = " ".join(in_hand().values())
        record = logging.makeLogRecord(record.__dict__)
        record.msg, record.args, record.exc_text = self.said(record), None, None
        record.handled = f" [{handled}]" if handled else ""
        return super().format(record)


class JsonLines(_Lines):
    """One JSON object a line: time (UTC, ISO 8601), level, logger, message, the ids of what is being handled.

    ``traceback`` if there is one; ``message_id`` is the beginning of the archive id, ``letter_id`` as
    `mailbot letters` shows it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.said(record),
            **in_hand(),
            **{key: record.__dict__[key] for key in _EXTRAS if key in record.__dict__},
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


# These log contents of what they read, or chatter; what they find comes back as values.
_TALKATIVE = ("flufl.bounce", "pdfminer", "apscheduler", "imapclient")


def quieten_libraries() -> None:
    """Keeps libraries that log contents of mail, or every step, from doing so."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def set_up(form: str, level: str) -> None:
    """Sends our log lines to standard error; libraries speak up only from WARNING on.

    What would reach standard error by itself (warnings, a thread that dies, a log line that cannot be written)
    goes the same way.
    """
    handler = logging.StreamHandler(sys.stderr)
    openly = level.lower() == "debug"
    handler.setFormatter(JsonLines(openly=openly) if form == "json" else HumanLines(openly=openly))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("mailbot").setLevel(level.upper())
    logging.captureWarnings(True)
    logging.raiseExceptions = False
    threading.excepthook = _thread_died
    quieten_libraries()


def _thread_died(died: threading.ExceptHookArgs) -> None:
    if died.exc_value is not None and not issubclass(died.exc_type, SystemExit):
        name = died.thread.name if died.thread else "unknown"
        logging.getLogger("mailbot").error("thread %s has died", name, exc_info=died.exc_value)
