"""What is written down: one record for each message, flag and decision. Times are aware, in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from .flag import Flag
from .submission import Submission

Disposition = Literal[
    "recorded",  # its submission is in the record
    "held",  # waits for a person
    "answered",  # nothing to record (question, withdrawal already known …), a person or a letter answers
    "automatic",  # a program wrote it, no submission in it
    "bounce",  # linked to its letter
    "duplicate",  # the same mail as one already dealt with
    "crashed",  # set aside after three attempts, kept, replayable
    "oversized",  # over the size limit, left in place
    "gone",  # deleted or moved by someone else before it could be read
    "rejected",  # a person decided that it records nothing
]


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One message that was dealt with. ``id`` is the SHA-256 of its raw bytes (its name in the archive)."""

    id: str
    content_id: str
    message_id: str | None
    sender: str | None
    subject: str
    received_at: datetime
    handled_at: datetime
    disposition: Disposition
    kind: str
    delegation: str | None = None
    submission: Submission | None = None
    why: str = ""
    attempts: int = 1
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of one UID. ``message`` is the MessageRecord's id, None if it was never read.

    ``folder_wanted`` is where it is to be filed ("" leaves it); ``filed`` once that is done. ``lies_in`` is the
    folder it had been filed in before, where a decision moves it on ("" while it lies where it came in).
    """

    account: str
    folder: str
    uid_validity: int
    uid: int
    disposition: Disposition | None
    message: str | None
    seen_at: datetime
    folder_wanted: str = ""
    filed: bool = False
    attempts: int = 0
    lies_in: str = ""


Verdict = Literal["accepted", "corrected", "rejected", "answered", "superseded", "dismissed"]


@dataclass(frozen=True, slots=True)
class FlagRecord:
    """A flag raised on a message or a delegation. ``key`` is unique; open while ``verdict`` is None."""

    key: str
    flag: Flag
    raised_at: datetime
    message: str | None = None
    delegation: str | None = None
    verdict: Verdict | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    remark: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.verdict is None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided, on exactly what they saw. ``action`` and ``detail`` replay it.

    ``on_hash`` is the content hash of the submission or revision that was shown: a decision on a stale
    one is refused. ``action``: accept, correct, assign, reject, answer, dismiss, replay, set_aside, take_up
    (of a message); resend, cancel (of a letter: ``detail["letter"]`` is its key); undo (of the decision
    ``detail["undoes"]``); hold, release (of the occasions ``detail["occasions"]``).
    """

    id: str
    at: datetime
    by: str
    action: str
    message: str | None
    delegation: str | None
    on_hash: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder occasion that was dealt with: sent, by the letter of that key, or passed over with the reason."""

    key: str
    at: datetime
    outcome: Literal["sent", "skipped"]
    reason: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that changed the record, as the journal keeps it: what a rebuild carries out again, in order.

    ``what``: ``message`` (a UID got its disposition), ``decision``, ``reminder`` (an occasion was dealt with),
    ``written`` (a letter that no message or decision explains), ``letter`` (what became of one), ``flag`` (one on
    no message), ``purged``.
    ``under`` names the terms (meeting, invitees, staff …) that were in force; ``detail`` is plain JSON.
    """

    what: Literal["message", "decision", "reminder", "written", "letter", "flag", "purged"]
    at: datetime
    under: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


JOURNAL_MARK = "journal"
"""The setting that tells how far the journal reaches: while it stays the same, nothing that decides has changed."""
