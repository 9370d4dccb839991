"""A mail message as read: what RFC 5322 and MIME carry, decoded, with nothing decided yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322 section 3.4: display name (may be empty) and addr-spec, as written."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The part after the last ``@``, casefolded; empty without one."""
        return self.address.rpartition("@")[2].casefold() if "@" in self.address else ""

    @property
    def local_part(self) -> str:
        """The part before the last ``@``, casefolded."""
        return self.address.rpartition("@")[0].casefold()


@dataclass(frozen=True, slots=True)
class Automatic:
    """Whether a program wrote the message (RFC 3834 section 2), and by what sign that was seen."""

    is_automatic: bool
    why: str | None = None


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One recipient a delivery status notification speaks of; ``status`` as in RFC 3463 (``5.1.1``)."""

    address: str
    status: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery status notification (RFC 3464) or an older dialect; a delay notice is not permanent."""

    permanent: bool
    recipients: tuple[FailedRecipient, ...]
    original_message_id: str | None


AttachmentStatus = Literal["read", "ignored", "unreadable"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One leaf of the message that is not its text.

    ``media_type`` is what the bytes are, not what the sender declared. ``path`` names the containers it
    came out of, outermost first (an attached message, a ZIP), so that two files of one name stay apart.
    """

    name: str
    media_type: str
    content: bytes
    is_inline: bool = False
    content_id: str | None = None
    path: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Octets of the decoded content."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Message:
    """One message, decoded. Never raises on any bytes: what was wrong with them stands in ``defects``.

    ``id`` is the SHA-256 of the raw bytes, in hexadecimal. ``content_id`` leaves out trace fields, so that
    the same mail over two routes is one. ``text`` is the whole readable body; ``new_text`` is the part the
    writer wrote now (quoted text and signature cut), never lost from ``text``. ``html`` is the HTML body as
    sent, if any. ``received_at`` is when it reached the receiving server (topmost Received field, RFC 5321
    section 4.4), else the Date field, else None. ``originals`` are the messages it forwards, attached or
    inline, outermost first. ``head`` is the header as it came, of a message attached to another.
    """

    id: str
    content_id: str
    message_id: str | None
    subject: str
    sender: Address | None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    return_path: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    received_at: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    new_text: str = ""
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    originals: tuple[Message, ...] = ()
    automatic: Automatic = Automatic(False)
    is_list_mail: bool = False
    is_complaint: bool = False
    bounce: Bounce | None = None
    may_answer: bool = True
    loop_mark: str | None = None
    defects: tuple[str, ...] = ()
    head: bytes = b""

    def header(self, name: str) -> str | None:
        """The first field of that name, unfolded and decoded, or None."""
        wanted = name.casefold()
        return next((value for key, value in self.headers if key.casefold() == wanted), None)
