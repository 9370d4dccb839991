"""Ways an alarm goes out: a program, a web address, a mail by another server."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from http.client import HTTPException
from pathlib import Path

from mailbot.ports import Doubtful, Notice, OutsideError, Permanent, Temporary, Transport

from .web import reply_to

SECONDS = 30
_ANSWER_BYTES = 4096


def text_of(notice: Notice, who: str) -> str:
    """The alarm in words; the first line is enough for a small screen. ``who`` names the mailbot that speaks."""
    return "\n".join([line_of(notice, who), "", *(part for part in (notice.detail, notice.remedy) if part)]) + "\n"


def line_of(notice: Notice, who: str) -> str:
    """The alarm in one line."""
    return f"mailbot {who}: {'over: ' if notice.is_over else ''}{notice.title}"


class CommandAlarm:
    """Runs a program with the text on its standard input and the one line as MAILBOT_ALARM; no shell."""

    name = "[alarm] command"

    def __init__(self, command: Sequence[str], who: str) -> None:
        self._command = tuple(command)
        self._who = who

    def sound(self, notice: Notice) -> None:
        """See ``ports.Alarm``. What the program prints goes nowhere."""
        program = self._command[0]
        try:
            subprocess.run(  # noqa: S603 - the command is the operator's own, run without a shell
                self._command,
                input=text_of(notice, self._who).encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "MAILBOT_ALARM": line_of(notice, self._who)},
                timeout=SECONDS,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise Temporary(f"{program} does not end within {SECONDS} s: let it hand over and end") from error
        except subprocess.CalledProcessError as error:
            raise Temporary(f"{program} fails with exit status {error.returncode}: try it in a shell") from error
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise Permanent(f"{program} cannot be run ({why}): correct the path or the permissions") from error


class WebhookAlarm:
    """Posts JSON to a web address, which may hold a key: it stands in no message of ours. No redirect is followed."""

    name = "[alarm] webhook"

    def __init__(self, url: Callable[[], str], who: str, ca_file: Path | None = None) -> None:
        self._url = url
        self._who = who
        self._ca_file = ca_file

    def sound(self, notice: Notice) -> None:
        """See ``ports.Alarm``."""
        document = {
            "text": text_of(notice, self._who),
            "title": notice.title,
            "detail": notice.detail,
            "remedy": notice.remedy,
            "cause": notice.cause,
            "at": notice.at.isoformat(),
            "over": notice.is_over,
        }
        headers = {"Content-Type": "application/json", "User-Agent": "mailbot"}
        try:
            request = urllib.request.Request(self._url(), json.dumps(document).encode(), headers, method="POST")  # noqa: S310 - https, see configuration
            with reply_to(request, self._ca_file, SECONDS) as reply:
                reply.read(_ANSWER_BYTES)
        except urllib.error.HTTPError as error:
            error.close()
            kind = Temporary if error.code == 429 or error.code >= 500 else Permanent
            raise kind(f"the web address answers {error.code}: check webhook") from None
        except (OSError, HTTPException, ValueError) as error:
            why = getattr(error, "reason", None) or error
            raise Temporary(f"the web address cannot be reached ({type(why).__name__}): check webhook") from None


class MailAlarm:
    """Writes a mail by an account of its own; a new connection each time."""

    name = "[alarm.smtp]"

    def __init__(self, transport: Callable[[], Transport], sender: str, to: Sequence[str], who: str) -> None:
        self._transport = transport
        self._sender = sender
        self._to = tuple(to)
        self._who = who

    def sound(self, notice: Notice) -> None:
        """See ``ports.Alarm``. Enough if one of the addresses is taken."""
        mail = EmailMessage()
        mail["From"], mail["To"] = self._sender, ", ".join(self._to)
        mail["Subject"] = line_of(notice, self._who)
        mail["Date"], mail["Message-ID"] = format_datetime(notice.at), make_msgid(domain=self._sender.partition("@")[2])
        # RFC 3834 section 5: nobody's machine shall answer it.
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text_of(notice, self._who))
        transport = self._transport()
        try:
            transport.send(self._sender, self._to, mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        except Doubtful as error:
            raise Temporary(str(error)) from error
        except OutsideError:
            raise
        finally:
            transport.close()
