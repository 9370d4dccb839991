"""Log lines on standard error, for people or as JSON; never mail content, addresses or secrets above DEBUG."""

from __future__ import annotations

import json
import logging
import sys


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC, ISO 8601), level, logger, message, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


# These log contents of what they read, or chatter; what they find comes back as values.
_TALKATIVE = ("flufl.bounce", "pdfminer", "apscheduler", "imapclient")


def quieten_libraries() -> None:
    """Keeps libraries that log contents of mail, or every step, from doing so."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def set_up(form: str, level: str) -> None:
    """Sends our log lines to standard error; libraries speak up only from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    human = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if form == "json" else human)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("mailbot").setLevel(level.upper())
    quieten_libraries()
