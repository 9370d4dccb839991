"""Who sends the notices of mail systems, told from people who write about them: a submission is never a bounce."""

from __future__ import annotations

import re

from mailbot.domain.message import Message

from .bounce_words import DELAYED, FAILED, ROBOT, ROBOT_NAME, SUCCEEDED, UNDELIVERED
from .program_words import has_topics
from .quoted import is_forward_subject, is_reply_subject

STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
REPLY = re.compile(r"(?<![\d.@-])([45]\d\d)(?=[ -](?:\D|[45]\.\d))")
_RESERVED = re.compile(r"mailer[-_.]?daemon|^post[-_.]?master|^microsoftexchange[0-9a-f]{10,}|^mail[-_.]?daemon")
_NOTIFICATION = re.compile(r"delivery (?:status )?notification", re.IGNORECASE)
# "The attached message had fatal errors."
_ONE_BY_CHANCE = 1


def is_from_mail_system(message: Message, notice: str) -> bool:
    """A mail system's name or the null return path, and words or codes of failure; never with documents along.

    ``notice`` is the text without the message that came back.
    """
    if any(a.media_type.startswith("application/") and "signature" not in a.media_type for a in message.attachments):
        return False
    if not (_is_system(message) or _may_be_system(message, notice)):
        return False
    return _speaks_of_failure(message, notice)  # last: it takes the longest, and most mail is from people


def _may_be_system(message: Message, notice: str) -> bool:
    """People write of bounces too, and scanners send notes with the null path: a word of delegations tells."""
    if is_forward_subject(message.subject):
        return False
    named = _is_named_so(message)
    if is_reply_subject(message.subject):
        possible = message.return_path == ""
    else:
        possible = named or message.return_path == "" or _says_so_itself(message, notice)
    return possible and not has_topics(notice, beyond=_ONE_BY_CHANCE if named else 0)


def _speaks_of_failure(message: Message, notice: str) -> bool:
    said = f"{message.subject}\n{notice[:5_000]}"
    codes = STATUS.search(said) or REPLY.search(said) or message.header("x-failed-recipients")
    if not codes and SUCCEEDED.search(said) and not UNDELIVERED.search(_NOTIFICATION.sub(" ", notice)):
        return False
    return bool(codes or FAILED.search(said) or DELAYED.search(said))


def _says_so_itself(message: Message, notice: str) -> bool:
    """An unknown sender whose subject speaks of failure, with a code or the mark of a program to go with it."""
    if not (FAILED.search(message.subject) or DELAYED.search(message.subject)):
        return False
    submitted = (message.header("auto-submitted") or "").casefold()
    said = f"{message.subject}\n{notice[:5_000]}"
    return "auto-" in submitted or bool(STATUS.search(said) or REPLY.search(said))


def _is_system(message: Message) -> bool:
    """Whether the sender is a mail system beyond doubt: by its reserved address, or by what it adds."""
    if message.header("x-failed-recipients") is not None:
        return True
    local = message.sender.local_part.casefold() if message.sender else ""
    return bool(_RESERVED.search(local))


def _is_named_so(message: Message) -> bool:
    sender = message.sender
    return sender is None or bool(ROBOT.search(sender.local_part) or ROBOT_NAME.search(sender.name))
